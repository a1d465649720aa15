"""Golden values of the first models: logits, every gradient and the losses of ten steps, from PyTorch.

Run: python3 Tests/Goldens/models.py   (needs torch 2.13.0+cpu and numpy; writes models.json beside it)
"""

import numpy as np
import torch
import torch.nn.functional as F

from model_case import ADAMW, CLIPPED, GENTLE, NESTEROV, SGD, Net, case, mask, write


class MLP(Net):
    model = "mlp"

    def build(self):
        inputs = int(np.prod(self.shape))
        widths = [self.settings["width"]] * self.settings["depth"] + [self.classes]
        for i, width in enumerate(widths, 1):
            self.affine(f"dense{i}", (width, inputs), inputs)
            inputs = width

    def forward(self, x, lengths, training):
        x = x.flatten(1)
        depth = self.settings["depth"]
        for i in range(1, depth + 1):
            x = F.relu(self.linear(x, f"dense{i}"))
        return self.linear(x, f"dense{depth + 1}")


class CNNSmall(Net):
    model = "cnn-small"

    def build(self):
        s = self.settings
        channels, height, width = self.shape
        for i, out in enumerate((s["channels"], 2 * s["channels"]), 1):
            self.convolution(f"conv{i}", out, channels, 3, 3, bias=not s.get("batchNorm"))
            if s.get("batchNorm"):
                self.norm(f"norm{i}", out)
            channels, height, width = out, height // 2, width // 2
        inputs = channels * height * width
        self.affine("dense1", (s["width"], inputs), inputs)
        self.affine("dense2", (self.classes, s["width"]), s["width"])

    def forward(self, x, lengths, training):
        p = self.parameters
        for i in (1, 2):
            x = F.conv2d(x, p[f"conv{i}.weight"], p.get(f"conv{i}.bias"), padding=1)
            if self.settings.get("batchNorm"):
                x = self.normalised(x, f"norm{i}", training)
            x = F.max_pool2d(F.relu(x), 2)
        x = F.relu(self.linear(x.flatten(1), "dense1"))
        return self.linear(x, "dense2")


class Resnet20(Net):
    model = "resnet20"

    def blocks(self):
        """Channels and stride of each residual block."""
        for stage in range(3):
            for block in range(self.settings["blocks"]):
                yield self.settings["width"] << stage, 2 if stage > 0 and block == 0 else 1

    def build(self):
        width, channels = self.settings["width"], self.shape[0]
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
        self.affine("dense1", (self.classes, channels), channels)

    def forward(self, x, lengths, training):
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
        return self.linear(x.mean((2, 3)), "dense1")


class Resnet20Wide(Resnet20):
    model = "resnet20-wide"

    def __init__(self, shape, classes, **settings):
        super().__init__(shape, classes, width=16 * settings["factor"], **settings)


def mean_over_time(x, lengths):
    """The mean over the true length of each example, `[batch, channels]`."""
    inside = mask(lengths, x.shape[2])[:, None]
    return (x * inside).sum(2) / lengths[:, None]


