"""The training step of `bench perf step`, in PyTorch: forward, mixed loss at alpha 0.5, backward, update.

Run: python3 Benchmarks/peers/pytorch_step.py --model cnn-small --threads 1
Modes: eager, channels_last (images only), compile. Prints one JSON document.
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


MODELS = {"mlp": mlp, "cnn-small": cnn_small, "transformer": transformer}


def mixed(logits, labels, alpha):
    log_p = F.log_softmax(logits, 1).gather(1, labels[:, None])[:, 0]
    return ((1 - alpha) * -log_p + alpha * -torch.expm1(log_p)).mean()


def measure(name, mode, seconds):
    torch.manual_seed(1)
    model, inputs, classes, optimizer = MODELS[name]()
    labels = torch.randint(classes, (inputs.shape[0],))
    if mode == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        inputs = inputs.contiguous(memory_format=torch.channels_last)
    optimizer = optimizer(model.parameters())
    run = torch.compile(lambda x, y: mixed(model(x), y, 0.5)) if mode == "compile" else (
        lambda x, y: mixed(model(x), y, 0.5))

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
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=4)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(json.dumps({
        "model": arguments.model, "mode": arguments.mode, "threads": arguments.threads,
        "medianMilliseconds": measure(arguments.model, arguments.mode, arguments.seconds),
        "torch": torch.__version__,
    }))


if __name__ == "__main__":
    main()
