"""Golden values of the recurrent models: logits, every gradient and the losses of ten steps.

Run: python3 Tests/Goldens/models_recurrent.py   (needs torch 2.13.0+cpu and numpy; writes
models_recurrent.json beside it). The recurrence is torch's own, over packed sequences.
"""

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence

from model_case import ADAMW, SGD, Net, case, write


class Recurrent(Net):
    gates = 0

    def build(self):
        inputs, hidden = self.shape[0], self.settings["hidden"]
        if "vocabulary" in self.settings:
            inputs = self.settings["width"]
            self.table("embedding1.weight", self.settings["vocabulary"], inputs, 0.25)
        bound = 1 / torch.tensor(float(hidden), dtype=torch.float32).sqrt()
        for layer in range(self.settings["layers"]):
            rows = self.gates * hidden
            for part, shape in (("weight_ih", (rows, inputs)), ("weight_hh", (rows, hidden)),
                                ("bias_ih", (rows,)), ("bias_hh", (rows,))):
                self.uniform(f"{self.model}1.{part}_l{layer}", shape, float(bound),
                             decayed=len(shape) > 1)
            inputs = hidden
        self.affine("dense1", (self.classes, hidden), hidden)

    def forward(self, x, lengths, training):
        if "vocabulary" in self.settings:
            x = F.embedding(x, self.parameters["embedding1.weight"], padding_idx=0)
        else:
            x = x.transpose(1, 2)
        packed = pack_padded_sequence(
            x, lengths, batch_first=True, enforce_sorted=False)
        hidden, layers = self.settings["hidden"], self.settings["layers"]
        zeros = torch.zeros(layers, len(x), hidden)
        weights = [v for n, v in self.parameters.items() if n.startswith(f"{self.model}1.")]
        last = self.recur(packed, zeros, weights, layers)
        return self.linear(last[-1].index_select(0, packed.unsorted_indices), "dense1")


class LSTM(Recurrent):
    model, gates = "lstm", 4

    def recur(self, packed, zeros, weights, layers):
        return torch.lstm(packed.data, packed.batch_sizes, (zeros, zeros), weights, True, layers,
                          0.0, True, False)[1]


class GRU(Recurrent):
    model, gates = "gru", 3

    def recur(self, packed, zeros, weights, layers):
        return torch.gru(packed.data, packed.batch_sizes, zeros, weights, True, layers,
                         0.0, True, False)[1]


if __name__ == "__main__":
    write(__file__, [
        variant
        for net in (LSTM, GRU)
        for variant in [
            case(f"{net.model} small", net, (3, 7), 4, 5, SGD, 10**9, hidden=5, layers=1),
            case(f"{net.model} small padded", net, (2, 6), 3, 7, ADAMW, 10**9, padded=True,
                 hidden=4, layers=1),
            case(f"{net.model} stacked, padded", net, (2, 5), 3, 6, ADAMW, 10**9, padded=True,
                 hidden=18, layers=3),
            case(f"{net.model} one position", net, (3, 1), 3, 4, SGD, 10**9, hidden=5, layers=2),
            case(f"{net.model} words", net, (6,), 3, 7, ADAMW, 10**9, vocabulary=11, width=5,
                 hidden=6, layers=2),
            case(f"{net.model} reference", net, (9, 128), 6, 64, ADAMW, 128, hidden=128, layers=1),
            case(f"{net.model} reference padded", net, (9, 128), 6, 64, ADAMW, 128, padded=True,
                 hidden=128, layers=1),
        ]
    ])
