"""Golden values of every loss: 90-digit arithmetic, checked against PyTorch's autograd in float64.

Run `python3 Tests/Goldens/losses.py` in the root of the checkout (two minutes); it writes losses.json
beside it. Needs mpmath, numpy, scipy and torch.

Each loss is defined once, by its textbook formula with no care for rounding, over numbers that may be
mpmath's or torch's. Values come from mpmath with 90 digits, gradients from central differences of them
(step 1e-25, so about 40 digits are right). Where margins are small, autograd of the same definition in
float64 must agree. Random logits come from the same streams as the Swift side (SplitMix64, written
again here), so only results are stored, and of large gradients only samples.
"""

import json
import math
import pathlib

import mpmath
import numpy as np
import scipy
import scipy.special
import torch

mpmath.mp.dps = 90
STEP = mpmath.mpf(10) ** -25
M64 = (1 << 64) - 1
SEED = 20210905
ALPHA = 0.6
SAMPLES = 24


# Random numbers: the project's streams.


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M64
    return z ^ (z >> 31)


def split(key, label):
    h = 0xCBF29CE484222325
    for byte in label.encode():
        h = ((h ^ byte) * 0x100000001B3) & M64
    return mix(key ^ h)


def uniform(key, count):
    """The first `count` numbers in [0, 1) of the stream with this key, multiples of 2^-24."""
    return [(mix((key + n * 0x9E3779B97F4A7C15) & M64) >> 40) / 2**24 for n in range(1, count + 1)]


def random_batch(name, classes, count, spread):
    """Logits are multiples of 1/64 between -spread and spread, so they are exact in float32."""
    key = split(SEED, name)
    z = [math.floor((2 * u - 1) * spread * 64) / 64
         for u in uniform(split(key, "logits"), classes * count)]
    y = [int(u * classes) for u in uniform(split(key, "labels"), count)]
    return [z[i * classes:(i + 1) * classes] for i in range(count)], y


def class_counts(classes):
    return [5 + 13 * k % 29 for k in range(classes)]


# Backends: what a definition may use.


class Exact:
    number = staticmethod(mpmath.mpf)
    exp, log, sqrt = staticmethod(mpmath.exp), staticmethod(mpmath.log), staticmethod(mpmath.sqrt)

    @staticmethod
    def total(values):
        return mpmath.fsum(values)

    @staticmethod
    def value(x):
        return x

    @staticmethod
    def lambert(x):
        if x <= -mpmath.exp(-1):
            return mpmath.mpf(-1)
        return mpmath.lambertw(x).real


class Torch:
    exp, log, sqrt = staticmethod(torch.exp), staticmethod(torch.log), staticmethod(torch.sqrt)

    @staticmethod
    def number(x):
        return torch.tensor(float(x), dtype=torch.float64)

    @staticmethod
    def total(values):
        return torch.stack(list(values)).sum()

    @staticmethod
    def value(x):
        return x.detach()

    @staticmethod
    def lambert(x):
        x = max(float(x), -math.exp(-1))
        w = scipy.special.lambertw(x).real
        return Torch.number(w if w == w else -1.0)


# Definitions: (o: backend, z: list of logits, y: label, settings) -> (loss, own 1 - p_y).


def softmax(o, z):
    top = o.value(max(z, key=lambda v: float(o.value(v))))
    e = [o.exp(v - top) for v in z]
    total = o.total(e)
    return [v / total for v in e]


def rest(o, p, y):
    return o.total([v for k, v in enumerate(p) if k != y])


def cross_entropy(o, z, y, s):
    p = softmax(o, z)
    return -o.log(p[y]), rest(o, p, y)


def expectation(o, z, y, s):
    p = softmax(o, z)
    return rest(o, p, y), rest(o, p, y)


def mixed(o, z, y, s):
    p = softmax(o, z)
    return -(1 - ALPHA) * o.log(p[y]) + ALPHA * rest(o, p, y), rest(o, p, y)


def label_smoothing(o, z, y, s):
    p = softmax(o, z)
    q = [s["smoothing"] / o.number(len(z)) + (1 - s["smoothing"] if k == y else 0)
         for k in range(len(z))]
    return -o.total([a * o.log(b) for a, b in zip(q, p)]), None


def focal(o, z, y, s):
    p = softmax(o, z)
    c = rest(o, p, y)
    return -(c ** s["gamma"]) * o.log(p[y]), c


