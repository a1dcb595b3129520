"""Parses what a corpus file has of an exercise: its blocks by their roles, and the checks of its key points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from interviewer.corpus.exercise import Check, Exercise, Fault, Language, WrongSolution
from interviewer.corpus.exercise_blocks import WRONG, Block, split_blocks
from interviewer.corpus.exercise_tables import parse_faults, parse_formulas, parse_values
from interviewer.corpus.planting import planted
from interviewer.corpus.python_source import names_of_tests
from interviewer.corpus.question import Kind
from interviewer.corpus.sections import MARKING, TASK, Line
from interviewer.files.decoding import LineError, quoted
from interviewer.files.front_matter import Field

MOST_SECONDS = 60.0
"""The longest wall time that one run of an exercise's tests may ask for."""

STARTER, VISIBLE, SOLUTION, HIDDEN = "starter", "visible-tests", "solution", "hidden-tests"
FAULTS, VALUE, FORMULA = "faults", "value", "formula"

_REQUIRED: Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.CODE: ((STARTER, VISIBLE), (SOLUTION, HIDDEN)),
    Kind.DEBUG: ((), (SOLUTION, HIDDEN, FAULTS)),
    Kind.ESTIMATE: ((), (SOLUTION, VALUE)),
    Kind.DERIVE: ((), (FORMULA,)),
}
"""The roles that the task and the marking of each kind have to have."""
_OPTIONAL: Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.CODE: ((), (WRONG,)),
    Kind.DEBUG: ((VISIBLE,), ()),
    Kind.ESTIMATE: ((STARTER,), ()),
    Kind.DERIVE: ((STARTER,), ()),
}
_CHECKS: Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.CODE: (("test",), ()),
    Kind.DEBUG: (("fault", "test"), ()),
    Kind.ESTIMATE: (("value",), ()),
    Kind.DERIVE: (("formula",), ("after",)),
}
"""The check lines that a key point with a check has to have, and those that it may have."""

MOST_CHECK_LINES = 2


_CHECK = re.compile(r"\s+- ([a-z]+): +(\S.*)")


def parse_exercise(kind: Kind, fields: Mapping[str, Field], sections: Mapping[str, list[Line]]) -> Exercise | None:
    """The exercise of a file, None where it has none: a question of the kind code may be one to be answered in words.

    Raises LineError where the file is not in the format.
    """
    if TASK not in sections:
        _reject_without_task(kind, fields, sections)
        return None
    if kind not in _REQUIRED:
        raise LineError(fields["kind"].line, f"a section '## {TASK}' needs one of the kinds: {', '.join(_REQUIRED)}")
    if MARKING not in sections:
        raise LineError(_first_line(sections[TASK]), f"an exercise needs a section '## {MARKING}'")
    required, optional = _REQUIRED[kind], _OPTIONAL[kind]
    asked, task = split_blocks(sections[TASK], TASK, required[0], optional[0])
    marked, _ = split_blocks(sections[MARKING], MARKING, required[1], optional[1])
    if not task:
        raise LineError(_first_line(sections[TASK]), f"expected what is asked for under '## {TASK}'")
    one = {block.role: block for block in (*asked, *marked) if block.role != WRONG}
    for role in (VISIBLE, HIDDEN):
        if role in one and not _tests_of(one[role]):
            raise LineError(one[role].line, f"expected functions 'test_...' in {role}")
    text = {role: block.text for role, block in one.items()}
    faults = parse_faults(one[FAULTS]) if FAULTS in one else ()
    return Exercise(
        task=task,
        language=_language(kind, fields),
        seconds=_seconds(fields),
        starter=_faulty(one[SOLUTION], faults) if faults else text.get(STARTER, ""),
        visible_tests=text.get(VISIBLE, ""),
        hidden_tests=text.get(HIDDEN, ""),
        solution=text.get(SOLUTION, ""),
        wrong=tuple(WrongSolution(block.name, block.text) for block in marked if block.role == WRONG),
        faults=faults,
        values=parse_values(one[VALUE]) if VALUE in one else (),
        formulas=parse_formulas(one[FORMULA]) if FORMULA in one else (),
    )


