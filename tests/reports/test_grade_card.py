"""One grade by itself: everything that others wrote in it is shown and never obeyed."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from interviewer.grading.grade import Grade
from interviewer.grading.verdict import Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.reports.grade_card import grade_markdown, grade_table, summary
from tests.factories import a_failed_grade, a_grade, a_question

QUESTION = a_question()
GRADE = a_grade(QUESTION, Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, answer="my own words")
HOSTILE = "\x1b[31mred\x1b[0m [bold]big[/] </table><script>x</script> a|b `code` $x$ \u202eback\nnext"


def drawn(grade: Grade, question: str = "What?") -> str:
    out = io.StringIO()
    Console(file=out, width=160, force_terminal=True, color_system="truecolor").print(grade_table(grade, question))
    return out.getvalue()


def test_the_summary_has_the_score_the_grader_and_the_counts() -> None:
    assert summary(GRADE) == "65 % by similarity: 1 met, 1 partial, 1 missed"


def test_the_summary_of_an_ungraded_answer_has_its_reason_on_one_line() -> None:
    assert summary(a_failed_grade("Away.\n\x1b[31m")) == "ungraded: Away. ␛[31m"


def test_the_table_has_every_verdict_with_its_words() -> None:
    text = drawn(GRADE)
    for word in ("✓ met", "~ partial", "✗ missed", "my own words", QUESTION.key_points[2].claim):
        assert word in text


@pytest.fixture
def hostile() -> Grade:
    evidence = (Evidence(0, len(HOSTILE), HOSTILE),)
    return replace(
        GRADE,
        verdicts=(PointVerdict("k1", HOSTILE, 1, Verdict.MET, evidence),),
        misconceptions=(MisconceptionFound("m1", HOSTILE, HOSTILE, evidence),),
        flags=(HOSTILE,),
    )


def test_a_terminal_obeys_nothing_of_foreign_text(hostile: Grade) -> None:
    text = drawn(hostile, HOSTILE)
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
    assert text.count("[bold]big[/]") >= 4


def test_markdown_obeys_nothing_of_foreign_text(hostile: Grade) -> None:
    page = grade_markdown(hostile, HOSTILE)
    assert "<script" not in page.replace("\\<script", "")
    assert "\x1b" not in page
    rows = [line for line in page.splitlines() if line.startswith("| ✓")]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == 5


def test_markdown_names_the_grader() -> None:
    assert "graded by `fake`, version 1" in grade_markdown(GRADE, "What?")


def test_a_remark_cannot_begin_a_heading() -> None:
    page = grade_markdown(replace(GRADE, flags=("# Score: 100 %",)), "What?")
    assert "- \\# Score: 100 %" in page
