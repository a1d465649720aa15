"""Generates the built-in series a second time and estimates their Bayes accuracy.

    python3 Tests/Goldens/builtin_series.py > Tests/Goldens/builtin_series.json

The parts are those of builtin_sets.py: the same draws from the same streams in NumPy, hashed as
decoded_series.py says, and the mean of the largest exact posterior probability over a large sample
drawn with NumPy's own generator.
"""

import hashlib
import json
import sys

import numpy as np
import scipy
from scipy.stats import binom

from builtin_sets import Draws, bayes

SAMPLE, BATCH = 1_000_000, 20_000
PRIORS = np.array([30, 24, 18, 14, 9, 5])
SHORTEST, LONGEST, PERIOD = 20, 32, 12
FAINT_SHARE, MISSING_SHARE = 40, 3
AMPLITUDES = np.array([1, 3])
WAVES = """
++++++------ ++++++------
++++++------ +++------+++
+++---+++--- ++++++------
+++---+++--- +++---+++---
++++------++ ++--++--++--
++0--0++0--0 000000000000
"""
DIRECTIONS = np.array([[[{"+": 1, "0": 0, "-": -1}[c] for c in wave] for wave in line.split()]
                       for line in WAVES.split("\n") if line])


def part(name, count):
    draws = Draws("builtin-series", name, count)
    actual = draws.choice(PRIORS[None])
    amplitude = np.where(draws.index(100) < FAINT_SHARE, *AMPLITUDES)
    phase = draws.index(PERIOD)
    lengths = SHORTEST + draws.index(LONGEST - SHORTEST + 1)
    values = np.zeros((count, 2, LONGEST), "<f4")
    bits = values.view("<u4")
    for time in range(LONGEST):
        for channel in range(2):
            direction = DIRECTIONS[actual, channel, (time + phase) % PERIOD]
            level = draws.binomial(8 + amplitude * direction)
            gone = draws.index(100) < MISSING_SHARE
            values[:, channel, time] = (level - 8) / 4
            bits[gone, channel, time] = 0x7FC00000
        values[time >= lengths, :, time] = 0
    noisy = draws.index(100) < 5
    other = draws.index(len(PRIORS))
    return values, lengths.astype("<i4"), np.where(noisy, other, actual).astype("<i4")


def best_posteriors():
    rng = np.random.default_rng(4)
    time = np.arange(LONGEST)
    shares = np.array([FAINT_SHARE, 100 - FAINT_SHARE]) / 100
    tables = binom.logpmf(np.arange(16), 15,
                          ((8 + AMPLITUDES[:, None] * [-1, 0, 1]) / 16)[:, :, None])
    # For each strength, class and phase: 1 where the wave has the direction, [.., direction, place].
    shifted = np.stack([DIRECTIONS[:, :, (time + p) % PERIOD] for p in range(PERIOD)], 1)
    chosen = np.stack([shifted == d for d in (-1, 0, 1)], 2).reshape(6 * PERIOD, -1).astype(float)
    best = []
    for _ in range(SAMPLE // BATCH):
        actual = rng.choice(6, BATCH, p=PRIORS / 100)
        strength = (rng.random(BATCH) >= FAINT_SHARE / 100).astype(int)
        phase = rng.integers(PERIOD, size=BATCH)
        lengths = rng.integers(SHORTEST, LONGEST + 1, BATCH)
        direction = shifted[actual, phase]
        x = rng.binomial(15, (8 + AMPLITUDES[strength][:, None, None] * direction) / 16)
        known = (rng.random(x.shape) >= MISSING_SHARE / 100) & (time < lengths[:, None, None])
        terms = []
        for table, share in zip(tables, shares):
            logs = np.where(known[:, None], np.moveaxis(table.T[x], 3, 1), 0).reshape(BATCH, -1)
            terms.append((logs @ chosen.T + np.log(share)).reshape(BATCH, 6, PERIOD))
        terms = np.concatenate(terms, 2)
        terms = np.exp(terms - terms.max((1, 2), keepdims=True)).sum(2) * PRIORS
        best.append((terms / terms.sum(1, keepdims=True)).max(1))
    return np.concatenate(best)


def main():
    digest, counts = hashlib.sha256(), {}
    for name, count in [("train", 3000), ("test", 1500)]:
        values, lengths, labels = part(name, count)
        digest.update(values.tobytes() + lengths.tobytes() + labels.tobytes())
        counts[name] = np.bincount(labels, minlength=6).tolist()
    json.dump({"tools": {"python": sys.version.split()[0], "numpy": np.__version__,
                         "scipy": scipy.__version__},
               "digest": digest.hexdigest(), "counts": counts, **bayes(best_posteriors(), 6)},
              sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
