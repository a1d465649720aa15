"""Golden values for the Statistics module, from SciPy, scikit-learn, mpmath and NumPy.

Run: python3 Tests/Goldens/paired_statistics.py   (writes paired_statistics.json beside it)

The file is not called statistics.py, because it would then stand in for Python's own module in
every script of this folder.
"""

import itertools
import json
import math
import pathlib
import sys

import mpmath
import numpy as np
import scipy
import sklearn
from scipy import special, stats
from sklearn import metrics

SEED = 20210912
random = np.random.default_rng(SEED)


def summary_case(values, confidence):
    x = np.asarray(values, dtype=np.float64)
    case = {
        "values": x.tolist(), "confidence": confidence, "mean": x.mean(), "median": np.median(x),
        "minimum": x.min(), "maximum": x.max(),
    }
    if len(x) > 1:
        case["standardDeviation"] = x.std(ddof=1)
        low, high = stats.t.interval(confidence, len(x) - 1, loc=x.mean(), scale=stats.sem(x))
        case["interval"] = [low, high]
    return case


def wilson_case(successes, count, confidence):
    interval = stats.binomtest(successes, count).proportion_ci(confidence, method="wilson")
    return {
        "successes": successes, "count": count, "confidence": confidence,
        "interval": [interval.low, interval.high],
    }


def jackknife_acceleration(x):
    """The general formula of Efron and Tibshirani 1993, eq. 14.15, for the mean."""
    left_out = np.array([np.delete(x, i).mean() for i in range(len(x))])
    gaps = left_out.mean() - left_out
    return float((gaps**3).sum() / (6 * (gaps**2).sum() ** 1.5))


def ideal_bca(x, confidence):
    """BCa from the ideal bootstrap distribution: every multiset of indices with its weight."""
    n = len(x)
    points, weights = [], []
    for chosen in itertools.combinations_with_replacement(range(n), n):
        counts = np.bincount(chosen, minlength=n)
        weights.append(math.factorial(n) / math.prod(math.factorial(c) for c in counts) / n**n)
        points.append(float(counts @ x) / n)
    points, weights = np.array(points), np.array(weights)
    order = np.argsort(points, kind="stable")
    points, weights = points[order], weights[order]
    tolerance = 1e-12 * np.abs(x).max()
    below = weights[points < x.mean() - tolerance].sum()
    at = weights[np.abs(points - x.mean()) <= tolerance].sum()
    bias = stats.norm.ppf(below + at / 2)
    acceleration = jackknife_acceleration(x)
    ends = []
    for tail in [(1 - confidence) / 2, (1 + confidence) / 2]:
        shifted = bias + stats.norm.ppf(tail)
        level = stats.norm.cdf(bias + shifted / (1 - acceleration * shifted))
        ends.append(float(points[np.searchsorted(np.cumsum(weights), level)]))
    return ends


def paired_case(name, baseline, candidate, confidence=0.95):
    baseline, candidate = np.asarray(baseline), np.asarray(candidate)
    d = candidate - baseline
    n = len(d)
    case = {
        "name": name, "baseline": baseline.tolist(), "candidate": candidate.tolist(),
        "confidence": confidence, "mean": d.mean(), "standardDeviation": d.std(ddof=1),
        "wins": int((d > 0).sum()), "ties": int((d == 0).sum()), "losses": int((d < 0).sum()),
        "tInterval": list(stats.ttest_rel(candidate, baseline).confidence_interval(confidence)),
        "correlation": stats.pearsonr(baseline, candidate).statistic,
        "acceleration": jackknife_acceleration(d),
        "probabilityOfImprovement":
            stats.mannwhitneyu(candidate, baseline).statistic / (n * n),
        "bca": list(stats.bootstrap(
            (d,), np.mean, n_resamples=200_000, confidence_level=confidence, method="BCa",
            batch=20_000, random_state=np.random.default_rng(SEED)).confidence_interval),
    }
    permutations = stats.permutation_test(
        (d,), np.mean, permutation_type="samples", vectorized=True, axis=-1,
        n_resamples=np.inf if n <= 16 else 200_000, batch=20_000,
        random_state=np.random.default_rng(SEED))
    case["signFlipP"] = permutations.pvalue
    case["signFlipIsExact"] = n <= 16
    if n <= 8:
        case["idealBCa"] = ideal_bca(d, confidence)
    return case