def gce(o, z, y, s):
    p = softmax(o, z)
    return (1 - p[y] ** s["q"]) / s["q"], rest(o, p, y)


def sce(o, z, y, s):
    p = softmax(o, z)
    c = rest(o, p, y)
    reverse = -o.total([v * s["logZero"] for k, v in enumerate(p) if k != y])
    return -s["crossEntropyWeight"] * o.log(p[y]) + s["reverseWeight"] * reverse, c


def poly1(o, z, y, s):
    p = softmax(o, z)
    c = rest(o, p, y)
    return -o.log(p[y]) + s["epsilon"] * c, c


def taylor(o, z, y, s):
    p = softmax(o, z)
    c = rest(o, p, y)
    return o.total([c**j / j for j in range(1, int(s["order"]) + 1)]), c


def brier(o, z, y, s):
    p = softmax(o, z)
    return o.total([v * v for k, v in enumerate(p) if k != y]) + rest(o, p, y) ** 2, rest(o, p, y)


def squentropy(o, z, y, s):
    loss, c = cross_entropy(o, z, y, s)
    return loss + o.total([v * v for k, v in enumerate(z) if k != y]) / (len(z) - 1), c


def nce(o, z, y, s):
    p = softmax(o, z)
    logs = [o.log(v) for v in p]
    return logs[y] / o.total(logs), rest(o, p, y)


def nce_mae(o, z, y, s):
    loss, c = nce(o, z, y, s)
    return s["nceWeight"] * loss + s["maeWeight"] * c, c


def bi_tempered(o, z, y, s):
    t1, t2 = s["t1"], s["t2"]
    if t2 == 1:
        p = softmax(o, z)
    else:
        # (exponent of the tempered exponential) Bisect in floats, then Newton; the last step is
        # differentiable and makes the derivative that of the implicit function.
        power = o.number(1) / (1 - o.number(t2))

        def tempered(shift):
            return [(1 + (1 - o.number(t2)) * (v - shift)) ** power for v in z]

        top = max(float(v) for v in z)
        low, high = top, top + (len(z) ** (t2 - 1) - 1) / (t2 - 1) + 1e-9
        plain = np.array([float(v) for v in z])
        for _ in range(80):
            middle = (low + high) / 2
            total = ((1 + (1 - t2) * (plain - middle)) ** (1 / (1 - t2))).sum()
            low, high = (middle, high) if total > 1 else (low, middle)
        shift = o.number(low)
        for _ in range(5):
            p = tempered(shift)
            slope = o.value(o.total([v ** o.number(t2) for v in p]))
            shift = shift + (o.total(p) - 1) / slope
        p = tempered(shift)
    log_t1 = o.log(p[y]) if t1 == 1 else (p[y] ** (1 - o.number(t1)) - 1) / (1 - o.number(t1))
    powers = o.total([v ** (2 - o.number(t1)) for v in p])
    return -log_t1 - (1 - powers) / (2 - o.number(t1)), rest(o, p, y)


def superloss(o, z, y, s):
    loss, c = cross_entropy(o, z, y, s)
    excess = loss - s["tauFactor"] * o.log(o.number(len(z)))
    w = o.lambert(o.value(excess) / s["lambda"] / 2)
    return excess * o.exp(-w) + s["lambda"] * w * w, c


def logit_norm(o, z, y, s):
    length = o.sqrt(o.total([v * v for v in z])) + o.number(1) / 10**7
    return cross_entropy(o, [v / (s["temperature"] * length) for v in z], y, s)


def class_weighted(o, z, y, s):
    counts = class_counts(len(z))
    raw = [o.number(n) ** -o.number(s["exponent"]) for n in counts]
    scale = sum(counts) / o.total([n * r for n, r in zip(counts, raw)])
    loss, c = cross_entropy(o, z, y, s)
    return raw[y] * scale * loss, c


def logit_adjusted(o, z, y, s):
    counts = class_counts(len(z))
    shares = [o.log(o.number(n) / o.number(sum(counts))) for n in counts]
    return cross_entropy(o, [v + s["tau"] * a for v, a in zip(z, shares)], y, s)


# Losses of a whole batch: a factor for each example of an example's loss, held constant.


def kept_hardest(losses, weights, s):
    kept = math.ceil(s["keptFraction"] * len(losses) - 1e-12)
    hardest = sorted(range(len(losses)), key=lambda i: (-losses[i], i))[:kept]
    return [mpmath.mpf(len(losses)) / kept if i in hardest else mpmath.mpf(0)
            for i in range(len(losses))]


