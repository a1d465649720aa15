"""Scores exported weights with PyTorch and compares with what the card says.

Run: python3 Tests/Goldens/check_export.py DIR   (needs torch 2.13.0+cpu, numpy and scikit-learn)
Exit code 0 when the accuracy is exactly the card's and every other score is the card's but for what the last
bits of logits can move, 1 otherwise.
"""

import base64
import json
import pathlib
import sys

import numpy as np
import torch
from sklearn import metrics

import models
import models_attention
import models_recurrent
import models_text
from model_case import Net


def tensors(path):
    """The tensors of a safetensors file."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:8 + length])
    header.pop("__metadata__", None)
    body = raw[8 + length:]
    return {
        name: torch.from_numpy(np.frombuffer(
            body[slice(*entry["data_offsets"])], dtype="<f4").reshape(entry["shape"]).copy())
        for name, entry in header.items()}


def subclasses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def scores(logits, labels):
    """Every score of a record, from logits in double precision."""
    log_p = torch.log_softmax(logits.double(), 1).numpy()
    y, p = labels.numpy(), np.exp(log_p)
    top, confidence = p.argmax(1), p.max(1)
    right = top == y
    one_hot = np.eye(p.shape[1])[y]

    def gaps(bins):
        return sum(abs(right[bins == b].sum() - confidence[bins == b].sum())
                   for b in np.unique(bins)) / len(y)
    # Bins open below and closed above; those of equal mass are scikit-learn's quantiles.
    mass = np.percentile(confidence, np.linspace(0, 100, 16))
    found = {
        "negativeLogLikelihood": -log_p[np.arange(len(y)), y].mean(),
        "brier": ((p - one_hot) ** 2).sum(1).mean(),
        "expectedCalibrationError": gaps(np.ceil(confidence * 15)),
        "equalMassCalibrationError": gaps(np.searchsorted(mass[1:-1], confidence)),
        "worstClassAccuracy": metrics.recall_score(
            y, top, average=None, labels=np.unique(y)).min(),
    }
    if p.shape[1] == 2:
        found["areaUnderROC"] = metrics.roc_auc_score(y, log_p[:, 1] - log_p[:, 0])
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    card = json.loads((folder / "card.json").read_text())
    record = card["record"]
    model = record["spec"]["model"]
    make = next(kind for kind in subclasses(Net) if kind.model == model["id"])
    settings = {
        key: int(value) if float(value).is_integer() else value
        for key, value in model["settings"].items()}
    if card.get("vocabulary"):
        settings["vocabulary"] = card["vocabulary"]
    if card.get("cardinalities"):
        settings["cardinalities"] = card["cardinalities"]
    torch.set_default_dtype(torch.float32)
    net = make(tuple(card["inputShape"]), len(card["classes"]), **settings)
    weights = tensors(folder / "weights.safetensors")
    known = set(net.parameters) | set(net.statistics)
    assert known == set(weights), f"other tensors: {sorted(known ^ set(weights))}"
    for name, value in weights.items():
        owner = net.parameters if name in net.parameters else net.statistics
        assert owner[name].shape == value.shape, f"{name}: {owner[name].shape}, {value.shape}"
        owner[name] = value
    test = tensors(folder / "test.safetensors")
    inputs, labels = test["inputs"], test["labels"].long()
    if card.get("vocabulary"):
        inputs = inputs.long()
        positions = torch.arange(1, inputs.shape[1] + 1)
        lengths = torch.clamp((positions * (inputs != 0)).max(1).values, min=1)
    else:
        lengths = test.get("lengths", torch.full((len(labels),), inputs.shape[-1])).long()
    with torch.no_grad():
        logits = torch.cat([
            net.forward(inputs[i:i + 256], lengths[i:i + 256], False)
            for i in range(0, len(labels), 256)])
    predictions = logits.argmax(1)
    accuracy = (predictions == labels).double().mean().item()
    ours = torch.from_numpy(np.frombuffer(
        base64.b64decode(record["testPredictions"]), dtype="<u2").astype(np.int64))
    differing = int((predictions != ours).sum())
    print(f"accuracy: PyTorch {accuracy:.6f}, card {record['test']['accuracy']:.6f}; "
          f"{differing} of {len(labels)} predictions differ")
    is_right = accuracy == record["test"]["accuracy"]
    for name, value in scores(logits, labels).items():
        card_value = record["test"][name]
        # An example that changes its bin moves a calibration error by up to 2 of them.
        close = abs(value - card_value) <= max(1e-5, 2 / len(labels) if "Calibration" in name else 0)
        is_right = is_right and close
        print(f"{name}: PyTorch {value:.7f}, card {card_value:.7f}{'' if close else '  DIFFERS'}")
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
