"""A chunk of reference material, and what a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PassageKind(StrEnum):
    """The part of a question that a passage comes from."""

    TITLE = "title"
    ALIAS = "alias"
    QUERY = "query"
    KEY_POINT = "key point"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Passage:
    """A chunk of a question's reference material. `id` resolves to the file and heading it comes from."""

    id: str
    question_id: str
    kind: PassageKind
    heading: str
    file: str
    text: str


@dataclass(frozen=True)
class Hit:
    """A passage that a search found; a higher `score` is a better match, comparable within one search only.

    `cosine` is that of the vectors of query and passage, comparable between searches.
    """

    passage: Passage
    score: float
    cosine: float


@dataclass(frozen=True)
class Nearness:
    """How near a question is to a long text, 0 to 1, with what shows it: the `piece` of the text that it is for, and
    the passage of the question that is nearest to that."""

    score: float
    piece: str
    passage: Passage
