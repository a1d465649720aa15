"""PyTorch's mixed loss with everything LossBench's kernel returns: the eager equivalent.

Run: python3 Benchmarks/peers/pytorch_loss.py [--threads 1] [--seconds 2]
Prints one JSON line for each shape: median microseconds of loss, gradient, per-example losses and
weights, ln p_y and the number of right predictions, at alpha = 0.5.
`autograd` lets PyTorch differentiate; `by-hand` writes w (p - e_y) with PyTorch's operations.
"""

import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F

ALPHA = 0.5


def autograd(logits, labels):
    logits.grad = None
    log_p = F.log_softmax(logits, 1).gather(1, labels[:, None])[:, 0]
    losses = -(1 - ALPHA) * log_p - ALPHA * torch.expm1(log_p)
    (losses.sum() / len(labels)).backward()
    with torch.no_grad():
        weights = (1 - ALPHA) + ALPHA * log_p.exp()
        return losses, weights, log_p, (logits.argmax(1) == labels).sum(), logits.grad


@torch.no_grad()
def by_hand(logits, labels):
    all_log_p = F.log_softmax(logits, 1)
    column = labels[:, None]
    log_p = all_log_p.gather(1, column)[:, 0]
    losses = -(1 - ALPHA) * log_p - ALPHA * torch.expm1(log_p)
    weights = (1 - ALPHA) + ALPHA * log_p.exp()
    gradient = all_log_p.exp_().scatter_add_(1, column, torch.full_like(log_p, -1)[:, None])
    gradient.mul_((weights / len(labels))[:, None])
    return losses, weights, log_p, (logits.argmax(1) == labels).sum(), gradient


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    for rows, classes in [(128, 10), (128, 100), (4096, 1000)]:
        torch.manual_seed(1)
        logits = torch.randn(rows, classes, requires_grad=True)
        labels = torch.randint(0, classes, (rows,))
        medians = {}
        for name, call in [("autograd", autograd), ("by-hand", by_hand)]:
            times, end = [], time.perf_counter() + 1.1 * a.seconds
            while time.perf_counter() < end or len(times) < 12:
                start = time.perf_counter()
                call(logits, labels)
                times.append(time.perf_counter() - start)
            medians[name] = 1e6 * statistics.median(times[max(2, len(times) // 11):])
        print(json.dumps({
            "rows": rows, "classes": classes, "threads": a.threads, "torch": torch.__version__,
            "medianMicroseconds": medians}))


if __name__ == "__main__":
    main()
