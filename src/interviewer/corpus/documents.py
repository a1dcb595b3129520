"""Questions held against the documents they started from: their words are our own, and no item is forgotten."""

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

RUN = 8
"""So many words in a row that stand in a document too are not our own."""

MOST_LEFT_OUT = 6
LEFT_OUT = "left-out.md"
_ITEMS = "items.json"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Formulas, code and identifiers are nobody's words.
_NOT_PROSE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)
_LEFT_OUT_ITEM = re.compile(r"- (s\d+-\d+): (.+)")


@dataclass(frozen=True)
class Documents:
    """The runs of RUN words of some documents, each with the name of the first document that has it, and item ids."""

    runs: Mapping[tuple[str, ...], str]
    items: tuple[str, ...] = ()


def read_documents(folder: Path) -> Documents:
    """The text documents (*.txt, *.md) in `folder`, and the items that its items.json lists, where it has one.

    Raises UsageError where there is no document, or items.json cannot be read.
    """
    paths = sorted(path for path in folder.glob("*") if path.suffix in (".txt", ".md")) if folder.is_dir() else []
    if not paths:
        raise UsageError(f"{folder} has no documents (*.txt, *.md).", "Give --against their folder.")
    runs: dict[tuple[str, ...], str] = {}
    for path in paths:
        for run, _ in _runs(path.read_text(encoding="utf-8", errors="replace")):
            runs.setdefault(run, path.name)
    return Documents(runs, _read_items(folder / _ITEMS))


def check_words(questions: Sequence[Question], documents: Documents) -> Iterator[Finding]:
    """Where a question has RUN words in a row of a document.

    Titles and aliases may have a document's wording: a question can only be asked in so many ways.
    """
    for question in questions:
        for text in _own_words(question):
            found = next(((run, documents.runs[run]) for run, _ in _runs(text) if run in documents.runs), None)
            if found is not None:
                words = " ".join(found[0])
                yield Finding(question.file, 1, f"has words of {found[1]}: {words!r}; expected words of our own")


def check_coverage(questions: Sequence[Question], documents: Documents, left_out: Path) -> Iterator[Finding]:
    """Items that no question names, ids that do not exist, and what is wrong with the list of those left out."""
    if not documents.items:
        return
    known = set(documents.items)
    out = _read_left_out(left_out)
    used = Counter(source for question in questions for source in question.sources)
    for question in questions:
        for source in question.sources:
            if source not in known:
                yield Finding(question.file, 1, f"unknown source {source!r}; expected an id of {_ITEMS}")
            elif source in out:
                yield Finding(question.file, 1, f"source {source} is in {LEFT_OUT} too; expected one of the two")
    for item in documents.items:
        if item not in used and item not in out:
            yield Finding(LEFT_OUT, 1, f"no question names item {item} among its sources, and it is not left out")
    for item in sorted(out - known):
        yield Finding(LEFT_OUT, 1, f"unknown item {item!r}; expected an id of {_ITEMS}")
    if len(out) > MOST_LEFT_OUT:
        yield Finding(LEFT_OUT, 1, f"{len(out)} items are left out; expected at most {MOST_LEFT_OUT}")


def _own_words(question: Question) -> Iterator[str]:
    yield question.reference
    for point in question.key_points:
        yield from (point.claim, point.probe)
    for misconception in question.misconceptions:
        yield from (misconception.belief, misconception.truth)
    yield from question.follow_ups


def _runs(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each run of RUN words, lower case, with the place of its first word; none goes across what is not prose."""
    place = 0
    for prose in _NOT_PROSE.split(text):
        words = [word.lower() for word in _WORD.findall(prose)]
        for start in range(len(words) - RUN + 1):
            yield tuple(words[start : start + RUN]), place + start
        place += len(words)


def _read_items(path: Path) -> tuple[str, ...]:
    if not path.is_file():
        return ()
    try:
        return tuple(str(item["id"]) for item in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is not a list of items with ids: {error}.", "Mend or remove it.") from error


def _read_left_out(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    lines = path.read_text(encoding="utf-8").splitlines()
    return {match[1] for line in lines if (match := _LEFT_OUT_ITEM.fullmatch(line.strip()))}
