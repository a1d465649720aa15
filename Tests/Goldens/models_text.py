"""Golden values of the models of texts without attention, from PyTorch.

Run: python3 Tests/Goldens/models_text.py   (needs torch 2.13.0+cpu and numpy; writes models_text.json)
"""

import torch
import torch.nn.functional as F

from model_case import ADAMW, CLIPPED_SGD, NESTEROV, Net, case, mask, write

# Without momentum and decay a step changes only the rows of the words it reads.
PLAIN = {"id": "sgd", "learningRate": 0.5,
         "settings": {"momentum": 0, "nesterov": 0, "weightDecay": 0}}


class FastText(Net):
    model = "fasttext"

    def build(self):
        width = self.settings["width"]
        self.table("embedding1.weight", self.settings["vocabulary"], width, 1 / width)
        self.affine("dense1", (self.classes, width), width)

    def forward(self, x, lengths, training):
        words = F.embedding(x, self.parameters["embedding1.weight"], padding_idx=0)
        return self.linear(words.sum(1) / lengths[:, None], "dense1")


class TextCNN(Net):
    model = "textcnn"

    def build(self):
        s = self.settings
        self.table("embedding1.weight", s["vocabulary"], s["width"], 0.25)
        for path, size in enumerate((3, 4, 5), 1):
            self.convolution(f"branches1.{path}.conv1", s["channels"], s["width"], size, bias=True)
        self.affine("dense1", (self.classes, 3 * s["channels"]), 3 * s["channels"])

    def forward(self, x, lengths, training):
        p = self.parameters
        words = F.embedding(x, p["embedding1.weight"], padding_idx=0).transpose(1, 2)
        parts = []
        for path, size in enumerate((3, 4, 5), 1):
            name = f"branches1.{path}.conv1"
            y = F.relu(F.conv1d(words, p[f"{name}.weight"], p[f"{name}.bias"]))
            windows = torch.clamp(lengths - (size - 1), min=1)
            inside = mask(windows, y.shape[2])[:, None]
            parts.append(torch.where(inside > 0, y, -1.0).max(2).values)
        return self.linear(torch.cat(parts, 1), "dense1")


if __name__ == "__main__":
    write(__file__, [
        case("fasttext small", FastText, (7,), 3, 6, PLAIN, 10**9, vocabulary=11, width=5),
        case("fasttext momentum", FastText, (9,), 4, 5, NESTEROV, 10**9, vocabulary=13, width=70),
        case("fasttext clipped", FastText, (9,), 4, 5, CLIPPED_SGD, 10**9, vocabulary=13, width=7),
        case("fasttext reference", FastText, (64,), 4, 64, PLAIN, 512, vocabulary=30_000, width=64),
        case("textcnn small", TextCNN, (8,), 3, 6, ADAMW, 10**9, vocabulary=12, width=6, channels=5),
        case("textcnn reference", TextCNN, (64,), 4, 64, ADAMW, 512, vocabulary=30_000, width=128,
             channels=100),
    ])
