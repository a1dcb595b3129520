"""The words that a question is put in."""

from __future__ import annotations

from dataclasses import replace

from interviewer.learning.wording import fresh_wording, fresh_wordings
from tests.factories import a_question
from tests.learning.attempted import attempted

QUESTION = replace(a_question(), aliases=("Say what dropout does.", "Dropout: why?"))
TITLE, FIRST, SECOND = QUESTION.title, *QUESTION.aliases


def test_a_wording_that_was_not_used_comes_first() -> None:
    assert fresh_wording(QUESTION, []) == TITLE
    assert fresh_wording(QUESTION, [TITLE]) == FIRST
    assert fresh_wording(QUESTION, [TITLE, FIRST]) == SECOND
    assert fresh_wording(QUESTION, [FIRST]) == TITLE


def test_where_all_were_used_the_one_used_longest_ago_does() -> None:
    assert fresh_wording(QUESTION, [FIRST, TITLE, SECOND]) == FIRST
    assert fresh_wording(QUESTION, [FIRST, TITLE, SECOND, FIRST]) == TITLE


def test_a_question_without_aliases_keeps_its_words() -> None:
    assert fresh_wording(a_question(), ["What is dropout?"]) == "What is dropout?"


def test_skipped_and_ungraded_questions_were_asked_too() -> None:
    attempts = [attempted(1, None, question=QUESTION, wording=FIRST), attempted(0, question=QUESTION)]
    assert fresh_wordings([QUESTION, a_question("momentum")], attempts) == {
        "dropout": SECOND,
        "momentum": "What is momentum?",
    }
