"""Rewrites through a chat model on this machine: what stands in them, what is dropped, and when there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from interviewer.corpus.reader import read_corpus
from interviewer.grading.grade import Grade, Method, Status
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import Evidence, MisconceptionFound, Verdict
from interviewer.interview.session import Exchange, Prompt, PromptKind, Turn
from interviewer.models.errors import ModelUnreachableError
from interviewer.models.prompts import PromptLibrary
from interviewer.paths import bundled
from interviewer.reports.model import RewriteReport
from interviewer.reports.rewriting.writer import Rewriter
from tests.exercises.samples import CODE, sample
from tests.factories import NOON, WordGrader, a_grade, provenance
from tests.models.fake_chat import FakeChat

DROPOUT = read_corpus([bundled("corpus")]).by_id["dropout"]
SAID = "Dropout sets units to zero at random in training with probability p."
ALSO = "No unit can rely on particular other units, which reduces co-adaptation."
MISSED = DROPOUT.key_points[-1].claim
ANSWER = f"Well, {SAID} {ALSO}"
FEW = "too little of what the model wrote is supported"


def graded(answer: str, *verdicts: Verdict, lies: bool = False, method: Method = Method.LLM) -> Grade:
    """A grade of an answer: of as many first key points as there are verdicts, the others missed."""
    every = (*verdicts, *[Verdict.MISSED] * (len(DROPOUT.key_points) - len(verdicts)))
    grade = a_grade(DROPOUT, *every, answer=answer, method=method)
    lie = MisconceptionFound("m1", "Dropout stays on.", "It is on only in training.", (Evidence(0, 4, answer[:4]),))
    return replace(grade, misconceptions=(lie,)) if lies else grade


def a_turn(answer: str = ANSWER, grade: Grade | None = None, *more: Exchange) -> Turn:
    first = Exchange(Prompt(PromptKind.QUESTION, DROPOUT.title), answer, NOON, grade or graded(answer, Verdict.MET))
    return Turn("dropout", DROPOUT.title, "regularization", NOON, (first, *more), closed_at=NOON)


def written(reply: str | Callable[[Any], dict[str, Any]], turn: Turn | None = None) -> tuple[RewriteReport, FakeChat]:
    """The rewrite where the model replies this, and the model."""
    chat = FakeChat(reply if callable(reply) else lambda _: {"text": reply})
    rewriter = Rewriter(chat, PromptLibrary([bundled("prompts")]), b"k" * 32, WordGrader(), seconds=5)
    return rewriter.rewrite(turn or a_turn(), DROPOUT), chat


def test_what_is_supported_stands_as_it_was_written() -> None:
    found, _ = written(f"{SAID} {ALSO} {MISSED}")
    assert found == RewriteReport(f"{SAID} {ALSO} {MISSED}", "openai:fake")


def test_a_sentence_that_nothing_supports_is_dropped_and_counted() -> None:
    found, _ = written(f"{SAID} It was invented at Google by Hinton for language models. {ALSO} {MISSED}")
    assert found.text == f"{SAID} {ALSO} {MISSED}"
    assert found.dropped == 1


def test_if_too_little_is_left_there_is_no_rewrite() -> None:
    for reply in ("", "I was perfect.", f"{SAID} {'The moon is made of cheese and of nothing else. ' * 4}"):
        found, _ = written(reply)
        assert found.text == ""
        assert found.why_not.startswith(FEW)


def test_a_sentence_that_states_a_misconception_is_dropped_though_the_answer_said_it() -> None:
    wrong = "Dropout units lie at zero in training."
    found, _ = written(f"{SAID} {wrong} {ALSO}", a_turn(f"{ANSWER} {wrong}"))
    assert found.text == f"{SAID} {ALSO}"


def test_links_and_control_characters_are_gone() -> None:
    found, _ = written(f"{SAID[:-1]} [p](http://127.0.0.1/x).\x1b[2J {ALSO}")
    assert "http" not in found.text
    assert "\x1b" not in found.text


def test_the_model_is_told_what_was_stated_and_what_was_missed_between_delimiters() -> None:
    points = DROPOUT.key_points
    _, chat = written(SAID, a_turn(grade=graded(ANSWER, Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED, lies=True)))
    system, user = (message.text for message in chat.calls[0].messages)
    stated, missing = user.split("<<stated ")[1].split("<<missing ")
    assert points[0].claim in stated
    assert points[1].claim in stated
    assert points[2].claim in missing
    assert "It is on only in training." in missing
    assert ANSWER not in system
    assert DROPOUT.title not in system
    assert user.count("<<answer ") == 1


def test_follow_ups_count_and_second_tries_do_not() -> None:
    more = [
        Exchange(Prompt(PromptKind.FOLLOW_UP, "And?", "k2"), ALSO, NOON, graded(ALSO, Verdict.MISSED, Verdict.MET)),
        Exchange(Prompt(PromptKind.RETRY, DROPOUT.title), "Second thoughts.", NOON, graded("Second thoughts.")),
        Exchange(Prompt(PromptKind.FOLLOW_UP, "And?", "k3"), "No idea.", NOON, graded("No idea.", method=Method.GATE)),
    ]
    _, chat = written(SAID, a_turn(SAID, None, *more))
    user = chat.calls[0].messages[1].text
    assert ALSO in user
    assert "Second thoughts" not in user
    assert "No idea" not in user


def test_the_same_answer_and_grades_make_the_same_request() -> None:
    first, second = (written(SAID)[1].calls[0] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        (a_turn(grade=Grade(Status.UNGRADED, None, provenance(), "away")), "has no grade"),
        (a_turn("I don't know", graded("I don't know", method=Method.GATE)), "there is no answer"),
    ],
)
def test_without_a_judged_answer_no_model_is_asked(turn: Turn, why: str) -> None:
    found, chat = written(SAID, turn)
    assert why in found.why_not
    assert chat.calls == []


def test_a_failure_of_the_model_is_told() -> None:
    def fail(_: object) -> dict[str, Any]:
        raise ModelUnreachableError("The server did not reply.")

    found, _ = written(fail)
    assert (found.text, found.why_not) == ("", "the model failed: The server did not reply.")


def test_the_checker_reads_what_is_left() -> None:
    asked: list[str] = []

    class Reader(WordGrader):
        def grade(self, request: GradingRequest, cancel: object = None) -> Grade:
            asked.append(request.answer)
            return super().grade(request)

    chat = FakeChat(lambda _: {"text": f"{SAID} The moon is made of cheese. {ALSO}"})
    Rewriter(chat, PromptLibrary([bundled("prompts")]), b"k" * 32, Reader(), seconds=5).rewrite(a_turn(), DROPOUT)
    assert all("moon" not in text for text in asked)
    assert SAID in asked[0]


def test_a_program_is_not_reworded_and_no_model_is_asked() -> None:
    chat = FakeChat(lambda _: {"text": SAID})
    rewriter = Rewriter(chat, PromptLibrary([bundled("prompts")]), b"k" * 32, WordGrader(), seconds=5)
    found = rewriter.rewrite(a_turn("def softmax(x): ..."), sample(CODE))
    assert (found.text, found.why_not) == ("", "a program is not reworded")
    assert chat.calls == []