def mean_weight_one(losses, weights, s):
    return [len(weights) / mpmath.fsum(weights)] * len(weights)


DEFINITIONS = [  # id, definition, settings (in full), factor
    ("cross-entropy", cross_entropy, {}, None),
    ("expectation", expectation, {}, None),
    ("mixed", mixed, {}, None),
    ("mixed-rescaled", mixed, {}, mean_weight_one),
    ("label-smoothing", label_smoothing, {"smoothing": 0.1}, None),
    ("focal", focal, {"gamma": 2}, None),
    ("gce", gce, {"q": 0.7}, None),
    ("sce", sce,
     {"crossEntropyWeight": 0.1, "reverseWeight": 1, "logZero": math.log(1e-4)}, None),
    ("poly1", poly1, {"epsilon": 2}, None),
    ("taylor-cross-entropy", taylor, {"order": 2}, None),
    ("brier", brier, {}, None),
    ("squentropy", squentropy, {}, None),
    ("nce", nce, {}, None),
    ("nce-mae", nce_mae, {"nceWeight": 1, "maeWeight": 1}, None),
    ("bi-tempered", bi_tempered, {"t1": 0.8, "t2": 1.2}, None),
    ("ohem", cross_entropy, {"keptFraction": 0.7}, kept_hardest),
    ("superloss", superloss, {"lambda": 1, "tauFactor": 1}, None),
    ("logit-norm", logit_norm, {"temperature": 0.04}, None),
    ("class-weighted", class_weighted, {"exponent": 1}, None),
    ("logit-adjusted", logit_adjusted, {"tau": 1}, None),
]
VARIANTS = [  # other settings, for the middle-sized cases only
    ("label-smoothing", label_smoothing, {"smoothing": 0.4}, None),
    ("focal", focal, {"gamma": 0.5}, None),
    ("gce", gce, {"q": 0.2}, None),
    ("sce", sce, {"crossEntropyWeight": 6, "reverseWeight": 0.1, "logZero": -4}, None),
    ("poly1", poly1, {"epsilon": -0.9}, None),
    ("taylor-cross-entropy", taylor, {"order": 6}, None),
    ("nce-mae", nce_mae, {"nceWeight": 10, "maeWeight": 0.5}, None),
    ("bi-tempered", bi_tempered, {"t1": 0.2, "t2": 4}, None),
    ("bi-tempered", bi_tempered, {"t1": 1, "t2": 1.5}, None),
    ("bi-tempered", bi_tempered, {"t1": 0.5, "t2": 1}, None),
    ("ohem", cross_entropy, {"keptFraction": 0.5}, kept_hardest),
    ("superloss", superloss, {"lambda": 0.25, "tauFactor": 0.5}, None),
    ("logit-norm", logit_norm, {"temperature": 1}, None),
    ("class-weighted", class_weighted, {"exponent": 0.5}, None),
    ("logit-adjusted", logit_adjusted, {"tau": 0.5}, None),
]


def exact_settings(settings):
    """Settings as the doubles they are; 90 digits of 0.1 are not a tenth."""
    return {name: mpmath.mpf(value) for name, value in settings.items()}


def derivative(definition, z, y, settings, column):
    def moved(step):
        return [v + step if k == column else v for k, v in enumerate(z)]

    up = definition(Exact, moved(STEP), y, settings)[0]
    down = definition(Exact, moved(-STEP), y, settings)[0]
    return (up - down) / (2 * STEP)


def check_with_torch(name, definition, z, y, settings, values, gradient):
    for row, label in enumerate(y):
        leaf = torch.tensor(z[row], dtype=torch.float64, requires_grad=True)
        loss, _ = definition(Torch, list(leaf), label, settings)
        loss.backward()
        np.testing.assert_allclose(
            float(loss), float(values[row]), rtol=1e-8, atol=1e-11, err_msg=name)
        found = leaf.grad.numpy()
        for column in range(len(z[row])):
            expected = gradient.get(row * len(z[row]) + column)
            if expected is not None:
                np.testing.assert_allclose(
                    found[column], float(expected), rtol=1e-7, atol=1e-9, err_msg=name)


def digits(values):
    return [float(mpmath.nstr(v, 9)) for v in values]


