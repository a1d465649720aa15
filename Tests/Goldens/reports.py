"""Hand-made trials and the report statistics SciPy computes from them.

Run: python3 Tests/Goldens/reports.py   (writes reports.json beside it)

The same trials feed the rendered reports in `report-snapshots/`: this file vouches for the numbers
there, the snapshots only for the text around them.
"""

import itertools
import json
import pathlib

import numpy as np
import scipy
from scipy import stats

CONFIDENCE = 0.95
METRICS = ["accuracy", "negativeLogLikelihood", "brier", "expectedCalibrationError"]
DIAGNOSTICS = [
    "equalMassCalibrationError", "scaledNegativeLogLikelihood", "scaledBrier",
    "scaledCalibrationError", "scaledEqualMassCalibrationError", "worstClassAccuracy",
    "areaUnderROC",
]
HIGHER_IS_BETTER = {"accuracy", "worstClassAccuracy", "areaUnderROC"}

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


def counts(a, b, n, random):
    """Examples by p_y and by margin; p_y drawn from a beta distribution."""
    p = random.beta(a, b, n)
    margin = np.log(p / (1 - p))
    return {
        "probability": np.histogram(p, np.linspace(0, 1, 21))[0].tolist(),
        "margin": np.histogram(margin, [-np.inf, *range(-10, 11), np.inf])[0].tolist(),
    }


def diagnostics(cell, arm, seed, scores):
    """Diagnostics that belong to no real training; the first cell has no validation part, two classes."""
    random = np.random.default_rng([seed, len(arm), cell["testCount"]])
    accuracy, nll, brier, ece = scores
    jitter = lambda scale: float(random.uniform(-scale, scale))
    is_images = cell["dataset"] == "synthetic-images"
    test = dict(zip(METRICS, scores)) | {
        "count": cell["testCount"],
        "equalMassCalibrationError": round(0.9 * ece + jitter(0.002), 5),
        "worstClassAccuracy": round(accuracy - 0.1 + jitter(0.01), 4),
        "cases": counts(6, 1, cell["testCount"], random),
    }
    if not is_images:
        test["areaUnderROC"] = round(accuracy + 0.07 + jitter(0.004), 5)
        return {"test": test, "curve": []}
    is_fitted = arm != "expectation" or seed != 2
    temperature = round({"cross-entropy": 1.2, "expectation": 4.0}.get(arm, 1.6) + jitter(0.1), 4)
    test["scaled"] = {
        "temperature": temperature if is_fitted else 1.0, "isFitted": is_fitted,
        "negativeLogLikelihood": round(0.95 * nll + jitter(0.003), 5),
        "brier": round(0.98 * brier + jitter(0.001), 5),
        "expectedCalibrationError": round(0.3 * ece + jitter(0.002), 5),
        "equalMassCalibrationError": round(0.28 * ece + jitter(0.002), 5),
    }
    curve = []
    for epoch in range(1, 6):
        alpha = {"cross-entropy": 0.0, "expectation": 1.0}.get(arm, max(0.0, 0.45 * (epoch - 3)))
        behind = round(0.01 * alpha * (6 - epoch + jitter(0.5)), 5)
        point = {
            "epoch": epoch, "step": 100 * epoch, "alpha": alpha, "learningRate": 0.05 / epoch,
            "meanLoss": round(1 / epoch + jitter(0.01), 5), "runningAccuracy": 0.5 + 0.06 * epoch,
            "meanWeight": round(1 - 0.2 * alpha + jitter(0.01), 5), "leftBehind": behind,
            "gradientNorm": round(1.5 / epoch + jitter(0.05), 5),
            "weightDistance": round(3 * epoch**0.5 + jitter(0.1), 5),
            "leftBehindOfMislabelled": round(min(1, 0.6 * alpha + abs(jitter(0.02))), 4),
        }
        if behind > 0:
            point["mislabelledOfLeftBehind"] = round(0.7 + jitter(0.05), 4)
        curve.append(point)
    return {
        "test": test, "curve": curve, "train": {
            "count": 800, "accuracy": 0.95, "negativeLogLikelihood": 0.2, "brier": 0.1,
            "expectedCalibrationError": 0.02, "cases": counts(9, 1, 800, random)},
    }


