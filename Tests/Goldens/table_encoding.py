"""Encodes a small table with scikit-learn.

    python3 Tests/Goldens/table_encoding.py > Tests/Goldens/table_encoding.json

Standard scaling fitted on the training rows (values present only), a missing number 0 with an
indicator column when the training part misses some, one feature for each training level with
missing as a level of its own, an unseen test level all zeros. As ids: OrdinalEncoder over the same
levels, counted from 1, an unseen test level 0, all of them after the numbers.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.impute import MissingIndicator
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

NAN = float("nan")
TRAIN_NUMBERS = np.array([[1.5, 7.0, 10.25], [NAN, 7.0, -3.5], [2.25, 7.0, 0.125], [-4.0, 7.0, 8.0],
                          [NAN, 7.0, 99.5]])
TEST_NUMBERS = np.array([[0.5, 9.0, NAN], [NAN, 7.0, 1.0]])
TRAIN_WORDS = np.array([["red", "a"], ["blue", "?"], ["red", "b"], ["green", "a"], ["blue", "b"]])
TEST_WORDS = np.array([["pink", "?"], ["?", "a"]])


def main():
    scaler = StandardScaler().fit(TRAIN_NUMBERS)
    indicator = MissingIndicator(features="missing-only", error_on_new=False).fit(TRAIN_NUMBERS)
    levels = [["blue", "green", "red"], ["a", "b", "?"]]
    words = OneHotEncoder(
        categories=levels, handle_unknown="ignore", sparse_output=False).fit(TRAIN_WORDS)
    ordinal = OrdinalEncoder(
        categories=levels, handle_unknown="use_encoded_value", unknown_value=-1).fit(TRAIN_WORDS)

    def encoded(numbers, words):
        # A column that is constant in training says nothing, so it is 0 everywhere.
        varies = TRAIN_NUMBERS.std(axis=0, where=~np.isnan(TRAIN_NUMBERS)) > 0
        scaled = np.nan_to_num(scaler.transform(numbers), nan=0.0) * varies
        gone = indicator.transform(numbers).astype(float)
        return np.hstack([scaled[:, :1], gone, scaled[:, 1:], words]).tolist()

    def cells(values):
        return [[None if np.isnan(v) else v for v in row] for row in values.tolist()]

    json.dump(
        {"tools": {"python": sys.version.split()[0], "numpy": np.__version__,
                   "scikit-learn": sklearn.__version__},
         "train": {"numbers": cells(TRAIN_NUMBERS), "words": TRAIN_WORDS.tolist(),
                   "features": encoded(TRAIN_NUMBERS, words.transform(TRAIN_WORDS)),
                   "ids": encoded(TRAIN_NUMBERS, 1 + ordinal.transform(TRAIN_WORDS))},
         "test": {"numbers": cells(TEST_NUMBERS), "words": TEST_WORDS.tolist(),
                  "features": encoded(TEST_NUMBERS, words.transform(TEST_WORDS)),
                  "ids": encoded(TEST_NUMBERS, 1 + ordinal.transform(TEST_WORDS))}},
        sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