def holm_case(p):
    """Holm 1979 by its definition: adj(i) = max over k <= i of min(1, (m - k + 1) p(k))."""
    p = np.asarray(p, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    scaled = np.minimum(1, (len(p) - np.arange(len(p))) * p[order])
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(scaled)
    return {"p": p.tolist(), "adjusted": adjusted.tolist()}


def calibration_error(probabilities, labels, bins=15):
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    index = np.digitize(confidence, np.linspace(0, 1, bins + 1), right=True) - 1
    gap = 0.0
    for b in range(bins):
        members = index == b
        if members.any():
            gap += members.mean() * abs(right[members].mean() - confidence[members].mean())
    return gap


def scores_case(name, logits, labels):
    logits = np.asarray(logits, dtype=np.float32)
    labels = np.asarray(labels, dtype=np.int32)
    exact = logits.astype(np.float64)
    probabilities = special.softmax(exact, axis=1)
    onehot = np.eye(logits.shape[1])[labels]
    picked = special.log_softmax(exact, axis=1)[np.arange(len(labels)), labels]
    nll = float(-picked.mean())
    if np.exp(picked.min()) > 1e-12:  # scikit-learn clips smaller probabilities.
        reference = metrics.log_loss(
            labels, probabilities, labels=list(range(logits.shape[1])))
        assert np.isclose(nll, reference, rtol=1e-12, atol=0), (name, nll, reference)
    return {
        "name": name, "classes": logits.shape[1], "labels": labels.tolist(),
        "logits": [float(z) for z in logits.ravel()],
        "accuracy": metrics.accuracy_score(labels, exact.argmax(axis=1)),
        "negativeLogLikelihood": nll,
        "brier": float(((probabilities - onehot) ** 2).sum(axis=1).mean()),
        "expectedCalibrationError": calibration_error(probabilities, labels),
        "predictions": exact.argmax(axis=1).tolist(),
    }


def extreme_case(logits, label):
    """One example in 60 digits, where doubles and scikit-learn's clipping would lose everything."""
    with mpmath.workdps(60):
        z = [mpmath.mpf(float(np.float32(v))) for v in logits]
        peak = max(z)
        total = sum(mpmath.exp(v - peak) for v in z)
        p = [mpmath.exp(v - peak) / total for v in z]
        nll = -(z[label] - peak - mpmath.log(total))
        brier = sum((q - (1 if k == label else 0)) ** 2 for k, q in enumerate(p))
        return {
            "logits": [float(np.float32(v)) for v in logits], "label": label,
            "negativeLogLikelihood": float(nll), "brier": float(brier),
        }


def skewed(n, shift):
    base = 0.9 + 0.01 * random.standard_normal(n)
    return base, base + shift + 0.004 * (random.exponential(size=n) - 1)


accuracies = lambda n: (0.91 + 0.005 * random.standard_normal(n)).round(4)
tied = accuracies(8)

document = {
    "tools": {
        "python": ".".join(map(str, sys.version_info[:3])), "numpy": np.__version__,
        "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
        "mpmath": mpmath.__version__,
    },
    "seed": SEED,
    "tQuantiles": [
        {"p": p, "degreesOfFreedom": df, "value": stats.t.ppf(p, df)}
        for p in [0.025, 0.5, 0.9, 0.975, 0.9995] for df in [1, 2, 5, 9, 29, 500]
    ],
    "normalQuantiles": [
        {"p": p, "value": stats.norm.ppf(p)} for p in [1e-12, 0.001, 0.025, 0.5, 0.84, 0.975]
    ],
    "normalCumulative": [
        {"z": z, "value": stats.norm.cdf(z)} for z in [-8.0, -1.96, -0.3, 0.0, 1.0, 3.5]
    ],
    "summaries": [
        summary_case([0.25], 0.95),
        summary_case([0.91, 0.93], 0.95),
        summary_case([0.9123, 0.9101, 0.9155], 0.95),
        summary_case(accuracies(6), 0.95),
        summary_case(accuracies(6), 0.9),
        summary_case(accuracies(31), 0.99),
        summary_case(1e6 + random.standard_normal(9), 0.95),
    ],
    "wilson": [
        wilson_case(*case) for case in [
            (0, 10, 0.95), (10, 10, 0.95), (1, 2, 0.95), (9912, 10000, 0.95), (45, 60, 0.9),
            (1, 1, 0.99), (0, 1, 0.95),
        ]
    ],
    "paired": [
        paired_case("three", accuracies(3), accuracies(3)),
        paired_case("five wins", [0.9, 0.91, 0.92, 0.9, 0.93], [0.92, 0.92, 0.94, 0.91, 0.96]),
        paired_case("six clear wins", *skewed(6, 0.02)),
        paired_case("six unclear", accuracies(6), accuracies(6)),
        paired_case("eight with ties", tied,
                    tied + np.array([0, 0.002, 0, 0.001, 0.003, 0, -0.001, 0.002])),
        paired_case("ten worse", *skewed(10, -0.01)),
        paired_case("twelve skewed", *skewed(12, 0.003)),
        paired_case("twenty-five", *skewed(25, 0.002)),
        paired_case("six at ninety", *skewed(6, 0.004), confidence=0.9),
    ],
    "holm": [
        holm_case([0.03]),
        holm_case([0.01, 0.04, 0.03, 0.005]),
        holm_case([0.5, 0.6, 0.9]),
        holm_case([0.02, 0.02, 0.02]),
        holm_case([0.0, 1.0, 0.2, 0.001, 0.2]),
        holm_case(random.uniform(size=12)),
    ],
    "scores": [
        scores_case("binary", 2 * random.standard_normal((40, 2)), random.integers(0, 2, 40)),
        scores_case("ten classes", 3 * random.standard_normal((97, 10)),
                    random.integers(0, 10, 97)),
        scores_case("overconfident", 9 * random.standard_normal((64, 5)),
                    random.integers(0, 5, 64)),
        scores_case("equal logits", [[1, 1, 1], [0, 2, 2], [3, 3, 1], [0, 0, 0]], [0, 2, 0, 1]),
    ],
    "extremes": [
        extreme_case(*case) for case in [
            ([80, 0], 0), ([80, 0], 1), ([-80, 0, 0], 0), ([0, -80, -80], 0), ([1000, -1000], 1),
            ([1000, -1000], 0), ([3e38, -3e38], 1), ([500.5, 500, 499], 2), ([-2000, -2080], 0),
        ]
    ],
}

target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
print(f"wrote {target.name}")
