"""Computes the counts, decodedDigest and duplicates of each manifest without LossBench.

    python3 Tests/Goldens/decoded_digests.py MIRROR [ID ...]
    python3 Tests/Goldens/decoded_digests.py MIRROR --json > Tests/Goldens/decoded_digests.json

reads data-manifests/<id>.yaml and MIRROR/<id>/<file>, and prints, for each dataset, the counts,
the digest and the duplicates, and whether the manifest agrees. Exit status 1 when one does not.

What is hashed (SHA-256), all numbers little-endian:
  texts     for the training part, then the test part: for each text the count of its UTF-8 bytes
            (int32) and these bytes; then the labels (int32)
  pictures  train pixels (bytes), train labels (int32), test pixels, test labels
  tables    for the training part, then the test part: each feature column in order, then the
            labels; a numeric column is float32 with NaN 7fc00000 for a missing cell, a categorical
            or ordered one int32 codes with -1 for a missing cell; after both parts, for each of
            these columns, its levels, each followed by a line feed. Levels are the distinct texts
            of all rows, sorted by their UTF-8 bytes, and for an ordered column those that the
            manifest lists; a code is a position in that list.
  series    see decoded_series.py
Duplicates are the test examples whose values, labels apart, also occur in the training part.
A derived split orders both parts as in the file. Members of one role follow each other in the order
of their names. A manifest that says "verified: no" has no decodedDigest and is passed over.
"""

import csv
import fnmatch
import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile
import zipfile

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


def duplicates(train, test):
    """How many test examples occur in the training part; an example is its values as bytes."""
    known = set(train)
    return sum(example in known for example in test)


def content(folder, manifest, role):
    entry = next(f for f in manifest["files"] if f["role"] == role)
    # The publisher's file, or the first of its repacked alternatives that is there.
    found = next(identity for identity in [entry, *entry.get("alternatives", [])]
                 if (folder / identity.get("path", entry["path"])).exists())
    path = found.get("path", entry["path"])
    data = (folder / path).read_bytes()
    assert len(data) == found["bytes"], path
    assert hashlib.sha256(data).hexdigest() == found["sha256"], path
    if path.endswith(".gz"):
        data = gzip.decompress(data)
    assert len(data) <= entry.get("unpackedBytes", entry["bytes"]), path
    expected = entry.get("contentSha256", None if entry["path"].endswith(".gz") else entry["sha256"])
    assert expected is None or hashlib.sha256(data).hexdigest() == expected, path
    return data


