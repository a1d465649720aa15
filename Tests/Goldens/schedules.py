"""Golden values of the mixing schedules (NumPy) and learning rates (PyTorch's schedulers).

Run `python3 Tests/Goldens/schedules.py` in the root of the checkout; it writes schedules.json.
"""

import json
import pathlib
import platform
import warnings

import numpy as np
import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")


def mixing(id, settings, shape):
    progress = np.arange(40) / 40
    start, end, top = settings["start"], settings["end"], settings["alphaMax"]
    t = np.clip((progress - start) / (end - start), 0, 1)
    alpha = np.where(progress < start, 0, top * shape(t) ** settings.get("exponent", 1))
    return {"id": id, "settings": settings, "progress": progress.tolist(), "alpha": alpha.tolist()}


def reversed_linear(settings):
    """The linear schedule read from its end."""
    forward = mixing("reversed", settings, lambda t: t)
    progress = np.arange(1, 40) / 40
    return {**forward, "progress": progress.tolist(), "alpha": forward["alpha"][:0:-1]}


def piecewise(points):
    progress = np.arange(40) / 40
    settings = {"points": len(points)}
    for i, (at, alpha) in enumerate(points, 1):
        settings[f"at{i}"], settings[f"alpha{i}"] = at, alpha
    alpha = np.interp(progress, [at for at, _ in points], [alpha for _, alpha in points])
    return {"id": "piecewise", "settings": settings, "progress": progress.tolist(),
            "alpha": alpha.tolist()}


def rates(id, settings, total, make):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=settings["peak"])
    scheduler = make(optimizer)
    values = []
    for _ in range(total):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step() if len(values) < total else None
    return {"id": id, "settings": settings, "totalSteps": total, "rates": values}


def main():
    shapes = {
        "linear": lambda t: t,
        "cosine": lambda t: (1 - np.cos(np.pi * t)) / 2,
        "sigmoid": lambda t: np.exp(-5 * (1 - t) ** 2),
    }
    document = {
        "made_by": "Tests/Goldens/schedules.py",
        "versions": {
            "python": platform.python_version(), "numpy": np.__version__,
            "torch": torch.__version__,
        },
        "mixing": [
            mixing(id, {"start": s, "end": e, "alphaMax": top}, shape)
            for id, shape in shapes.items()
            for s, e, top in [(0.5, 1, 0.9), (0, 0.75, 1), (0.3, 0.9, 0.5)]
        ] + [
            mixing(id, {"start": 0.2, "end": 0.8, "alphaMax": 0.7, "exponent": power}, shape)
            for id, shape in shapes.items() for power in (0.5, 3)
        ] + [
            reversed_linear({"start": 0.5, "end": 1, "alphaMax": 0.9}),
            reversed_linear({"start": 0.25, "end": 0.75, "alphaMax": 1, "exponent": 2}),
            piecewise([(0.5, 0), (1, 0.9)]),
            piecewise([(0.1, 0.2), (0.3, 0.8), (0.55, 0.1), (0.9, 1)]),
            piecewise([(0.4, 0.3)]),
        ],
        "learningRates": [
            rates("constant", {"peak": 0.3}, 10, lambda o: lr_scheduler.ConstantLR(o, factor=1)),
            rates(
                "cosine", {"peak": 0.4, "floor": 0.01}, 37,
                lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=37, eta_min=0.01)),
            # A tenth of 50 steps rises in fifths of the peak; then the cosine takes 45 steps.
            rates(
                "cosine", {"peak": 0.4, "warmupFraction": 0.1}, 50,
                lambda o: lr_scheduler.SequentialLR(
                    o,
                    [
                        lr_scheduler.LinearLR(o, start_factor=0.2, end_factor=1, total_iters=4),
                        lr_scheduler.CosineAnnealingLR(o, T_max=45),
                    ], milestones=[5])),
            rates(
                "one-cycle", {"peak": 0.5}, 40,
                lambda o: lr_scheduler.OneCycleLR(o, max_lr=0.5, total_steps=40)),
            rates(
                "one-cycle",
                {"peak": 1, "riseFraction": 0.25, "initialDivisor": 10, "finalDivisor": 100}, 23,
                lambda o: lr_scheduler.OneCycleLR(
                    o, max_lr=1, total_steps=23, pct_start=0.25, div_factor=10,
                    final_div_factor=100)),
            rates(
                "step", {"peak": 0.1, "factor": 0.5, "periodFraction": 0.25}, 30,
                lambda o: lr_scheduler.StepLR(o, step_size=8, gamma=0.5)),
            rates(
                "step", {"peak": 0.1}, 31,
                lambda o: lr_scheduler.StepLR(o, step_size=10, gamma=0.1)),
        ],
    }
    target = pathlib.Path(__file__).with_name("schedules.json")
    target.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
