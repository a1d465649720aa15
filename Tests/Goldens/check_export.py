"""Scores exported weights with PyTorch and compares with what the card says.

Run: python3 Tests/Goldens/check_export.py DIR   (needs torch 2.13.0+cpu and numpy)
Exit code 0 when the accuracy is exactly the card's, 1 otherwise.
"""

import base64
import json
import pathlib
import sys

import numpy as np
import torch

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
        predictions = torch.cat([
            net.forward(inputs[i:i + 256], lengths[i:i + 256], False).argmax(1)
            for i in range(0, len(labels), 256)])
    accuracy = (predictions == labels).double().mean().item()
    ours = torch.from_numpy(np.frombuffer(
        base64.b64decode(record["testPredictions"]), dtype="<u2").astype(np.int64))
    differing = int((predictions != ours).sum())
    print(f"accuracy: PyTorch {accuracy:.6f}, card {record['test']['accuracy']:.6f}; "
          f"{differing} of {len(labels)} predictions differ")
    sys.exit(0 if accuracy == record["test"]["accuracy"] else 1)


if __name__ == "__main__":
    main()
