"""Parses corpus files: Markdown with front matter, every mistake reported with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from interviewer.corpus.exercise import Exercise
from interviewer.corpus.exercise_parsing import MOST_CHECK_LINES, parse_check, parse_exercise
from interviewer.corpus.question import DIVIDED_TOPICS, TOPICS, KeyPoint, Kind, Level, Misconception, Question, Shelf
from interviewer.corpus.sections import FOLLOW_UPS, KEY_POINTS, MISCONCEPTIONS, Line, list_items, split_body
from interviewer.files.decoding import LineError, quoted
from interviewer.files.front_matter import Field, parse_front_matter

MAX_WEIGHT = 5
MAX_ID = 100
"""Characters of an id, which has to be the name of a file."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY_POINT = re.compile(rf"- \[([1-{MAX_WEIGHT}])\] +(.+)")
_PROBE = re.compile(r"\s+- probe: +(.+)")
_TRUTH = re.compile(r"\s+- truth: +(.+)")
_ITEM = re.compile(r"- +(.+)")
_TEXTS = ("id", "topic", "level", "kind")
_OPTIONAL_TEXTS = ("shelf", "language", "seconds")
_LISTS = ("aliases", "queries", "sources", "references")
_FIELDS = (*_TEXTS, *_OPTIONAL_TEXTS, *_LISTS)


def parse_question(text: str, file: str) -> Question:
    """The question in the text of one corpus file, as `decode_text` gives it.

    `file` is its path below the corpus folder, `<topic>/<id>.md`. Raises LineError with line and expectation where
    the text is not in the format.
    """
    lines = list(enumerate(text.split("\n"), start=1))
    front, body = _split_front_matter(lines)
    fields = parse_front_matter("\n".join(line for _, line in front))
    _check_fields(fields)
    named = {name: fields[name].text or "" for name in _TEXTS}
    named["shelf"] = (fields["shelf"].text or "") if "shelf" in fields else Shelf.CURRENT
    listed = {name: fields[name].items or () if name in fields else () for name in _LISTS}
    _check_names(named, fields, file)
    title, reference, sections = split_body(body)
    kind = Kind(named["kind"])
    exercise = parse_exercise(kind, fields, sections)
    return Question(
        id=named["id"],
        topic=named["topic"],
        level=Level(named["level"]),
        kind=kind,
        title=title,
        reference=reference,
        key_points=_key_points(sections[KEY_POINTS], kind, exercise),
        misconceptions=_misconceptions(sections.get(MISCONCEPTIONS, [])),
        follow_ups=_follow_ups(sections.get(FOLLOW_UPS, [])),
        aliases=listed["aliases"],
        queries=listed["queries"],
        sources=listed["sources"],
        references=listed["references"],
        file=file,
        shelf=Shelf(named["shelf"]),
        exercise=exercise,
        text=text,
    )


def _split_front_matter(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    if lines[0][1].strip() != "---":
        raise LineError(1, "expected '---', the start of the front matter")
    for index, (_, line) in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return lines[1:index], lines[index + 1 :]
    raise LineError(1, "the front matter is not closed: expected a second '---'")


def _check_fields(fields: Mapping[str, Field]) -> None:
    for name, field in fields.items():
        if name not in _FIELDS:
            raise LineError(field.line, f"unknown field {quoted(name)}; known: {', '.join(sorted(_FIELDS))}")
        if name in _LISTS and field.items is None:
            raise LineError(field.line, f"expected '{name}' to be a list of texts; put each in quotes")
    for name in (*_TEXTS, *(name for name in _OPTIONAL_TEXTS if name in fields)):
        if name not in fields or not fields[name].text:
            raise LineError(fields[name].line if name in fields else 2, f"expected a field '{name}: ...' with text")


def _check_names(named: Mapping[str, str], fields: Mapping[str, Field], file: str) -> None:
    if not _ID.fullmatch(named["id"]) or len(named["id"]) > MAX_ID:
        rule = f"a-z, 0-9 and single hyphens, at most {MAX_ID} characters"
        message = f"id {quoted(named['id'])} is not kebab-case ({rule})"
        raise LineError(fields["id"].line, message)
    if named["topic"] in DIVIDED_TOPICS:
        parts = ", ".join(DIVIDED_TOPICS[named["topic"]])
        raise LineError(fields["topic"].line, f"the topic '{named['topic']}' was divided; expected one of: {parts}")
    for name, known in (("topic", TOPICS), ("level", tuple(Level)), ("kind", tuple(Kind)), ("shelf", tuple(Shelf))):
        if named[name] not in known:
            message = f"unknown {name} {quoted(named[name])}; expected one of: {', '.join(known)}"
            raise LineError(fields[name].line, message)
    expected = f"{named['topic']}/{named['id']}.md"
    if file != expected:
        raise LineError(fields["id"].line, f"by its id and topic this file should be {expected}")


def _key_points(lines: list[Line], kind: Kind, exercise: Exercise | None) -> tuple[KeyPoint, ...]:
    points: list[KeyPoint] = []
    for item in list_items(lines, 1 + MOST_CHECK_LINES):
        number, text = item.line
        match = _KEY_POINT.fullmatch(text)
        if not match:
            raise LineError(number, f"expected '- [weight] A statement.' with a weight from 1 to {MAX_WEIGHT}")
        probe = _PROBE.fullmatch(item.details[0][1]) if item.details else None
        if not probe:
            where = item.details[0][0] if item.details else number
            raise LineError(where, "expected '  - probe: A question?' under the key point")
        check = parse_check(kind, exercise, item.details[1:])
        points.append(KeyPoint(f"k{len(points) + 1}", int(match[1]), match[2].strip(), probe[1].strip(), check))
    if not points:
        raise LineError(lines[0][0] if lines else 1, "expected at least one key point")
    if exercise is not None and not any(point.check for point in points):
        raise LineError(lines[0][0], "expected a key point with a check: an exercise is marked by them")
    return tuple(points)


def _misconceptions(lines: list[Line]) -> tuple[Misconception, ...]:
    found: list[Misconception] = []
    for item in list_items(lines):
        number, text = item.line
        belief = _ITEM.fullmatch(text)
        truth = _TRUTH.fullmatch(item.details[0][1]) if item.details else None
        if not belief or not truth:
            raise LineError(number, "expected '- A false belief.' and under it '  - truth: What is so.'")
        found.append(Misconception(f"m{len(found) + 1}", belief[1].strip(), truth[1].strip()))
    return tuple(found)


def _follow_ups(lines: list[Line]) -> tuple[str, ...]:
    found: list[str] = []
    for item in list_items(lines):
        match = _ITEM.fullmatch(item.line[1])
        if not match or item.details:
            raise LineError((*item.details, item.line)[0][0], "expected a list item: '- ...'")
        found.append(match[1].strip())
    return tuple(found)
