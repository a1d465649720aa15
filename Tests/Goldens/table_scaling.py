"""Scales columns with scikit-learn, fitted on training rows, applied to test rows.

    python3 Tests/Goldens/table_scaling.py > Tests/Goldens/table_scaling.json

Robust: RobustScaler (median, 25th and 75th percentile). Quantile: QuantileTransformer with at most
1000 quantiles of all rows (subsample=None). The columns: a normal one, an integer one with many
ties, a heavy-tailed one, and one with 2,500 rows, more than there are quantiles. Where LossBench
differs on purpose, no case is here: a column without interquartile range, values within 1e-7 of an
extreme, a constant column, quantiles of ties that rounding makes unequal.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.preprocessing import QuantileTransformer, RobustScaler, StandardScaler


def scalers(count):
    quantiles = {"n_quantiles": min(1000, count), "subsample": None}
    return {
        "standard": StandardScaler(),
        "robust": RobustScaler(),
        "quantile-uniform": QuantileTransformer(output_distribution="uniform", **quantiles),
        "quantile-normal": QuantileTransformer(output_distribution="normal", **quantiles),
    }


def main():
    random = np.random.default_rng(20210905)
    columns = {
        "normal": random.normal(3, 2, 400), "ties": random.integers(0, 7, 300).astype(float),
        "tails": random.standard_cauchy(200), "long": random.gamma(2, 1.5, 2500),
        "two": np.array([1.0, 4.0]),
    }
    cases = []
    for name, train in columns.items():
        train = train.astype(np.float32).astype(np.float64)
        low, high = train.min(), train.max()
        spread = high - low
        inside = random.uniform(low + 0.01 * spread, high - 0.01 * spread, 20)
        test = np.concatenate([[low - spread, low, high, high + spread], inside,
                               random.choice(train, 20)])
        test = test.astype(np.float32).astype(np.float64)
        for scaling, scaler in scalers(len(train)).items():
            scaler.fit(train[:, None])
            if scaling.startswith("quantile") and len(train) <= 1000:
                # As many quantiles as rows are the rows. Through percentages they are rounded, and
                # two in a tie that differ by an ulp end the tie half a rank too early.
                assert np.allclose(scaler.quantiles_[:, 0], np.sort(train), rtol=1e-12)
                scaler.quantiles_ = np.sort(train)[:, None]
            cases.append({"name": name, "scaling": scaling, "train": train.tolist(),
                          "test": test.tolist(),
                          "features": scaler.transform(test[:, None])[:, 0].tolist()})
    json.dump({"tools": {"python": sys.version.split()[0], "numpy": np.__version__,
                         "scikit-learn": sklearn.__version__},
               "cases": cases}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
