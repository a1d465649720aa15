"""Computes the counts and decodedDigest of each manifest without LossBench.

    python3 Tests/Goldens/decoded_digests.py MIRROR [ID ...]

reads data-manifests/<id>.yaml and MIRROR/<id>/<file>, and prints, for each dataset, the counts and
the digest, and whether the manifest agrees. Exit status 1 when one does not.

What is hashed (SHA-256), all numbers little-endian:
  pictures  train pixels (bytes), train labels (int32), test pixels, test labels
  tables    for the training part, then the test part: each feature column in order, then the
            labels; a numeric column is float32 with NaN 7fc00000 for a missing cell, a categorical
            one int32 codes with -1 for a missing cell; after both parts, for each categorical
            column, its levels, each followed by a line feed. Levels are the distinct texts of all
            rows, sorted by their UTF-8 bytes; a code is a position in that list.
  series    see decoded_series.py
A derived split orders both parts as in the file.
"""

import csv
import gzip
import hashlib
import pathlib
import sys

import numpy as np
import yaml

MASK = (1 << 64) - 1


class RandomStream:
    """The project's named streams: SplitMix64 with FNV-1a labels, written anew from the papers."""

    def __init__(self, seed):
        self.key = self.state = seed & MASK

    @staticmethod
    def mix(z):
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def split(self, label):
        if isinstance(label, int):
            start = self.mix(self.key ^ 0x2545F4914F6CDD1D)
            return RandomStream(self.mix((start + label * 0x9E3779B97F4A7C15) & MASK))
        value = 0xCBF29CE484222325
        for byte in label.encode():
            value = ((value ^ byte) * 0x100000001B3) & MASK
        return RandomStream(self.mix(self.key ^ value))

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        return self.mix(self.state)

    def index(self, bound):
        return (self.bits() * bound) >> 64

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.index(i + 1)
            items[i], items[j] = items[j], items[i]


def stratified_test_indices(labels, classes, fraction, seed):
    """Of each class, count x fraction, half rounded up; ascending."""
    drawn = []
    for label in range(classes):
        members = [i for i, value in enumerate(labels) if value == label]
        RandomStream(seed).split("test").split(label).shuffle(members)
        drawn += members[: int(np.floor(len(members) * fraction + 0.5))]
    return sorted(drawn)


def content(folder, manifest, role):
    entry = next(f for f in manifest["files"] if f["role"] == role)
    data = (folder / entry["path"]).read_bytes()
    assert len(data) == entry["bytes"], entry["path"]
    assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["path"]
    if entry["path"].endswith(".gz"):
        data = gzip.decompress(data)
    assert len(data) <= entry.get("unpackedBytes", entry["bytes"]), entry["path"]
    if "contentSha256" in entry:
        assert hashlib.sha256(data).hexdigest() == entry["contentSha256"], entry["path"]
    return data


def idx(data, dimensions):
    header = np.frombuffer(data, ">u4", 1 + dimensions)
    assert header[0] == 0x0800 + dimensions
    body = np.frombuffer(data, np.uint8, offset=4 * (1 + dimensions))
    return body.reshape([int(extent) for extent in header[1:]])


def pictures(folder, manifest):
    digest, counts = hashlib.sha256(), {}
    for part in ["train", "test"]:
        pixels = idx(content(folder, manifest, f"{part}-images"), 3)
        labels = idx(content(folder, manifest, f"{part}-labels"), 1)
        assert len(pixels) == len(labels)
        assert pixels.shape[1:] == (manifest["decoder"]["height"], manifest["decoder"]["width"])
        digest.update(pixels.tobytes())
        digest.update(labels.astype("<i4").tobytes())
        counts[part] = np.bincount(labels, minlength=len(manifest["classes"])).tolist()
    return counts, digest.hexdigest()


def rows(data, decoder):
    lines = data.decode().splitlines()
    comment = decoder.get("comment")
    lines = [l for l in lines if l.strip() and not (comment and l.startswith(comment))]
    quote = decoder.get("quote", "none")
    options = {"quoting": csv.QUOTE_NONE} if quote == "none" else {"quotechar": quote}
    parsed = list(csv.reader(lines, delimiter=decoder.get("separator", ","), skipinitialspace=True,
                             **options))
    parsed = [[cell.strip() for cell in row] for row in parsed]
    names = [column["name"] for column in decoder["columns"]]
    if decoder.get("header", False):
        assert parsed.pop(0) == names
    assert all(len(row) == len(names) for row in parsed)
    return parsed


def table(folder, manifest):
    decoder = manifest["decoder"]
    roles = [entry["role"] for entry in manifest["files"]]
    if "data" in roles:
        cells = rows(content(folder, manifest, "data"), decoder)
    else:
        train = rows(content(folder, manifest, "train"), decoder)
        cells = train + rows(content(folder, manifest, "test"), decoder)
    spellings = {}
    for code, name in enumerate(manifest["classes"]):
        if isinstance(name, dict):
            for spelling in [name["name"], *name.get("spellings", [])]:
                spellings[spelling] = code
        else:
            spellings[str(name)] = code
    kinds = [column["kind"] for column in decoder["columns"]]
    labels = np.array([spellings[row[kinds.index("class")]] for row in cells], "<i4")
    if "data" in roles:
        rule = manifest["splits"]
        test = stratified_test_indices(
            labels, len(manifest["classes"]), rule["testFraction"], rule["seed"])
    else:
        test = list(range(len(train), len(cells)))
    chosen = set(test)
    parts = [[i for i in range(len(cells)) if i not in chosen], test]

    missing = decoder.get("missing", [])
    columns, levels_text = [], b""
    for position, kind in enumerate(kinds):
        texts = [row[position] for row in cells]
        if kind == "numeric":
            values = np.array([0 if t in missing else float(t) for t in texts], "<f4")
            bits = values.view("<u4").copy()
            bits[[t in missing for t in texts]] = 0x7FC00000
            columns.append(bits)
        elif kind == "categorical":
            levels = sorted({t.encode() for t in texts if t not in missing})
            codes = {level: code for code, level in enumerate(levels)}
            columns.append(np.array([codes.get(t.encode(), -1) if t not in missing else -1
                                     for t in texts], "<i4"))
            levels_text += b"".join(level + b"\n" for level in levels)
    digest, counts = hashlib.sha256(), {}
    for name, part in zip(["train", "test"], parts):
        for column in columns:
            digest.update(column[part].tobytes())
        digest.update(labels[part].tobytes())
        counts[name] = np.bincount(labels[part], minlength=len(manifest["classes"])).tolist()
    digest.update(levels_text)
    return counts, digest.hexdigest()


def main(mirror, ids):
    # Imported here because it uses the splits above.
    from decoded_series import series

    folder = pathlib.Path(__file__).parents[2] / "data-manifests"
    failures = 0
    for path in sorted(folder.glob("*.yaml")):
        if ids and path.stem not in ids:
            continue
        manifest = yaml.safe_load(path.read_text())
        read = {"idx": pictures, "csv": table, "ts": series, "symbols": series,
                "channel-files": series}[manifest["decoder"]["format"]]
        counts, digest = read(pathlib.Path(mirror) / manifest.get("folder", path.stem), manifest)
        agrees = counts == manifest["counts"] and digest == manifest["decodedDigest"]
        failures += not agrees
        print(path.stem, "agrees" if agrees else "DIFFERS", digest)
        for part in ["train", "test"]:
            print(f"  {part}: {counts[part]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
