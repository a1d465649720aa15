"""LossBench's training step against PyTorch's, in turn on the same machine.

Run: make peers, or python3 Benchmarks/peers/compare.py [--threads 1 2] [--rounds 3] [--models mlp gru]
Each round measures LossBench, then every PyTorch mode; the ratio of a round is the best mode's time
over LossBench's. Prints a Markdown table for each number of threads: medians of rounds, the least and
greatest ratio, and the geometric mean; saves tables and numbers under reports/performance/.
"""

import argparse
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

PEER = pathlib.Path(__file__).with_name("pytorch_step.py")
IMAGES = ["eager", "channels_last", "compile"]
OTHERS = ["eager", "compile"]
MODES = {"mlp": OTHERS, "cnn-small": IMAGES, "resnet20": IMAGES, "fasttext": OTHERS,
         "textcnn": OTHERS, "transformer": OTHERS, "lstm": OTHERS, "gru": OTHERS, "fcn": OTHERS,
         "resnet20-wide": IMAGES, "resnet1d": OTHERS, "inception-time": OTHERS,
         "mlp-resnet": OTHERS, "ft-transformer": OTHERS}
# The models of the design; the others came later.
REFERENCE = ["mlp", "cnn-small", "resnet20", "fasttext", "textcnn", "transformer", "lstm", "gru",
             "fcn"]


def run(command):
    """The document that a measurement prints, or None where the mode cannot train the model."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"{' '.join(command[-8:])}: {reason}", file=sys.stderr)
        return None
    text = done.stdout
    return json.loads(text.strip().splitlines()[-1] if command[0] == sys.executable else text)


def measured(arguments, model, threads):
    """The rounds of one model."""
    common = ["--model", model, "--threads", str(threads), "--seconds", str(arguments.seconds)]
    if arguments.precision != "f32":
        common += ["--precision", arguments.precision]
    ours, by_mode, ratios = [], {mode: [] for mode in MODES[model]}, []
    for _ in range(arguments.rounds):
        mine = run([arguments.bench, "perf", "step", "--json", *common])
        if mine is None:
            raise SystemExit(1)
        ours.append(mine["medianMilliseconds"])
        for mode in list(by_mode):
            theirs = run([sys.executable, str(PEER), "--mode", mode, *common])
            if theirs is None:
                del by_mode[mode]
            else:
                by_mode[mode].append(theirs["medianMilliseconds"])
        ratios.append(min(times[-1] for times in by_mode.values()) / ours[-1])
    return {
        "model": model, "threads": threads, "precision": arguments.precision,
        "milliseconds": statistics.median(ours),
        "peerMilliseconds": {mode: statistics.median(times) for mode, times in by_mode.items()},
        "ratio": statistics.median(ratios), "least": min(ratios), "greatest": max(ratios)}


def table(rows):
    """The rows of one number of threads in Markdown, and their geometric mean."""
    lines = ["| model | LossBench ms | PyTorch ms, by mode | ratio to the best, median (min-max) |",
             "|---|---:|---|---:|"]
    for row in rows:
        modes = ", ".join(f"{m} {t:.2f}" for m, t in row["peerMilliseconds"].items())
        lines.append(f"| {row['model']} | {row['milliseconds']:.3f} | {modes} | "
                     f"{row['ratio']:.2f} ({row['least']:.2f}-{row['greatest']:.2f}) |")
    for name, some in (("all", rows), ("the reference models alone", [
            row for row in rows if row["model"] in REFERENCE])):
        if some and (name == "all" or len(some) < len(rows)):
            mean = math.exp(statistics.fmean(math.log(row["ratio"]) for row in some))
            lines.append(f"\nGeometric mean of {len(some)} ratios, {name}: {mean:.2f}")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", default=".build/release/bench")
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32")
    parser.add_argument("--models", nargs="*", default=list(MODES), choices=list(MODES))
    parser.add_argument("--save", help="the stem of a .md and a .json file to write")
    arguments = parser.parse_args()
    import torch
    facts = {"torch": torch.__version__, "python": platform.python_version(),
             "loadAverage": os.getloadavg()[0], "cores": os.cpu_count(),
             "date": time.strftime("%Y-%m-%d")}
    parts, all_rows = [], []
    for threads in arguments.threads:
        rows = []
        for model in arguments.models:
            rows.append(measured(arguments, model, threads))
            print(f"{model}, {threads} thread(s): {rows[-1]['ratio']:.2f}", file=sys.stderr)
        all_rows += rows
        parts.append(f"## {threads} thread{'s' if threads > 1 else ''}, {arguments.precision}\n\n"
                     + table(rows))
    text = "\n".join(parts)
    print(text)
    if arguments.save:
        stem = pathlib.Path(arguments.save)
        stem.parent.mkdir(parents=True, exist_ok=True)
        head = (f"# Training steps beside PyTorch {facts['torch']}\n\n"
                f"{facts['date']}, {facts['cores']} cores, load {facts['loadAverage']:.1f} at the "
                f"start. A step is forward, mixed loss at 0.5, backward and update.\n\n")
        stem.with_suffix(".md").write_text(head + text)
        stem.with_suffix(".json").write_text(
            json.dumps({"facts": facts, "rows": all_rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
