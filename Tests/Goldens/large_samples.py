#!/usr/bin/env python3
"""Paired statistics of many pairs: exact sign-flip p values and finely resampled BCa intervals.

Differences are whole thousandths, so the distribution of their signed sum is a convolution on a
lattice and the sign-flip p is exact. BCa intervals are SciPy's, with 200,000 resamples.
"""
import json
import pathlib
import platform

import numpy as np
import scipy
from scipy import stats


def exact_sign_flip_p(thousandths):
    steps = np.abs(thousandths).astype(int)
    total = int(steps.sum())
    probability = np.zeros(2 * total + 1)  # Of the sum, shifted by `total`.
    probability[total] = 1.0
    reach = 0
    for step in steps:
        reach += step
        window = slice(total - reach, total + reach + 1)
        up = np.roll(probability[window], step)
        down = np.roll(probability[window], -step)
        probability[window] = 0.5 * (up + down)
    observed = abs(int(np.sum(thousandths)))
    sums = np.arange(-total, total + 1)
    return float(probability[np.abs(sums) >= observed].sum())


def bca(values, seed):
    result = stats.bootstrap(
        (values,), np.mean, n_resamples=200_000, batch=2_000, method="BCa",
        confidence_level=0.95, random_state=np.random.default_rng(seed))
    return [float(result.confidence_interval.low), float(result.confidence_interval.high)]


def cases():
    random = np.random.default_rng(20_240_717)
    for name, n, shift, draw in [
        ("normal", 201, 0.0, lambda n: random.normal(0, 8, n)),
        ("normal", 500, 0.9, lambda n: random.normal(0, 8, n)),
        ("normal", 2000, 0.35, lambda n: random.normal(0, 8, n)),
        ("skewed", 400, 0.8, lambda n: 8 * (random.exponential(1, n) - 1)),
        ("skewed", 2000, 0.4, lambda n: 8 * (random.exponential(1, n) - 1)),
        ("few values", 1000, 0.06, lambda n: random.integers(-2, 3, n)),
    ]:
        thousandths = np.rint(draw(n) + shift)
        values = thousandths / 1000
        interval = bca(values, n)
        yield {
            "name": f"{name}, {n} pairs", "thousandths": [int(x) for x in thousandths],
            "signFlipP": exact_sign_flip_p(thousandths), "bca": interval,
            "standardError": float(values.std(ddof=0) / np.sqrt(n)),
        }


def main():
    document = {
        "tools": {
            "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
        },
        "cases": list(cases()),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
