"""Brings a store up to date with the corpus, embedding nothing but what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.progress import OnProgress
from interviewer.search.chroma_errors import REBUILT_AT_START, DamagedIndexError
from interviewer.search.embedder import Embedder
from interviewer.search.passage import Passage
from interviewer.search.passages import question_digest, split_question
from interviewer.search.store import Contents, PassageStore, Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 1024  # a killed build loses no more than this; larger ones would save a tenth of the time
_PASSES = 2  # a second pass settles what another program wrote to the same server meanwhile


@dataclass(frozen=True)
class Changes:
    """What has to be written: ids to remove, records to relabel (same text), records to embed."""

    remove: tuple[str, ...]
    relabel: tuple[Record, ...]
    embed: tuple[Record, ...]

    def __bool__(self) -> bool:
        return bool(self.remove or self.relabel or self.embed)


@dataclass(frozen=True)
class Refreshed:
    """Passages in the order of the corpus; their vectors, shape (passages, dimension), where they were asked for."""

    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32] | None


def refresh(
    store: PassageStore,
    questions: Sequence[Question],
    references: Embedder,
    progress: OnProgress,
    *,
    most_vectors: int = 0,
) -> Refreshed:
    """Makes `store` hold the passages of `questions` and no others, and returns them.

    The vectors are returned too where the store is a folder and there are no more than `most_vectors`. What is written
    to a folder is not read again: this program alone writes there, and counts what is stored.

    Can be interrupted at any point and called again: a question counts as stored only when every one of its passages is
    there with the question's current digest. Raises DamagedIndexError if the store does not retain what it is given.
    """
    stored = store.read(most_vectors)
    for _ in range(_PASSES):
        changes = find_changes(stored.records, questions, progress)
        if not changes:
            break
        written = _apply(store, changes, references, progress, most_vectors)
        stored = store.read() if store.is_shared else _after(stored, changes, written)
    lost = not store.is_shared and store.count() != len(stored.records)
    if lost or find_changes(stored.records, questions, progress):
        raise DamagedIndexError("The search index does not retain what is written to it.", REBUILT_AT_START)
    if not store.is_shared and len(stored.vectors) < len(stored.records) <= most_vectors:
        stored = store.read(most_vectors)  # there were too many passages before
    return _in_order(stored, questions)


def find_changes(stored: Iterable[Record], questions: Sequence[Question], progress: OnProgress) -> Changes:
    """What has to change for `stored` to be the passages of `questions`."""
    by_question: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in stored:
        by_question[record.passage.question_id][record.passage.id] = record
    stale = [question for question in questions if not _is_current(question, by_question.get(question.id, {}))]
    wanted_ids = {question.id for question in questions}
    remove = [found for question_id, old in by_question.items() if question_id not in wanted_ids for found in old]
    relabel: list[Record] = []
    embed: list[Record] = []
    for done, question in enumerate(stale):
        progress("Cutting questions into passages", done, len(stale))
        old = by_question.get(question.id, {})
        records = _records(question)
        for record in records:
            kept = old.get(record.passage.id)
            (relabel if kept and kept.passage.text == record.passage.text else embed).append(record)
        remove += old.keys() - {record.passage.id for record in records}
    if stale:
        progress("Cutting questions into passages", len(stale), len(stale))
    return Changes(tuple(sorted(remove)), tuple(relabel), tuple(embed))


def _is_current(question: Question, stored: dict[str, Record]) -> bool:
    digest = question_digest(question)
    return bool(stored) and all(record.digest == digest and record.of == len(stored) for record in stored.values())


def _records(question: Question) -> list[Record]:
    digest = question_digest(question)
    passages = split_question(question)
    return [Record(passage, digest, len(passages), position) for position, passage in enumerate(passages)]


def _apply(
    store: PassageStore, changes: Changes, references: Embedder, progress: OnProgress, most_vectors: int
) -> dict[str, NDArray[np.float32]]:
    """Writes changes; returns the vectors of what was embedded, where those are no more than `most_vectors`."""
    for start in range(0, len(changes.remove), _BATCH):
        store.delete(changes.remove[start : start + _BATCH])
    for start in range(0, len(changes.relabel), _BATCH):
        store.relabel(changes.relabel[start : start + _BATCH])
    vectors: dict[str, NDArray[np.float32]] = {}
    if not changes.embed:
        return vectors
    total = len(changes.embed)
    for start in range(0, total, _BATCH):
        progress("Embedding passages for search", start, total)
        batch = changes.embed[start : start + _BATCH]
        rows = references.embed([record.passage.text for record in batch])
        store.write(batch, rows)
        if total <= most_vectors:
            vectors.update(zip((record.passage.id for record in batch), rows, strict=True))
    progress("Embedding passages for search", total, total)
    return vectors


def _after(stored: Contents, changes: Changes, written: Mapping[str, NDArray[np.float32]]) -> Contents:
    """What a store with the contents `stored` holds after `changes` were written."""
    records = {record.passage.id: record for record in (*stored.records, *changes.relabel, *changes.embed)}
    vectors = {**stored.vectors, **written}
    for removed in changes.remove:
        records.pop(removed, None)
        vectors.pop(removed, None)
    return Contents(tuple(records.values()), vectors)


def _in_order(stored: Contents, questions: Sequence[Question]) -> Refreshed:
    import numpy as np

    order = {question.id: number for number, question in enumerate(questions)}
    ordered = sorted(stored.records, key=lambda record: (order[record.passage.question_id], record.position))
    passages = tuple(record.passage for record in ordered)
    if not passages or len(stored.vectors) < len(passages):
        return Refreshed(passages, None)
    return Refreshed(passages, np.stack([stored.vectors[passage.id] for passage in passages]))
