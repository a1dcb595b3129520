"""The tables that a person reads and the JSON that a program does."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from interviewer.corpus.reader import read_corpus
from interviewer.grading.evaluation.answers import packaged_answers
from interviewer.grading.evaluation.measures import Share, measure, same_verdicts
from interviewer.grading.evaluation.run import Evaluation, GraderUnderTest, evaluate, tasks_of
from interviewer.grading.evaluation.tables import Comparison, described, text_lines
from interviewer.grading.score import SCORE_DIGITS
from interviewer.models.chat import Usage
from interviewer.paths import bundled
from tests.grading.evaluation.graders import (
    MET,
    MISSED,
    Rule,
    RuleGrader,
    an_answer,
    an_outcome,
    as_labelled,
    credits_all,
)

ANSWERS = packaged_answers()[:10]
QUESTIONS = read_corpus([bundled("corpus")]).by_id


def tried(name: str, rule: Rule) -> Evaluation:
    under_test = GraderUnderTest(name, lambda _: RuleGrader(ANSWERS, rule))
    return evaluate(under_test, tasks_of(ANSWERS), QUESTIONS, lambda *_: None)


GOOD, BAD = tried("careful", as_labelled), tried("flatterer", credits_all)


def test_two_graders_stand_side_by_side_in_one_table() -> None:
    text = "".join(text_lines(Comparison("abc", (), (GOOD, BAD))))
    lines = text.splitlines()
    head = next(line for line in lines if "careful" in line)
    row = next(line for line in lines if line.startswith("Leniency"))
    assert head.index("careful") == row.index("0.0 %")
    assert head.index("flatterer") == row.index("100.0 %")
    same = same_verdicts(GOOD, BAD)
    assert f"same verdict on {same.count} of {same.of} key points" in text


def test_each_grader_ends_with_its_sentence() -> None:
    lines = list(text_lines(Comparison("abc", (), (GOOD, BAD))))
    assert lines[-2].startswith("careful: Recommended with care: only 10 answers")
    assert lines[-1].startswith("flatterer: Not recommended: ")


def test_one_grader_is_compared_with_none() -> None:
    text = "".join(text_lines(Comparison("abc", (), (GOOD,))))
    assert "same verdict" not in text
    assert all(answer.kind.value in text for answer in ANSWERS)


def test_no_line_is_wider_than_two_graders_need() -> None:
    table = [
        line for line in text_lines(Comparison("abc", (), (GOOD, BAD))) if not line.startswith(("careful:", "fla"))
    ]
    assert max(map(len, table)) <= 100


def test_reasons_of_failed_gradings_are_shown_as_text_only() -> None:
    failed = an_outcome(an_answer(MET, MISSED, MISSED))
    failed = replace(failed, grade=replace(failed.grade, reason="Away\x1b[2J\nnow."))
    text = "".join(text_lines(Comparison("abc", (), (Evaluation("t", "t", (failed,), Usage()),))))
    assert "1 times: Away␛[2J now." in text
    assert "none of 1 graded" in text


def test_what_calls_took_is_told_and_an_unknown_cost_is_unknown() -> None:
    outcome = an_outcome(an_answer(MET, MISSED, MISSED), MET, MISSED, MISSED)
    text = "".join(
        text_lines(Comparison("abc", (), (Evaluation("t", "t", (outcome,), Usage(9, 8, 1, None, estimated=True)),)))
    )
    assert "9 in, 8 out (estimated)" in text
    assert next(line.split() for line in text.splitlines() if line.startswith("Cost")) == ["Cost", "unknown"]


def test_no_figure_of_the_json_shows_the_noise_of_binary_fractions() -> None:
    text = json.dumps(described(Comparison("abc", (), (GOOD, BAD))), allow_nan=False)
    digits = [len(found) for found in re.findall(r"\d+\.(\d+)", text)]
    assert digits
    assert max(digits) <= SCORE_DIGITS


def test_the_json_has_every_grading_and_every_measure() -> None:
    found = json.loads(json.dumps(described(Comparison("abc", ("x",), (GOOD, BAD)))))
    assert (found["corpus_version"], found["left_out"], found["answers"]) == ("abc", ["x"], 10)
    first = found["graders"][0]
    assert len(first["gradings"]) == len(GOOD.outcomes)
    assert first["gradings"][0]["verdicts"][0].keys() == {"point", "label", "verdict"}
    assert first["measures"]["kappa"]["value"] == measure(GOOD).kappa.value
    assert Share(**found["same_verdicts"]) == same_verdicts(GOOD, BAD)
