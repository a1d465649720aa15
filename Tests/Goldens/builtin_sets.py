"""Generates the built-in sets a second time and estimates their Bayes accuracies.

    python3 Tests/Goldens/builtin_sets.py > Tests/Goldens/builtin_sets.json

Two independent parts:
  digest, counts  the generators written again in NumPy, draw for draw, from the same named streams;
                  hashed as decoded_digests.py says
  bayesAccuracy   the mean of the largest exact posterior probability over a large sample drawn with
                  NumPy's own generator, with its standard error; label noise included
"""

import hashlib
import json
import sys
from math import comb

import numpy as np
import scipy
from scipy.stats import binom

SAMPLE = 1_000_000
GAMMA = np.uint64(0x9E3779B97F4A7C15)
np.seterr(over="ignore")  # The streams count modulo 2**64.


# The project's random streams: SplitMix64, whose draws can be computed in any order.

def mix(z):
    z = np.asarray(z, np.uint64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def split(key, label):
    value = 0xCBF29CE484222325
    for byte in label.encode():
        value = ((value ^ byte) * 0x100000001B3) & ((1 << 64) - 1)
    return mix(key ^ np.uint64(value))


def split_index(key, count):
    start = mix(key ^ np.uint64(0x2545F4914F6CDD1D))
    return mix(start + np.arange(count, dtype=np.uint64) * GAMMA)


class Draws:
    """One stream for each example, advanced together."""

    def __init__(self, identity, part, count):
        self.state = split_index(split(split(np.uint64(1), identity), part), count)

    def bits(self):
        self.state = self.state + GAMMA
        return mix(self.state)

    def index(self, bound):
        # The high half of bits * bound, in two 32-bit steps.
        bits, bound = self.bits(), np.uint64(bound)
        low, high = bits & np.uint64(0xFFFFFFFF), bits >> np.uint64(32)
        return ((high * bound + ((low * bound) >> np.uint64(32))) >> np.uint64(32)).astype(int)

    def choice(self, hundredths):
        """Outcomes of a table [.., outcomes] that adds up to 100."""
        return (self.index(100)[:, None] >= np.cumsum(hundredths, -1)).sum(-1)

    def binomial(self, sixteenths):
        table = np.array([np.cumsum([comb(15, j) * k**j * (16 - k) ** (15 - j)
                                     for j in range(16)], dtype=object) if k else [0] * 16
                          for k in range(16)])
        number = (self.bits() >> np.uint64(4)).astype(np.uint64)
        limits = table.astype(np.uint64)[sixteenths]
        return (number[:, None] >= limits).sum(1)


# Pictures.

GLYPHS = """
.......  .#...#.  ...#...  #.....#  ..###..  #######  #......  #.....#  #######  #######
#######  .#...#.  ...#...  .#...#.  .#...#.  ...#...  #......  #.....#  .....#.  #.....#
.......  .#...#.  ...#...  ..#.#..  #.....#  ...#...  #......  #.....#  ....#..  #.....#
.......  .#...#.  #######  ...#...  #.....#  ...#...  #......  #.....#  ...#...  #.....#
.......  .#...#.  ...#...  ..#.#..  #.....#  ...#...  #......  #.....#  ..#....  #.....#
#######  .#...#.  ...#...  .#...#.  .#...#.  ...#...  #......  #.....#  .#.....  #.....#
.......  .#...#.  ...#...  #.....#  ..###..  ...#...  #######  .#####.  #######  #######
"""
SIDE, PLACES = 12, 6
IMAGE_PRIORS = np.array([14, 13, 13, 12, 12, 11, 10, 8, 5, 2])
GROUND, FAINT, STRONG, FAINT_SHARE = 4, 6, 9, 25


def masks():
    lines = [line.split() for line in GLYPHS.split("\n") if line]
    result = np.zeros((10, PLACES * PLACES, SIDE, SIDE), bool)
    for glyph in range(10):
        shape = np.array([[c == "#" for c in line[glyph]] for line in lines])
        for place in range(PLACES * PLACES):
            row, column = divmod(place, PLACES)
            result[glyph, place, row:row + 7, column:column + 7] = shape
    return result.reshape(10, PLACES * PLACES, SIDE * SIDE)


def image_part(part, count, placements):
    draws = Draws("builtin-images", part, count)
    actual = draws.choice(IMAGE_PRIORS[None])
    strength = np.array([FAINT, STRONG])[draws.choice(np.array([[FAINT_SHARE, 100 - FAINT_SHARE]]))]
    place = draws.index(PLACES * PLACES)
    noisy = draws.index(100) < 5
    other = draws.index(10)
    mask = placements[actual, place]
    levels = np.stack([draws.binomial(np.where(mask[:, pixel], strength, GROUND))
                       for pixel in range(SIDE * SIDE)], 1)
    return (levels * 17).astype(np.uint8), np.where(noisy, other, actual).astype("<i4")


def image_bayes(placements):
    rng = np.random.default_rng(2)
    levels = np.arange(16)
    ratios = [(share / 100, binom.logpmf(levels, 15, k / 16) - binom.logpmf(levels, 15, GROUND / 16))
              for share, k in [(FAINT_SHARE, FAINT), (100 - FAINT_SHARE, STRONG)]]
    flat = placements.reshape(-1, SIDE * SIDE).T.astype(np.float32)
    best = []
    for _ in range(SAMPLE // 10_000):
        actual = rng.choice(10, 10_000, p=IMAGE_PRIORS / 100)
        strength = np.where(rng.random(10_000) < FAINT_SHARE / 100, FAINT, STRONG)
        mask = placements[actual, rng.integers(PLACES * PLACES, size=10_000)]
        x = rng.binomial(15, np.where(mask, strength[:, None], GROUND) / 16)
        terms = np.stack([(r[x].astype(np.float32) @ flat).astype(float) + np.log(share)
                          for share, r in ratios], 1).reshape(10_000, 2, 10, -1)
        terms = np.exp(terms - terms.max((1, 2, 3), keepdims=True)).sum((1, 3)) * IMAGE_PRIORS
        best.append((terms / terms.sum(1, keepdims=True)).max(1))
    return np.concatenate(best)


# The table.

CLASS_PRIORS = np.array([40, 30, 20, 10])
READINGS = np.array([
    [7, 8, 10, 11, 4, 5], [10, 11, 5, 6, 10, 7], [6, 10, 6, 7, 9, 8], [4, 4, 10, 10, 10, 8],
    [10, 6, 7, 10, 4, 6], [4, 7, 11, 5, 7, 7], [11, 5, 8, 6, 4, 10], [4, 6, 7, 7, 4, 11]])
LEVELS = [["east, coast", "north, hills", "south", "west"],
          ['"blue" line', "green line", "red line"], list("abcdef")]
WORDS = [
    np.array([[22, 23, 21, 34], [26, 26, 39, 9], [66, 18, 11, 5], [23, 32, 31, 14],
              [16, 36, 26, 22], [9, 18, 43, 30], [13, 49, 19, 19], [34, 19, 24, 23]]),
    np.array([[53, 28, 19], [39, 51, 10], [75, 7, 18], [41, 41, 18], [67, 20, 13], [9, 14, 77],
              [32, 44, 24], [48, 17, 35]]),
    np.array([[15, 10, 37, 9, 17, 12], [16, 13, 21, 12, 11, 27], [12, 22, 14, 5, 16, 31],
              [19, 17, 13, 13, 16, 22], [28, 12, 21, 10, 20, 9], [14, 18, 15, 9, 22, 22],
              [5, 27, 23, 13, 21, 11], [7, 27, 24, 13, 15, 14]])]
MISSING = np.array([[10, 10, 10, 10], [5, 10, 20, 40], [5, 5, 5, 5]])


def table_part(part, count):
    draws = Draws("builtin-tables", part, count)
    actual = draws.choice(CLASS_PRIORS[None])
    cluster = 2 * actual + draws.index(2)
    numbers = []
    for column in range(6):
        reading = draws.binomial(READINGS[cluster, column])
        numbers.append((reading * 10 + draws.index(10)) / 10)
    noise = [draws.index(100_000).astype(float) for _ in range(2)]
    words = [draws.choice(table[cluster]) for table in WORDS]
    gone = [draws.index(100) < share[actual] for share in MISSING]
    noisy = draws.index(100) < 5
    other = draws.index(4)
    columns = []
    for column, values in enumerate(numbers + noise):
        bits = values.astype("<f4").view("<u4").copy()
        if column < 2:
            bits[gone[column]] = 0x7FC00000
        columns.append(bits)
    words[0] = np.where(gone[2], -1, words[0])
    columns += [codes.astype("<i4") for codes in words]
    return columns, np.where(noisy, other, actual).astype("<i4")


def table_bayes():
    rng = np.random.default_rng(3)
    best = []
    for _ in range(SAMPLE // 100_000):
        count = 100_000
        actual = rng.choice(4, count, p=CLASS_PRIORS / 100)
        cluster = 2 * actual + rng.integers(2, size=count)
        logs = np.tile(np.log(np.repeat(CLASS_PRIORS, 2) / 200), (count, 1))
        for column in range(6):
            x = rng.binomial(15, READINGS[cluster, column] / 16)
            term = binom.logpmf(np.arange(16)[:, None], 15, READINGS[:, column] / 16)[x]
            if column < 2:
                share = MISSING[column] / 100
                gone = rng.random(count) < share[actual]
                by_cluster = np.repeat(share, 2)
                term = np.where(gone[:, None], np.log(by_cluster), term + np.log1p(-by_cluster))
            logs += term
        for column, table in enumerate(WORDS):
            level = (rng.random(count)[:, None] >= np.cumsum(table[cluster], 1) / 100).sum(1)
            term = np.log(table / 100).T[np.minimum(level, table.shape[1] - 1)]
            if column == 0:
                term = np.where(rng.random(count)[:, None] < 0.05, 0, term)
            logs += term
        p = np.exp(logs - logs.max(1, keepdims=True))
        p = p.reshape(count, 4, 2).sum(2)
        best.append((p / p.sum(1, keepdims=True)).max(1))
    return np.concatenate(best)


# Texts.

TOPICS = ["harbour", "garden", "market", "library"]
WORD_COUNT, SHORTEST, LONGEST = 120, 8, 32
WEIGHTS = np.array([[(1 + 240 // (word + 3)) * (2 if word % 5 == 4 else 3 if word % 5 == topic else 1)
                     for word in range(WORD_COUNT)] for topic in range(4)])
SPELLINGS = [o + v + e for e in ["lo", "na"] for v in "aeiou\u00e9" for o in "bdfgklmnpr"]


def sentence(words):
    text = " ".join(SPELLINGS[word] + ("," if i % 6 == 5 and i + 1 < len(words) else "")
                    for i, word in enumerate(words))
    return (text[0].upper() + text[1:] + ".").encode()


def text_part(part, count):
    """One text after the other, sorted as their files are: by class name, then number."""
    keys = split_index(split(split(np.uint64(1), "builtin-text"), part), count)
    rows = []
    for number in range(count):
        draws = Draws.__new__(Draws)
        draws.state = keys[number: number + 1]
        topic = draws.choice(CLASS_PRIORS[None])[0]
        length = SHORTEST + draws.index(LONGEST - SHORTEST + 1)[0]
        limits = np.cumsum(WEIGHTS[topic])
        words = [np.searchsorted(limits, draws.index(int(limits[-1]))[0], "right")
                 for _ in range(length)]
        noisy, other = draws.index(100)[0] < 5, draws.index(4)[0]
        label = other if noisy else topic
        rows.append((TOPICS[label], number, label, sentence(words)))
    rows.sort()
    return [row[3] for row in rows], np.array([row[2] for row in rows], "<i4")


def text_bayes():
    rng = np.random.default_rng(4)
    shares = WEIGHTS / WEIGHTS.sum(1, keepdims=True)
    best = []
    for _ in range(SAMPLE // 100_000):
        count = 100_000
        actual = rng.choice(4, count, p=CLASS_PRIORS / 100)
        length = rng.integers(SHORTEST, LONGEST + 1, size=count)
        tables = np.cumsum(shares, 1)
        logs = np.tile(np.log(CLASS_PRIORS / 100), (count, 1))
        for position in range(LONGEST):
            words, draw = np.empty(count, int), rng.random(count)
            for topic in range(4):
                chosen = actual == topic
                words[chosen] = np.searchsorted(tables[topic], draw[chosen], "right")
            words = np.minimum(words, WORD_COUNT - 1)
            logs += np.where((length > position)[:, None], np.log(shares).T[words], 0)
        p = np.exp(logs - logs.max(1, keepdims=True))
        best.append((p / p.sum(1, keepdims=True)).max(1))
    return np.concatenate(best)


def bayes(best, classes):
    """With probability 0.05 the label is any class, whatever the picture shows."""
    return {"bayesAccuracy": 0.95 * best.mean() + 0.05 / classes,
            "standardError": 0.95 * best.std(ddof=1) / len(best) ** 0.5, "sample": len(best)}


def main():
    placements = masks()
    digest, counts = hashlib.sha256(), {}
    for part, count in [("train", 4000), ("test", 2000)]:
        pixels, labels = image_part(part, count, placements)
        digest.update(pixels.tobytes() + labels.tobytes())
        counts[part] = np.bincount(labels, minlength=10).tolist()
    images = {"digest": digest.hexdigest(), "counts": counts,
              **bayes(image_bayes(placements), 10)}

    digest, counts = hashlib.sha256(), {}
    for part, count in [("train", 6000), ("test", 3000)]:
        columns, labels = table_part(part, count)
        digest.update(b"".join(c.tobytes() for c in columns) + labels.tobytes())
        counts[part] = np.bincount(labels, minlength=4).tolist()
    digest.update("".join(level + "\n" for levels in LEVELS for level in levels).encode())
    tables = {"digest": digest.hexdigest(), "counts": counts, **bayes(table_bayes(), 4)}

    digest, counts = hashlib.sha256(), {}
    for part, count in [("train", 4000), ("test", 2000)]:
        found, labels = text_part(part, count)
        digest.update(b"".join(len(t).to_bytes(4, "little") + t for t in found) + labels.tobytes())
        counts[part] = np.bincount(labels, minlength=4).tolist()
    texts = {"digest": digest.hexdigest(), "counts": counts, **bayes(text_bayes(), 4)}

    json.dump({"tools": {"python": sys.version.split()[0], "numpy": np.__version__,
                         "scipy": scipy.__version__},
               "builtin-images": images, "builtin-tables": tables,
               "builtin-text": texts}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
