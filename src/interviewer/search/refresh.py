"""Brings a store up to date with the corpus, embedding nothing but what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from interviewer.corpus.question import Question
from interviewer.search.embedder import Embedder
from interviewer.search.passage import Passage
from interviewer.search.passages import question_digest, split_question
from interviewer.search.store import DamagedIndexError, PassageStore, Record

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is to do (0 where that is unknown)."""

_BATCH = 512
_PASSES = 2  # a second pass settles what another program wrote to the same server meanwhile


@dataclass(frozen=True)
class Changes:
    """What has to be written: ids to remove, records to relabel (same text), records to embed."""

    remove: tuple[str, ...]
    relabel: tuple[Record, ...]
    embed: tuple[Record, ...]

    def __bool__(self) -> bool:
        return bool(self.remove or self.relabel or self.embed)


def refresh(
    store: PassageStore, questions: Sequence[Question], references: Embedder, progress: Progress
) -> tuple[Passage, ...]:
    """Makes `store` hold the passages of `questions` and no others, and returns them in the order of the corpus.

    Can be interrupted at any point and called again: a
    question counts as stored only when every one of its passages is there with the question's present digest.
    Raises DamagedIndexError where the store does not keep what it is given.
    """
    for _ in range(_PASSES):
        stored = store.read()
        changes = find_changes(stored, questions, progress)
        if not changes:
            return _in_order(stored, questions)
        _apply(store, changes, references, progress)
    stored = store.read()
    if find_changes(stored, questions, progress):
        raise DamagedIndexError(
            "The search index does not keep what is written to it.",
            "Start the program again: it builds the index anew.",
        )
    return _in_order(stored, questions)


def find_changes(stored: Iterable[Record], questions: Sequence[Question], progress: Progress) -> Changes:
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


def _apply(store: PassageStore, changes: Changes, references: Embedder, progress: Progress) -> None:
    for start in range(0, len(changes.remove), _BATCH):
        store.delete(changes.remove[start : start + _BATCH])
    for start in range(0, len(changes.relabel), _BATCH):
        store.relabel(changes.relabel[start : start + _BATCH])
    if not changes.embed:
        return
    total = len(changes.embed)
    # Texts of like length go together: the model pads a batch to its longest text.
    embed = sorted(changes.embed, key=lambda record: len(record.passage.text))
    for start in range(0, total, _BATCH):
        progress("Embedding passages for search", start, total)
        batch = embed[start : start + _BATCH]
        store.write(batch, references.embed([record.passage.text for record in batch]))
    progress("Embedding passages for search", total, total)


def _in_order(stored: Iterable[Record], questions: Sequence[Question]) -> tuple[Passage, ...]:
    order = {question.id: number for number, question in enumerate(questions)}
    ordered = sorted(stored, key=lambda record: (order[record.passage.question_id], record.position))
    return tuple(record.passage for record in ordered)
