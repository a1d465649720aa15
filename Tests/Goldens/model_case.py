"""What the golden scripts of the models share: random streams, parameters by name, one case.

Initial weights and inputs come from the same named streams as the Swift side (SplitMix64, written
again here), so only results are stored. Everything is computed in float64.
Small variants store every gradient element; reference shapes store evenly spaced elements and norms.
"""

import base64
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
M64 = (1 << 64) - 1


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
    """The first `count` floats in [0, 1) of the stream with this key."""
    n = np.arange(1, count + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = np.uint64(key) + n * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)).astype(np.float64)


def symmetric(key, shape, bound):
    """Uniform in ±bound, rounded as the Swift side rounds: all steps in float32."""
    u = uniform(key, int(np.prod(shape))).astype(np.float32)
    values = np.float32(bound) * (np.float32(2) * u - np.float32(1))
    return torch.tensor(values.reshape(shape)).to(torch.get_default_dtype())


class Net:
    """Parameters and statistics by name; a subclass adds them in `build` and uses them in `forward`."""

    model = ""

    def __init__(self, shape, classes, **settings):
        self.shape, self.classes, self.settings = shape, classes, settings
        self.parameters, self.statistics = {}, {}
        self.decayed = set()
        self.build()
        for value in self.parameters.values():
            value.requires_grad_(True)

    def build(self):
        raise NotImplementedError

    def forward(self, x, lengths, training):
        """Logits `[batch, classes]` of inputs `[batch, *shape]` whose first `lengths` positions count."""
        raise NotImplementedError

    def uniform(self, name, shape, bound, decayed=True):
        """A parameter that begins uniform in ±bound."""
        key = split(split(7, "golden weights"), name)
        self.parameters[name] = symmetric(key, shape, np.float32(bound))
        if decayed:
            self.decayed.add(name)

    def constant(self, name, shape, value):
        """A parameter that begins constant and is not decayed."""
        self.parameters[name] = torch.full(shape, float(value))

    def affine(self, name, shape, fan_in, bias=True):
        limit = np.float32(1) / np.sqrt(np.float32(fan_in))
        self.uniform(f"{name}.weight", shape, limit)
        if bias:
            self.uniform(f"{name}.bias", shape[:1], limit, decayed=False)

    def convolution(self, name, out, channels, *window, bias=False):
        self.affine(name, (out, channels, *window), channels * int(np.prod(window)), bias=bias)

    def table(self, name, vocabulary, width, bound):
        """An embedding; the row of padding, id 0, is zero and stays so."""
        self.uniform(name, (vocabulary, width), bound)
        self.parameters[name][0] = 0

    def norm(self, name, channels):
        self.constant(f"{name}.weight", (channels,), 1)
        self.constant(f"{name}.bias", (channels,), 0)
        self.statistics[f"{name}.running_mean"] = torch.zeros(channels)
        self.statistics[f"{name}.running_var"] = torch.ones(channels)

    def normalised(self, x, name, training):
        p, s = self.parameters, self.statistics
        return F.batch_norm(
            x, s[f"{name}.running_mean"], s[f"{name}.running_var"], p[f"{name}.weight"],
            p[f"{name}.bias"], training=training, momentum=0.1, eps=1e-5)

    def linear(self, x, name):
        return F.linear(x, self.parameters[f"{name}.weight"], self.parameters.get(f"{name}.bias"))


def mask(lengths, length):
    """1 where a position counts, `[batch, length]`."""
    return (torch.arange(length)[None] < lengths[:, None]).to(torch.get_default_dtype())


def mixed(logits, labels, alpha):
    """The mean mixed loss (1 - a)(-ln p_y) + a (1 - p_y)."""
    log_p = F.log_softmax(logits, 1).gather(1, labels[:, None])[:, 0]
    return ((1 - alpha) * -log_p + alpha * -torch.expm1(log_p)).mean()


def draw(shape, classes, batch, vocabulary, padded, cardinalities=()):
    """Inputs, true lengths and labels; the first example is full, the second has one position.

    The last columns of a table are ids, each below its cardinality.
    """
    root = split(7, "golden inputs")
    labels = torch.tensor((uniform(split(root, "labels"), batch) * classes).astype(np.int64))
    length = shape[-1]
    lengths = np.full(batch, length)
    if vocabulary or padded:
        lengths = 1 + (uniform(split(root, "lengths"), batch) * length).astype(np.int64)
        lengths[0], lengths[1:2] = length, 1
    lengths = torch.tensor(lengths)
    if vocabulary:
        ids = 1 + (uniform(split(root, "inputs"), batch * length) * (vocabulary - 1)).astype(np.int64)
        inputs = torch.tensor(ids.reshape(batch, length))
    else:
        inputs = symmetric(split(root, "inputs"), (batch, *shape), 1.5)
    for k, cardinality in enumerate(cardinalities, length - len(cardinalities)):
        draws = uniform(split(root, "inputs"), batch * length).reshape(batch, length)[:, k]
        inputs[:, k] = torch.tensor(np.floor(draws * cardinality))
    if vocabulary or padded:
        inputs = inputs * mask(lengths, length).to(inputs.dtype).reshape(
            batch, *[1] * (len(shape) - 1), length)
    return inputs, lengths, labels


