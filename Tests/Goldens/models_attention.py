"""Golden values of the models with attention and of the residual networks for tables, from PyTorch.

Run: python3 Tests/Goldens/models_attention.py   (needs torch 2.13.0+cpu and numpy; writes
models_attention.json beside it)
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

from model_case import ADAMW, GENTLE, SGD, Net, case, mask, write

# Uniform in this bound has BERT's standard deviation of 0.02.
BOUND = 0.034_641_016


class AttentionNet(Net):
    """What the models with attention share, with PyTorch's functions for attention and layer norm."""

    def layer_norm(self, name, channels):
        self.constant(f"{name}.weight", (channels,), 1)
        self.constant(f"{name}.bias", (channels,), 0)

    def attention(self, name, channels, bound):
        self.uniform(f"{name}.input.weight", (3 * channels, channels), bound)
        self.constant(f"{name}.input.bias", (3 * channels,), 0)
        self.uniform(f"{name}.output.weight", (channels, channels), channels**-0.5)
        self.constant(f"{name}.output.bias", (channels,), 0)

    def layer_normed(self, x, name):
        p = self.parameters
        return F.layer_norm(x, x.shape[-1:], p[f"{name}.weight"], p[f"{name}.bias"])

    def attended(self, x, name, heads, padding=None):
        """Self-attention of `[batch, length, channels]`; `padding` is true at padding."""
        p = self.parameters
        x = x.transpose(0, 1)
        y, _ = F.multi_head_attention_forward(
            x, x, x, x.shape[-1], heads, p[f"{name}.input.weight"], p[f"{name}.input.bias"],
            None, None, False, 0.0, p[f"{name}.output.weight"], p[f"{name}.output.bias"],
            key_padding_mask=padding, need_weights=False)
        return y.transpose(0, 1)


class Transformer(AttentionNet):
    model = "transformer"

    def build(self):
        s, length = self.settings, self.shape[-1]
        width = s["width"]
        if "vocabulary" in s:
            self.table("embedding1.weight", s["vocabulary"], width, BOUND)
        else:
            self.affine("dense1", (width, self.shape[0]), self.shape[0])
        self.uniform("position1.weight", (length, width), BOUND)
        for layer in range(s["layers"]):
            name = f"block{2 * layer + 1}"
            self.layer_norm(f"{name}.norm1", width)
            self.attention(f"{name}.attention1", width, (6 / (4 * width)) ** 0.5)
            name = f"block{2 * layer + 2}"
            self.layer_norm(f"{name}.norm1", width)
            self.affine(f"{name}.dense1", (s["hidden"], width), width)
            self.affine(f"{name}.dense2", (width, s["hidden"]), s["hidden"])
        self.layer_norm("norm1", width)
        self.logits = "dense1" if "vocabulary" in s else "dense2"
        self.affine(self.logits, (self.classes, width), width)
        self.check_count()

    def check_count(self):
        """The twin made of PyTorch's modules has as many parameters."""
        s, length = self.settings, self.shape[-1]
        encoder = nn.TransformerEncoderLayer(
            s["width"], s["heads"], s["hidden"], norm_first=True, batch_first=True)
        first = (nn.Embedding(s["vocabulary"], s["width"]) if "vocabulary" in s
                 else nn.Linear(self.shape[0], s["width"]))
        twin = nn.ModuleList(
            [first, nn.Embedding(length, s["width"])] + [encoder] * s["layers"]
            + [nn.LayerNorm(s["width"]), nn.Linear(s["width"], self.classes)])
        count = sum(p.numel() for module in twin for p in module.parameters())
        assert count == sum(p.numel() for p in self.parameters.values())

    def forward(self, x, lengths, training):
        s, p = self.settings, self.parameters
        if "vocabulary" in s:
            x = F.embedding(x, p["embedding1.weight"], padding_idx=0)
        else:
            x = self.linear(x.transpose(1, 2), "dense1")
        inside = mask(lengths, x.shape[1])
        x = x + p["position1.weight"]
        for layer in range(s["layers"]):
            name = f"block{2 * layer + 1}"
            y = self.layer_normed(x, f"{name}.norm1")
            x = x + self.attended(y, f"{name}.attention1", s["heads"], inside == 0)
            name = f"block{2 * layer + 2}"
            y = F.relu(self.linear(self.layer_normed(x, f"{name}.norm1"), f"{name}.dense1"))
            x = x + self.linear(y, f"{name}.dense2")
        x = self.layer_normed(x, "norm1")
        return self.linear((x * inside[..., None]).sum(1) / lengths[:, None], self.logits)


class Table(AttentionNet):
    """What the models of tables share: numbers first, then ids."""

    def columns(self):
        cardinalities = list(self.settings.get("cardinalities", ()))
        return self.shape[0] - len(cardinalities), cardinalities

    def vectors(self, x, name):
        """The vectors of the ids, `[batch, categorical, width]`."""
        numeric, cardinalities = self.columns()
        offsets = torch.tensor([0] + cardinalities[:-1]).cumsum(0)
        return F.embedding(x[:, numeric:].long() + offsets, self.parameters[name])