class FCN(Net):
    model = "fcn"

    def build(self):
        channels = self.shape[0]
        for i, (factor, size) in enumerate(((1, 7), (2, 5), (1, 3)), 1):
            out = factor * self.settings["width"]
            self.convolution(f"conv{i}", out, channels, size)
            self.norm(f"norm{i}", out)
            channels = out
        self.affine("dense1", (self.classes, channels), channels)

    def forward(self, x, lengths, training):
        p = self.parameters
        for i, size in enumerate((7, 5, 3), 1):
            x = F.conv1d(x, p[f"conv{i}.weight"], padding=size // 2)
            x = F.relu(self.normalised(x, f"norm{i}", training))
        return self.linear(mean_over_time(x, lengths), "dense1")


class Resnet1D(Net):
    model = "resnet1d"

    def widths(self):
        width, channels = self.settings["width"], self.shape[0]
        for out in (width, 2 * width, 2 * width):
            yield out, channels
            channels = out

    def build(self):
        for index, (out, channels) in enumerate(self.widths(), 1):
            inside = channels
            for i, size in enumerate((7, 5, 3), 1):
                self.convolution(f"block{index}.conv{i}", out, inside, size)
                self.norm(f"block{index}.norm{i}", out)
                inside = out
            if out != channels:
                self.convolution(f"block{index}.shortcut.conv1", out, channels, 1)
            self.norm(f"block{index}.shortcut.norm1", out)
        out = 2 * self.settings["width"]
        self.affine("dense1", (self.classes, out), out)

    def forward(self, x, lengths, training):
        p = self.parameters
        for index, (out, channels) in enumerate(self.widths(), 1):
            name, y = f"block{index}", x
            for i, size in enumerate((7, 5, 3), 1):
                y = F.conv1d(y, p[f"{name}.conv{i}.weight"], padding=size // 2)
                y = self.normalised(y, f"{name}.norm{i}", training)
                y = F.relu(y) if size > 3 else y
            if out != channels:
                x = F.conv1d(x, p[f"{name}.shortcut.conv1.weight"])
            x = F.relu(y + self.normalised(x, f"{name}.shortcut.norm1", training))
        return self.linear(mean_over_time(x, lengths), "dense1")


class InceptionTime(Net):
    model = "inception-time"

    def modules(self):
        """The name of each module's branches and norm, and where it stands."""
        for index in range(self.settings["modules"]):
            group, place = index // 3 + 1, index % 3 + 1
            if 3 * group <= self.settings["modules"]:
                yield index, f"block{group}.branches{place}", f"block{group}.norm{place}"
            else:
                yield index, f"branches{place}", f"norm{place}"

    def build(self):
        width, channels = self.settings["width"], self.shape[0]
        shortcut = channels
        for index, name, norm in self.modules():
            inside, wide = channels, f"{name}.1.branches1"
            if index > 0 or channels > 1:
                self.convolution(f"{name}.1.conv1", width, channels, 1)
                inside = width
            for path, size in enumerate((39, 19, 9), 1):
                self.convolution(f"{wide}.{path}.conv1", width, inside, size)
            self.convolution(f"{name}.2.conv1", width, channels, 1)
            self.norm(norm, 4 * width)
            channels = 4 * width
            if index % 3 == 2:
                group = f"block{index // 3 + 1}.shortcut"
                self.convolution(f"{group}.conv1", channels, shortcut, 1)
                self.norm(f"{group}.norm1", channels)
                shortcut = channels
        self.affine("dense1", (self.classes, channels), channels)

    def forward(self, x, lengths, training):
        p = self.parameters
        shortcut = x
        for index, name, norm in self.modules():
            bottleneck = p.get(f"{name}.1.conv1.weight")
            y = x if bottleneck is None else F.conv1d(x, bottleneck)
            parts = [
                F.conv1d(y, p[f"{name}.1.branches1.{path}.conv1.weight"], padding=size // 2)
                for path, size in enumerate((39, 19, 9), 1)]
            parts.append(F.conv1d(F.max_pool1d(x, 3, 1, 1), p[f"{name}.2.conv1.weight"]))
            x = self.normalised(torch.cat(parts, 1), norm, training)
            if index % 3 == 2:
                group = f"block{index // 3 + 1}.shortcut"
                z = F.conv1d(shortcut, p[f"{group}.conv1.weight"])
                x = F.relu(x + self.normalised(z, f"{group}.norm1", training))
                shortcut = x
            else:
                x = F.relu(x)
        return self.linear(mean_over_time(x, lengths), "dense1")


if __name__ == "__main__":
    write(__file__, [
        case("mlp small", MLP, (5,), 3, 9, ADAMW, 10**9, width=17, depth=2),
        case("mlp clipped and averaged", MLP, (5,), 3, 9, CLIPPED, 10**9, width=17, depth=2),
        case("mlp reference", MLP, (54,), 7, 256, ADAMW, 256, width=256, depth=2),
        case("cnn-small small", CNNSmall, (2, 10, 9), 5, 6, NESTEROV, 10**9, channels=6, width=20),
        case("cnn-small batch norm", CNNSmall, (3, 8, 8), 4, 7, SGD, 10**9, channels=5, width=12,
             batchNorm=1),
        case("cnn-small reference", CNNSmall, (1, 28, 28), 10, 128, SGD, 256, channels=32,
             width=128),
        case("resnet20 small", Resnet20, (2, 9, 8), 3, 5, SGD, 10**9, width=4, blocks=2),
        case("resnet20 reference", Resnet20, (3, 32, 32), 10, 128, GENTLE, 64, width=16, blocks=3),
        case("fcn small", FCN, (2, 11), 3, 5, ADAMW, 10**9, width=5),
        case("fcn padded", FCN, (2, 11), 3, 7, ADAMW, 10**9, padded=True, width=16),
        case("resnet20-wide small", Resnet20Wide, (2, 9, 8), 3, 5, GENTLE, 64, factor=2, blocks=1),
        case("resnet1d small", Resnet1D, (3, 12), 3, 6, GENTLE, 10**9, padded=True, width=4),
        case("resnet1d blocked", Resnet1D, (2, 20), 4, 8, GENTLE, 256, width=16),
        case("inception-time small", InceptionTime, (1, 45), 3, 6, GENTLE, 1024, padded=True, width=3,
             modules=4),
        case("inception-time blocked", InceptionTime, (3, 50), 4, 8, GENTLE, 256, width=16,
             modules=3),
        case("fcn reference", FCN, (9, 128), 6, 64, ADAMW, 128, width=128),
    ])
