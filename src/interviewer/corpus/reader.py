"""Reads corpus files: one Markdown file a question, every mistake reported with its line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.finding import Finding
from interviewer.corpus.question import TOPICS, KeyPoint, Kind, Level, Misconception, Question
from interviewer.errors import CorpusError

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY_POINT = re.compile(r"- \[(\d+)\] +(.+)")
_PROBE = re.compile(r"\s+- probe: +(.+)")
_TRUTH = re.compile(r"\s+- truth: +(.+)")
_ITEM = re.compile(r"- +(.+)")
_FIELDS = {"id", "topic", "level", "kind", "aliases", "sources", "references"}
_SECTIONS = ("Key points", "Misconceptions", "Follow-ups")
MAX_WEIGHT = 5

_Line = tuple[int, str]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C where PyYAML has it


class _Broken(Exception):  # noqa: N818 - private control flow of this module
    """A file cannot be read further."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def read_corpus(folders: Sequence[Path]) -> Corpus:
    """Every question below `folders`, later folders replacing questions of the same id in earlier ones.

    Files that cannot be read are findings; the others load. Raises CorpusError where a folder does not exist or
    no question loads at all.
    """
    questions: dict[str, Question] = {}
    findings: list[Finding] = []
    digest = hashlib.sha256()
    for folder in folders:
        if not folder.is_dir():
            raise CorpusError(f"The corpus folder {folder} does not exist.", "Check INTERVIEWER_CORPUS.")
        seen: dict[str, str] = {}
        for path in sorted(folder.glob("*/*.md")):
            file = path.relative_to(folder).as_posix()
            try:
                raw = path.read_bytes()
                question = parse_question(raw.decode("utf-8"), file)
            except OSError as error:
                findings.append(Finding(file, 1, f"cannot be read: {error.strerror}"))
            except UnicodeDecodeError as error:
                line = raw[: error.start].count(b"\n") + 1
                findings.append(Finding(file, line, "is not UTF-8 text"))
            except _Broken as broken:
                findings.append(Finding(file, broken.line, broken.message))
            else:
                if question.id in seen:
                    findings.append(Finding(file, 2, f"id {question.id!r} is taken by {seen[question.id]}"))
                    continue
                seen[question.id] = file
                questions[question.id] = question
                digest.update(f"{file}\0".encode() + raw + b"\0")
    if not questions:
        hint = f"The first of {len(findings)} mistakes: {findings[0]}" if findings else "It has no question files."
        raise CorpusError("The corpus has no question that can be read.", hint)
    ordered = sorted(questions.values(), key=lambda question: (TOPICS.index(question.topic), question.id))
    return Corpus(questions=tuple(ordered), version=digest.hexdigest()[:12], findings=tuple(findings))


def parse_question(text: str, file: str) -> Question:
    """The question in the text of one corpus file.

    `file` is its path below the corpus folder, `<topic>/<id>.md`. Raises an error with line and expectation where
    the text is not in the format.
    """
    lines = list(enumerate(text.replace("\r\n", "\n").split("\n"), start=1))
    front, body = _split_front_matter(lines)
    fields = _front_matter(front, file)
    title, reference, sections = _split_body(body)
    return Question(
        id=fields["id"],
        topic=fields["topic"],
        level=Level(fields["level"]),
        kind=Kind(fields["kind"]),
        title=title,
        reference=reference,
        key_points=_key_points(sections["Key points"]),
        misconceptions=_misconceptions(sections.get("Misconceptions", [])),
        follow_ups=tuple(text for _, text in _items(sections.get("Follow-ups", []))),
        aliases=tuple(fields["aliases"]),
        sources=tuple(fields["sources"]),
        references=tuple(fields["references"]),
        file=file,
    )


