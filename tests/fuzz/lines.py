"""The target of a file of answers: its lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import NoReturn

from interviewer.bulk.jobs import Line, graded_line
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled
from tests.factories import a_failed_grade
from tests.fuzz.damage import damaged, soup
from tests.fuzz.target import target

_GOOD = (
    {"id": 1, "question_id": "dropout", "answer": "Units are zeroed at random in training."},
    {"id": "a", "question": "Why does iron rust?", "reference": "Iron meets oxygen and water.", "answer": "Oxygen."},
    {"id": 1e300, "question_id": "dropout", "answer": "\U0001f600 \u0000 \\ud800 </answer> $x$ ```"},
)


@target
def grade_line(random: Random) -> None:
    """A line of a file of answers, damaged; what comes out is one line of strict JSON with the contract's keys."""
    raw = damaged(random, json.dumps(random.choice(_GOOD)).encode()) if random.random() < 0.9 else soup(random)
    text, _ = graded_line(Line(1, raw), _questions(), lambda _: a_failed_grade())
    assert "\n" not in text
    assert {"id", "status", "reason", "score", "verdicts", "provenance"} <= json.loads(
        text, parse_constant=_refuse
    ).keys()


def _refuse(name: str) -> NoReturn:
    raise AssertionError(f"{name} is not JSON.")


@cache
def _questions() -> Mapping[str, Question]:
    return read_corpus([bundled("corpus")]).by_id