def first_step(make, shape, classes, batch, settings, vocabulary, padded, dtype):
    """Logits, loss and gradients of one step, computed in one precision."""
    torch.set_default_dtype(dtype)
    net = make(shape, classes, **settings)
    inputs, lengths, labels = draw(
        shape, classes, batch, vocabulary, padded, settings.get("cardinalities", ()))
    logits = net.forward(inputs, lengths, True)
    loss = mixed(logits, labels, 0.3)
    gradients = torch.autograd.grad(loss, list(net.parameters.values()))
    torch.set_default_dtype(torch.float64)
    return net, (inputs, lengths), labels, logits, loss, dict(zip(net.parameters, gradients))


def deviation(single, double):
    """How far float32 is from float64, relative to the largest element."""
    scale = double.abs().max()
    return float((single.double() - double).abs().max() / scale) if scale else 0.0


def packed(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def sampled(tensor, single, limit):
    flat = tensor.detach().flatten()
    stride = max(1, -(-flat.numel() // limit))
    return {
        "stride": stride,
        "norm": float(flat.norm()),
        "float32Deviation": deviation(single, tensor),
        "values": packed(flat[::stride]),
    }


def case(
    name, make, shape, classes, batch, optimizer, limit, vocabulary=0, padded=False,
    cardinalities=(), **settings
):
    """One golden case of the network class `make`; `vocabulary` above 0 reads words by number."""
    settings_of_net = dict(settings)
    if vocabulary:
        settings_of_net["vocabulary"] = vocabulary
    if cardinalities:
        settings_of_net["cardinalities"] = cardinalities
    net, inputs, labels, logits, loss, gradients = first_step(
        make, shape, classes, batch, settings_of_net, vocabulary, padded, torch.float64)
    single = first_step(make, shape, classes, batch, settings_of_net, vocabulary, padded, torch.float32)
    statistics = {k: packed(v) for k, v in net.statistics.items()}
    result = {
        "name": name, "model": make.model, "vocabulary": vocabulary, "padded": padded, "inputShape": list(shape), "classes": classes, "batch": batch,
        "settings": settings, "optimizer": optimizer, "alpha": 0.3, "loss": loss.item(),
        "logits": packed(logits), "statistics": statistics,
        "logitsFloat32Deviation": deviation(single[3], logits),
        "gradients": {n: sampled(g, single[5][n], limit) for n, g in gradients.items()},
    }

    if cardinalities:
        result["cardinalities"] = cardinalities
    fresh = make(shape, classes, **settings_of_net)
    groups = [
        {"params": [v for n, v in fresh.parameters.items() if n in fresh.decayed]},
        {"params": [v for n, v in fresh.parameters.items() if n not in fresh.decayed],
         "weight_decay": 0.0},
    ]
    s = optimizer["settings"]
    if optimizer["id"] == "sgd":
        torch_optimizer = torch.optim.SGD(
            groups, lr=1.0, momentum=s["momentum"], nesterov=bool(s["nesterov"]),
            weight_decay=s["weightDecay"])
    else:
        torch_optimizer = torch.optim.AdamW(
            groups, lr=1.0, betas=(s["beta1"], s["beta2"]), eps=s["epsilon"],
            weight_decay=s["weightDecay"])
    losses = []
    trained = list(fresh.parameters.values())
    averages = [value.detach().clone() for value in trained]
    for step in range(10):
        rate = optimizer["learningRate"] * (1 - step / 20)
        for group in torch_optimizer.param_groups:
            group["lr"] = rate
        torch_optimizer.zero_grad()
        loss = mixed(fresh.forward(*inputs, True), labels, step / 10)
        loss.backward()
        if s.get("clipNorm"):
            torch.nn.utils.clip_grad_norm_(trained, s["clipNorm"])
        torch_optimizer.step()
        losses.append(loss.item())
        kept = min(s.get("averageDecay", 0), (2 + step) / (11 + step))
        for average, value in zip(averages, trained):
            average.copy_(kept * average + (1 - kept) * value.detach())
    result["losses"] = losses
    if s.get("averageDecay"):
        for average, value in zip(averages, trained):
            value.data.copy_(average)
    result["evaluationLogits"] = packed(fresh.forward(*inputs, False))
    return result


SGD = {"id": "sgd", "learningRate": 0.05,
       "settings": {"momentum": 0.9, "nesterov": 0, "weightDecay": 1e-4}}
NESTEROV = {"id": "sgd", "learningRate": 0.05,
            "settings": {"momentum": 0.9, "nesterov": 1, "weightDecay": 1e-2}}
# A gentle rate: ten steps of a deep network on one batch amplify rounding at larger ones.
GENTLE = {"id": "sgd", "learningRate": 0.005,
          "settings": {"momentum": 0.9, "nesterov": 0, "weightDecay": 1e-4}}
CLIPPED = {"id": "adamw", "learningRate": 1e-2,
           "settings": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.01,
                        "clipNorm": 0.05, "averageDecay": 0.6}}
CLIPPED_SGD = {"id": "sgd", "learningRate": 0.5,
               "settings": {"momentum": 0, "nesterov": 0, "weightDecay": 0, "clipNorm": 0.05}}
ADAMW = {"id": "adamw", "learningRate": 1e-3,
         "settings": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.01}}


def write(script, cases):
    """Writes the golden file beside a script."""
    document = {
        "tools": {"torch": torch.__version__, "numpy": np.__version__},
        "command": f"python3 Tests/Goldens/{pathlib.Path(script).name}",
        "cases": cases,
    }
    path = pathlib.Path(script).with_suffix(".json")
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(path.name, path.stat().st_size, "bytes")
