"""Which lines of a shown program an answer names as faulty, by their numbers or by quoting them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from interviewer.corpus.planting import PlantedFault
from interviewer.corpus.python_source import parsed
from interviewer.exercises.annotated import Note
from interviewer.files.decoding import LineError
from interviewer.language.sentences import split_sentences

MOST_RANGE = 3
"""A range of more lines than this names each of its lines; a shorter one around a fault names the fault."""

LEAST_QUOTED = 3
"""Characters, spaces aside, of a piece of code that names a fault by being quoted."""

LEAST_REPEATED = 10
"""Characters, spaces aside, of a line of the program that names a fault by standing among words without quotes."""

_GAP = r"[ \t]{0,3}"
_NUMBERS = (
    rf"\d{{1,4}}(?:{_GAP}(?:-|–|—|to|through|,{_GAP}and|and|or|&|,|/){_GAP}(?:(?:lines?|l\.?){_GAP})?\d{{1,4}}(?!\w))*"
)
_LINE = re.compile(
    rf"\blines?{_GAP}(?:(?:no\.?|numbers?|nr\.?|\#){_GAP})?({_NUMBERS})"
    rf"|^[ \t]{{0,20}}(?:[-*+][ \t]{{1,3}})?(?:\#|L)?(\d{{1,4}}(?:{_GAP}[/&]{_GAP}\d{{1,4}}){{0,4}}){_GAP}[:–—](?!\d)"
    r"|\bL(\d{1,4})\b",
    re.IGNORECASE | re.MULTILINE,
)
_RANGE = re.compile(r"(\d+)(?:\s*(?:-|–|—|to|through)\s*(\d+))?", re.IGNORECASE)
_CLEARED = re.compile(
    r"^\W*(?:\w+\W+){0,2}(?:is|are|looks?|seems?)\s+(?:all\s+)?(?:fine|correct|right|ok|okay|good|not\s+(?:a\s+)?(?:faulty|wrong|bug))\b",
    re.IGNORECASE,
)
_CLEARED_NOTE = re.compile(
    r"#[#\s]*(?:this\s+)?(?:line\s+)?(?:is\s+)?(?:fine|ok|okay|correct|right|good)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"`{1,2}([^`\n]{1,200})`{1,2}|\"([^\"\n]{3,200})\"|“([^”\n]{3,200})”")


@dataclass(frozen=True)
class Named:
    """A fault that the answer names: what the answer says there, from `start` to `end` of it."""

    fault: str
    start: int
    end: int


@dataclass(frozen=True)
class Alarm:
    """A mention of lines that hold no fault, in a remark from `start` to `end` of the answer. `is_one_place` is False
    where the mention lists several places, or more lines than a place has."""

    lines: frozenset[int]
    start: int
    end: int
    is_one_place: bool


@dataclass(frozen=True)
class Naming:
    """What an answer names as faulty: planted faults, and lines of the program that hold none."""

    faults: tuple[Named, ...]
    alarms: tuple[Alarm, ...]

    @property
    def false_alarms(self) -> tuple[int, ...]:
        """All lines that hold no fault, in their order."""
        return lines_of(self.alarms)


def named_faults(answer: str, program: str, places: Sequence[PlantedFault]) -> Naming:
    """What the answer in words names of the shown `program`, whose faults are at `places`."""
    listing = _Listing(program, places)
    found: list[Named] = []
    alarms: list[Alarm] = []
    for start, end in _remarks(answer):
        faults, wrong = listing.named_in(answer[start:end])
        found += [Named(fault, start, end) for fault in faults]
        alarms += [Alarm(lines, start, end, is_one_place) for lines, is_one_place in wrong]
    return Naming(tuple(found), tuple(alarms))


def named_by_notes(answer: str, notes: Iterable[Note], program: str, places: Sequence[PlantedFault]) -> Naming:
    """What comments in the shown `program` name, each the line that it is on, if it does not call that fine."""
    listing = _Listing(program, places)
    found: list[Named] = []
    alarms: list[Alarm] = []
    for note in notes:
        if _CLEARED_NOTE.match(answer, note.start, note.end):
            continue
        faults = listing.faults_in(note.line)
        found += [Named(fault, note.start, note.end) for fault in faults]
        if not faults:
            alarms.append(Alarm(frozenset((note.line,)), note.start, note.end, is_one_place=True))
    return Naming(tuple(found), tuple(alarms))


def lines_of(alarms: Iterable[Alarm]) -> tuple[int, ...]:
    """The lines of alarms, each once, in their order."""
    return tuple(sorted({line for alarm in alarms for line in alarm.lines}))


def without_line_numbers(said: str) -> str:
    """What is said, with spaces in place of the numbers of lines in it, as long as before."""
    return _LINE.sub(lambda number: " " * len(number[0]), said)


class _Listing:
    """The shown program by lines, each with the faults that it holds, if any."""

    def __init__(self, program: str, places: Sequence[PlantedFault]) -> None:
        self._lines = program.split("\n")
        self._faults: dict[int, list[str]] = {}
        extents = _simple_statements(program)
        for place in places:
            for line in range(place.first, place.last + 1):
                first, last = extents.get(line, (line, line))
                for near in range(first, last + 1):
                    self._faults.setdefault(near, [place.fault.name])
        exact = {line for place in places for line in range(place.first, place.last + 1)}
        self._faults |= {line: [one.fault.name for one in places if one.first <= line <= one.last] for line in exact}

    def faults_in(self, line: int) -> Sequence[str]:
        """The faults that a line holds."""
        return self._faults.get(line, ())

    def named_in(self, said: str) -> tuple[list[str], list[tuple[frozenset[int], bool]]]:
        """The faults that one remark names, and each mention of lines without one, with whether it is of one place."""
        faults: list[str] = []
        alarms: list[tuple[frozenset[int], bool]] = []
        for match in _LINE.finditer(said):
            if _CLEARED.match(said[match.end() :]):
                continue
            wrong: set[int] = set()
            places = list(_ranges(next(group for group in match.groups() if group)))
            for first, last in places:
                here = [fault for line in range(first, last + 1) for fault in self._faults.get(line, ())]
                faults += here
                if not here or last - first >= MOST_RANGE:
                    wrong |= {line for line in range(first, last + 1) if self._is_sound(line)}
            if wrong:
                alarms.append((frozenset(wrong), len(places) == 1 and places[0][1] - places[0][0] < MOST_RANGE))
        quoted = [next(group for group in match.groups() if group) for match in _QUOTED.finditer(said)]
        quoted += [line for line in said.split("\n") if len(without_spaces(line)) > LEAST_QUOTED]
        at = [self._lines_with(code) for code in quoted]
        by_quote = [fault for lines in at if len(lines) == 1 for fault in self._faults.get(lines[0], ())]
        by_quote += [fault for line in self._repeated_in(said) for fault in self._faults.get(line, ())]
        if not faults and not by_quote:
            sound = {lines[0] for code, lines in zip(quoted, at, strict=True) if self._is_whole(code, lines)}
            alarms += [(frozenset((line,)), True) for line in sorted(sound) if self._is_sound(line)]
        return list(dict.fromkeys((*faults, *by_quote))), alarms

    def _is_sound(self, line: int) -> bool:
        """Whether it is a line of the program, not blank, that holds no fault."""
        return 0 < line <= len(self._lines) and bool(self._lines[line - 1].strip()) and line not in self._faults

    def _lines_with(self, code: str) -> list[int]:
        bare = without_spaces(code)
        if len(bare) < LEAST_QUOTED:
            return []
        return [number for number, line in enumerate(self._lines, start=1) if bare in without_spaces(line)]

    def _repeated_in(self, said: str) -> list[int]:
        """The lines that stand whole among what is said, and nowhere else in the program."""
        bare = [without_spaces(line) for line in self._lines]
        told = without_spaces(said)
        return [
            n
            for n, line in enumerate(bare, start=1)
            if len(line) >= LEAST_REPEATED and line in told and bare.count(line) == 1
        ]

    def _is_whole(self, code: str, lines: list[int]) -> bool:
        return len(lines) == 1 and without_spaces(code) == without_spaces(self._lines[lines[0] - 1])


def _remarks(answer: str) -> Iterator[tuple[int, int]]:
    """The stretches of an answer that each speak of one place: a mention, and what is said up to the next one."""
    at = start = 0
    for sentence in split_sentences(answer):
        new_item = at > start and bool(_LINE.search(sentence) or _QUOTED.search(sentence))
        if new_item or (at > start and answer[start:at].endswith("\n\n")):
            yield start, at
            start = at
        at += len(sentence)
    if at > start:
        yield start, at


def _ranges(numbers: str) -> Iterator[tuple[int, int]]:
    for match in _RANGE.finditer(numbers):
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        yield (first, last) if first <= last else (last, first)


def _simple_statements(program: str) -> dict[int, tuple[int, int]]:
    """For each line of a statement that goes over several lines, and holds no others, where that begins and ends."""
    try:
        tree = parsed(program)
    except LineError:
        return {}
    found: dict[int, tuple[int, int]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and node.end_lineno is not None:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not is_text:
                found |= dict.fromkeys(range(node.lineno, node.end_lineno + 1), (node.lineno, node.end_lineno))
    return found


def without_spaces(code: str) -> str:
    """Code as it is compared: without spaces and ends of lines."""
    return "".join(code.split())
