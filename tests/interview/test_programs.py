"""What the answer to an exercise begins with, and what is no answer to one."""

from __future__ import annotations

import pytest

from interviewer.interview.programs import beginning, has_tests_to_run, is_untouched, numbered, takes_program
from interviewer.interview.session import Exchange, Prompt, PromptKind, Turn
from tests.exercises.samples import CODE, DEBUG, DERIVE, ESTIMATE, sample
from tests.factories import NOON, a_question

STARTER = sample(CODE).exercise.starter  # type: ignore[union-attr]
QUESTION, FOLLOW_UP, RETRY = PromptKind


def a_turn(*said: tuple[PromptKind, str | None]) -> Turn:
    exchanges = tuple(Exchange(Prompt(kind, "?"), answer=answer) for kind, answer in said)
    return Turn(CODE, "Write it", "foundations", NOON, exchanges)


@pytest.mark.parametrize(
    ("name", "kind", "program", "tests"),
    [
        (CODE, QUESTION, True, True),
        (CODE, RETRY, True, True),
        (CODE, FOLLOW_UP, False, False),
        (DEBUG, QUESTION, True, False),
        (ESTIMATE, QUESTION, False, False),
        (DERIVE, QUESTION, False, False),
    ],
)
def test_only_code_and_debugging_are_answered_with_a_program_and_follow_ups_in_words(
    name: str, kind: PromptKind, program: bool, tests: bool
) -> None:
    assert takes_program(sample(name), kind) is program
    assert has_tests_to_run(sample(name), kind) is tests


def test_an_answer_begins_with_the_starter_and_a_debugged_one_with_the_program() -> None:
    assert beginning(sample(CODE), a_turn((QUESTION, None))) == STARTER
    assert "scores = q @ k.T / d\n" in beginning(sample(DEBUG), a_turn((QUESTION, None)))
    assert beginning(a_question(), a_turn((QUESTION, None))) == ""


def test_a_second_try_begins_with_the_last_program_and_never_with_a_refusal() -> None:
    tried = (QUESTION, "def softmax(x): ..."), (FOLLOW_UP, "It is finite.")
    assert beginning(sample(CODE), a_turn(*tried, (RETRY, None))) == "def softmax(x): ..."
    assert beginning(sample(CODE), a_turn((QUESTION, "I don't know."), (RETRY, None))) == STARTER


def test_a_follow_up_begins_with_nothing() -> None:
    assert beginning(sample(CODE), a_turn((QUESTION, "def f(): ..."), (FOLLOW_UP, None))) == ""


def test_spaces_at_the_ends_of_lines_touch_no_starter_and_a_word_does() -> None:
    assert is_untouched("\n" + STARTER.replace("\n", "  \n"), sample(CODE))
    assert not is_untouched(STARTER.replace("raise NotImplementedError", "return x"), sample(CODE))
    assert not is_untouched("", sample(ESTIMATE))


def test_lines_are_numbered_as_answers_name_them() -> None:
    assert numbered("a\n\nb\n") == "1 | a\n2 |\n3 | b"
    assert numbered("\n".join("x" * 10)).splitlines()[0] == " 1 | x"
