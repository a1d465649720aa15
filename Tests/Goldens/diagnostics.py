"""Golden values of the diagnostics, from scikit-learn, SciPy and NumPy.

Equal-mass calibration error, worst-class accuracy, area under the ROC curve, histograms of p_y and of the
margin, temperature scaling. Logits are float32; everything else is float64 unless it says so.

Run: python3 Tests/Goldens/diagnostics.py   (writes diagnostics.json beside it)
"""

import json
import pathlib
import sys

import numpy as np
import scipy
import sklearn
from scipy import optimize, special, stats
from sklearn import calibration, metrics

SEED = 20261123
BINS = 15
random = np.random.default_rng(SEED)


def log_probabilities(logits, labels, beta=1.0):
    """ln p_y; where p_y is close to 1, from the sum of the others, which log_softmax would round to 0."""
    z = beta * logits.astype(np.float64)
    own = z[np.arange(len(labels)), labels]
    others = z.copy()
    others[np.arange(len(labels)), labels] = -np.inf
    return -np.logaddexp(0, special.logsumexp(others, axis=1) - own)


def scores(logits, labels, beta=1.0):
    """NLL, Brier, and the calibration errors over bins of equal width and of equal mass."""
    z = beta * logits.astype(np.float64)
    p = special.softmax(z, axis=1)
    onehot = np.eye(p.shape[1])[labels]
    confidence = p.max(axis=1)
    right = p.argmax(axis=1) == labels
    width = np.digitize(confidence, np.linspace(0, 1, BINS + 1), right=True) - 1
    # scikit-learn's rule for strategy="quantile", and its own answer as a check. Where a quantile falls on
    # an example, rounding would decide which side that example is on; so the counts avoid that.
    assert np.gcd(len(labels) - 1, BINS) == 1, len(labels)
    inner = np.percentile(confidence, np.linspace(0, 1, BINS + 1) * 100)[1:-1]
    mass = np.searchsorted(inner, confidence)
    shares = np.bincount(mass, minlength=BINS)
    fractions, means = calibration.calibration_curve(
        right, confidence, n_bins=BINS, strategy="quantile")
    by_library = (shares[shares > 0] * np.abs(fractions - means)).sum() / len(labels)
    equal_mass = gap(mass, right, confidence)
    assert np.isclose(by_library, equal_mass, rtol=1e-12, atol=1e-15)
    return {
        "negativeLogLikelihood": -log_probabilities(logits, labels, beta).mean(),
        "brier": ((p - onehot) ** 2).sum(axis=1).mean(),
        "expectedCalibrationError": gap(width, right, confidence),
        "equalMassCalibrationError": equal_mass,
    }


def gap(bins, right, confidence):
    total = 0.0
    for b in range(BINS):
        members = bins == b
        total += abs(right[members].sum() - confidence[members].sum())
    return total / len(right)


def area(logits, labels):
    if logits.shape[1] != 2 or len(set(labels)) < 2:
        return None
    odds = logits[:, 1].astype(np.float64) - logits[:, 0].astype(np.float64)
    value = metrics.roc_auc_score(labels, odds)
    first, second = odds[labels == 0], odds[labels == 1]
    u = stats.mannwhitneyu(second, first).statistic / (len(first) * len(second))
    assert np.isclose(u, value, rtol=1e-13, atol=0)
    return value


def histogram(logits, labels):
    """Counts by np.digitize, on ln p_y and edges in float32."""
    log_p = log_probabilities(logits, labels).astype(np.float32)
    by_probability = np.log(np.arange(1, 20) / 20).astype(np.float32)
    by_margin = (-np.log1p(np.exp(-np.arange(-10.0, 11.0)))).astype(np.float32)
    counts = lambda edges: np.bincount(np.digitize(log_p, edges), minlength=len(edges) + 1).tolist()
    return {"probability": counts(by_probability), "margin": counts(by_margin)}


