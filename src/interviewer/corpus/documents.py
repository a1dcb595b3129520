"""Compares questions with the documents they started from: their words are our own, and no item is forgotten."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interviewer.corpus.finding import Finding
from interviewer.corpus.question import Question
from interviewer.errors import UsageError
from interviewer.files.decoding import LineError, decode_text, quoted
from interviewer.files.reading import entries, read_regular, shown_name
from interviewer.language.markdown import stretches
from interviewer.language.words import tokens

RUN = 8
"""This many words in a row that are also in a document are not our own."""

MOST_LEFT_OUT = 6
MAX_DOCUMENT_BYTES = 10_000_000
MAX_LIST_BYTES = 1_000_000
"""For the list of items, and the list of items left out."""
LEFT_OUT = "left-out.md"
_ITEMS = "items.json"
_LEFT_OUT_ITEM = re.compile(r"- (s\d+-\d+): (.+)")


@dataclass(frozen=True)
class Documents:
    """The runs of RUN words of some documents, each with the name of the first document that has it, and item ids."""

    runs: Mapping[tuple[str, ...], str]
    items: tuple[str, ...] = ()


def read_documents(folder: Path) -> Documents:
    """The text documents (*.txt, *.md) in `folder`, and the items that its items.json lists, where it has one.

    Raises UsageError where there is no document, or one of them or items.json cannot be read.
    """
    runs: dict[tuple[str, ...], str] = {}
    for path in _document_files(folder):
        for run, _ in _runs(_read(path, MAX_DOCUMENT_BYTES).decode("utf-8", "replace")):
            runs.setdefault(run, shown_name(path.name))
    return Documents(runs, _read_items(folder / _ITEMS))


def check_words(questions: Sequence[Question], documents: Documents) -> Iterator[Finding]:
    """Where a question has RUN words in a row from a document.

    Titles and aliases may have a document's wording: a question can only be asked in so many ways.
    """
    for question in questions:
        for text in _own_words(question):
            found = next(((run, documents.runs[run]) for run, _ in _runs(text) if run in documents.runs), None)
            if found is not None:
                words = " ".join(found[0])
                yield Finding(question.file, 1, f"has words from {found[1]}: {quoted(words)}; expected our own words")


def check_coverage(questions: Sequence[Question], documents: Documents, left_out: Path) -> Iterator[Finding]:
    """Items that no question names, ids that do not exist, and mistakes in the list of items left out."""
    if not documents.items:
        return
    try:
        out = _read_left_out(left_out)
    except OSError as error:
        yield Finding(LEFT_OUT, 1, f"cannot be read: {error.strerror}")
    except LineError as error:
        yield Finding(LEFT_OUT, error.line, error.message)
    else:
        yield from _check_items(questions, documents, out)


def _check_items(questions: Sequence[Question], documents: Documents, out: set[str]) -> Iterator[Finding]:
    known = set(documents.items)
    used = Counter(source for question in questions for source in question.sources)
    for question in questions:
        for source in question.sources:
            if source not in known:
                yield Finding(question.file, 1, f"unknown source {quoted(source)}; expected an id from {_ITEMS}")
            elif source in out:
                yield Finding(question.file, 1, f"source {source} is also in {LEFT_OUT}; expected one of the two")
    for item in documents.items:
        if item not in used and item not in out:
            yield Finding(LEFT_OUT, 1, f"no question names item {item} among its sources, and it is not left out")
    for item in sorted(out - known):
        yield Finding(LEFT_OUT, 1, f"unknown item {quoted(item)}; expected an id from {_ITEMS}")
    if len(out) > MOST_LEFT_OUT:
        yield Finding(LEFT_OUT, 1, f"{len(out)} items are left out; expected at most {MOST_LEFT_OUT}")


def _own_words(question: Question) -> Iterator[str]:
    yield question.reference
    if question.exercise is not None:
        yield question.exercise.task
    for point in question.key_points:
        yield from (point.claim, point.probe)
    for misconception in question.misconceptions:
        yield from (misconception.belief, misconception.truth)
    yield from question.follow_ups


def _runs(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each run of RUN words, lower case, with the place of its first word.

    None crosses formulas or code, which are nobody's words.
    """
    place = 0
    for prose in stretches(text):
        words = tokens(prose)
        for start in range(len(words) - RUN + 1):
            yield tuple(words[start : start + RUN]), place + start
        place += len(words)


def _document_files(folder: Path) -> list[Path]:
    try:
        found = [path for path in entries(folder) if path.suffix in (".txt", ".md")]
    except (FileNotFoundError, NotADirectoryError):
        found = []
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror}.", "Give --against another folder.") from error
    if not found:
        raise UsageError(f"{folder} has no documents (*.txt, *.md).", "Give --against their folder.")
    return found


def _read(path: Path, limit: int) -> bytes:
    try:
        return read_regular(path, limit)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Correct or remove it.") from error


def _read_items(path: Path) -> tuple[str, ...]:
    if not path.exists():
        return ()
    try:
        return parse_items(_read(path, MAX_LIST_BYTES))
    except ValueError as error:
        raise UsageError(f"{path} is not a list of items with ids: {error}.", "Correct or remove it.") from error


def parse_items(raw: bytes) -> tuple[str, ...]:
    """The ids in the content of a list of items. Raises ValueError where it is invalid."""
    try:
        ids = tuple(item["id"] for item in json.loads(decode_text(raw)))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except (KeyError, TypeError):
        raise ValueError('expected [{"id": "..."}, ...]') from None
    if not all(isinstance(item, str) for item in ids):
        raise ValueError("expected text in each id")
    return ids


def _read_left_out(path: Path) -> set[str]:
    try:
        lines = decode_text(read_regular(path, MAX_LIST_BYTES)).split("\n")
    except FileNotFoundError:
        return set()
    return {match[1] for line in lines if (match := _LEFT_OUT_ITEM.fullmatch(line.strip()))}
