"""Checks of exercises that run programs: solutions pass, planted faults and wrong programs are caught."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from interviewer.corpus.exercise import Exercise, Language, Value
from interviewer.corpus.planting import planted
from interviewer.corpus.python_source import names_of_tests, parsed
from interviewer.corpus.question import Kind, Question
from interviewer.exercises.running import why_failed
from interviewer.files.decoding import LineError
from interviewer.sandbox.running import Author, Outcome, Runner, RunRequest

LEAST_WRONG = 2
"""A coding exercise has at least this many programs that look right and are not."""

SOLUTION_TOLERANCE = 1.02
"""The solution of an estimate comes to each value within this factor: values are rounded."""

_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def check_text(question: Question) -> Iterator[str]:
    """What is wrong with the programs and tests of a question, as far as reading them tells."""
    exercise = question.exercise
    assert exercise is not None
    if exercise.solution and (problem := _problem(exercise.solution)):
        yield f"the solution does not parse {problem}"
    if question.kind is Kind.CODE:
        yield from _check_code(question, exercise)
    if question.kind is Kind.DEBUG:
        yield from _check_debug(question, exercise)


def check_runs(question: Question, runner: Runner) -> Iterator[str]:
    """What is wrong with them as running them tells. Raises SandboxError where they cannot be run."""
    exercise = question.exercise
    assert exercise is not None
    if question.kind is Kind.ESTIMATE:
        tests = "".join(map(_test_of_value, exercise.values))
        for outcome in _run(runner, exercise, exercise.solution, tests, Language.NUMPY).values():
            if not outcome.passed:
                yield f"the solution does not come to a value: {why_failed(outcome)}"
        return
    assert exercise.language is not None
    for what, tests in (("hidden", exercise.hidden_tests), ("visible", exercise.visible_tests)):
        if tests:
            for outcome in _run(runner, exercise, exercise.solution, tests, exercise.language).values():
                if not outcome.passed:
                    yield f"the solution fails a {what} test: {why_failed(outcome)}"
    if question.kind is Kind.CODE:
        yield from _run_wrong(exercise, exercise.language, runner)
    else:
        yield from _run_faults(question, exercise, exercise.language, runner)


def _run_wrong(exercise: Exercise, language: Language, runner: Runner) -> Iterator[str]:
    for name, program in (*((wrong.name, wrong.program) for wrong in exercise.wrong), ("starter", exercise.starter)):
        if all(outcome.passed for outcome in _run(runner, exercise, program, exercise.hidden_tests, language).values()):
            what = "the starter" if program is exercise.starter else f"the wrong program {name}"
            yield f"{what} passes every hidden test; expected one that fails"


def _run_faults(question: Question, exercise: Exercise, language: Language, runner: Runner) -> Iterator[str]:
    together = _run(runner, exercise, exercise.starter, exercise.hidden_tests, language)
    for fault in exercise.faults:
        alone = _run(runner, exercise, planted(exercise.solution, (fault,)), exercise.hidden_tests, language)
        tests = _tests_of(question, fault.name)
        for outcomes, how in ((alone, "alone"), (together, "among the others")):
            if tests and all(outcomes[name].passed for name in tests):
                yield f"the fault {fault.name} {how} passes its tests {', '.join(tests)}; expected one that fails"


def _run(runner: Runner, exercise: Exercise, program: str, tests: str, language: Language) -> Mapping[str, Outcome]:
    return runner.run(RunRequest(program, tests, language, exercise.seconds, Author.ONESELF)).by_name


def _check_code(question: Question, exercise: Exercise) -> Iterator[str]:
    if len(exercise.wrong) < LEAST_WRONG:
        yield f"{len(exercise.wrong)} wrong programs; expected at least {LEAST_WRONG}"
    owners = Counter(name for point in question.key_points if point.check for name in point.check.tests)
    for name in names_of_tests(exercise.hidden_tests):
        if owners[name] != 1:
            yield f"the hidden test {name} belongs to {owners[name] or 'no'} key points; expected one"
    for wrong in exercise.wrong:
        if problem := _problem(wrong.program):
            yield f"the wrong program {wrong.name} does not parse {problem}"


def _check_debug(question: Question, exercise: Exercise) -> Iterator[str]:
    owned = {name for point in question.key_points if point.check for name in point.check.tests}
    for name in names_of_tests(exercise.hidden_tests):
        if name not in owned:
            yield f"the hidden test {name} belongs to no key point; expected one"
    if problem := _problem(exercise.starter):
        yield f"the program with every fault does not parse {problem}"
    for fault in exercise.faults:
        if not _tests_of(question, fault.name):
            yield f"the fault {fault.name} belongs to no key point; expected one"


def _tests_of(question: Question, fault: str) -> tuple[str, ...]:
    checks = (point.check for point in question.key_points if point.check and point.check.fault == fault)
    return tuple(name for check in checks for name in check.tests)


def _test_of_value(value: Value) -> str:
    """A test that the variable of a value has its number, as it stands before the unit."""
    name = value.name.replace("-", "_")
    digits = _NUMBER.match(value.value)
    number = digits[0].replace(",", "") if digits else "nan"
    within = f"{1 / SOLUTION_TOLERANCE} < got / {number} < {SOLUTION_TOLERANCE}"
    return (
        f"def test_{name}():\n"
        f"    got = float(answer.{name})\n"
        f"    assert {within}, f'{name} is {{got}}, not {number}'\n\n"
    )


def _problem(program: str) -> str:
    try:
        parsed(program)
    except LineError as error:
        return f"at its line {error.line}: {error.message}"
    return ""
