"""LossBench's training step against PyTorch's, in turn on the same machine.

Run: python3 Benchmarks/peers/compare.py --bench .build/release/bench [--threads 1] [--rounds 5]
Each round measures LossBench, then every PyTorch mode; the ratio of a round is the best mode's time
over LossBench's. Prints a Markdown table: medians of rounds, and the least and greatest ratio.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

PEER = pathlib.Path(__file__).with_name("pytorch_step.py")
MODES = {"mlp": ["eager", "compile"], "cnn-small": ["eager", "channels_last", "compile"],
         "transformer": ["eager", "compile"]}


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1] if command[0] == sys.executable
                      else done.stdout)["medianMilliseconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", default=".build/release/bench")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--models", nargs="*", default=sorted(MODES))
    a = parser.parse_args()
    common = ["--threads", str(a.threads), "--seconds", str(a.seconds)]
    print(f"| model | LossBench ms | PyTorch ms, best mode | ratio, median (min-max) | modes |")
    print("|---|---:|---:|---:|---|")
    for model in a.models:
        ours, best, ratios, by_mode = [], [], [], {m: [] for m in MODES[model]}
        for _ in range(a.rounds):
            mine = run([a.bench, "perf", "step", "--model", model, "--json", *common])
            for mode in MODES[model]:
                by_mode[mode].append(
                    run([sys.executable, str(PEER), "--model", model, "--mode", mode, *common]))
            theirs = min(times[-1] for times in by_mode.values())
            ours.append(mine)
            best.append(theirs)
            ratios.append(theirs / mine)
        modes = ", ".join(f"{m} {statistics.median(t):.2f}" for m, t in by_mode.items())
        print(f"| {model} | {statistics.median(ours):.3f} | {statistics.median(best):.3f} | "
              f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) | {modes} |",
              flush=True)


if __name__ == "__main__":
    main()
