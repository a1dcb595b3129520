"""The fitted numbers of bare references: from features to a score.

Two linear models, each a sum that can be read: how good an answer is, as people mark it, and whether it is an answer to
the question at all. Their product is the score. `benchmarks/fit_bare.py` fits them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from interviewer.grading.similarity.bare.features import NAMES
from interviewer.grading.similarity.sigmoid import sigmoid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "weights.json"

COPIED, COPIED_WORDS = 0.7, 0.8
"""From these shares of the reference's letters in the answer, and of its words in the reference, it is a copy."""
DENIED_SHARE = 0.2
"""What of the score is left to a copy with more or fewer negations, and to claims that are turned round: they deny what
they copy."""

IN_NO_ORDER = 0.25
"""The share of determiners with nothing to determine from which words are in no order. Sentences have at most 0.1."""
ALL_WORDS, FEW_PAIRS = 0.9, 0.25
"""The shares of words in both, and of neighbours in both at most, from which an answer is the reference shuffled."""
MIN_WORDS, MIN_COPIED_WORDS = 8, 4
"""With fewer new content words than these, order says nothing: of any text, and of one that has all the words."""
SHUFFLED_SHARE = 0.35
"""What of the score is left to words in no order."""


@dataclass(frozen=True)
class BareModel:
    """`quality` and `gate` are weights by the name of a feature, with "" for the constant; features are as they are."""

    quality: Mapping[str, float]
    gate: Mapping[str, float]

    def quality_of(self, row: NDArray[np.float64]) -> float:
        """The mark that people would give, 0..1, if it is an answer to the question."""
        return min(1.0, max(0.0, _sum(self.quality, dict(zip(NAMES, row.tolist(), strict=True)))))

    def is_answer(self, row: NDArray[np.float64]) -> float:
        """The probability that it is an answer to the question, 0..1."""
        return sigmoid(_sum(self.gate, dict(zip(NAMES, row.tolist(), strict=True))))

    def score(self, row: NDArray[np.float64]) -> float:
        """The score of an answer with these features, 0..1."""
        return self.quality_of(row) * self.is_answer(row) * trust(row)


def trust(row: NDArray[np.float64]) -> float:
    """What of the score is left after what only code can see: a reference denied or turned, and words in no order."""
    value: dict[str, float] = dict(zip(NAMES, row.tolist(), strict=True))
    share = 1 - (1 - DENIED_SHARE) * value["turned"]
    if value["letters"] >= COPIED and value["own words"] >= COPIED_WORDS and value["negation"]:
        share = DENIED_SHARE
    copied = min(value["words"], value["own words"]) >= ALL_WORDS and value["brief"] >= math.log1p(MIN_COPIED_WORDS)
    shuffled = copied and value["pairs"] <= FEW_PAIRS
    disordered = value["disorder"] >= IN_NO_ORDER and value["brief"] >= math.log1p(MIN_WORDS)
    if shuffled or (disordered and value["pairs"] < value["words"] / 2):
        share *= SHUFFLED_SHARE
    return share


@cache
def bare_model() -> BareModel:
    """The model that the program comes with."""
    read = json.loads(files(__package__).joinpath(WEIGHTS).read_text(encoding="utf-8"))
    return BareModel(quality=read["quality"], gate=read["gate"])


def _sum(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    return weights[""] + sum(weight * values[name] for name, weight in weights.items() if name)
