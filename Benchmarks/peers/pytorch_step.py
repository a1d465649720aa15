"""The training step of `bench perf step`, in PyTorch: forward, mixed loss at alpha 0.5, backward, update.

Run: python3 Benchmarks/peers/pytorch_step.py --model cnn-small --threads 1
Modes: eager, channels_last (images only), compile. With --precision bf16 the forward pass runs under
autocast, as PyTorch's users have it. Prints one JSON document.
"""

import argparse
import json
import statistics
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


def mlp():
    model = nn.Sequential(
        nn.Linear(54, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 7))
    return model, torch.randn(256, 54), 7, lambda p: torch.optim.AdamW(p, lr=1e-3)


def cnn_small():
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10))
    return model, torch.randn(128, 1, 28, 28), 10, lambda p: torch.optim.SGD(
        p, lr=1e-3, momentum=0.9, weight_decay=1e-4)


class Transformer(nn.Module):
    """PyTorch's encoder layers, with norm first, over words and learned positions."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(30_000, 128, padding_idx=0)
        self.positions = nn.Parameter(0.02 * torch.randn(64, 128))
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(128, 4, 256, dropout=0.0, norm_first=True, batch_first=True)
            for _ in range(2))
        self.norm = nn.LayerNorm(128)
        self.logits = nn.Linear(128, 4)

    def forward(self, ids):
        padding = ids == 0
        x = self.words(ids) + self.positions
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=padding)
        inside = (~padding).to(x.dtype)[..., None]
        return self.logits((self.norm(x) * inside).sum(1) / inside.sum(1))


def transformer():
    return Transformer(), torch.randint(1, 30_000, (64, 64)), 4, lambda p: torch.optim.AdamW(
        p, lr=1e-3)


class LastState(nn.Module):
    """Logits from the last state of a recurrent network over `[batch, channels, length]`."""

    def __init__(self, cell, channels, hidden, classes):
        super().__init__()
        self.cell = cell(channels, hidden, batch_first=True)
        self.dense = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.dense(self.cell(x.transpose(1, 2))[0][:, -1])


def recurrent(cell):
    return LastState(cell, 9, 128, 6), torch.randn(64, 9, 128), 6, lambda p: torch.optim.AdamW(
        p, lr=1e-3)


def lstm():
    return recurrent(nn.LSTM)


def gru():
    return recurrent(nn.GRU)


class Block(nn.Module):
    """A residual block of two 3x3 convolutions, with a 1x1 projection where the shape changes."""

    def __init__(self, channels, out, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(),
            nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Sequential() if stride == 1 else nn.Sequential(
            nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def residual(width):
    layers, channels = [
        nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()], width
    for stage in range(3):
        out = width << stage
        for block in range(3):
            layers.append(Block(channels, out, 2 if stage > 0 and block == 0 else 1))
            channels = out
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4 * width, 10))
    return model, torch.randn(128, 3, 32, 32), 10, lambda p: torch.optim.SGD(
        p, lr=1e-3, momentum=0.9, weight_decay=1e-4)


def resnet20():
    return residual(16)


def resnet20_wide():
    return residual(32)


class FastText(nn.Module):
    def __init__(self, sparse):
        super().__init__()
        self.words = nn.EmbeddingBag(30_000, 64, mode="mean", padding_idx=0, sparse=sparse)
        self.logits = nn.Linear(64, 4)

    def forward(self, ids):
        return self.logits(self.words(ids))


def fasttext(sparse=True):
    return FastText(sparse), torch.randint(1, 30_000, (64, 64)), 4, lambda p: torch.optim.SGD(
        p, lr=1e-3)


class TextCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(30_000, 128, padding_idx=0)
        self.windows = nn.ModuleList(nn.Conv1d(128, 100, size) for size in (3, 4, 5))
        self.logits = nn.Linear(300, 4)

    def forward(self, ids):
        x = self.words(ids).transpose(1, 2)
        return self.logits(torch.cat([F.relu(w(x)).amax(2) for w in self.windows], 1))


def textcnn():
    return TextCNN(), torch.randint(1, 30_000, (64, 64)), 4, lambda p: torch.optim.AdamW(
        p, lr=1e-3)


def fcn():
    layers, channels = [], 9
    for out, size in ((128, 7), (256, 5), (128, 3)):
        layers += [nn.Conv1d(channels, out, size, padding=size // 2, bias=False),
                   nn.BatchNorm1d(out), nn.ReLU()]
        channels = out
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(128, 6))
    return model, torch.randn(64, 9, 128), 6, lambda p: torch.optim.AdamW(p, lr=1e-3)


class SeriesBlock(nn.Module):
    """Convolutions of 7, 5 and 3 positions with a shortcut that is normalised."""

    def __init__(self, channels, out):
        super().__init__()
        layers, inside = [], channels
        for size in (7, 5, 3):
            layers += [nn.Conv1d(inside, out, size, padding=size // 2, bias=False),
                       nn.BatchNorm1d(out), nn.ReLU()]
            inside = out
        self.body = nn.Sequential(*layers[:-1])
        project = [] if channels == out else [nn.Conv1d(channels, out, 1, bias=False)]
        self.shortcut = nn.Sequential(*project, nn.BatchNorm1d(out))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def resnet1d():
    model = nn.Sequential(
        SeriesBlock(9, 64), SeriesBlock(64, 128), SeriesBlock(128, 128), nn.AdaptiveAvgPool1d(1),
        nn.Flatten(), nn.Linear(128, 6))
    return model, torch.randn(64, 9, 128), 6, lambda p: torch.optim.AdamW(p, lr=1e-3)


class Inception(nn.Module):
    """A bottleneck with windows of 39, 19 and 9 positions beside pooled inputs, then batch norm."""

    def __init__(self, channels, width):
        super().__init__()
        self.bottleneck = nn.Conv1d(channels, width, 1, bias=False)
        self.windows = nn.ModuleList(
            nn.Conv1d(width, width, size, padding=size // 2, bias=False) for size in (39, 19, 9))
        self.pooled = nn.Sequential(
            nn.MaxPool1d(3, 1, 1), nn.Conv1d(channels, width, 1, bias=False))
        self.norm = nn.BatchNorm1d(4 * width)

    def forward(self, x):
        narrow = self.bottleneck(x)
        return self.norm(torch.cat([w(narrow) for w in self.windows] + [self.pooled(x)], 1))


class InceptionGroup(nn.Module):
    """Three modules and a shortcut over them."""

    def __init__(self, channels, width):
        super().__init__()
        out = 4 * width
        self.body = nn.Sequential(
            Inception(channels, width), nn.ReLU(), Inception(out, width), nn.ReLU(),
            Inception(out, width))
        self.shortcut = nn.Sequential(
            nn.Conv1d(channels, out, 1, bias=False), nn.BatchNorm1d(out))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def inception_time():
    model = nn.Sequential(
        InceptionGroup(9, 32), InceptionGroup(128, 32), nn.AdaptiveAvgPool1d(1), nn.Flatten(),
        nn.Linear(128, 6))
    return model, torch.randn(64, 9, 128), 6, lambda p: torch.optim.AdamW(p, lr=1e-3)


class MLPBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.body = nn.Sequential(
            nn.BatchNorm1d(width), nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))

    def forward(self, x):
        return x + self.body(x)


def mlp_resnet():
    model = nn.Sequential(
        nn.Linear(54, 192), MLPBlock(192, 384), MLPBlock(192, 384), nn.BatchNorm1d(192), nn.ReLU(),
        nn.Linear(192, 7))
    return model, torch.randn(256, 54), 7, lambda p: torch.optim.AdamW(p, lr=1e-3)


class FTLayer(nn.Module):
    """Attention and a gated feed-forward block, norm first except before the first attention.

    The last layer asks for the class token alone, as the authors' code does.
    """

    def __init__(self, width, heads, hidden, is_first, is_last):
        super().__init__()
        self.norm = nn.Identity() if is_first else nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.hidden_norm = nn.LayerNorm(width)
        self.inner = nn.Linear(width, 2 * hidden)
        self.outer = nn.Linear(hidden, width)
        self.is_last = is_last

    def forward(self, x):
        y = self.norm(x)
        query = y[:, :1] if self.is_last else y
        x = (x[:, :1] if self.is_last else x) + self.attention(query, y, y, need_weights=False)[0]
        left, right = self.inner(self.hidden_norm(x)).chunk(2, -1)
        return x + self.outer(left * F.relu(right))


class FTTransformer(nn.Module):
    def __init__(self, columns=54, width=96, layers=3, heads=8, hidden=128, classes=7):
        super().__init__()
        self.weight = nn.Parameter(0.1 * torch.randn(columns, width))
        self.bias = nn.Parameter(0.1 * torch.randn(columns, width))
        self.token = nn.Parameter(0.1 * torch.randn(width))
        self.layers = nn.ModuleList(
            FTLayer(width, heads, hidden, i == 0, i == layers - 1) for i in range(layers))
        self.norm = nn.LayerNorm(width)
        self.logits = nn.Linear(width, classes)

    def forward(self, x):
        x = x[..., None] * self.weight + self.bias
        x = torch.cat([self.token.expand(len(x), 1, -1), x], 1)
        for layer in self.layers:
            x = layer(x)
        return self.logits(F.relu(self.norm(x[:, 0])))


def ft_transformer():
    return FTTransformer(), torch.randn(256, 54), 7, lambda p: torch.optim.AdamW(p, lr=1e-3)


MODELS = {"mlp": mlp, "cnn-small": cnn_small, "resnet20": resnet20, "fasttext": fasttext,
          "textcnn": textcnn, "transformer": transformer, "lstm": lstm, "gru": gru, "fcn": fcn,
          "resnet20-wide": resnet20_wide, "resnet1d": resnet1d, "inception-time": inception_time,
          "mlp-resnet": mlp_resnet, "ft-transformer": ft_transformer}


def mixed(logits, labels, alpha):
    log_p = F.log_softmax(logits, 1).gather(1, labels[:, None])[:, 0]
    return ((1 - alpha) * -log_p + alpha * -torch.expm1(log_p)).mean()


def measure(name, mode, seconds, precision):
    torch.manual_seed(1)
    model, inputs, classes, optimizer = MODELS[name]()
    labels = torch.randint(classes, (inputs.shape[0],))
    if mode == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        inputs = inputs.contiguous(memory_format=torch.channels_last)
    optimizer = optimizer(model.parameters())

    def run(x, y):
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            logits = model(x)
        return mixed(logits.float(), y, 0.5)

    if mode == "compile":
        run = torch.compile(run)

    def step():
        optimizer.zero_grad(set_to_none=True)
        run(inputs, labels).backward()
        optimizer.step()

    for _ in range(5):
        step()
    times, start = [], time.perf_counter()
    while len(times) < 10 or time.perf_counter() - start < seconds:
        before = time.perf_counter()
        step()
        times.append((time.perf_counter() - before) * 1e3)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=sorted(MODELS), required=True)
    parser.add_argument("--mode", choices=["eager", "channels_last", "compile"], default="eager")
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=4)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(json.dumps({
        "model": arguments.model, "mode": arguments.mode, "threads": arguments.threads,
        "medianMilliseconds": measure(
            arguments.model, arguments.mode, arguments.seconds, arguments.precision),
        "torch": torch.__version__,
    }))


if __name__ == "__main__":
    main()
