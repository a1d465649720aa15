"""Turns texts into words and ids without LossBench.

    python3 Tests/Goldens/text_tokens.py MIRROR > Tests/Goldens/text_tokens.json

words  hand-picked texts, split as WordCursor says: maximal runs of letters, marks and numbers, each
       code point lower-cased on its own
sets   for real sets: the number of ids, and the SHA-256 of the rows of ids (int32, little-endian) of
       the training part, then the test part; 0 pads, 1 is unknown, then words by their frequency in
       the training part, ties by code point; the first `length` words are kept
grams  hand-picked texts: the bucket of each row of 2 to `order` words, as fastText computes it
       (Dictionary::hash and Dictionary::addWordNgrams of its source, written anew here with 32-bit
       and 64-bit numbers of NumPy); and a real set whose rows have such ids after those of the words
"""

import collections
import hashlib
import json
import pathlib
import sys
import unicodedata

import numpy as np
import yaml

import decoded_digests

TEXTS = [
    "", " ,;-- ", "Hello, world", "don't stop<br /><br />now", "x1y22 3.5", "a_b",
    "\u00c9t\u00e9 e\u0301t\u00e9", "\u0130stanbul \u03a3\u039f\u03a3 \u1e9e",
    "\u4e2d\u6587\u3001\u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4", "\u0928\u092e\u0938\u094d\u0924\u0947 \u0967\u0968",
    "\u0645\u064e\u0631\u062d\u064e\u0628\u064b\u0627", "\U0001d400\U0001f600b \u00bd \u2167", "naïve\u00a0café\u2019s", "-\u2014\u2026A",
]
MANIFESTS = pathlib.Path(__file__).parents[2] / "data-manifests"


def words(text, lowercase=True):
    keep = {c: (c.lower() if lowercase else c) if unicodedata.category(c)[0] in "LMN" else " "
            for c in set(text)}
    return text.translate(str.maketrans(keep)).split(" ") if text else []


def tokens(text, lowercase=True):
    return [word for word in words(text, lowercase) if word]


def word_hash(word):
    value = np.uint32(2166136261)
    for byte in np.frombuffer(word.encode(), np.int8):
        value = np.uint32((int(value) ^ int(byte)) & 0xFFFFFFFF)
        value = np.uint32(int(value) * 16777619 & 0xFFFFFFFF)
    return int(value.astype(np.int32))


def grams(words, order, buckets):
    hashes = [word_hash(word) for word in words]
    found = []
    for first, start in enumerate(hashes):
        value = start % 2**64
        for following in hashes[first + 1: first + order]:
            value = (value * 116049371 + following) % 2**64
            found.append(value % buckets)
    return found


def ids(manifest, folder):
    decoder = manifest["decoder"]
    order, buckets = decoder.get("ngrams", 1), decoder.get("buckets", 100_000)
    length, limit = decoder.get("length", 64), decoder.get("vocabulary", 30_000)
    parts = decoded_digests.text_parts(folder, manifest)
    split = {part: [tokens(text.decode()) for text, _ in parts[part]] for part in ["train", "test"]}
    counts = collections.Counter(word for text in split["train"] for word in text)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[: limit - 2]
    numbers = {word: rank + 2 for rank, word in enumerate(ranked)}
    digest = hashlib.sha256()
    for part in ["train", "test"]:
        width = sum(length - k for k in range(order))
        rows = np.zeros((len(split[part]), width), "<i4")
        for row, text in zip(rows, split[part]):
            found = [numbers.get(word, 1) for word in text[:length]] or [1]
            found += [len(ranked) + 2 + b for b in grams(text[:length], order, buckets)]
            row[: len(found)] = found
        digest.update(rows.tobytes())
    total = len(ranked) + 2 + (buckets if order > 1 else 0)
    return {"vocabulary": total, "digest": digest.hexdigest()}


def gram_set(mirror):
    settings = {"ngrams": 3, "buckets": 5000, "length": 12, "vocabulary": 2000}
    manifest = yaml.safe_load((MANIFESTS / "trec.yaml").read_text())
    manifest["decoder"] |= settings
    return settings | {"set": ids(manifest, pathlib.Path(mirror) / "trec")}


def main(mirror):
    sets = {}
    for name in ["ag-news-subset", "imdb", "mr-polarity", "sms-spam", "sst2", "trec"]:
        manifest = yaml.safe_load((MANIFESTS / f"{name}.yaml").read_text())
        sets[name] = ids(manifest, pathlib.Path(mirror) / manifest.get("folder", name))
    json.dump({"tools": {"python": sys.version.split()[0], "numpy": np.__version__,
                         "unicode": unicodedata.unidata_version},
               "words": [{"text": text, "lower": tokens(text), "kept": tokens(text, False)}
                         for text in TEXTS],
               "sets": sets,
               "grams": [{"text": text, "order": order, "buckets": buckets,
                          "found": grams(tokens(text), order, buckets)}
                         for text in TEXTS for order, buckets in [(2, 2_000_000), (4, 1000)]],
               "gramSet": gram_set(mirror)}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main(sys.argv[1])