def _split_front_matter(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    if lines[0][1].strip() != "---":
        raise _Broken(1, "expected '---', the start of the front matter")
    for index, (_, line) in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return lines[1:index], lines[index + 1 :]
    raise _Broken(1, "the front matter is not closed: expected a second '---'")


def _front_matter(lines: list[_Line], file: str) -> dict[str, Any]:
    try:
        loaded = yaml.load("\n".join(line for _, line in lines), Loader=_Loader)  # noqa: S506 - a safe one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise _Broken(line, f"the front matter is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise _Broken(2, "the front matter is not YAML") from error
    if not isinstance(loaded, dict):
        raise _Broken(2, "expected front matter with 'key: value' lines")
    where = {line.split(":")[0].strip(): number for number, line in lines}
    for name in loaded:
        if name not in _FIELDS:
            raise _Broken(where.get(str(name), 2), f"unknown field {name!r}; known: {', '.join(sorted(_FIELDS))}")
    for name in ("id", "topic", "level", "kind"):
        if not isinstance(loaded.get(name), str):
            raise _Broken(where.get(name, 2), f"expected a field '{name}: ...' with text")
    for name in ("aliases", "sources", "references"):
        value = loaded.setdefault(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _Broken(where.get(name, 2), f"expected '{name}' to be a list of texts; put each in quotes")
    _check_names(loaded, where, file)
    return loaded


def _check_names(fields: dict[str, Any], where: dict[str, int], file: str) -> None:
    if not _ID.fullmatch(fields["id"]):
        raise _Broken(where["id"], f"id {fields['id']!r} is not kebab-case (a-z, 0-9 and single hyphens)")
    _check_choice("topic", fields["topic"], TOPICS, where)
    _check_choice("level", fields["level"], [level.value for level in Level], where)
    _check_choice("kind", fields["kind"], [kind.value for kind in Kind], where)
    expected = f"{fields['topic']}/{fields['id']}.md"
    if file != expected:
        raise _Broken(where["id"], f"by its id and topic this file should be {expected}")


def _check_choice(name: str, value: str, known: Iterable[str], where: dict[str, int]) -> None:
    known = list(known)
    if value not in known:
        raise _Broken(where[name], f"unknown {name} {value!r}; expected one of: {', '.join(known)}")


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
            title = line[2:].strip()
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
            raise _Broken(where, message)
    return title, reference, parts


def _section(number: int, line: str, parts: dict[str, list[_Line]]) -> str:
    if not line.startswith("## "):
        raise _Broken(number, "expected one '# Question?' and then only '## ' sections")
    name = line[3:].strip()
    if name not in _SECTIONS:
        raise _Broken(number, f"unknown heading {name!r}; expected one of: {', '.join(_SECTIONS)}")
    if name in parts:
        raise _Broken(number, f"the heading {name!r} stands twice")
    return name


def _key_points(lines: list[_Line]) -> tuple[KeyPoint, ...]:
    points: list[KeyPoint] = []
    for (number, item), detail in _with_details(lines):
        match = _KEY_POINT.fullmatch(item)
        if not match or not 1 <= int(match[1]) <= MAX_WEIGHT:
            raise _Broken(number, f"expected '- [weight] A statement.' with a weight from 1 to {MAX_WEIGHT}")
        probe = _PROBE.fullmatch(detail[1]) if detail else None
        if not probe:
            raise _Broken(detail[0] if detail else number, "expected '  - probe: A question?' under the key point")
        points.append(KeyPoint(f"k{len(points) + 1}", int(match[1]), match[2].strip(), probe[1].strip()))
    if not points:
        raise _Broken(lines[0][0] if lines else 1, "expected at least one key point")
    return tuple(points)


def _misconceptions(lines: list[_Line]) -> tuple[Misconception, ...]:
    found: list[Misconception] = []
    for (number, item), detail in _with_details(lines):
        belief = _ITEM.fullmatch(item)
        truth = _TRUTH.fullmatch(detail[1]) if detail else None
        if not belief or not truth:
            raise _Broken(number, "expected '- A false belief.' and under it '  - truth: What is so.'")
        found.append(Misconception(f"m{len(found) + 1}", belief[1].strip(), truth[1].strip()))
    return tuple(found)


def _items(lines: list[_Line]) -> list[_Line]:
    items = []
    for number, line in lines:
        if not line.strip():
            continue
        match = _ITEM.fullmatch(line)
        if not match:
            raise _Broken(number, "expected a list item: '- ...'")
        items.append((number, match[1].strip()))
    return items


def _with_details(lines: list[_Line]) -> list[tuple[_Line, _Line | None]]:
    """List items, each with the one indented line below it where there is one."""
    pairs: list[tuple[_Line, _Line | None]] = []
    for number, line in lines:
        if not line.strip():
            continue
        if not line[0].isspace():
            pairs.append(((number, line.rstrip()), None))
        elif pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], (number, line.rstrip()))
        else:
            raise _Broken(number, "expected a list item: '- ...'")
    return pairs
