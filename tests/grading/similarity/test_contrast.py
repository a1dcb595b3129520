"""Which side of a comparison a key point, and a text, is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.similarity.contrast import NO_SIDE, Side, sides_of, subject_stems
from interviewer.language.words import content_stems
from tests.factories import a_question


def asked(title: str, *claims: str) -> Question:
    points = tuple(KeyPoint(f"k{n}", 1, claim, "Why?") for n, claim in enumerate(claims, start=1))
    return replace(a_question(), title=title, key_points=points)


def is_confused(side: Side, text: str) -> bool:
    return side.is_confused(subject_stems(text), content_stems(text))


BOTH = asked(
    "How do bagging and boosting differ?",
    "Bagging trains each model on its own sample.",
    "Boosting trains models one after another.",
    "The vote of many models is steadier than that of one.",
    "Bagging reduces variance, boosting reduces bias.",
)


def test_the_side_of_a_claim_is_its_subject_where_the_title_has_it() -> None:
    bagging, boosting, *_ = sides_of(BOTH)
    assert (bagging.own, bagging.others) == (content_stems("bagging"), content_stems("boosting"))
    assert (boosting.own, boosting.others) == (content_stems("boosting"), content_stems("bagging"))


def test_a_claim_about_neither_side_or_both_has_none() -> None:
    assert sides_of(BOTH)[2:] == (NO_SIDE, NO_SIDE)


def test_a_question_that_compares_nothing_has_no_sides() -> None:
    found = sides_of(asked("What are bagging and boosting?", "Bagging averages.", "Boosting adds."))
    assert found == (NO_SIDE, NO_SIDE)


@pytest.mark.parametrize(
    "text", ["Boosting trains each model on its own sample.", "And boosting has a sample for each model."]
)
def test_a_text_about_the_other_side_is_confused(text: str) -> None:
    assert is_confused(sides_of(BOTH)[0], text)


@pytest.mark.parametrize(
    "text",
    [
        "Bagging trains each model on its own sample.",
        "Each model gets its own sample.",
        "Unlike boosting, bagging gives each model its own sample.",
        "Boosting reweights, while in bagging each model has a sample.",
    ],
)
def test_a_text_that_names_this_side_or_none_is_not(text: str) -> None:
    assert not is_confused(sides_of(BOTH)[0], text)
