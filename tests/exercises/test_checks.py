"""What is checked of the exercises of a corpus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interviewer.corpus.exercise import Exercise, Language
from interviewer.corpus.finding import Finding, Severity
from interviewer.corpus.question import Question
from interviewer.errors import SandboxError
from interviewer.exercises.checks.check import Checked, FoundRight, check_exercises
from interviewer.progress import unwatched
from interviewer.sandbox import packages
from interviewer.sandbox.runner import JudgeRunner
from tests.exercises.samples import CODE, DEBUG, DERIVE, ESTIMATE, sample, samples


def checked(runner: JudgeRunner, *questions: Question, known: FoundRight | None = None) -> tuple[Finding, ...]:
    return check_exercises(questions, lambda: runner, lambda _: None, known or FoundRight(None), unwatched).findings


def changed(name: str, **fields: Any) -> Question:
    question = sample(name)
    assert question.exercise is not None
    return replace(question, exercise=replace(question.exercise, **fields))


def exercise_of(name: str) -> Exercise:
    exercise = sample(name).exercise
    assert exercise is not None
    return exercise


def test_nothing_is_wrong_with_the_samples(runner: JudgeRunner) -> None:
    assert checked(runner, *samples().questions) == ()


CODED, FAULTY = exercise_of(CODE), exercise_of(DEBUG)
VALUES, FORMULAS = exercise_of(ESTIMATE).values, exercise_of(DERIVE).formulas


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (changed(CODE, wrong=CODED.wrong[:1]), "1 wrong programs; expected at least 2"),
        (changed(CODE, solution=CODED.wrong[0].program), "the solution fails a hidden test: test_large_inputs"),
        (
            changed(CODE, wrong=(CODED.wrong[0], replace(CODED.wrong[1], program=CODED.solution))),
            "the wrong program ignores-the-axis passes every hidden test",
        ),
        (changed(CODE, starter=CODED.solution), "the starter passes every hidden test"),
        (
            changed(CODE, hidden_tests=f"{CODED.hidden_tests}\ndef test_more():\n    pass\n"),
            "the hidden test test_more belongs to no key points",
        ),
        (changed(CODE, solution="def softmax(:"), "the solution does not parse at its line 1"),
        (
            changed(DEBUG, faults=(*FAULTY.faults[:2], replace(FAULTY.faults[2], wrong=FAULTY.faults[2].right))),
            "the fault wrong-axis alone passes its tests test_rows",
        ),
        (
            changed(ESTIMATE, values=(VALUES[0], replace(VALUES[1], wrong=("17 GB",)))),
            "'17 GB' is within the factor of total",
        ),
        (
            changed(ESTIMATE, values=(VALUES[0], replace(VALUES[1], value="17.2 bananas", wrong=("1 B",)))),
            "'17.2 bananas' of the value total is not read as a quantity",
        ),
        (changed(ESTIMATE, solution="cache_per_token = 0.5\ntotal = 1.0"), "total is 1.0, not 17.2"),
        (
            changed(DERIVE, formulas=(FORMULAS[0], replace(FORMULAS[1], right=("y_i - p_i",)))),
            "'y_i - p_i' is not accepted as the formula gradient",
        ),
        (
            changed(DERIVE, formulas=(FORMULAS[0], replace(FORMULAS[1], wrong=("-y_i + p_i",)))),
            "'-y_i + p_i' is accepted as the formula gradient",
        ),
        (
            changed(DERIVE, formulas=(FORMULAS[0], replace(FORMULAS[1], formula="p_i - )"))),
            "the formula gradient is not read: 'p_i - )'",
        ),
        (changed(DERIVE, task="Show that $g_i = p_i - y_i$."), "the formula gradient stands in the task"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_told(runner: JudgeRunner, question: Question, expected: str) -> None:
    found = checked(runner, question)
    assert any(expected in finding.message for finding in found), found
    assert {(finding.file, finding.severity) for finding in found} == {(question.file, Severity.ERROR)}


def test_what_was_found_right_is_not_run_again_until_it_changes(runner: JudgeRunner, tmp_path: Path) -> None:
    path = tmp_path / "checks.json"
    assert checked(runner, sample(CODE), known=FoundRight(path)) == ()

    def closed() -> JudgeRunner:
        raise SandboxError("This is not to be opened.")

    again = check_exercises([sample(CODE)], closed, lambda _: None, FoundRight(path), unwatched)
    assert again.findings == ()
    other = changed(CODE, solution=CODED.wrong[0].program)
    assert checked(runner, other, known=FoundRight(path)) != ()
    assert checked(runner, other, known=FoundRight(path)) != ()


def test_a_damaged_list_of_what_was_found_right_is_as_none(tmp_path: Path) -> None:
    path = tmp_path / "checks.json"
    path.write_bytes(b"[[1]")
    assert sample(CODE) not in FoundRight(path)


def test_what_needs_pytorch_is_not_run_without_it_and_nothing_is_wrong_with_it(
    runner: JudgeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    in_torch, known = changed(CODE, language=Language.TORCH), FoundRight(None)
    done = check_exercises([in_torch, sample(DERIVE)], lambda: runner, lambda _: None, known, unwatched)
    assert done == Checked((), (in_torch,))
    assert in_torch not in known
    broken = changed(CODE, language=Language.TORCH, solution="def f(:")
    assert any("does not parse" in finding.message for finding in checked(runner, broken))


def test_programs_that_may_not_be_run_are_a_warning(runner: JudgeRunner) -> None:
    refused = SandboxError("The folder is not trusted.", "Trust it.")
    (found,) = check_exercises([sample(CODE)], lambda: runner, lambda _: refused, FoundRight(None), unwatched).findings
    assert found.severity is Severity.WARNING
    assert found.message == "its programs were not run: The folder is not trusted. Trust it."
