"""Reads event files back with the tensorboard package and compares them with a run's report.

    pip install tensorboard
    python3 Tests/Goldens/check_tensorboard.py EVENTS REPORT.json

EVENTS is the folder that `bench run --tensorboard` or `bench tensorboard` wrote, REPORT.json the
run's report. Exit code 0 when every seed of the report has one file, every checksum is right, steps
rise and the test accuracies are the report's (as 32-bit floats), 1 otherwise.
"""

import json
import pathlib
import struct
import sys

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import PyRecordReader_New

SCALARS = {"train/loss", "train/accuracy", "train/mean-weight", "schedule/alpha",
           "schedule/learning-rate", "schedule/epoch"}


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def record_count(path):
    """Counts the records with the reader that raises where a checksum is wrong."""
    reader, count = PyRecordReader_New(str(path)), 0
    while True:
        try:
            reader.GetNext()
        except Exception as error:  # The end is an exception too.
            if type(error).__name__ == "OutOfRangeError":
                return count
            raise
        count += 1


def curves(path):
    """The scalars of a file by tag, as (step, value), and the tags of its histograms."""
    scalars, histograms = {}, set()
    for event in EventFileLoader(str(path)).Load():
        for value in event.summary.value:
            plugin = value.metadata.plugin_data.plugin_name
            if plugin == "scalars":
                scalars.setdefault(value.tag, []).append((event.step, value.tensor.float_val[0]))
            elif plugin == "histograms":
                histograms.add(value.tag)
            else:
                raise AssertionError(f"{path}: {value.tag} is neither scalar nor histogram")
    return scalars, histograms


def main():
    events, report = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
    checked, tags = 0, set()
    for cell in report["cells"]:
        for row in cell["arms"]:
            for seed in row["seeds"]:
                name = f"{cell['dataset']}/{cell['model']['id']}/{row['arm']['id']}"
                files = list(events.glob(f"{name}/seed-{seed['seed']}-*/events.out.tfevents.*"))
                assert len(files) == 1, f"{name}: seed {seed['seed']} has {len(files)} files"
                count = record_count(files[0])
                scalars, histograms = curves(files[0])
                assert SCALARS <= set(scalars), f"{files[0]}: {SCALARS - set(scalars)} absent"
                for tag, points in scalars.items():
                    steps = [step for step, _ in points]
                    assert steps == sorted(set(steps)), f"{files[0]}: {tag}: steps {steps}"
                assert count > len(scalars["train/loss"]), f"{files[0]}: {count} records"
                got, expected = scalars["test/accuracy"][-1][1], seed["scores"]["accuracy"]
                assert got == float32(expected), f"{files[0]}: accuracy {got}, not {expected}"
                checked += 1
                tags |= set(scalars) | histograms
    print(f"{checked} event files agree with the report; tags: {', '.join(sorted(tags))}")
    return 0 if checked else 1


if __name__ == "__main__":
    sys.exit(main())
