"""Progress and the plan as lines of a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from interviewer.grading.grade import Method
from interviewer.grading.graders import GradedWith, GraderName
from interviewer.learning.attempts import Attempt
from interviewer.learning.plan import plan_of_today
from interviewer.learning.progress import progress_of
from interviewer.reports.learning_lines import WIDTH, plan_lines, progress_lines
from tests.factories import a_question
from tests.learning.attempted import MISSED, SIMILAR, attempted, on_day

ODD = "\x1b[31mred\u202e\r\nnext"
HOSTILE = replace(
    a_question(ODD, topic=ODD),
    title=ODD,
    key_points=tuple(replace(point, claim=f"{ODD}{point.id}") for point in a_question().key_points),
    misconceptions=(replace(a_question().misconceptions[0], belief=ODD, truth=ODD),),
)
STRANGE = GradedWith(GraderName(Method.CUSTOM, ODD, ODD), ODD)


def shown(*attempts: Attempt) -> list[str]:
    questions = [a_question(), HOSTILE]
    plan = plan_of_today(attempts, questions, on_day(9), by_similarity=False, zone=UTC)
    progress = progress_of(attempts, questions, on_day(9), by_similarity=False, zone=UTC)
    return [*plan_lines(plan), *progress_lines(progress)]


def test_a_terminal_obeys_nothing_of_foreign_text() -> None:
    failed = attempted(0, 0.1, question=HOSTILE, points=[(MISSED, MISSED)] * 3, states=["m1"], by=(STRANGE,))
    lines = shown(failed, attempted(1, by=(SIMILAR,)), attempted(2, by=(replace(STRANGE, corpus_version="2"),)))
    assert any("␛[31mred" in line for line in lines)
    assert not {"\x1b", "\u202e", "\r", "\n"} & set("".join(lines))


def test_a_clear_trend_is_told_with_its_interval_and_another_by_name() -> None:
    rising = [attempted(day, day / 5) for day in range(5)]
    assert f"{'regularization':31}        5    40 %   40 %  rising +140.0 ± 0.0" in shown(*rising)
    assert any(line.endswith("too few for a trend") for line in shown(*rising[:4]))
    assert any(line.endswith("no clear trend") for line in shown(*rising, attempted(5, 0.0), attempted(6, 0.0)))


def test_confidence_is_set_beside_the_grade() -> None:
    lines = shown(attempted(0, 0.4, confidence=0.9), attempted(1, 0.6, confidence=0.9))
    assert "Confidence before the grade, and the grade (2 answers)" in lines
    assert "  said 90 %, scored 50 % (2 answers)" in lines


def test_what_is_left_out_is_counted() -> None:
    many = [
        attempted(0, 0.1, question=question, points=[(MISSED, MISSED)] * 3)
        for question in (a_question(f"question-{number}") for number in range(10))
    ]
    plan = plan_of_today(
        many, [a_question(f"question-{number}") for number in range(10)], on_day(9), by_similarity=False, zone=UTC
    )
    lines = list(plan_lines(plan))
    assert "  and 2 questions more; --json lists all" in lines
    assert lines[-1] == "Start: interviewer --mode drill --count 10"
    assert max(map(len, lines)) <= WIDTH
