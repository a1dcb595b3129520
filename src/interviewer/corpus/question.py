"""The values of the corpus: a question with what a full answer to it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TOPICS: tuple[str, ...] = (
    "foundations",
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
    "transfer-and-efficiency",
    "reinforcement-learning",
    "robustness-and-interpretability",
    "classical-ml",
    "frameworks-and-code",
    "scenarios",
)


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


@dataclass(frozen=True)
class KeyPoint:
    """One weighted fact that a full answer states. `id` is `k1`, `k2`, ... in the order of the file."""

    id: str
    weight: int
    claim: str
    probe: str


@dataclass(frozen=True)
class Misconception:
    """A named wrong belief about a question, with the truth. `id` is `m1`, `m2`, ... in the order of the file."""

    id: str
    belief: str
    truth: str


@dataclass(frozen=True)
class Question:
    """One canonical interview question; `id` outlives rewording, `file` is relative to its corpus folder."""

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
    sources: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    file: str = ""
