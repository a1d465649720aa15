"""LossBench's loading of datasets against Python's usual readers, in turn on the same files.

    pip install numpy pandas pyarrow
    python3 Benchmarks/peers/load.py --bench .build/release/bench --mirror DIR [--rounds 5]

MNIST: gzip and NumPy, all four files. Tables: pandas' C reader, and pyarrow with one thread. IMDB:
tarfile, str.split and a dict, from 50,000 members to ids by frequency. Each round measures LossBench,
then every reader for the same time; the ratio of a round is the reader's median over LossBench's.

Both sides use one thread, start from files in the page cache and end with arrays; nothing comes from
LossBench's cache of arrays. LossBench also reads the manifest, makes sure that the files are the verified ones and compares the arrays
with their digest. That is not the peers' work, so the ratio is without it; the column "whole" is with it.

Prints a Markdown table: medians of rounds, and the least and greatest ratio, then LossBench's peak
memory and its limit of 1.5 times the decoded arrays plus 64 MB.
"""

import argparse
import gzip
import json
import pathlib
import statistics
import subprocess
import tarfile
import time

import numpy as np
import pandas
import pyarrow
import pyarrow.csv

TARGETS = {("mnist", "gzip + NumPy"): 2, ("credit-default", "pandas C"): 3,
           ("credit-default", "pyarrow, 1 thread"): 1, ("bank-marketing", "pandas C"): 3,
           ("bank-marketing", "pyarrow, 1 thread"): 1, ("imdb", "tarfile + split + dict"): 8}
TABLES = {"credit-default": ("default-of-credit-card-clients.csv.gz", ","),
          "bank-marketing": ("bank-additional-full.csv.gz", ";")}
PREPARED = {"imdb"}  # Token ids are made when a dataset is prepared for training.
VOCABULARY, LENGTH = 30_000, 256


def mnist(folder):
    arrays = []
    for part in ["train", "t10k"]:
        for kind, offset in [("images-idx3", 16), ("labels-idx1", 8)]:
            with gzip.open(folder / f"{part}-{kind}-ubyte.gz") as file:
                arrays.append(np.frombuffer(file.read(), np.uint8, offset=offset))
    return arrays


def with_pandas(path, separator):
    return pandas.read_csv(path, sep=separator, engine="c")


def with_pyarrow(path, separator):
    return pyarrow.csv.read_csv(
        path, read_options=pyarrow.csv.ReadOptions(use_threads=False),
        parse_options=pyarrow.csv.ParseOptions(delimiter=separator))


def imdb(path):
    """Ids of the first words of each review; 0 pads, 1 is unknown."""
    reviews, counts = {"train": [], "test": []}, {}
    with tarfile.open(path) as archive:
        for member in archive:
            parts = member.name.split("/")
            if not member.isfile() or parts[1] not in reviews or parts[2] not in ("neg", "pos"):
                continue
            words = archive.extractfile(member).read().decode().lower().split()
            reviews[parts[1]].append((member.name, words[:LENGTH]))
            if parts[1] == "train":
                for word in words:
                    counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[:VOCABULARY - 2]
    ids = {word: rank + 2 for rank, word in enumerate(ranked)}
    result = []
    for part in ["train", "test"]:
        rows = np.zeros((len(reviews[part]), LENGTH), np.int32)
        for row, (_, words) in zip(rows, sorted(reviews[part], key=lambda review: review[0])):
            row[:len(words)] = [ids.get(word, 1) for word in words]
        result.append(rows)
    return result


def readers(dataset, mirror):
    if dataset == "mnist":
        return {"gzip + NumPy": lambda: mnist(mirror / "mnist")}
    if dataset == "imdb":
        path = mirror / "imdb" / "aclImdb-labelled.tar.gz"
        return {"tarfile + split + dict": lambda: imdb(path)}
    name, separator = TABLES[dataset]
    path = str(mirror / dataset / name)
    return {"pandas C": lambda: with_pandas(path, separator),
            "pyarrow, 1 thread": lambda: with_pyarrow(path, separator)}


def ours(bench, dataset, mirror, seconds):
    command = [bench, "perf", "load", dataset, "--mirror", str(mirror), "--seconds", str(seconds),
               "--json"] + (["--prepare"] if dataset in PREPARED else [])
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def timed(read, seconds, repeats, clock):
    times, start = [], time.perf_counter()
    while len(times) < repeats or time.perf_counter() - start < seconds:
        before = clock()
        read()
        times.append((clock() - before) * 1000)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", default=".build/release/bench")
    parser.add_argument("--mirror", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--datasets", nargs="*", default=["mnist", *TABLES, "imdb"])
    parser.add_argument("--processor", action="store_true",
                        help="compare processor time, for machines that do other work as well")
    a = parser.parse_args()
    clock = time.process_time if a.processor else time.perf_counter
    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    print(f"NumPy {np.__version__}, pandas {pandas.__version__}, pyarrow {pyarrow.__version__}\n")
    print("| dataset | reader | LossBench ms | reader ms | ratio, median (min-max) | whole | target |")
    print("|---|---|---:|---:|---:|---:|---:|")
    memory = []
    for dataset in a.datasets:
        peers = readers(dataset, a.mirror)
        # IMDB takes Python many seconds, and a first time more tells nothing new.
        repeats = 1 if dataset == "imdb" else 3
        if repeats > 1:
            for read in peers.values():
                read()
        mine, whole, theirs = [], [], {name: [] for name in peers}
        for _ in range(a.rounds):
            result = ours(a.bench, dataset, a.mirror, a.seconds)
            mine.append(result["processorMilliseconds" if a.processor
                               else "decodingMilliseconds"])
            whole.append(result["medianMilliseconds"])
            for name, read in peers.items():
                theirs[name].append(timed(read, a.seconds, repeats, clock))
        for name, times in theirs.items():
            ratios = [t / m for t, m in zip(times, mine)]
            whole_ratio = "" if a.processor else (
                f"{statistics.median(t / m for t, m in zip(times, whole)):.2f}")
            print(f"| {dataset} | {name} | {statistics.median(mine):.1f} | "
                  f"{statistics.median(times):.1f} | {statistics.median(ratios):.2f} "
                  f"({min(ratios):.2f}-{max(ratios):.2f}) | {whole_ratio} | {TARGETS[dataset, name]} |", flush=True)
        if result.get("peakMemoryBytes"):
            memory.append(f"{dataset}: peak memory {result['peakMemoryBytes'] / 1e6:.0f} MB, "
                          f"limit {result['memoryLimitBytes'] / 1e6:.0f} MB")
    print("\n" + "\n".join(memory))


if __name__ == "__main__":
    main()
