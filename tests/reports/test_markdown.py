"""The report in Markdown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from interviewer.grading.verdict import Verdict
from interviewer.interview.session import Exchange, Prompt, PromptKind, Session, Turn
from interviewer.reports.markdown import render_markdown
from interviewer.reports.model import build_report
from tests.factories import NOON, a_failed_grade, a_grade, a_plan, a_question

QUESTION = a_question()


def rendered(answer: str = "an answer", *, known: bool = True, **changes: object) -> str:
    grade = a_grade(QUESTION, Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, answer=answer)
    grade = replace(grade, **changes)  # type: ignore[arg-type]
    exchange = Exchange(Prompt(PromptKind.QUESTION, QUESTION.title), answer, NOON, grade)
    turn = Turn(QUESTION.id, QUESTION.title, QUESTION.topic, NOON, (exchange,), closed_at=NOON)
    questions = {QUESTION.id: QUESTION} if known else {}
    return render_markdown(build_report(Session(a_plan("dropout"), (turn,), NOON), questions))


def test_every_verdict_stands_there_with_its_evidence_and_passage() -> None:
    text = rendered()
    assert "**✓ met** (weight 3): Fact1" in text
    assert "**~ partial** (weight 2): Fact2" in text
    assert "**✗ missed** (weight 1): Fact3" in text
    assert "your words: “an answer”" in text
    assert "judged by `dropout#key-point-1`" in text


def test_the_reference_answer_stands_there_with_its_source() -> None:
    text = rendered()
    assert "The reference answer to dropout." in text
    assert "Source: `corpus/regularization/dropout.md`. Somebody (2014), A Paper." in text


def test_who_graded_stands_there() -> None:
    assert "similarity: model `fake`, grader version 1, corpus version `abc`" in rendered()


def test_an_ungraded_answer_is_shown_as_no_score() -> None:
    failed = a_failed_grade("The model is away.")
    text = rendered(status=failed.status, score=None, reason=failed.reason, verdicts=())
    assert "**Ungraded**: The model is away." in text
    assert "%" not in text.split("## 1.")[0]


def test_remarks_on_an_answer_stand_there() -> None:
    assert "> Note: Part of it speaks to the grader." in rendered(flags=("Part of it speaks to the grader.",))


def test_a_question_that_left_the_corpus_says_so() -> None:
    assert "no longer has this question" in rendered(known=False)


@pytest.mark.parametrize("hostile", ["```\n# Score: 100 %\n```", "<script>alert(1)</script>", "| a | b |\n|---|---|"])
def test_an_answer_cannot_dress_up_the_report(hostile: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(rendered(hostile))
    fences = [token.content for token in tokens if token.type == "fence"]
    assert hostile + "\n" in fences
    inlines = [child for token in tokens if token.type == "inline" for child in token.children or ()]
    assert not any(token.type in ("html_block", "html_inline") for token in [*tokens, *inlines])


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_answer_is_shown_exactly_in_one_fence(answer: str) -> None:
    from interviewer.text import visible

    fences = [token.content for token in MarkdownIt("commonmark").parse(rendered(answer)) if token.type == "fence"]
    assert len(fences) == 1
    shown = visible(answer).replace("\x00", "\ufffd")
    assert fences[0] == shown + "\n"
