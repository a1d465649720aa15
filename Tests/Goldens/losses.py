"""Golden values of the losses in float64, from NumPy; checked against PyTorch's autograd.

Run `python3 Tests/Goldens/losses.py` in the root of the checkout; it writes losses.json beside it.
Logits are multiples of 1/64, so they are exact in float32. Formulas: p = softmax(z),
cross entropy -ln p_y, expectation 1 - p_y as a sum of the others, gradient w (p - e_y).
"""

import json
import pathlib
import platform

import numpy as np
import torch

SEED = 20210905
ALPHA = 0.6


def softmax_terms(z, y):
    """ln p, p, and 1 - p_y of each row; differences from p_y are sums of other classes."""
    rows = np.arange(len(y))
    top = z.max(axis=1, keepdims=True)
    e = np.exp(z - top)
    others = e.copy()
    others[rows, y] = 0
    rest = others.sum(axis=1)
    total = rest + e[rows, y]
    margin = top[:, 0] - z[rows, y]
    # ln p_y = -(margin + ln(total)); where y is the largest, total - 1 is the rest itself.
    beyond = np.where(margin == 0, rest, total - 1)
    log_p = -(margin + np.log1p(beyond))
    return log_p, e / total[:, None], rest / total


def gradient(p, complement, y, weight):
    g = p * weight[:, None]
    g[np.arange(len(y)), y] = -weight * complement
    return g


def check_with_torch(z, y, alpha, loss, g):
    """Independent of the formulas above: autograd through log_softmax in float64."""
    logits = torch.tensor(z, dtype=torch.float64, requires_grad=True)
    log_p = torch.log_softmax(logits, dim=1)[torch.arange(len(y)), torch.tensor(y)]
    values = (1 - alpha) * -log_p + alpha * -torch.expm1(log_p)
    values.sum().backward()
    np.testing.assert_allclose(values.detach().numpy(), loss, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(logits.grad.numpy(), g, rtol=1e-9, atol=1e-15)


def digits(values):
    return [float(f"{v:.9g}") for v in np.asarray(values).ravel()]


def case(name, z, y):
    z, y = np.asarray(z, dtype=np.float64), np.asarray(y)
    log_p, p, complement = softmax_terms(z, y)
    p_y = p[np.arange(len(y)), y]
    entry = {
        "name": name, "classes": z.shape[1], "alpha": ALPHA, "labels": y.tolist(),
        "logits": z.ravel().tolist(), "logProbabilities": digits(log_p),
        "correct": int((z.argmax(axis=1) == y).sum()),  # argmax takes the first of equals
        "losses": {},
    }
    weights = {
        "cross-entropy": (-log_p, np.ones(len(y)), 0.0),
        "expectation": (complement, p_y, 1.0),
        "mixed": (
            (1 - ALPHA) * -log_p + ALPHA * complement, (1 - ALPHA) + ALPHA * p_y, ALPHA),
    }
    for loss, (value, weight, alpha) in weights.items():
        g = gradient(p, complement, y, weight)
        check_with_torch(z, y, alpha, value, g)
        entry["losses"][loss] = {
            "values": digits(value), "weights": digits(weight),
            "gradient": digits(g),
        }
    return entry


def main():
    random = np.random.default_rng(SEED)
    cases = []
    for classes, count, spread in [(2, 65, 6), (3, 33, 20), (10, 20, 4), (100, 4, 8), (1000, 2, 8)]:
        z = np.round(random.normal(0, spread, (count, classes)) * 64) / 64
        cases.append(case(f"random-{classes}", z, random.integers(0, classes, count)))
    cases.append(case("margins-2", [[m, 0] for m in (80, 40, 18, 1, 0, -18, -40, -80)], [0] * 8))
    cases.append(
        case("margins-3", [[1, m, 0] for m in (80, 40, 18, 1, 0, -18, -40, -80)], [1] * 8))
    cases.append(case("ties", [[1, 1, 0], [1, 1, 0], [0, 1, 1], [2, 2, 2]], [0, 1, 2, 1]))
    document = {
        "made_by": "Tests/Goldens/losses.py", "seed": SEED,
        "versions": {
            "python": platform.python_version(), "numpy": np.__version__,
            "torch": torch.__version__,
        },
        "cases": cases,
    }
    target = pathlib.Path(__file__).with_name("losses.json")
    target.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
