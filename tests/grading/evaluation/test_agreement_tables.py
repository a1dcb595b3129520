"""The agreement as text and as JSON."""

from __future__ import annotations

from interviewer.grading.evaluation.agreement import Finding, Rated, agreement
from interviewer.grading.evaluation.agreement_tables import Heading, described, text_lines
from interviewer.strict_json import dumps

HEADING = Heading("answers.csv", "0 to 5", 2, (("similarity: x", 3),))
RATED = [
    Rated("a1", "q1", "good", "yes \x1b[2J", 1.0, 0.2, findings=(Finding("k1", "A claim.", "missed", "\x1b]0;x\x07"),)),
    Rated("a2", "q1", "bad", "no", 0.0, 0.1, misconceptions=("Never.",)),
    Rated("a3", "q2", "bad", "no", 0.5, 0.4),
    Rated("a4", "q2", "bad", "no", 0.5, None, reason="too long"),
]


def text(rated: list[Rated]) -> str:
    return "".join(text_lines(HEADING, agreement(rated, 2)))


def test_the_text_says_what_was_graded_by_whom_and_what_was_not() -> None:
    found = text(RATED)
    assert found.startswith("answers.csv: 4 answers to 2 questions, scored from 0 to 5\n2 rows without a score")
    assert "Graded 3, ungraded 1; by similarity: x (3)" in found
    assert "1 ungraded: too long" in found


def test_one_of_something_is_told_in_the_singular() -> None:
    heading = Heading("answers.csv", "0 to 5", 1, ())
    found = "".join(text_lines(heading, agreement(RATED[3:], 0)))
    assert found.startswith(
        "answers.csv: 1 answer to 1 question, scored from 0 to 5\n1 row without a score is left out"
    )


def test_hostile_text_of_an_answer_is_made_visible() -> None:
    found = text(RATED)
    assert "\x1b" not in found
    assert "\x07" not in found
    assert "␛[2J" in found


def test_a_disagreement_shows_verdicts_with_their_evidence() -> None:
    found = text(RATED).split("Widest disagreements")[1]
    assert "a1, good: people 1.00, grade 0.20" in found
    assert "missed        k1 A claim. “␛]0;x␇”" in found


def test_many_questions_are_cut_to_those_with_the_greatest_error_and_kinds_are_not() -> None:
    many = [Rated(str(n), f"question {n}", f"kind {n}", "a", n % 2, n / 100) for n in range(30)]
    found = text(many)
    assert "the 20 with the greatest error of 30" in found
    kinds, questions = found.split("Calibration")[0].split("By question")
    assert (kinds.count("\n  kind "), questions.count("\n  question ")) == (30, 20)


def test_nothing_graded_is_told_without_tables() -> None:
    assert text([RATED[3]]).endswith("1 ungraded: too long\n")


def test_the_json_has_every_score_and_no_nan() -> None:
    found = described(HEADING, agreement(RATED, 2), RATED)
    assert dumps(found)
    assert found["graders"] == [{"name": "similarity: x", "answers": 3}]
    assert found["reasons"] == [{"reason": "too long", "answers": 1}]
    assert [one["score"] for one in found["scores"]] == [0.2, 0.1, 0.4, None]
