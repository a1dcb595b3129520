"""The values of the corpus: a question with what a full answer to it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from interviewer.corpus.exercise import Check, Exercise

TOPICS: tuple[str, ...] = (
    "foundations",
    "classical-ml",
    "neural-network-basics",
    "activations",
    "optimization",
    "regularization",
    "training-practice",
    "evaluation",
    "convolutional-networks",
    "recurrent-networks",
    "attention-and-transformers",
    "embeddings-and-nlp",
    "generative-models",
    "multimodal",
    "reinforcement-learning",
    "pretraining-and-systems",
    "post-training-and-reasoning",
    "inference-and-serving",
    "agents",
    "safety-and-evaluation",
    "robustness-and-interpretability",
    "frameworks-and-code",
    "scenarios",
)
"""Every topic, in the order in which one would learn them."""

DIVIDED_TOPICS: Mapping[str, tuple[str, ...]] = {
    "transfer-and-efficiency": (
        "training-practice",
        "embeddings-and-nlp",
        "multimodal",
        "pretraining-and-systems",
        "post-training-and-reasoning",
        "inference-and-serving",
    )
}
"""Topics of earlier corpora, each with those that its questions went to."""


class Level(StrEnum):
    """The seniority that a question is asked at."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"


class Kind(StrEnum):
    """What a question asks for."""

    CONCEPT = "concept"
    COMPARISON = "comparison"
    PROCEDURE = "procedure"
    CODE = "code"
    SCENARIO = "scenario"
    DEBUG = "debug"
    ESTIMATE = "estimate"
    DERIVE = "derive"


class Shelf(StrEnum):
    """Whether a question is drawn as any other, or only where it is asked for since its subject is dated."""

    CURRENT = "current"
    CLASSIC = "classic"


@dataclass(frozen=True)
class KeyPoint:
    """One weighted fact that a full answer states. `id` is `k1`, `k2`, ... in the order of the file.

    `check` says how a program marks it; None where it is judged by what the answer says.
    """

    id: str
    weight: int
    claim: str
    probe: str
    check: Check | None = None


@dataclass(frozen=True)
class Misconception:
    """A named wrong belief about a question, with the truth. `id` is `m1`, `m2`, ... in the order of the file."""

    id: str
    belief: str
    truth: str


@dataclass(frozen=True)
class Question:
    """One canonical interview question; `id` outlives rewording, `file` is relative to its corpus folder.

    `queries` are what people type who look for it; search finds it by them, and nothing asks or shows them. `folder` is
    the corpus folder that it was read from, and `text` the whole file, for findings to name their lines.
    """

    id: str
    topic: str
    level: Level
    kind: Kind
    title: str
    reference: str
    key_points: tuple[KeyPoint, ...]
    misconceptions: tuple[Misconception, ...] = ()
    follow_ups: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    file: str = ""
    shelf: Shelf = Shelf.CURRENT
    exercise: Exercise | None = None
    folder: Path | None = field(default=None, compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)
