"""Changes labels a second time, in plain Python, from the same named streams.

    python3 Tests/Goldens/label_noise.py > Tests/Goldens/label_noise.json

transitions  how many examples of each class (row) got each label (column)
sha256       of all labels, as little-endian 32-bit numbers
The examples are those of Tests/TrainingTests/NoisyLabelsTests.swift: feature f of example i is
((7 i + 3 f) mod 11) / 5 - 1 as a 32-bit float, and its class (i^2 + i div 3) mod 4.
"""

import hashlib
import json
import math
import platform
import sys

import numpy as np

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15
COUNT, FEATURES, CLASSES, SEED = 3000, 5, 4, 5


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Stream:
    def __init__(self, seed):
        self.key = self.state = seed

    def split(self, label):
        if isinstance(label, int):
            return Stream(mix((mix(self.key ^ 0x2545F4914F6CDD1D) + label * GAMMA) & MASK))
        value = 0xCBF29CE484222325
        for byte in label.encode():
            value = ((value ^ byte) * 0x100000001B3) & MASK
        return Stream(mix(self.key ^ value))

    def uniform(self):
        self.state = (self.state + GAMMA) & MASK
        return (mix(self.state) >> 11) * 2.0**-53

    def normal(self):
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        return radius * math.cos(2 * math.pi * self.uniform())


LABELS = [(i * i + i // 3) % CLASSES for i in range(COUNT)]
VALUES = np.array(
    [[((7 * i + 3 * f) % 11) / 5 - 1 for f in range(FEATURES)] for i in range(COUNT)], np.float32
)


def changed(kind, rate):
    stream = Stream(SEED).split("label noise")
    choices = stream.split("labels")
    rates, matrix = [rate] * COUNT, None
    if kind == "instance":
        for i in range(COUNT):
            draws = stream.split("rates").split(i)
            while True:
                rates[i] = rate + 0.1 * draws.normal()
                if 0 <= rates[i] <= 1:
                    break
        # matrix[f, y, k]: standard normal numbers, one stream a feature.
        matrix = np.zeros((FEATURES, CLASSES, CLASSES), np.float32)
        for f in range(FEATURES):
            draws = stream.split("projection").split(f)
            for y in range(CLASSES):
                for k in range(CLASSES):
                    matrix[f, y, k] = draws.normal()
    labels = list(LABELS)
    for i, label in enumerate(LABELS):
        chance, place = choices.uniform(), choices.uniform()
        if chance >= rates[i]:
            continue
        if kind == "symmetric":
            others = [(label + step) % CLASSES for step in range(1, CLASSES)]
            labels[i] = others[int(place * (CLASSES - 1))]
        elif kind == "pair":
            labels[i] = (label + 1) % CLASSES
        else:
            logits = VALUES[i].astype(float) @ matrix[:, label].astype(float)
            others = [k for k in range(CLASSES) if k != label]
            weights = np.exp(logits[others] - logits[others].max())
            bounds = np.cumsum(weights / weights.sum())
            labels[i] = others[min(int(np.searchsorted(bounds, place, "right")), len(others) - 1)]
    return labels


cases = []
for kind in ["symmetric", "pair", "instance"]:
    for rate in [0.2, 0.4]:
        labels = changed(kind, rate)
        transitions = np.zeros((CLASSES, CLASSES), int)
        np.add.at(transitions, (LABELS, labels), 1)
        cases.append(
            {
                "kind": kind,
                "rate": rate,
                "transitions": transitions.tolist(),
                "sha256": hashlib.sha256(np.array(labels, "<i4").tobytes()).hexdigest(),
            }
        )

json.dump(
    {"versions": {"python": platform.python_version(), "numpy": np.__version__}, "cases": cases},
    sys.stdout,
    indent=1,
)
print()