def values_of(found):
    """Every metric of one trial, by name."""
    test = found["test"]
    values = {m: test[m] for m in METRICS + DIAGNOSTICS if m in test}
    for name, source in zip(DIAGNOSTICS[1:5], [
            "negativeLogLikelihood", "brier", "expectedCalibrationError", "equalMassCalibrationError"]):
        if "scaled" in test:
            values[name] = test["scaled"][source]
    return values


TRIALS = {
    (cell["dataset"], arm, seed): diagnostics(cell, arm, seed, scores)
    for cell in CELLS for arm, seeds in cell["arms"].items() for seed, scores in seeds.items()
}


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


def bootstrap_gap(values, ends):
    """How far the ideal bootstrap's next means are from the ends: of few values, it has few means."""
    means = np.unique(np.round(
        [np.mean(c) for c in itertools.combinations_with_replacement(values, len(values))], 12))
    gaps = []
    for end in ends:
        at = np.abs(means - end).argmin()
        gaps += [abs(means[max(at - 1, 0)] - end), abs(means[min(at + 1, len(means) - 1)] - end)]
    return max(gaps)


def difference(metric, baseline, candidate):
    seeds = sorted(set(baseline) & set(candidate))
    b = np.array([baseline[s][metric] for s in seeds])
    c = np.array([candidate[s][metric] for s in seeds])
    d = c - b
    p = stats.permutation_test(
        (d,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
    bca = stats.bootstrap(
        (d,), np.mean, n_resamples=200_000, confidence_level=CONFIDENCE, method="BCa",
        batch=20_000, random_state=np.random.default_rng(1)).confidence_interval
    sign = 1 if metric in HIGHER_IS_BETTER else -1
    return {
        "metric": metric, "pairs": len(seeds), "mean": d.mean(), "median": np.median(d),
        "tInterval": interval(d),
        "bca": list(bca), "bcaGap": bootstrap_gap(d, bca), "standardDeviation": d.std(ddof=1), "p": p,
        "wins": int((sign * d > 0).sum()), "ties": int((d == 0).sum()),
        "losses": int((sign * d < 0).sum()), "verdict": verdict(d, p, bca, sign > 0),
    }


def holm(p):
    p = np.asarray(p)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(np.minimum(1, (len(p) - np.arange(len(p))) * p[order]))
    return adjusted


def metrics_of(trials):
    """The metrics that a cell's trials have, in the report's order."""
    return [m for m in METRICS + DIAGNOSTICS if m in trials]


rows = []
for cell in CELLS:
    trials = {
        arm: {seed: values_of(TRIALS[cell["dataset"], arm, seed]) for seed in seeds}
        for arm, seeds in cell["arms"].items()
    }
    for arm, scores in trials.items():
        names = metrics_of(next(iter(scores.values())))
        row = {"dataset": cell["dataset"], "model": cell["model"], "arm": arm, "summaries": [],
               "differences": []}
        for metric in names:
            values = [scores[seed][metric] for seed in sorted(scores)]
            row["summaries"].append({
                "metric": metric, "mean": np.mean(values), "interval": interval(values)})
        row["wilson"] = [
            list(stats.binomtest(
                round(scores[seed]["accuracy"] * cell["testCount"]), cell["testCount"])
                .proportion_ci(CONFIDENCE, method="wilson"))
            for seed in sorted(scores)
        ]
        if arm != "cross-entropy":
            row["differences"] = [difference(m, trials["cross-entropy"], scores) for m in names]
        rows.append(row)

for members in [["accuracy"], METRICS[1:], DIAGNOSTICS]:
    family = [d for row in rows for d in row["differences"] if d["metric"] in members]
    for d, adjusted in zip(family, holm([d["p"] for d in family])):
        d["adjustedP"], d["familySize"] = adjusted, len(family)

# What the Markdown report prints, formatted here so that the snapshot's text is checked as well.
TITLES = dict(zip(METRICS + DIAGNOSTICS, [
    "accuracy, pp", "NLL", "Brier", "ECE", "ECE of equal mass", "NLL, scaled", "Brier, scaled",
    "ECE, scaled", "ECE of equal mass, scaled", "worst class, pp", "AUROC"]))


def show(metric, value, sign=""):
    scale, decimals = (100, 2) if metric in ["accuracy", "worstClassAccuracy"] else (1, 4)
    text = f"{scale * value:{sign}.{decimals}f}"
    return text[1:] if sign and float(text) == 0 else text


def show_end(metric, value):
    """The end of an interval of differences: on which side of 0 it lies always shows."""
    scale, decimals = (100, 2) if metric in ["accuracy", "worstClassAccuracy"] else (1, 4)
    if abs(scale * value) <= 1e-12:
        return f"{0:.{decimals}f}"
    while float(f"{scale * value:.{decimals}f}") == 0:
        decimals += 1
    return f"{scale * value:+.{decimals}f}"


def bracket(metric, ends, sign=""):
    return "[" + ", ".join(
        show_end(metric, end) if sign else show(metric, end) for end in ends) + "]"


def blocks(numbers):
    return "".join("·" if n == 0 else "▁▂▃▄▅▆▇█"[-(-8 * n // max(numbers)) - 1] for n in numbers)


def percent(numbers, start, end):
    return f"{100 * sum(numbers[start:end]) / sum(numbers):.1f}"


def training_texts(arm, trials):
    """The rows of "What the arms did"."""
    texts = []
    curves = [t["curve"] for t in trials if t["curve"]]
    if curves:
        # Five epochs: the first and the last of each quarter.
        mean = lambda name, e: np.mean([c[e - 1][name] for c in curves if name in c[e - 1]] or [np.nan])
        column = lambda name, form: " · ".join(
            "–" if np.isnan(v) else form(v) for v in (mean(name, e) for e in [1, 2, 3, 4, 5]))
        share, digits = lambda v: f"{100 * v:.1f}", lambda v: f"{v:.3g}"
        texts.append(
            f"| {arm} | 1 · 2 · 3 · 4 · 5 | {column('alpha', '{:.2f}'.format)} | "
            f"{column('learningRate', digits)} | {column('meanWeight', '{:.3f}'.format)} | "
            f"{column('leftBehind', share)} | {column('leftBehindOfMislabelled', share)} | "
            f"{column('mislabelledOfLeftBehind', share)} | {column('gradientNorm', digits)} | "
            f"{column('weightDistance', digits)} |")
    for part in ["train", "test"]:
        cases = [t[part]["cases"] for t in trials if part in t]
        if not cases:
            continue
        p, m = (np.sum([c[k] for c in cases], axis=0).tolist() for k in ["probability", "margin"])
        texts.append(
            f"| {arm} | {part} | {percent(p, 0, 1)} | {percent(p, 1, 10)} | {percent(p, 10, 19)} | "
            f"{percent(p, 19, 20)} | `{blocks(p)}` | {percent(m, 0, 11)} | `{blocks(m)}` |")
    return texts


for row in rows:
    trials = [t for (dataset, arm, _), t in sorted(TRIALS.items())
              if (dataset, arm) == (row["dataset"], row["arm"])]
    row["texts"] = [
        " | ".join(
            f"{show(m['metric'], m['mean'])} {bracket(m['metric'], m['interval'])}"
            for m in row["summaries"] if (m["metric"] in METRICS) == is_headline)
        for is_headline in [True, False]
    ] + training_texts(row["arm"], trials)
    for d in row["differences"]:
        m = d["metric"]
        row["texts"].append(
            f"| {row['arm']} | {TITLES[m]} | {d['pairs']} | {show(m, d['mean'], '+')} | "
            f"{show(m, d['median'], '+')} | {show(m, d['standardDeviation'])} | "
            f"{bracket(m, d['tInterval'], '+')} | ")
        row["texts"].append(
            f" | {d['p']:.3f} | {d['adjustedP']:.3f} | {d['wins']}/{d['ties']}/{d['losses']} | ")

    # The terminal's line about the last epoch.
    last = [t["curve"][-1] for t in trials if t["curve"]]
    row["terminal"] = None
    if last and np.mean([point["leftBehind"] for point in last]) >= 0.005:
        wrong = 100 * np.mean([point["mislabelledOfLeftBehind"] for point in last])
        row["terminal"] = (
            f"  · {row['arm']}: {100 * np.mean([p['leftBehind'] for p in last]):.1f} % of the training "
            f"examples left behind in the end ({wrong:.1f} % of them mislabelled)\n")

document = {
    "tools": {"numpy": np.__version__, "scipy": scipy.__version__}, "confidence": CONFIDENCE,
    "metrics": METRICS + DIAGNOSTICS, "rows": rows,
    "cells": [
        {**cell, "arms": [
            {"arm": arm, "seeds": [
                {"seed": s, **TRIALS[cell["dataset"], arm, s]} for s in sorted(scores)]}
            for arm, scores in cell["arms"].items()]}
        for cell in CELLS
    ],
}
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n")
print(f"wrote {target.name}")
