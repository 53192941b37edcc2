"""The chance that a sentence answers a question, from how well it and its passage fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

Features = Mapping[str, float]
"""What speaks for an answer; see :func:`knowledge.answering.choose`."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic function.

    Attributes:
        bias: its constant.
        weights: feature to coefficient.
        threshold: chance (0..1) from which an answer is given.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def chance(self, features: Features) -> float:
        """Return the chance that a sentence with these features answers."""
        total = self.bias + sum(w * features[name] for name, w in self.weights.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Gate:
    """The functions of ``gate.yaml``.

    Attributes:
        vectors: for an index with vectors.
        words: for an index of words only.
        offered: chance (0..1) from which a passage is near enough to offer a question on it.
    """

    vectors: Logistic
    words: Logistic
    offered: float

    def fitting(self, *, vectors: bool) -> Logistic:
        """Return the function for an index."""
        return self.vectors if vectors else self.words
