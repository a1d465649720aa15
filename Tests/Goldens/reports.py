"""Hand-made trials and the report statistics SciPy computes from them.

Run: python3 Tests/Goldens/reports.py   (writes reports.json beside it)

The same trials feed the rendered reports in `report-snapshots/`: this file vouches for the numbers
there, the snapshots only for the text around them.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats

CONFIDENCE = 0.95
METRICS = ["accuracy", "negativeLogLikelihood", "brier", "expectedCalibrationError"]

# dataset, model, test examples, Bayes accuracy, then for each arm: {seed: scores in METRICS' order}.
CELLS = [
    {
        "dataset": "built_in-table", "model": "mlp", "testCount": 2000, "bayesAccuracy": None,
        "arms": {
            "cross-entropy": {
                1: [0.8525, 0.3312, 0.2101, 0.0214], 2: [0.8490, 0.3345, 0.2122, 0.0198],
                3: [0.8560, 0.3290, 0.2080, 0.0225],
            },
            "mixed-late": {
                1: [0.8540, 0.3301, 0.2095, 0.0251], 2: [0.8515, 0.3339, 0.2117, 0.0240],
                3: [0.8555, 0.3305, 0.2088, 0.0263],
            },
        },
    },
    {
        "dataset": "synthetic-images", "model": "cnn-small", "testCount": 10000,
        "bayesAccuracy": 0.9,
        "arms": {
            "cross-entropy": {
                1: [0.8812, 0.4012, 0.1855, 0.0301], 2: [0.8790, 0.4055, 0.1871, 0.0312],
                3: [0.8835, 0.3980, 0.1840, 0.0295], 4: [0.8801, 0.4031, 0.1862, 0.0321],
                5: [0.8822, 0.4003, 0.1849, 0.0288], 6: [0.8779, 0.4068, 0.1880, 0.0330],
            },
            "expectation": {
                1: [0.8702, 0.6120, 0.2210, 0.0951], 2: [0.8655, 0.6333, 0.2301, 0.1002],
                4: [0.8688, 0.6204, 0.2244, 0.0977], 6: [0.8640, 0.6391, 0.2322, 0.1015],
            },
            "mixed-late": {
                1: [0.8851, 0.4120, 0.1849, 0.0412], 2: [0.8822, 0.4177, 0.1868, 0.0431],
                3: [0.8860, 0.4075, 0.1838, 0.0399], 4: [0.8845, 0.4133, 0.1851, 0.0425],
                5: [0.8849, 0.4110, 0.1846, 0.0405], 6: [0.8820, 0.4190, 0.1871, 0.0440],
            },
        },
    },
]


def interval(values):
    if len(values) < 2:
        return None
    low, high = stats.t.interval(
        CONFIDENCE, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    return [low, high]


def verdict(d, p, bca, higher_is_better):
    if 2 / 2 ** len(d) >= 1 - CONFIDENCE:
        return "n-too-small"
    if p >= 1 - CONFIDENCE or bca[0] <= 0 <= bca[1]:
        return "undecided"
    return "better" if (bca[0] > 0) == higher_is_better else "worse"


def difference(metric, baseline, candidate):
    seeds = sorted(set(baseline) & set(candidate))
    column = METRICS.index(metric)
    b = np.array([baseline[s][column] for s in seeds])
    c = np.array([candidate[s][column] for s in seeds])
    d = c - b
    p = stats.permutation_test(
        (d,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
    bca = stats.bootstrap(
        (d,), np.mean, n_resamples=200_000, confidence_level=CONFIDENCE, method="BCa",
        batch=20_000, random_state=np.random.default_rng(1)).confidence_interval
    sign = 1 if metric == "accuracy" else -1
    return {
        "metric": metric, "pairs": len(seeds), "mean": d.mean(), "median": np.median(d),
        "tInterval": interval(d),
        "bca": list(bca), "standardDeviation": d.std(ddof=1), "p": p,
        "wins": int((sign * d > 0).sum()), "ties": int((d == 0).sum()),
        "losses": int((sign * d < 0).sum()), "verdict": verdict(d, p, bca, sign > 0),
    }


def holm(p):
    p = np.asarray(p)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(np.minimum(1, (len(p) - np.arange(len(p))) * p[order]))
    return adjusted


rows = []
for cell in CELLS:
    baseline = cell["arms"]["cross-entropy"]
    for arm, scores in cell["arms"].items():
        row = {"dataset": cell["dataset"], "model": cell["model"], "arm": arm, "summaries": [],
               "differences": []}
        for column, metric in enumerate(METRICS):
            values = [scores[seed][column] for seed in sorted(scores)]
            row["summaries"].append({
                "metric": metric, "mean": np.mean(values), "interval": interval(values)})
        row["wilson"] = [
            list(stats.binomtest(round(scores[seed][0] * cell["testCount"]), cell["testCount"])
                 .proportion_ci(CONFIDENCE, method="wilson"))
            for seed in sorted(scores)
        ]
        if arm != "cross-entropy":
            row["differences"] = [difference(m, baseline, scores) for m in METRICS]
        rows.append(row)

for members in [["accuracy"], METRICS[1:]]:
    family = [d for row in rows for d in row["differences"] if d["metric"] in members]
    for d, adjusted in zip(family, holm([d["p"] for d in family])):
        d["adjustedP"], d["familySize"] = adjusted, len(family)

# What the Markdown report prints, formatted here so that the snapshot's text is checked as well.
TITLES = dict(zip(METRICS, ["accuracy, pp", "NLL", "Brier", "ECE"]))


def show(metric, value, sign=""):
    scale, decimals = (100, 2) if metric == "accuracy" else (1, 4)
    return f"{scale * value:{sign}.{decimals}f}"


def bracket(metric, ends, sign=""):
    return "[" + ", ".join(show(metric, end, sign) for end in ends) + "]"


for row in rows:
    row["texts"] = [" | ".join(
        f"{show(m['metric'], m['mean'])} {bracket(m['metric'], m['interval'])}"
        for m in row["summaries"])]
    for d in row["differences"]:
        m = d["metric"]
        row["texts"].append(
            f"| {row['arm']} | {TITLES[m]} | {d['pairs']} | {show(m, d['mean'], '+')} | "
            f"{show(m, d['median'], '+')} | {show(m, d['standardDeviation'])} | "
            f"{bracket(m, d['tInterval'], '+')} | ")
        row["texts"].append(
            f" | {d['p']:.3f} | {d['adjustedP']:.3f} | {d['wins']}/{d['ties']}/{d['losses']} | ")

document = {
    "tools": {"numpy": np.__version__, "scipy": scipy.__version__}, "confidence": CONFIDENCE,
    "metrics": METRICS, "rows": rows,
    "cells": [
        {**cell, "arms": [
            {"arm": arm, "seeds": [{"seed": s, "scores": v} for s, v in sorted(scores.items())]}
            for arm, scores in cell["arms"].items()]}
        for cell in CELLS
    ],
}
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
print(f"wrote {target.name}")
