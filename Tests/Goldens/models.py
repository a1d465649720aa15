"""Golden values of the models: logits, every gradient and the losses of ten steps, from PyTorch.

Run: python3 Tests/Goldens/models.py   (needs torch 2.13.0+cpu and numpy; writes models.json beside it)

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
    """A list of named layers with functional forward; parameters by name."""

    def __init__(self, kind, input_shape, classes, **settings):
        self.kind, self.classes, self.settings = kind, classes, settings
        self.parameters, self.statistics = {}, {}
        self.decayed = set()
        if kind == "mlp":
            inputs = int(np.prod(input_shape))
            widths = [settings["width"]] * settings["depth"] + [classes]
            for i, width in enumerate(widths, 1):
                self.affine(f"dense{i}", (width, inputs), inputs)
                inputs = width
        elif kind == "resnet20":
            width, channels = settings["width"], input_shape[0]
            self.convolution("conv1", width, channels, 3, 3)
            self.norm("norm1", width)
            channels = width
            for index, (out, stride) in enumerate(self.blocks(), 1):
                self.convolution(f"block{index}.conv1", out, channels, 3, 3)
                self.norm(f"block{index}.norm1", out)
                self.convolution(f"block{index}.conv2", out, out, 3, 3)
                self.norm(f"block{index}.norm2", out)
                if stride == 2:
                    self.convolution(f"block{index}.shortcut.conv1", out, channels, 1, 1)
                    self.norm(f"block{index}.shortcut.norm1", out)
                channels = out
            self.affine("dense1", (classes, channels), channels)
        elif kind == "fcn":
            channels = input_shape[0]
            for i, (factor, size) in enumerate(((1, 7), (2, 5), (1, 3)), 1):
                out = factor * settings["width"]
                self.convolution(f"conv{i}", out, channels, size)
                self.norm(f"norm{i}", out)
                channels = out
            self.affine("dense1", (classes, channels), channels)
        else:
            channels, height, width = input_shape
            for i, out in enumerate((settings["channels"], 2 * settings["channels"]), 1):
                self.affine(f"conv{i}", (out, channels, 3, 3), channels * 9,
                            bias=not settings.get("batchNorm"))
                if settings.get("batchNorm"):
                    self.norm(f"norm{i}", out)
                channels, height, width = out, height // 2, width // 2
            inputs = channels * height * width
            self.affine("dense1", (settings["width"], inputs), inputs)
            self.affine("dense2", (classes, settings["width"]), settings["width"])
        for value in self.parameters.values():
            value.requires_grad_(True)

    def affine(self, name, shape, fan_in, bias=True):
        limit = np.float32(1) / np.sqrt(np.float32(fan_in))
        root = split(7, "golden weights")
        self.parameters[f"{name}.weight"] = symmetric(split(root, f"{name}.weight"), shape, limit)
        if bias:
            self.parameters[f"{name}.bias"] = symmetric(
                split(root, f"{name}.bias"), shape[:1], limit)
        self.decayed.add(f"{name}.weight")

    def convolution(self, name, out, channels, *window):
        self.affine(name, (out, channels, *window), channels * int(np.prod(window)), bias=False)

    def norm(self, name, channels):
        self.parameters[f"{name}.weight"] = torch.ones(channels)
        self.parameters[f"{name}.bias"] = torch.zeros(channels)
        self.statistics[f"{name}.running_mean"] = torch.zeros(channels)
        self.statistics[f"{name}.running_var"] = torch.ones(channels)

    def normalised(self, x, name, training):
        p, s = self.parameters, self.statistics
        return F.batch_norm(
            x, s[f"{name}.running_mean"], s[f"{name}.running_var"], p[f"{name}.weight"],
            p[f"{name}.bias"], training=training, momentum=0.1, eps=1e-5)

    def blocks(self):
        """Channels and stride of each residual block."""
        for stage in range(3):
            for block in range(self.settings["blocks"]):
                yield self.settings["width"] << stage, 2 if stage > 0 and block == 0 else 1

    def residual_network(self, x, training):
        p = self.parameters
        x = F.relu(self.normalised(F.conv2d(x, p["conv1.weight"], padding=1), "norm1", training))
        for index, (_, stride) in enumerate(self.blocks(), 1):
            name = f"block{index}"
            y = F.conv2d(x, p[f"{name}.conv1.weight"], padding=1, stride=stride)
            y = F.relu(self.normalised(y, f"{name}.norm1", training))
            y = F.conv2d(y, p[f"{name}.conv2.weight"], padding=1)
            y = self.normalised(y, f"{name}.norm2", training)
            if stride == 2:
                x = F.conv2d(x, p[f"{name}.shortcut.conv1.weight"], stride=2)
                x = self.normalised(x, f"{name}.shortcut.norm1", training)
            x = F.relu(x + y)
        return F.linear(x.mean((2, 3)), p["dense1.weight"], p["dense1.bias"])

    def series_network(self, x, training):
        p = self.parameters
        for i, size in enumerate((7, 5, 3), 1):
            x = F.conv1d(x, p[f"conv{i}.weight"], padding=size // 2)
            x = F.relu(self.normalised(x, f"norm{i}", training))
        return F.linear(x.mean(2), p["dense1.weight"], p["dense1.bias"])

    def forward(self, x, training=True):
        p = self.parameters
        if self.kind == "resnet20":
            return self.residual_network(x, training)
        if self.kind == "fcn":
            return self.series_network(x, training)
        if self.kind == "mlp":
            x = x.flatten(1)
            depth = self.settings["depth"]
            for i in range(1, depth + 1):
                x = F.relu(F.linear(x, p[f"dense{i}.weight"], p[f"dense{i}.bias"]))
            return F.linear(x, p[f"dense{depth + 1}.weight"], p[f"dense{depth + 1}.bias"])
        for i in (1, 2):
            x = F.conv2d(x, p[f"conv{i}.weight"], p.get(f"conv{i}.bias"), padding=1)
            if self.settings.get("batchNorm"):
                x = self.normalised(x, f"norm{i}", training)
            x = F.max_pool2d(F.relu(x), 2)
        x = F.relu(F.linear(x.flatten(1), p["dense1.weight"], p["dense1.bias"]))
        return F.linear(x, p["dense2.weight"], p["dense2.bias"])


def mixed(logits, labels, alpha):
    """The mean mixed loss (1 - a)(-ln p_y) + a (1 - p_y)."""
    log_p = F.log_softmax(logits, 1).gather(1, labels[:, None])[:, 0]
    return ((1 - alpha) * -log_p + alpha * -torch.expm1(log_p)).mean()


def first_step(kind, shape, classes, batch, settings, dtype):
    """Logits, loss and gradients of one step, computed in one precision."""
    torch.set_default_dtype(dtype)
    net = Net(kind, shape, classes, **settings)
    root = split(7, "golden inputs")
    inputs = symmetric(split(root, "inputs"), (batch, *shape), 1.5)
    labels = torch.tensor((uniform(split(root, "labels"), batch) * classes).astype(np.int64))
    logits = net.forward(inputs)
    loss = mixed(logits, labels, 0.3)
    gradients = torch.autograd.grad(loss, list(net.parameters.values()))
    torch.set_default_dtype(torch.float64)
    return net, inputs, labels, logits, loss, dict(zip(net.parameters, gradients))


def deviation(single, double):
    """How far float32 is from float64, relative to the largest element."""
    return float((single.double() - double).abs().max() / double.abs().max())


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


def case(name, kind, shape, classes, batch, optimizer, limit, **settings):
    net, inputs, labels, logits, loss, gradients = first_step(
        kind, shape, classes, batch, settings, torch.float64)
    single = first_step(kind, shape, classes, batch, settings, torch.float32)
    statistics = {k: packed(v) for k, v in net.statistics.items()}
    result = {
        "name": name, "model": kind, "inputShape": list(shape), "classes": classes, "batch": batch,
        "settings": settings, "optimizer": optimizer, "alpha": 0.3, "loss": loss.item(),
        "logits": packed(logits), "statistics": statistics,
        "logitsFloat32Deviation": deviation(single[3], logits),
        "gradients": {n: sampled(g, single[5][n], limit) for n, g in gradients.items()},
    }

    fresh = Net(kind, shape, classes, **settings)
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
    for step in range(10):
        rate = optimizer["learningRate"] * (1 - step / 20)
        for group in torch_optimizer.param_groups:
            group["lr"] = rate
        torch_optimizer.zero_grad()
        loss = mixed(fresh.forward(inputs), labels, step / 10)
        loss.backward()
        torch_optimizer.step()
        losses.append(loss.item())
    result["losses"] = losses
    result["evaluationLogits"] = packed(fresh.forward(inputs, training=False))
    return result


SGD = {"id": "sgd", "learningRate": 0.05,
       "settings": {"momentum": 0.9, "nesterov": 0, "weightDecay": 1e-4}}
NESTEROV = {"id": "sgd", "learningRate": 0.05,
            "settings": {"momentum": 0.9, "nesterov": 1, "weightDecay": 1e-2}}
# A gentle rate: ten steps of a deep network on one batch amplify rounding at larger ones.
GENTLE = {"id": "sgd", "learningRate": 0.005,
          "settings": {"momentum": 0.9, "nesterov": 0, "weightDecay": 1e-4}}
ADAMW = {"id": "adamw", "learningRate": 1e-3,
         "settings": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.01}}

CASES = [
    case("mlp small", "mlp", (5,), 3, 9, ADAMW, 10**9, width=17, depth=2),
    case("mlp reference", "mlp", (54,), 7, 256, ADAMW, 256, width=256, depth=2),
    case("cnn-small small", "cnn-small", (2, 10, 9), 5, 6, NESTEROV, 10**9, channels=6, width=20),
    case("cnn-small batch norm", "cnn-small", (3, 8, 8), 4, 7, SGD, 10**9, channels=5, width=12,
         batchNorm=1),
    case("cnn-small reference", "cnn-small", (1, 28, 28), 10, 128, SGD, 256, channels=32,
         width=128),
    case("resnet20 small", "resnet20", (2, 9, 8), 3, 5, SGD, 10**9, width=4, blocks=2),
    case("resnet20 reference", "resnet20", (3, 32, 32), 10, 128, GENTLE, 64, width=16, blocks=3),
    case("fcn small", "fcn", (2, 11), 3, 5, ADAMW, 10**9, width=5),
    case("fcn reference", "fcn", (9, 128), 6, 64, ADAMW, 128, width=128),
]

if __name__ == "__main__":
    document = {
        "tools": {"torch": torch.__version__, "numpy": np.__version__},
        "command": "python3 Tests/Goldens/models.py",
        "cases": CASES,
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(path.name, path.stat().st_size, "bytes")