def members(path, data):
    """Name and bytes of each regular file of an archive."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {m.name: archive.extractfile(m).read() for m in archive if m.isreg()}


def contents(folder, manifest):
    """(role, name, bytes) of every file and listed member, sorted by name."""
    found = []
    for entry in manifest["files"]:
        if "members" not in entry:
            found.append((entry["role"], entry["path"], content(folder, manifest, entry["role"])))
            continue
        data = (folder / entry["path"]).read_bytes()
        assert len(data) == entry["bytes"], entry["path"]
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["path"]
        inside = members(entry["path"], data)
        for member in entry["members"]:
            # fnmatch lets a star match a slash; the lists here hold no such member.
            names = fnmatch.filter(inside, member["path"])
            assert 1 <= len(names) <= member.get("maxCount", 1), member
            assert all(name.count("/") == member["path"].count("/") for name in names)
            for name in names:
                assert len(inside[name]) <= member["maxBytes"], name
                if "sha256" in member:
                    assert hashlib.sha256(inside[name]).hexdigest() == member["sha256"], name
                found.append((member["role"], name, inside[name]))
    return sorted(found, key=lambda item: item[1].encode())


def spellings(manifest):
    """The code of each way to write a class."""
    codes = {}
    for code, name in enumerate(manifest["classes"]):
        if not isinstance(name, dict):
            name = {"name": str(name)}
        for spelling in [name["name"], *name.get("spellings", [])]:
            codes[spelling] = code
    return codes


def cifar(folder, manifest):
    label_bytes = {"only": 1, "coarse": 2, "fine": 2}[manifest["decoder"]["label"]]
    digest, counts, examples = hashlib.sha256(), {}, []
    for part in ["train", "test"]:
        data = b"".join(b for role, _, b in contents(folder, manifest) if role == part)
        records = np.frombuffer(data, np.uint8).reshape(-1, label_bytes + 3072)
        labels = records[:, 1 if manifest["decoder"]["label"] == "fine" else 0]
        digest.update(records[:, label_bytes:].tobytes())
        digest.update(labels.astype("<i4").tobytes())
        counts[part] = np.bincount(labels, minlength=len(manifest["classes"])).tolist()
        examples.append([record.tobytes() for record in records[:, label_bytes:]])
    return counts, digest.hexdigest(), duplicates(*examples)


def lines(text):
    found = [line.removesuffix("\r") for line in text.split("\n")]
    return [line for line in found if line]


def text_rows(text, decoder):
    """Text and label of each row."""
    separator = {"tab": "\t"}.get(decoder.get("separator", ","), decoder.get("separator", ","))
    quote = decoder.get("quote", '"')
    if quote == "none":
        rows = [line.split(separator) for line in lines(text)]
    else:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quotechar=quote,
                               strict=True))
    if "header" in decoder:
        assert rows.pop(0) == decoder["header"]
    columns = decoder["columns"]
    assert all(len(row) == len(columns) for row in rows)
    for row in rows:
        yield (" ".join(cell for cell, kind in zip(row, columns) if kind == "text"),
               row[columns.index("class")])


def labelled_lines(text, decoder):
    separator = {"tab": "\t", "space": " "}.get(decoder["separator"], decoder["separator"])
    for line in lines(text):
        label, rest = line.split(separator, 1)
        yield rest, label.split(decoder["labelEnd"])[0] if "labelEnd" in decoder else label


def text_parts(folder, manifest):
    """The (UTF-8 text, code) pairs of the training part and the test part."""
    decoder, codes = manifest["decoder"], spellings(manifest)
    parts = {}
    for role, name, data in contents(folder, manifest):
        text = data.decode(decoder.get("encoding", "utf-8")).removeprefix("\ufeff")
        if decoder["format"] == "text-csv":
            found = text_rows(text, decoder)
        elif decoder["format"] == "text-labelled-lines":
            found = labelled_lines(text, decoder)
        else:
            label = name.split("/")[-1 if decoder["classFrom"] == "file" else -2]
            found = [(t, label) for t in ([text] if decoder["examples"] == "files" else lines(text))]
        parts.setdefault(role, []).extend((t.encode(), codes[label]) for t, label in found)
    if "data" in parts:
        rule, rows = manifest["splits"], parts["data"]
        test = set(stratified_test_indices(
            [code for _, code in rows], len(manifest["classes"]), rule["testFraction"],
            rule["seed"]))
        parts = {"train": [row for i, row in enumerate(rows) if i not in test],
                 "test": [row for i, row in enumerate(rows) if i in test]}
    return parts


def texts(folder, manifest):
    digest, counts = hashlib.sha256(), {}
    parts = text_parts(folder, manifest)
    for part in ["train", "test"]:
        for text, _ in parts[part]:
            digest.update(len(text).to_bytes(4, "little") + text)
        labels = np.array([code for _, code in parts[part]], "<i4")
        digest.update(labels.tobytes())
        counts[part] = np.bincount(labels, minlength=len(manifest["classes"])).tolist()
    found = duplicates(*([text for text, _ in parts[part]] for part in ["train", "test"]))
    return counts, digest.hexdigest(), found


def idx(data, dimensions):
    header = np.frombuffer(data, ">u4", 1 + dimensions)
    assert header[0] == 0x0800 + dimensions
    body = np.frombuffer(data, np.uint8, offset=4 * (1 + dimensions))
    return body.reshape([int(extent) for extent in header[1:]])


def pictures(folder, manifest):
    digest, counts, examples = hashlib.sha256(), {}, []
    for part in ["train", "test"]:
        pixels = idx(content(folder, manifest, f"{part}-images"), 3)
        labels = idx(content(folder, manifest, f"{part}-labels"), 1)
        assert len(pixels) == len(labels)
        assert pixels.shape[1:] == (manifest["decoder"]["height"], manifest["decoder"]["width"])
        digest.update(pixels.tobytes())
        digest.update(labels.astype("<i4").tobytes())
        counts[part] = np.bincount(labels, minlength=len(manifest["classes"])).tolist()
        examples.append([picture.tobytes() for picture in pixels])
    return counts, digest.hexdigest(), duplicates(*examples)


def columns_of(decoder):
    """The names, kinds and listed levels of all columns, those with a count written out."""
    columns = []
    for column in decoder["columns"]:
        names = [column["name"]]
        if "count" in column:
            names = [f"{column['name']}{i + 1}" for i in range(column["count"])]
        columns += [[str(name), column["kind"], column.get("levels", [])] for name in names]
    if "class" in decoder:
        names = [name for name, _, _ in columns]
        key = decoder["class"]
        columns[names.index(key) if key in names else int(key) - 1][1] = "class"
    return columns


def rows(data, decoder):
    text = data.decode(decoder.get("encoding", "utf-8"))
    # Not splitlines, which also splits at characters that are no line ends of a table.
    lines = text.replace("\r\n", "\n").split("\n")[decoder.get("skipLines", 0):]
    comment = decoder.get("comment")
    lines = [l for l in lines if l.strip() and not (comment and l.startswith(comment))]
    quote = decoder.get("quote", "none")
    separator = decoder.get("separator", ",")
    if separator == "blanks":
        parsed = [line.split() for line in lines]
    else:
        options = {"quoting": csv.QUOTE_NONE} if quote == "none" else {"quotechar": quote}
        separator = {"tab": "\t"}.get(separator, separator)
        parsed = list(csv.reader(lines, delimiter=separator, skipinitialspace=True, **options))
        parsed = [[cell.strip() for cell in row] for row in parsed]
    names = [name for name, _, _ in columns_of(decoder)]
    if decoder.get("header", False):
        assert parsed.pop(0) == names
    assert all(len(row) == len(names) for row in parsed)
    if quote != "none" and not decoder.get("quotedMissing", False):
        # The csv module does not tell which cells were quoted.
        for token in decoder.get("missing", []):
            assert f"{quote}{token}{quote}" not in text
    return parsed


def table(folder, manifest):
    decoder = manifest["decoder"]
    roles = [entry["role"] for entry in manifest["files"]]
    if "data" in roles:
        cells = rows(content(folder, manifest, "data"), decoder)
    else:
        train = rows(content(folder, manifest, "train"), decoder)
        cells = train + rows(content(folder, manifest, "test"), decoder)
    codes_of = spellings(manifest)
    schema = columns_of(decoder)
    kinds = [kind for _, kind, _ in schema]
    labels = np.array([codes_of[row[kinds.index("class")]] for row in cells], "<i4")
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
            mark = decoder.get("decimal", ".")
            values = np.array([0 if t in missing else float(t.replace(mark, ".")) for t in texts],
                              "<f4")
            bits = values.view("<u4").copy()
            bits[[t in missing for t in texts]] = 0x7FC00000
            columns.append(bits)
        elif kind in ["categorical", "ordered"]:
            levels = sorted({t.encode() for t in texts if t not in missing})
            if kind == "ordered":
                listed = [str(level).encode() for level in schema[position][2]]
                assert set(levels) <= set(listed)
                levels = listed
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
    cells = np.stack([column.view("<u4") for column in columns], 1)
    examples = [[row.tobytes() for row in cells[part]] for part in parts]
    return counts, digest.hexdigest(), duplicates(*examples)


def main(mirror, ids):
    # Imported here because it uses the splits above.
    from decoded_series import series

    folder = pathlib.Path(__file__).parents[2] / "data-manifests"
    failures, found = 0, {}
    as_json = ids == ["--json"]
    for path in sorted(folder.glob("*.yaml")):
        if ids and not as_json and path.stem not in ids:
            continue
        manifest = yaml.safe_load(path.read_text())
        if not manifest.get("verified", True):
            if not as_json:
                print(path.stem, "has no digest")
            continue
        read = {"idx": pictures, "csv": table, "cifar-binary": cifar, "text-csv": texts,
                "text-files": texts, "text-labelled-lines": texts, "ts": series,
                "symbols": series, "channel-files": series}[manifest["decoder"]["format"]]
        counts, digest, duplicates = read(
            pathlib.Path(mirror) / manifest.get("folder", path.stem), manifest)
        agrees = (counts == manifest["counts"] and digest == manifest["decodedDigest"]
                  and duplicates == manifest.get("duplicates"))
        failures += not agrees
        found[path.stem] = {"counts": counts, "decodedDigest": digest, "duplicates": duplicates}
        if as_json:
            continue
        print(path.stem, "agrees" if agrees else "DIFFERS", digest)
        for part in ["train", "test"]:
            print(f"  {part}: {counts[part]}")
        print(f"  duplicates: {duplicates}")
    if as_json:
        tools = {"python": sys.version.split()[0], "numpy": np.__version__,
                 "pyyaml": yaml.__version__}
        json.dump({"tools": tools, "datasets": found}, sys.stdout, indent=1)
        print()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