class FTTransformer(Table):
    model = "ft-transformer"

    def build(self):
        s = self.settings
        width, (numeric, cardinalities) = s["width"], self.columns()
        parts = {"class": (width,), "bias": (self.shape[0], width)}
        if numeric:
            parts["weight"] = (numeric, width)
        if cardinalities:
            parts["categories"] = (sum(cardinalities), width)
        for part, shape in parts.items():
            self.uniform(f"tokens1.{part}", shape, width**-0.5, decayed=False)
        for layer in range(s["layers"]):
            name = f"block{2 * layer + 1}"
            if layer:
                self.layer_norm(f"{name}.norm1", width)
            self.attention(f"{name}.attention1", width, width**-0.5)
            name = f"block{2 * layer + 2}"
            self.layer_norm(f"{name}.norm1", width)
            self.affine(f"{name}.dense1", (2 * s["hidden"], width), width)
            self.affine(f"{name}.dense2", (width, s["hidden"]), s["hidden"])
        self.layer_norm("norm1", width)
        self.affine("dense1", (self.classes, width), width)

    def forward(self, x, lengths, training):
        s, p = self.settings, self.parameters
        numeric, cardinalities = self.columns()
        tokens = []
        if numeric:
            tokens.append(x[:, :numeric, None] * p["tokens1.weight"])
        if cardinalities:
            tokens.append(self.vectors(x, "tokens1.categories"))
        x = torch.cat(tokens, 1) + p["tokens1.bias"]
        x = torch.cat([p["tokens1.class"].expand(len(x), 1, -1), x], 1)
        for layer in range(s["layers"]):
            name = f"block{2 * layer + 1}"
            y = self.layer_normed(x, f"{name}.norm1") if layer else x
            x = x + self.attended(y, f"{name}.attention1", s["heads"])
            name = f"block{2 * layer + 2}"
            y = self.linear(self.layer_normed(x, f"{name}.norm1"), f"{name}.dense1")
            left, right = y.chunk(2, -1)
            x = x + self.linear(left * F.relu(right), f"{name}.dense2")
        return self.linear(F.relu(self.layer_normed(x[:, 0], "norm1")), "dense1")


class MLPResnet(Table):
    model = "mlp-resnet"

    def build(self):
        s = self.settings
        width, (inputs, cardinalities) = s["width"], self.columns()
        if cardinalities:
            shape = (sum(cardinalities), s["embedding"])
            self.uniform("categories1.weight", shape, s["embedding"] ** -0.5)
            inputs += len(cardinalities) * s["embedding"]
        self.affine("dense1", (width, inputs), inputs)
        for block in range(1, s["blocks"] + 1):
            self.norm(f"block{block}.norm1", width)
            self.affine(f"block{block}.dense1", (s["hidden"], width), width)
            self.affine(f"block{block}.dense2", (width, s["hidden"]), s["hidden"])
        self.norm("norm1", width)
        self.affine("dense2", (self.classes, width), width)

    def forward(self, x, lengths, training):
        numeric, cardinalities = self.columns()
        if cardinalities:
            vectors = self.vectors(x, "categories1.weight").flatten(1)
            x = torch.cat([x[:, :numeric], vectors], 1)
        x = self.linear(x, "dense1")
        for block in range(1, self.settings["blocks"] + 1):
            name = f"block{block}"
            y = self.linear(self.normalised(x, f"{name}.norm1", training), f"{name}.dense1")
            x = x + self.linear(F.relu(y), f"{name}.dense2")
        return self.linear(F.relu(self.normalised(x, "norm1", training)), "dense2")


if __name__ == "__main__":
    write(__file__, [
        case("transformer small", Transformer, (7,), 3, 6, ADAMW, 10**9, vocabulary=11, width=12,
             layers=2, heads=3, hidden=10),
        case("transformer series", Transformer, (3, 18), 4, 5, GENTLE, 10**9, padded=True, width=8,
             layers=1, heads=2, hidden=24),
        case("transformer reference", Transformer, (64,), 4, 64, ADAMW, 256, vocabulary=30_000,
             width=128, layers=2, heads=4, hidden=256),
        case("ft-transformer numbers", FTTransformer, (5,), 3, 6, ADAMW, 10**9, width=12, layers=2,
             heads=3, hidden=10),
        case("ft-transformer mixed", FTTransformer, (6,), 4, 9, GENTLE, 10**9, cardinalities=(4, 2, 7),
             width=18, layers=1, heads=2, hidden=16),
        case("ft-transformer ids", FTTransformer, (2,), 3, 5, ADAMW, 10**9, cardinalities=(5, 3),
             width=8, layers=3, heads=4, hidden=6),
        case("mlp-resnet numbers", MLPResnet, (5,), 3, 9, SGD, 10**9, width=14, blocks=2, hidden=20),
        case("mlp-resnet mixed", MLPResnet, (6,), 4, 12, ADAMW, 10**9, cardinalities=(4, 2, 7),
             width=17, blocks=1, hidden=9, embedding=3),
        case("mlp-resnet reference", MLPResnet, (54,), 7, 256, ADAMW, 128, width=192, blocks=2,
             hidden=384),
    ])
