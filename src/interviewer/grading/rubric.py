"""Rubrics are files: criteria with weights, each with five levels in words, and their share of the score."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interviewer.corpus.question import Kind
from interviewer.errors import UsageError
from interviewer.files.decoding import LineError, decode_text
from interviewer.files.reading import entries, read_regular
from interviewer.files.structured import MAX_TOML_BYTES, parse_toml
from interviewer.grading.score import rounded

LEVELS = 5
_MOST_VERSION = 1_000_000
_ID = re.compile(r"[a-z]+(-[a-z]+)*")
_KEYS = ("id", "version", "applies_to", "score", "criteria")
_CRITERION_KEYS = ("id", "name", "weight", "capped_by", "levels")
_WRITE = "Correct the rubric file."


@dataclass(frozen=True)
class Criterion:
    """One criterion: its weight among the rubric's criteria, and what an answer at level 0, 1, 2, 3 and 4 does.

    No level of it counts above that of the criterion `capped_by`, if there is one: a wrong answer cannot be complete.
    """

    id: str
    name: str
    weight: float
    levels: tuple[str, ...]
    capped_by: str | None = None


@dataclass(frozen=True)
class Rubric:
    """The rubric for questions of some kinds.

    `key_points` is the part of what the key points earn, above 0 and up to 1, that no criterion can take away; the
    criteria share the rest by their weights. `hash` is the first 12 hexadecimal digits of the SHA-256 of the file's
    text.
    """

    id: str
    version: str
    applies_to: tuple[Kind, ...]
    key_points: float
    criteria: tuple[Criterion, ...]
    hash: str

    @property
    def label(self) -> str:
        """Names the rubric exactly, as provenance has it: "concept/1 0123456789ab"."""
        return f"{self.id}/{self.version} {self.hash}"

    @property
    def shares(self) -> dict[str, float]:
        """The part of what the key points earn, 0..1, that each criterion can take away, by its id."""
        weight = sum(criterion.weight for criterion in self.criteria)
        unit = (1 - self.key_points) / weight
        return {criterion.id: rounded(unit * criterion.weight) for criterion in self.criteria}

    def in_words(self) -> str:
        """The criteria and their levels as they appear in a prompt."""
        return "\n".join(
            f"- {criterion.id}{_cap_in_words(criterion)}:\n"
            + "\n".join(f"  {level}: {words}" for level, words in enumerate(criterion.levels))
            for criterion in self.criteria
        )


@dataclass(frozen=True)
class Rubrics:
    """The rubric of each kind of question."""

    by_kind: Mapping[Kind, Rubric]

    def of(self, kind: Kind) -> Rubric:
        """The rubric for questions of this kind."""
        return self.by_kind[kind]


def read_rubrics(prompt_folders: Sequence[Path]) -> Rubrics:
    """The rubrics in the `rubrics` folder of each of these folders of prompts.

    A file of a later folder replaces that of the same name in an earlier one. Raises UsageError with file and key
    where a rubric cannot be used, and where a kind of question has no rubric, or two.
    """
    files: dict[str, Path] = {}
    for folder in prompt_folders:
        files |= {path.stem: path for path in _files(folder / "rubrics")}
    by_kind: dict[Kind, Rubric] = {}
    for path in files.values():
        rubric = read_rubric(path)
        for kind in rubric.applies_to:
            if kind in by_kind:
                raise UsageError(f"{path}: applies_to: {kind} already has the rubric {by_kind[kind].id!r}.", _WRITE)
            by_kind[kind] = rubric
    missing = [kind for kind in Kind if kind not in by_kind]
    if missing:
        raise UsageError(
            f"No rubric applies to questions of the kind {missing[0]}.", "Add it to a rubric's applies_to."
        )
    return Rubrics(by_kind)


def read_rubric(path: Path) -> Rubric:
    """The rubric in a file. Raises UsageError with file, key and what was expected."""
    try:
        raw = read_regular(path, MAX_TOML_BYTES)
    except OSError as error:
        raise UsageError(f"{path}: the rubric cannot be read: {error.strerror}.", _WRITE) from error
    return parse_rubric(raw, path)


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in entries(folder) if path.name.endswith(".toml")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(f"The rubrics folder {folder} cannot be read: {error.strerror}.") from error


def parse_rubric(raw: bytes, path: Path) -> Rubric:
    """The rubric in the content of the file at `path`. Raises UsageError with file, key and what was expected."""
    try:
        text = decode_text(raw)
        table = parse_toml(text)
    except LineError as error:
        raise UsageError(f"{path}:{error.line}: {error.message}.", _WRITE) from error
    except ValueError as error:
        raise UsageError(f"{path}: expected TOML ({error}).", _WRITE) from None
    _only(path, "", table, _KEYS)
    score = _of_type(path, "score", table, dict)
    _only(path, "score.", score, ("key_points",))
    rubric = Rubric(
        id=_name(path, "id", table),
        version=_version(path, table),
        applies_to=_kinds(path, table),
        key_points=_number(path, "score.key_points", score, above=0, most=1),
        criteria=_criteria(path, table),
        hash=hashlib.sha256(text.encode()).hexdigest()[:12],
    )
    if rubric.id != path.stem:
        raise _error(path, "id", f"{path.stem}, like the file's name")
    return rubric


def _version(path: Path, table: Mapping[str, Any]) -> str:
    version = _of_type(path, "version", table, (str, int))
    # Python refuses to format very long numbers.
    if isinstance(version, bool) or (isinstance(version, int) and not 0 <= version < _MOST_VERSION):
        raise _error(path, "version", f"a name, or a number below {_MOST_VERSION:,}")
    return str(version)


def _kinds(path: Path, table: Mapping[str, Any]) -> tuple[Kind, ...]:
    names = _of_type(path, "applies_to", table, list)
    if not names or len(set(map(str, names))) != len(names) or not all(name in tuple(Kind) for name in names):
        raise _error(path, "applies_to", f"a list of {', '.join(Kind)}, each once")
    return tuple(Kind(name) for name in names)


def _criteria(path: Path, table: Mapping[str, Any]) -> tuple[Criterion, ...]:
    tables = _of_type(path, "criteria", table, list)
    if not tables or not all(isinstance(entry, dict) for entry in tables):
        raise _error(path, "criteria", "at least one [[criteria]] table")
    criteria = tuple(_criterion(path, f"criteria[{number}].", entry) for number, entry in enumerate(tables))
    ids = [criterion.id for criterion in criteria]
    for number, criterion in enumerate(criteria):
        if criterion.id in ids[:number]:
            raise _error(path, f"criteria[{number}].id", f"a unique id, not {criterion.id!r} again")
        if criterion.capped_by is not None and criterion.capped_by not in ids[:number]:
            raise _error(path, f"criteria[{number}].capped_by", "the id of a criterion above it")
    return criteria


def _criterion(path: Path, at: str, table: Mapping[str, Any]) -> Criterion:
    _only(path, at, table, _CRITERION_KEYS)
    levels = _of_type(path, f"{at}levels", table, list)
    if len(levels) != LEVELS or not all(isinstance(level, str) and level.strip() for level in levels):
        raise _error(path, f"{at}levels", f"{LEVELS} sentences, for the levels 0 to {LEVELS - 1}")
    return Criterion(
        id=_name(path, f"{at}id", table),
        name=str(_of_type(path, f"{at}name", table, str)),
        weight=_number(path, f"{at}weight", table, above=0, most=100),
        levels=tuple(" ".join(level.split()) for level in levels),
        capped_by=_name(path, f"{at}capped_by", table) if "capped_by" in table else None,
    )


def _cap_in_words(criterion: Criterion) -> str:
    return "" if criterion.capped_by is None else f" (at most {criterion.capped_by})"


def _name(path: Path, key: str, table: Mapping[str, Any]) -> str:
    name = str(_of_type(path, key, table, str))
    if not _ID.fullmatch(name):
        raise _error(path, key, "lower-case letters and hyphens")
    return name


def _number(path: Path, key: str, table: Mapping[str, Any], *, above: float, most: float) -> float:
    number = _of_type(path, key, table, (int, float))
    if isinstance(number, bool) or not above < number <= most:
        raise _error(path, key, f"a number above {above} and up to {most}")
    return float(number)


def _of_type(path: Path, key: str, table: Mapping[str, Any], kinds: type | tuple[type, ...]) -> Any:
    value = table.get(key.rpartition(".")[2])
    if not isinstance(value, kinds):
        named = " or ".join(kind.__name__ for kind in (kinds if isinstance(kinds, tuple) else (kinds,)))
        raise _error(path, key, f"a value of the type {named}")
    return value


def _only(path: Path, at: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in table:
        if key not in known:
            raise UsageError(f"{path}: {at}{key}: unknown key.", f"Known: {', '.join(known)}.")


def _error(path: Path, key: str, expected: str) -> UsageError:
    return UsageError(f"{path}: {key}: expected {expected}.", _WRITE)
