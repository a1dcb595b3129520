"""What a report shows beside a grade: earlier grades, contested verdicts, and how sure the candidate was."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest

from interviewer.grading.grade import Grade, Method
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.dispute import Dispute, SecondJudgement
from interviewer.interview.session import Exchange, Prompt, PromptKind, Session, Turn
from interviewer.reports.build import build_report
from interviewer.reports.formats import Format
from interviewer.reports.markdown import render_markdown
from interviewer.reports.model import Report
from interviewer.reports.render import render
from interviewer.reports.spending import spendings
from tests.factories import NOON, a_grade, a_plan, a_question

QUESTION = a_question()
M, P, X = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED
SAID = "You contest this: met; second judgement: partial. Your reason: I said so."
AGAIN = (
    "Graded again on 05 November 2026: was 0 %, is 50 %. Another model: new instead of fake. "
    "Another version of the grader: 2 instead of 1."
)


def a_later_grade(*verdicts: Verdict) -> Grade:
    """A grade of three days later by another version of the grader."""
    grade = a_grade(QUESTION, *verdicts)
    given = replace(grade.provenance, model="new", grader_version="2", graded_at=NOON + timedelta(days=3))
    return replace(grade, provenance=given)


def a_report(argument: str = "I said so.", **changes: object) -> Report:
    """A report on an answer graded twice, with a contested verdict."""
    second = SecondJudgement(PointVerdict("k2", "Fact2.", 2, P, reasoning="Half of it."), "openai:other", NOON)
    exchange = Exchange(
        Prompt(PromptKind.QUESTION, QUESTION.title),
        "an answer",
        NOON,
        a_later_grade(M, X, X),
        confidence=0.75,
        earlier_grades=(a_grade(QUESTION, X, X, X),),
        disputes=(Dispute("k2", X, M, NOON, argument, second),),
    )
    turn = Turn(QUESTION.id, QUESTION.title, "t", NOON, (replace(exchange, **changes),), closed_at=NOON)  # type: ignore[arg-type]
    return build_report(Session(a_plan("dropout"), (turn,), NOON), {"dropout": QUESTION})


def test_markdown_says_all_three_where_they_belong() -> None:
    page = render_markdown(a_report())
    assert "- You were 75 % sure of this answer; its score: 50 %.\n" in page
    assert f"- {AGAIN}\n" in page
    assert f"Fact2 alpha2 beta2 gamma2.\n  - {SAID}\n" in page


@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN])
def test_pages_say_them_too(form: Format) -> None:
    page = render(a_report(), form).decode()
    for said in (AGAIN, SAID, "You were 75 % sure of this answer; its score: 50 %."):
        assert said in page


def test_a_pdf_says_them_too() -> None:
    pages = pypdf.PdfReader(io.BytesIO(render(a_report(), Format.PDF))).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for said in (AGAIN, SAID, "You were 75 % sure of this answer; its score: 50 %."):
        assert "".join(said.split()) in text


@pytest.mark.usefixtures("far_east")
@pytest.mark.parametrize("form", [Format.MARKDOWN, Format.HTML, pytest.param(Format.PDF, marks=pytest.mark.slow)])
def test_days_are_those_of_the_machine(form: Format) -> None:
    made = render(a_report(), form)
    page = made.decode() if form is not Format.PDF else pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "Interview of 03 November 2026" in page
    assert "02 November 2026" not in page


def test_json_has_the_earlier_grade_with_its_verdicts_and_why_it_was_replaced() -> None:
    answer = json.loads(render(a_report(), Format.JSON))["turns"][0]["answers"][0]
    (earlier,) = answer["earlier_grades"]
    assert answer["confidence"] == 0.75
    assert earlier["grader"] == {"method": "similarity", "model": "fake", "version": "1"}
    assert (earlier["graded_at"], earlier["replaced_at"]) == ("2026-11-02T12:00:00Z", "2026-11-05T12:00:00Z")
    assert (earlier["change"]["before"], earlier["change"]["after"]) == (0.0, answer["score"])
    moved = [point["id"] for point in earlier["change"]["points"] if point["moved"]]
    assert moved == ["k1"]


def test_json_has_the_dispute_with_its_verdict() -> None:
    points = json.loads(render(a_report(), Format.JSON))["turns"][0]["points"]
    (dispute,) = points[1]["disputes"]
    assert (dispute["contested"], dispute["label"], dispute["second"]) == ("missed", "met", "partial")
    assert (dispute["judge"], dispute["reasoning"], dispute["argument"]) == (
        "openai:other",
        "Half of it.",
        "I said so.",
    )
    assert points[0]["disputes"] == []


def test_neither_an_earlier_grade_nor_a_dispute_changes_a_score() -> None:
    plain, full = a_report(earlier_grades=(), disputes=()), a_report()
    assert (plain.means, plain.turns[0].outcome) == (full.means, full.turns[0].outcome)


def test_a_dispute_about_a_verdict_that_has_moved_since_says_what_it_was() -> None:
    page = render_markdown(a_report(grade=a_later_grade(M, M, X)))
    assert "You contest this: met; second judgement: partial; the verdict was missed then. Your reason" in page


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    page = render_markdown(a_report(earlier_grades=(), disputes=(), confidence=None))
    assert not any(word in page for word in ("Graded again", "contest", "sure of this"))


HOSTILE = "<script>x</script> [a](http://b) **c** \x1b[2J $d$ =cmd"


def test_an_argument_is_text_in_every_format() -> None:
    report = a_report(HOSTILE)
    page = render(report, Format.HTML).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;x&lt;/script&gt; [a](http://b) **c** ␛[2J $d$ =cmd" in page
    markdown = render(report, Format.MARKDOWN).decode()
    assert "\x1b" not in markdown
    assert "<script>" not in markdown
    assert "[a](http" not in markdown
    assert json.loads(render(report, Format.JSON))["turns"][0]["points"][1]["disputes"][0]["argument"] == HOSTILE
    assert render(report, Format.PDF).startswith(b"%PDF")


def test_the_time_a_follow_up_took_is_counted_from_the_first_grade_before_it() -> None:
    def seconds(first: Exchange) -> float | None:
        follow_up = Exchange(Prompt(PromptKind.FOLLOW_UP, "And?"), "more", NOON + timedelta(seconds=90))
        turn = Turn(QUESTION.id, QUESTION.title, "t", NOON, (first, follow_up))
        return build_report(Session(a_plan("dropout"), (turn,)), {}).turns[0].answers[1].seconds

    grade = a_grade(QUESTION, M, M, M)
    graded = replace(grade, provenance=replace(grade.provenance, graded_at=NOON + timedelta(seconds=30)))
    first = Exchange(Prompt(PromptKind.QUESTION, "?"), "an answer", NOON, graded)
    again = replace(first, grade=a_later_grade(M, M, M), earlier_grades=(graded,))
    assert seconds(first) == seconds(again) == 60.0


def test_what_a_replaced_grade_took_still_counts_as_spent() -> None:
    paid = a_grade(QUESTION, M, M, M, method=Method.LLM)
    given = replace(paid.provenance, usage={"calls": 2, "input_tokens": 100, "output_tokens": 10}, cost=0.5)
    exchange = Exchange(
        Prompt(PromptKind.QUESTION, "?"), "a", NOON, a_later_grade(M, M, M), None, (replace(paid, provenance=given),)
    )
    turn = Turn(QUESTION.id, QUESTION.title, "t", NOON, (exchange,), closed_at=NOON)
    (spent,) = spendings(Session(a_plan("dropout"), (turn,), NOON))
    assert (spent.usage.calls, spent.usage.cost) == (2, 0.5)
