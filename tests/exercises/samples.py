"""Small exercises of each kind, in the form of corpus files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exercise import Exercise
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus

FOLDER = Path(__file__).parent / "corpus"
CODE, DEBUG, ESTIMATE, DERIVE = "stable-softmax", "broken-attention", "cache-budget", "softmax-gradient"


@cache
def samples() -> Corpus:
    """The exercises below `corpus/`, one of each kind."""
    return read_corpus([FOLDER])


def sample(name: str) -> Question:
    """One of them by its id."""
    return samples().by_id[name]


def exercise(name: str) -> Exercise:
    """What a program marks of one of them."""
    found = sample(name).exercise
    assert found is not None
    return found


def text_of(name: str) -> str:
    """The file of one of them."""
    return (FOLDER / sample(name).file).read_text(encoding="utf-8")