def parse_check(kind: Kind, exercise: Exercise | None, lines: Sequence[Line]) -> Check | None:
    """The check in the lines under the probe of a key point, None where there are none. Raises LineError."""
    if not lines:
        return None
    required, optional = _CHECKS[kind] if exercise is not None else ((), ())
    if exercise is None:
        raise LineError(lines[0][0], "expected nothing under the probe: only the key points of exercises have checks")
    found: dict[str, tuple[str, ...]] = {}
    for number, line in lines:
        match = _CHECK.fullmatch(line)
        if match is None or match[1] not in (*required, *optional) or match[1] in found:
            allowed = " and ".join(f"'  - {name}: ...'" for name in (*required, *optional))
            raise LineError(number, f"expected {allowed} under the probe, each once")
        found[match[1]] = tuple(name.strip() for name in match[2].split(","))
        _check_names(number, exercise, match[1], found[match[1]])
    for name in required:
        if name not in found:
            raise LineError(lines[-1][0], f"expected also '  - {name}: ...' under the probe")
    first = {name: found[name][0] for name in ("fault", "value", "formula") if name in found}
    return Check(tests=found.get("test", ()), after=found.get("after", ()), **first)


def _check_names(number: int, exercise: Exercise, what: str, names: tuple[str, ...]) -> None:
    known: Mapping[str, Sequence[str]] = {
        "test": names_of_tests(exercise.hidden_tests),
        "fault": [fault.name for fault in exercise.faults],
        "value": [value.name for value in exercise.values],
        "formula": [formula.name for formula in exercise.formulas],
        "after": [formula.name for formula in exercise.formulas],
    }
    if what in ("fault", "value", "formula") and len(names) > 1:
        raise LineError(number, f"expected one name after '{what}:'")
    for name in names:
        if name not in known[what]:
            raise LineError(number, f"unknown {what} {quoted(name)}; expected one of: {', '.join(known[what])}")


def _reject_without_task(kind: Kind, fields: Mapping[str, Field], sections: Mapping[str, list[Line]]) -> None:
    if kind in _REQUIRED and kind is not Kind.CODE:
        raise LineError(fields["kind"].line, f"a question of the kind {kind} needs a section '## {TASK}'")
    if MARKING in sections:
        raise LineError(_first_line(sections[MARKING]), f"a section '## {MARKING}' needs a section '## {TASK}'")
    for name in ("language", "seconds"):
        if name in fields:
            raise LineError(fields[name].line, f"the field {name!r} needs a section '## {TASK}'")


def _language(kind: Kind, fields: Mapping[str, Field]) -> Language | None:
    field = fields.get("language")
    if kind not in (Kind.CODE, Kind.DEBUG):
        if field is not None:
            raise LineError(field.line, f"a question of the kind {kind} has no language")
        return None
    known = ", ".join(Language)
    if field is None:
        raise LineError(fields["kind"].line, f"expected a field 'language: ...' with one of: {known}")
    if field.text not in tuple(Language):
        raise LineError(field.line, f"unknown language {quoted(field.text or '')}; expected one of: {known}")
    return Language(field.text)


def _seconds(fields: Mapping[str, Field]) -> float:
    if "seconds" not in fields:
        return Exercise.seconds
    text = fields["seconds"].text or ""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text, re.ASCII) or not 0 < float(text) <= MOST_SECONDS:
        raise LineError(fields["seconds"].line, f"expected 'seconds' to be a number up to {MOST_SECONDS:.0f}")
    return float(text)


def _tests_of(block: Block) -> tuple[str, ...]:
    try:
        names = names_of_tests(block.text)
    except LineError as error:
        raise LineError(block.line + error.line - 1, f"{block.role} does not parse: {error.message}") from None
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise LineError(block.line, f"the test {quoted(repeated)} appears twice")
    return names


def _faulty(solution: Block, faults: Sequence[Fault]) -> str:
    try:
        return planted(solution.text, faults)
    except ValueError as error:
        raise LineError(solution.line, str(error)) from None


def _first_line(lines: Sequence[Line]) -> int:
    return lines[0][0] if lines else 1