def temperature(logits, labels):
    """The T that minimises the mean NLL, twice: by the root of the slope in 1 / T, and by search."""
    z = logits.astype(np.float64)
    own = z[np.arange(len(labels)), labels]

    def slope(beta):
        return (special.softmax(beta * z, axis=1) * z).sum(axis=1).mean() - own.mean()

    def loss(log_beta):
        return -log_probabilities(logits, labels, np.exp(log_beta)).mean()

    if not slope(1e-3) < 0 < slope(1e3):
        return {"temperature": 1.0, "isFitted": False}
    beta = optimize.brentq(slope, 1e-3, 1e3, xtol=1e-15, rtol=1e-14, maxiter=500)
    found = optimize.minimize_scalar(
        loss, bounds=(np.log(beta) - 2, np.log(beta) + 2), method="bounded", options={"xatol": 1e-10})
    assert np.isclose(np.exp(found.x), beta, rtol=1e-5), (np.exp(found.x), beta)
    return {"temperature": 1 / beta, "isFitted": True}


def case(name, logits, labels):
    logits = np.asarray(logits, dtype=np.float32)
    labels = np.asarray(labels, dtype=np.int32)
    fit = temperature(logits, labels)
    predictions = logits.argmax(axis=1)
    present = sorted(set(labels.tolist()))
    recall = metrics.recall_score(labels, predictions, labels=present, average=None)
    return {
        "name": name, "classes": logits.shape[1], "labels": labels.tolist(),
        "logits": [float(z) for z in logits.ravel()],
        "worstClassAccuracy": float(recall.min()), "areaUnderROC": area(logits, labels),
        "histogram": histogram(logits, labels), "before": scores(logits, labels), **fit,
        "after": scores(logits, labels, 1 / fit["temperature"]),
    }


def trained(count, classes, skill, scale):
    """Logits like a trained classifier's: the true class ahead by `skill` on average, times `scale`."""
    labels = random.integers(0, classes, count)
    logits = random.standard_normal((count, classes))
    logits[np.arange(count), labels] += skill
    return scale * logits, labels


def right_always(count, classes):
    labels = random.integers(0, classes, count)
    logits = random.standard_normal((count, classes))
    logits[np.arange(count), labels] = logits.max(axis=1) + random.uniform(0.1, 3, count)
    return logits, labels


def imbalanced():
    labels = np.array([0] * 50 + [1] * 12 + [3] * 3)  # Class 2 does not occur.
    logits = random.standard_normal((65, 4))
    logits[np.arange(65), labels] += np.array([3, 1, 1, 0.3])[labels]
    return logits, labels


def extreme_margins():
    """Log-odds from −80 to 80 on both sides of every edge; in one example of eight the label is wrong."""
    margins = np.concatenate([np.arange(-80, 81, 4), np.arange(-10.5, 11, 1)])
    logits = np.stack([np.zeros_like(margins), margins], axis=1)
    labels = (margins > 0).astype(int)
    labels[::8] = 1 - labels[::8]
    return logits, labels


ties = np.round(random.standard_normal((90, 2)))  # Few distinct scores, so many ties.

document = {
    "tools": {
        "python": ".".join(map(str, sys.version_info[:3])), "numpy": np.__version__,
        "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
    },
    "seed": SEED,
    "cases": [
        case("two classes", *trained(83, 2, 1.0, 1.0)),
        case("ties", ties, (ties[:, 1] - ties[:, 0] + random.standard_normal(90) > 0).astype(int)),
        case("too sure", *trained(120, 10, 2.0, 6.0)),
        case("not sure enough", *trained(99, 3, 2.5, 0.2)),
        case("a hundred classes", *trained(42, 100, 3.0, 2.0)),
        case("imbalanced", *imbalanced()),
        case("all right", *right_always(33, 5)),
        case("worse than guessing", *trained(62, 4, -1.0, 1.0)),
        case("one class of two occurs", random.standard_normal((20, 2)), np.ones(20)),
        case("extreme margins", *extreme_margins()),
        case("few examples", [[2, 0, 0], [0, 1, 0], [0, 0, 3], [1, 0, 0], [0, 2, 1]],
             [0, 1, 2, 2, 1]),
    ],
}

target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n")
for each in document["cases"]:
    print(each["name"], each["temperature"], each["areaUnderROC"], each["worstClassAccuracy"])
