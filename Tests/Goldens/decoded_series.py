"""Reads the datasets of series without LossBench, for decoded_digests.py.

What is hashed (SHA-256), all numbers little-endian: for the training part, then the test part, the
values (float32, [series, channels, length], a missing value with the bits 7fc00000, 0 for padding),
the true lengths (int32), the labels (int32).
"""

import hashlib
import io
import re
import zipfile

import numpy as np

from decoded_digests import duplicates, stratified_test_indices

MISSING = np.frombuffer(bytes.fromhex("0000c07f"), "<f4")[0]


def contents(folder, manifest):
    """(role, name, bytes) of every file and every member that matches a listed path."""
    for entry in manifest["files"]:
        data = (folder / entry["path"]).read_bytes()
        assert len(data) == entry["bytes"], entry["path"]
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["path"]
        if "members" not in entry:
            yield entry["role"], entry["path"], data
            continue
        archive = zipfile.ZipFile(io.BytesIO(data))
        unpacked = 0
        for member in entry["members"]:
            pattern = re.escape(member["path"]).replace(r"\*", "[^/]*")
            names = [n for n in archive.namelist() if re.fullmatch(pattern, n)]
            assert 1 <= len(names) <= member.get("maxCount", 1), member["path"]
            for name in names:
                text = archive.read(name)
                unpacked += len(text)
                assert len(text) <= member["maxBytes"], name
                yield member["role"], name, text
        assert unpacked <= entry["unpackedBytes"], entry["path"]


def spellings(manifest):
    codes = {}
    for code, name in enumerate(manifest["classes"]):
        name = name if isinstance(name, dict) else {"name": str(name)}
        for spelling in [name["name"], *name.get("spellings", [])]:
            codes[str(spelling)] = code
    return codes


def number(text):
    return MISSING if text in ("?", "NaN", "nan") else np.float32(float(text))


def padded(series, length):
    """[channels][values] lists of one part as padded arrays and lengths."""
    values = np.zeros((len(series), len(series[0]), length), "<f4")
    lengths = np.array([len(channels[0]) for channels in series], "<i4")
    for row, channels in enumerate(series):
        for place, channel in enumerate(channels):
            assert len(channel) == lengths[row]
            values[row, place, :len(channel)] = channel
    return values, lengths


def ts(text, manifest):
    decoder, codes = manifest["decoder"], spellings(manifest)
    lines = text.decode("utf-8-sig").splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip().lower() == "@data")
    header = {words[0].lower(): words[1:] for line in lines[:start] if line.startswith("@")
              for words in [line[1:].split()]}
    assert header["classlabel"][0] == "true"
    assert [codes[name] for name in header["classlabel"][1:]] == list(range(len(codes)))
    series, labels = [], []
    for line in lines[start + 1:]:
        if line.strip():
            *channels, label = line.split(":")
            assert len(channels) == decoder["channels"]
            series.append([[number(t) for t in channel.split(",")] for channel in channels])
            labels.append(codes[label.strip()])
    return (*padded(series, decoder["length"]), np.array(labels, "<i4"))


def symbols(text, manifest):
    decoder, codes = manifest["decoder"], spellings(manifest)
    series, labels = [], []
    for line in text.decode().splitlines():
        fields = [field.strip() for field in line.split(",")]
        letters = fields[decoder["fields"].index("sequence")]
        assert set(letters) <= set(decoder["symbols"])
        series.append([[float(letter == s) for letter in letters] for s in decoder["symbols"]])
        labels.append(codes[fields[decoder["fields"].index("class")]])
    return (*padded(series, decoder["length"]), np.array(labels, "<i4"))


def channel_files(found, manifest, part):
    decoder, codes = manifest["decoder"], spellings(manifest)
    files = {name.split("/")[-1]: text for role, name, text in found if role == f"{part}-channels"}
    names = [f"{channel}_{part}.txt" for channel in decoder["channels"]]
    assert sorted(files) == sorted(names)
    values = np.stack([np.loadtxt(io.BytesIO(files[name]), ndmin=2) for name in names], 1)
    assert values.shape[2] == decoder["length"]
    labels = next(text for role, _, text in found if role == f"{part}-labels").decode().split()
    return (values.astype("<f4"), np.full(len(values), decoder["length"], "<i4"),
            np.array([codes[label] for label in labels], "<i4"))


def series(folder, manifest):
    """The counts, the digest and the duplicates of a dataset."""
    found = list(contents(folder, manifest))
    if manifest["decoder"]["format"] == "channel-files":
        parts = {part: channel_files(found, manifest, part) for part in ["train", "test"]}
    else:
        read = {"ts": ts, "symbols": symbols}[manifest["decoder"]["format"]]
        parts = {role: read(text, manifest) for role, _, text in found}
    if "data" in parts:
        rule, labels = manifest["splits"], parts["data"][2]
        test = stratified_test_indices(
            labels, len(manifest["classes"]), rule["testFraction"], rule["seed"])
        train = sorted(set(range(len(labels))) - set(test))
        parts = {"train": [a[train] for a in parts["data"]],
                 "test": [a[test] for a in parts["data"]]}
    digest, counts, examples = hashlib.sha256(), {}, []
    for part in ["train", "test"]:
        values, lengths, labels = parts[part]
        assert lengths.min() >= manifest["decoder"].get("shortest", manifest["decoder"]["length"])
        for array in [values, lengths, labels]:
            digest.update(np.ascontiguousarray(array).tobytes())
        counts[part] = np.bincount(labels, minlength=len(manifest["classes"])).tolist()
        examples.append([v.tobytes() + n.tobytes() for v, n in zip(values, lengths)])
    return counts, digest.hexdigest(), duplicates(*examples)