def evaluate(entry, z, y, with_torch):
    id, definition, settings, factor = entry
    classes = len(z[0])
    precise = exact_settings(settings)
    exact_rows = [[mpmath.mpf(v) for v in row] for row in z]
    results = [definition(Exact, row, label, precise) for row, label in zip(exact_rows, y)]
    values = [loss for loss, _ in results]
    size = len(y) * classes
    stride = max(1, -(-size // SAMPLES))
    if stride > 1 and classes % stride == 0:
        stride += 1  # Otherwise the samples are of the same columns in every row.
    wanted = sorted(set(range(0, size, stride))
                    | {row * classes + label for row, label in enumerate(y)}
                    | {row * classes + max(range(classes), key=lambda k: z[row][k])
                       for row in range(len(y))})
    gradient = {i: derivative(
        definition, exact_rows[i // classes], y[i // classes], precise, i % classes)
        for i in wanted}
    if with_torch:
        check_with_torch(id, definition, z, y, settings, values, gradient)
    weights = [
        mpmath.mpf(1) if complement is None
        else -gradient[row * classes + label] / complement
        for row, (label, (_, complement)) in enumerate(zip(y, results))]
    if factor is not None:
        factors = factor(values, weights, settings)
        values = [f * v for f, v in zip(factors, values)]
        weights = [f * w for f, w in zip(factors, weights)]
        gradient = {i: factors[i // classes] * g for i, g in gradient.items()}
    return {
        "id": id, "settings": settings, "values": digits(values), "weights": digits(weights),
        "gradient": digits(gradient[i] for i in wanted)}, wanted


def case(name, z, y, entries, with_torch, **source):
    classes = len(z[0])
    log_p = []
    for row, label in zip(z, y):
        p = softmax(Exact, [mpmath.mpf(v) for v in row])
        log_p.append(mpmath.log(p[label]))
    evaluated = [evaluate(entry, z, y, with_torch) for entry in entries]
    print(f"{name}: {len(entries)} losses")
    return {
        "name": name, "classes": classes, "alpha": ALPHA, "labels": y, **source,
        "classCounts": class_counts(classes), "sampled": evaluated[0][1],
        "correct": sum(max(range(classes), key=lambda k: row[k]) == label
                       for row, label in zip(z, y)),  # max takes the first of equals
        "logProbabilities": digits(log_p), "losses": [result for result, _ in evaluated],
    }


def random_case(classes, count, spread):
    name = f"random-{classes}"
    z, y = random_batch(name, classes, count, spread)
    entries = DEFINITIONS + (VARIANTS if classes in (3, 10) else [])
    # Logits of the last cases are too far apart for float64 without care.
    return case(name, z, y, entries, spread <= 8 and classes <= 10, spread=spread)


def fixed_case(name, z, y, entries):
    return case(name, z, y, entries, False, logits=[float(v) for row in z for v in row])


def margin_case(classes, margins):
    """True logits ahead of, or behind, the largest of the others, which lie in the 4 below 0."""
    z = [[0.0 if k == (row + 1) % classes else -1 / 16 - (37 * k + row) % 63 / 16
          for k in range(classes)] for row in range(len(margins))]
    y = [(row + classes // 2 + 1) % classes for row in range(len(margins))]
    for row, margin in enumerate(margins):
        z[row][y[row]] = margin
    return fixed_case(f"margins-{classes}", z, y, DEFINITIONS)


def main():
    margins = (80, 40, 18, 1, 0, -18, -40, -80)
    cases = [
        random_case(2, 12, 6), random_case(3, 10, 8), random_case(10, 8, 4),
        random_case(100, 4, 20), random_case(1000, 2, 20),
        fixed_case("margins-2", [[m, 0] for m in margins], [0] * 8, DEFINITIONS + VARIANTS),
        fixed_case("margins-3", [[1, m, 0] for m in margins], [1] * 8, DEFINITIONS + VARIANTS),
        fixed_case("margins-4", [[m, 0, 0, 2] for m in margins], [1] * 8, DEFINITIONS),
        margin_case(10, margins), margin_case(100, (80, 18, -18, -80)), margin_case(1000, (80, -80)),
        fixed_case(
            "ties", [[1, 1, 0], [1, 1, 0], [0, 1, 1], [2, 2, 2]], [0, 1, 2, 1], DEFINITIONS),
    ]
    document = {
        "made_by": "Tests/Goldens/losses.py", "seed": SEED,
        "versions": {
            "mpmath": mpmath.__version__, "numpy": np.__version__, "scipy": scipy.__version__,
            "torch": torch.__version__,
        },
        "cases": cases,
    }
    target = pathlib.Path(__file__).with_name("losses.json")
    target.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
