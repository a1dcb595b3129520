"""Why a key point counts less than its verdict says, in the same words everywhere."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pypdf
import pytest

from interviewer.exercises.marks import reduced
from interviewer.grading.grade import Grade, Method
from interviewer.grading.score import score_of
from interviewer.grading.verdict import Verdict
from interviewer.interview.session import Exchange, Hint, Prompt, PromptKind, Session, Turn
from interviewer.reports.build import build_report
from interviewer.reports.earned import earned_in_try, earned_points
from interviewer.reports.feedback import feedback_lines
from interviewer.reports.formats import Format
from interviewer.reports.remarks import remarks_beside
from interviewer.reports.render import render
from interviewer.reports.ungraded import shown_credit
from tests.factories import NOON, a_failed_grade, a_grade, a_plan, a_question

QUESTION = a_question()
M, P, X, N = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.NOT_ASSESSED


def expecting(grade: Grade, *shares: float) -> Grade:
    """A grade whose verdicts state what they expect to earn."""
    verdicts = tuple(replace(one, expected=share) for one, share in zip(grade.verdicts, shares, strict=True))
    return replace(grade, verdicts=verdicts, score=score_of(verdicts))


def turn_of(*grades: Grade, hinted: str = "") -> Turn:
    kinds = (PromptKind.QUESTION, *[PromptKind.FOLLOW_UP] * (len(grades) - 1))
    exchanges = tuple(
        Exchange(Prompt(kind, "?", None if kind is PromptKind.QUESTION else "k2"), "an answer", NOON, grade)
        for kind, grade in zip(kinds, grades, strict=True)
    )
    hints = (Hint(hinted, "Think.", 0),) if hinted else ()
    return Turn(QUESTION.id, QUESTION.title, QUESTION.topic, NOON, exchanges, hints, closed_at=NOON)


def whys(*grades: Grade, hinted: str = "") -> list[str]:
    turn = turn_of(*grades, hinted=hinted)
    return [one.why for one in earned_points(turn, shown_credit(turn)).values()]


def test_nothing_is_said_of_points_that_count_what_their_verdicts_say() -> None:
    assert whys(a_grade(QUESTION, M, P, X)) == ["", "", ""]


def test_a_point_met_by_a_probability_says_what_it_counts() -> None:
    told = whys(expecting(a_grade(QUESTION, M, P, X), 0.8, 0.44, 0.2))
    assert told == ["likely met: counts 80 %", "partly met: counts 44 %", ""]


def test_a_point_as_good_as_sure_says_nothing() -> None:
    assert whys(expecting(a_grade(QUESTION, M, P, X), 0.997, 0.5, 0.0)) == ["", "", ""]


def test_a_point_met_after_a_follow_up_says_so() -> None:
    told = whys(a_grade(QUESTION, M, X, P), a_grade(QUESTION, X, M, P))
    assert told == ["", "met after a follow-up: counts 0 % unaided, 100 % aided", ""]


def test_what_the_score_counts_is_told_where_both_are_so() -> None:
    told = whys(
        expecting(a_grade(QUESTION, M, X, X), 1.0, 0.3, 0.0), expecting(a_grade(QUESTION, X, M, X), 0.0, 0.8, 0.0)
    )
    assert told[1] == "likely met after a follow-up: counts 30 % unaided, 80 % aided"


def test_a_point_that_a_hint_led_to_says_so() -> None:
    told = whys(a_grade(QUESTION, M, X, X), hinted="k1")
    assert told[0] == "met after a hint: counts 0 % unaided, 100 % aided"


def test_a_hint_that_was_followed_by_a_follow_up_is_told_with_it() -> None:
    told = whys(a_grade(QUESTION, X, X, X), a_grade(QUESTION, X, M, X), hinted="k2")
    assert told[1] == "met after a hint and a follow-up: counts 0 % unaided, 100 % aided"


def test_false_alarms_are_the_reason_in_an_exercise() -> None:
    grade = expecting(a_grade(QUESTION, M, P, X, method=Method.PROGRAM), 1.0, 0.5, 0.0)
    told = whys(replace(grade, verdicts=reduced(grade.verdicts, 0.8)))
    assert told[:2] == [
        "met, less what false alarms take off: counts 80 %",
        "partly met, less what false alarms take off: counts 40 %",
    ]


def test_shares_that_no_score_goes_by_are_not_told() -> None:
    follow_up = a_grade(QUESTION, X, M, X, method=Method.LLM)
    told = whys(expecting(a_grade(QUESTION, M, X, X), 0.8, 0.3, 0.0), follow_up)
    assert told[0] == ""


def test_nothing_is_said_of_what_a_failed_follow_up_left_open() -> None:
    assert whys(a_grade(QUESTION, M, X, X), a_failed_grade()) == ["", "", ""]


def test_a_second_try_says_it_by_itself() -> None:
    assert earned_in_try(expecting(a_grade(QUESTION, M, X, N), 0.8, 0.3, 0.0)) == {"k1": "likely met: counts 80 %"}


LIKELY = "likely met: counts 80 %"


def likely() -> Turn:
    return turn_of(expecting(a_grade(QUESTION, M, X, X), 0.8, 0.1, 0.1))


@pytest.mark.parametrize("form", Format)
def test_every_format_says_it_in_the_same_words(form: Format) -> None:
    made = render(build_report(Session(a_plan("dropout"), (likely(),), NOON), {"dropout": QUESTION}), form)
    if form is Format.PDF:
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
        assert "".join(LIKELY.split()) in "".join(text.split()).lower()
    else:
        assert LIKELY in made.decode().lower()


def test_line_mode_and_the_screen_say_it_in_the_same_words() -> None:
    turn = likely()
    assert f"    {LIKELY}" in list(feedback_lines(turn, shown_credit(turn), QUESTION))
    assert remarks_beside(turn, shown_credit(turn))["k1"] == (LIKELY,)


def test_the_shares_in_json_are_those_of_the_scores() -> None:
    made = render(build_report(Session(a_plan("dropout"), (likely(),), NOON), {"dropout": QUESTION}), Format.JSON)
    (turn,) = json.loads(made)["turns"]
    total = sum(point["weight"] for point in turn["points"])
    assert sum(point["weight"] * point["aided"] for point in turn["points"]) / total == pytest.approx(turn["aided"])


def test_a_point_that_is_likely_met_alone_is_a_strength_and_no_gap() -> None:
    report = build_report(Session(a_plan("dropout"), (likely(),), NOON), {"dropout": QUESTION})
    assert [one.claim for one in report.strengths] == [QUESTION.key_points[0].claim]
    assert QUESTION.key_points[0].claim not in [one.claim for one in report.gaps]
