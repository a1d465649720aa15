"""Scales a few padded series with NumPy.

    python3 Tests/Goldens/series_scaling.py > Tests/Goldens/series_scaling.json

Mean and population standard deviation of the values present, per channel of each series or per
channel over the training series; a channel without spread, a missing value and padding become 0.
"""

import json
import sys

import numpy as np

CHANNELS, LENGTH = 2, 6
SEED = 11


def part(rng, lengths):
    values = np.zeros((len(lengths), CHANNELS, LENGTH), np.float32)
    for row, length in enumerate(lengths):
        values[row, :, :length] = rng.normal([[3.0], [-40.0]], [[0.5], [20.0]], (CHANNELS, length))
    return values, np.array(lengths)


def present(values, lengths):
    """The values as doubles with padding as NaN, like the missing ones."""
    result = values.astype(float)
    for row, length in enumerate(lengths):
        result[row, :, length:] = np.nan
    return result


def main():
    rng = np.random.default_rng(SEED)
    train, train_lengths = part(rng, [6, 4, 5, 6])
    test, test_lengths = part(rng, [3, 6])
    train[1, 0, 2] = train[2, 1, 0] = test[0, 1, 1] = np.nan
    train[3, 1, :] = np.float32(0.1)  # A channel of one series without spread.

    def scaled(values, lengths, per_series):
        values = present(values, lengths)
        source, axis = (values, 2) if per_series else (present(train, train_lengths), (0, 2))
        mean = np.nanmean(source, axis, keepdims=True)
        deviation = np.nanstd(source, axis, keepdims=True)
        spread = np.nanmax(source, axis, keepdims=True) > np.nanmin(source, axis, keepdims=True)
        return np.nan_to_num(np.where(spread, (values - mean) / np.where(spread, deviation, 1), 0))

    def cells(values):
        return [None if np.isnan(v) else float(v) for v in values.ravel()]

    def golden(values, lengths):
        return {"values": cells(values), "lengths": lengths.tolist(),
                "perSeries": scaled(values, lengths, True).ravel().tolist(),
                "perChannel": scaled(values, lengths, False).ravel().tolist()}

    json.dump({"tools": {"python": sys.version.split()[0], "numpy": np.__version__}, "seed": SEED,
               "train": golden(train, train_lengths), "test": golden(test, test_lengths)},
              sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
