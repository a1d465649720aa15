"""Checksums and event files by the reference packages.

    pip install tensorboard crc32c
    python3 Tests/Goldens/tensorboard_events.py > Tests/Goldens/tensorboard_events.json

String `n` of a length is the bytes (7 i + 13 length) mod 251, so the tests can make it anew.
"""

import base64
import importlib.metadata
import json
import os
import sys
import tempfile

import crc32c
import google.protobuf
import tensorboard
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c
from tensorboard.summary.writer.record_writer import RecordWriter

LENGTHS = [0, 1, 2, 3, 7, 8, 9, 31, 64, 255, 1000]


def text(length):
    return bytes((7 * i + 13 * length) % 251 for i in range(length))


def events():
    """What Tests/ReportsTests/TensorBoardTests.swift builds."""
    scalar = Summary.Value
    yield Event(wall_time=1700000000.5, file_version="brain.Event:2")
    yield Event(wall_time=1700000000.5, step=3, summary=Summary(value=[
        scalar(tag="train/loss", simple_value=0.6931471805599453),
        scalar(tag="schedule/alpha", simple_value=0.0)]))
    edges, counts = [0.0, 0.25, 0.5, 1.0], [5, 0, 300]
    middles = [(a + b) / 2 for a, b in zip(edges, edges[1:])]
    yield Event(wall_time=1700000001.25, step=70000, summary=Summary(value=[
        scalar(tag="p_y", histo=HistogramProto(
            min=0.0, max=1.0, num=305, sum=sum(c * m for c, m in zip(counts, middles)),
            sum_squares=sum(c * m * m for c, m in zip(counts, middles)),
            bucket_limit=edges[1:], bucket=counts))]))


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file")
        with open(path, "wb") as file:
            writer = RecordWriter(file)
            for event in events():
                writer.write(event.SerializeToString(deterministic=True))
        with open(path, "rb") as file:
            data = file.read()
    json.dump({
        "tools": {"python": sys.version.split()[0], "crc32c": importlib.metadata.version("crc32c"),
                  "tensorboard": tensorboard.__version__,
                  "protobuf": google.protobuf.__version__},
        "checksums": [{"length": n, "crc32c": crc32c.crc32c(text(n)),
                       "masked": int(masked_crc32c(text(n)))} for n in LENGTHS],
        "file": base64.b64encode(data).decode()}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
