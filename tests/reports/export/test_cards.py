"""What the cards of exercises have on their two sides."""

from __future__ import annotations

import pytest

from interviewer.interview.session import Exchange, Prompt, PromptKind, Session, Turn
from interviewer.learning.weak import WeakPoint
from interviewer.reports.export.anki import render_anki
from interviewer.reports.export.cards import Card, cards_of
from tests.exercises.samples import CODE, DEBUG, sample
from tests.factories import NOON, a_plan
from tests.learning.attempted import MISSED, attempted


def card(name: str) -> Card:
    question = sample(name)
    attempt = attempted(0, 0.1, question=question, points=[(MISSED, MISSED)], session="s")
    asked = Exchange(Prompt(PromptKind.QUESTION, question.title), "def f(): ...", NOON)
    session = Session(a_plan(name), (Turn(name, question.title, question.topic, NOON, (asked,)),))
    (found,) = cards_of([WeakPoint(attempt, attempt.points[0])], {name: question}, {"s": session})
    return found


def test_the_task_stands_on_the_front_and_the_solution_on_the_back() -> None:
    found = card(CODE)
    assert found.question.startswith("Write a softmax that survives large inputs\n\nWrite `softmax(x, axis=-1)`")
    assert "**A right program**\n\n```text\nimport numpy as np" in found.reference
    assert "shifted" not in found.question


def test_a_program_to_be_debugged_is_on_the_front_with_its_lines_numbered() -> None:
    found = card(DEBUG)
    assert " 6 |     scores = q @ k.T / d\n" in found.question
    assert "- line 6: The scores are divided by the head size instead of its square root." in found.reference


@pytest.mark.usefixtures("far_east")
def test_the_day_of_a_judgement_is_that_of_the_machine() -> None:
    assert card(CODE).judged.startswith("missed on 2026-11-03, by ")


def test_both_go_into_a_package() -> None:
    assert render_anki([card(CODE), card(DEBUG)], NOON).startswith(b"PK")
