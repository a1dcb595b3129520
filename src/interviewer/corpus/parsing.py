"""Parses corpus files: Markdown with front matter, every mistake reported with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from interviewer.corpus.question import DIVIDED_TOPICS, TOPICS, KeyPoint, Kind, Level, Misconception, Question
from interviewer.files.decoding import LineError, quoted
from interviewer.files.front_matter import MAX_ITEMS, MAX_TEXT, Field, parse_front_matter

MAX_WEIGHT = 5
MAX_ID = 100
"""Characters of an id, which has to be the name of a file."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY_POINT = re.compile(rf"- \[([1-{MAX_WEIGHT}])\] +(.+)")
_PROBE = re.compile(r"\s+- probe: +(.+)")
_TRUTH = re.compile(r"\s+- truth: +(.+)")
_ITEM = re.compile(r"- +(.+)")
_TEXTS = ("id", "topic", "level", "kind")
_LISTS = ("aliases", "sources", "references")
_SECTIONS = ("Key points", "Misconceptions", "Follow-ups")

_Line = tuple[int, str]


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
    listed = {name: fields[name].items or () if name in fields else () for name in _LISTS}
    _check_names(named, fields, file)
    title, reference, sections = _split_body(body)
    return Question(
        id=named["id"],
        topic=named["topic"],
        level=Level(named["level"]),
        kind=Kind(named["kind"]),
        title=title,
        reference=reference,
        key_points=_key_points(sections["Key points"]),
        misconceptions=_misconceptions(sections.get("Misconceptions", [])),
        follow_ups=_follow_ups(sections.get("Follow-ups", [])),
        aliases=listed["aliases"],
        sources=listed["sources"],
        references=listed["references"],
        file=file,
    )


def _split_front_matter(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    if lines[0][1].strip() != "---":
        raise LineError(1, "expected '---', the start of the front matter")
    for index, (_, line) in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return lines[1:index], lines[index + 1 :]
    raise LineError(1, "the front matter is not closed: expected a second '---'")


def _check_fields(fields: Mapping[str, Field]) -> None:
    for name, field in fields.items():
        if name not in (*_TEXTS, *_LISTS):
            raise LineError(field.line, f"unknown field {quoted(name)}; known: {', '.join(sorted((*_TEXTS, *_LISTS)))}")
        if name in _LISTS and field.items is None:
            raise LineError(field.line, f"expected '{name}' to be a list of texts; put each in quotes")
    for name in _TEXTS:
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
    for name, known in (("topic", TOPICS), ("level", tuple(Level)), ("kind", tuple(Kind))):
        if named[name] not in known:
            message = f"unknown {name} {quoted(named[name])}; expected one of: {', '.join(known)}"
            raise LineError(fields[name].line, message)
    expected = f"{named['topic']}/{named['id']}.md"
    if file != expected:
        raise LineError(fields["id"].line, f"by its id and topic this file should be {expected}")


def _split_body(lines: list[_Line]) -> tuple[str, str, dict[str, list[_Line]]]:
    """Title, reference answer, and the lines of each section."""
    title = ""
    parts: dict[str, list[_Line]] = {"": []}
    current = ""
    fenced = False
    for number, line in lines:
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if fenced or not line.startswith("#"):
            parts[current].append((number, line))
        elif line.startswith("# ") and not title:
            title = _bounded(number, line[2:].strip())
        else:
            current = _section(number, line, parts)
            parts[current] = []
    first, last = (lines[0][0], lines[-1][0]) if lines else (1, 1)
    reference = "\n".join(line for _, line in parts.pop("")).strip()
    for missing, where, message in (
        (fenced, last, "a code fence is not closed"),
        (not title, first, "expected the question as a heading: '# Question?'"),
        (not reference, last, "expected a reference answer under the question"),
        ("Key points" not in parts, last, "expected a section '## Key points'"),
    ):
        if missing:
            raise LineError(where, message)
    return title, reference, parts


def _section(number: int, line: str, parts: dict[str, list[_Line]]) -> str:
    if not line.startswith("## "):
        raise LineError(number, "expected one '# Question?' and then only '## ' sections")
    name = line[3:].strip()
    if name not in _SECTIONS:
        raise LineError(number, f"unknown heading {quoted(name)}; expected one of: {', '.join(_SECTIONS)}")
    if name in parts:
        raise LineError(number, f"the heading {name!r} appears twice")
    return name


def _key_points(lines: list[_Line]) -> tuple[KeyPoint, ...]:
    points: list[KeyPoint] = []
    for (number, item), detail in _with_details(lines):
        match = _KEY_POINT.fullmatch(item)
        if not match:
            raise LineError(number, f"expected '- [weight] A statement.' with a weight from 1 to {MAX_WEIGHT}")
        probe = _PROBE.fullmatch(detail[1]) if detail else None
        if not probe:
            raise LineError(detail[0] if detail else number, "expected '  - probe: A question?' under the key point")
        points.append(KeyPoint(f"k{len(points) + 1}", int(match[1]), match[2].strip(), probe[1].strip()))
    if not points:
        raise LineError(lines[0][0] if lines else 1, "expected at least one key point")
    return tuple(points)


def _misconceptions(lines: list[_Line]) -> tuple[Misconception, ...]:
    found: list[Misconception] = []
    for (number, item), detail in _with_details(lines):
        belief = _ITEM.fullmatch(item)
        truth = _TRUTH.fullmatch(detail[1]) if detail else None
        if not belief or not truth:
            raise LineError(number, "expected '- A false belief.' and under it '  - truth: What is so.'")
        found.append(Misconception(f"m{len(found) + 1}", belief[1].strip(), truth[1].strip()))
    return tuple(found)


def _follow_ups(lines: list[_Line]) -> tuple[str, ...]:
    found: list[str] = []
    for (number, item), detail in _with_details(lines):
        match = _ITEM.fullmatch(item)
        if not match or detail:
            raise LineError(detail[0] if detail else number, "expected a list item: '- ...'")
        found.append(match[1].strip())
    return tuple(found)


def _with_details(lines: list[_Line]) -> list[tuple[_Line, _Line | None]]:
    """List items, each with the one indented line below it, if any."""
    pairs: list[tuple[_Line, _Line | None]] = []
    for number, line in lines:
        if not line.strip():
            continue
        text = _bounded(number, line.rstrip())
        if not line[0].isspace():
            pairs.append(((number, text), None))
        elif pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], (number, text))
        else:
            raise LineError(number, "expected a list item: '- ...'")
        if len(pairs) > MAX_ITEMS:
            raise LineError(number, f"expected at most {MAX_ITEMS} items in a section")
    return pairs


def _bounded(number: int, text: str) -> str:
    if len(text) > MAX_TEXT:
        raise LineError(number, f"expected at most {MAX_TEXT:,} characters in a line outside the answer")
    return text
