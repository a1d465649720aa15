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


def resnet20():
    layers, channels = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()], 16
    for stage, out in enumerate((16, 32, 64)):
        for block in range(3):
            layers.append(Block(channels, out, 2 if stage > 0 and block == 0 else 1))
            channels = out
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    return model, torch.randn(128, 3, 32, 32), 10, lambda p: torch.optim.SGD(
        p, lr=1e-3, momentum=0.9, weight_decay=1e-4)


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


MODELS = {"mlp": mlp, "cnn-small": cnn_small, "resnet20": resnet20, "fasttext": fasttext,
          "textcnn": textcnn, "transformer": transformer, "lstm": lstm, "gru": gru, "fcn": fcn}


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
