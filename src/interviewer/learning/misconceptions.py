"""The ledger of misconceptions: what the candidate stated, and how far it has been refuted since.

A misconception is its belief: two questions that name the same one share it. It is *shown* when an answer states it. It
is *refuted* on a later day by an answer to a question that names it which does not state it and passes unaided; an
answer that says too little to pass refutes nothing. Stated again, it begins anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from interviewer.corpus.question import Question
from interviewer.learning.attempts import PASS_LINE, Attempt, in_order
from interviewer.learning.days import day_of

CLEARED_AFTER_DAYS = 7
"""A misconception refuted sooner after it was last stated may only be fresh in mind. A convention."""


class MisconceptionState(StrEnum):
    """How far a misconception has been refuted since it was last stated.

    SHOWN: not at all. REFUTED_ONCE: by one answer, or by several to the same words. REFUTED_TWICE: by answers on two
    days to different questions, or to different wordings of one. CLEARED: that, and once again CLEARED_AFTER_DAYS or
    more after it was last stated (the second refutation may be that one).
    """

    SHOWN = "shown"
    REFUTED_ONCE = "refuted once"
    REFUTED_TWICE = "refuted twice"
    CLEARED = "cleared"


@dataclass(frozen=True)
class LedgerEntry:
    """A misconception on the ledger. `stated` counts the attempts that stated it, `refuted` the days since on which it
    was refuted. `question_ids` are the questions that name it, those that it was stated in first."""

    belief: str
    truth: str
    topic: str
    question_ids: tuple[str, ...]
    state: MisconceptionState
    stated: int
    refuted: int
    first_stated: datetime
    last_stated: datetime
    last_tried: date

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do about it."""
        return self.state is not MisconceptionState.CLEARED


def ledger(
    attempts: Iterable[Attempt], questions: Sequence[Question], zone: tzinfo | None = None
) -> tuple[LedgerEntry, ...]:
    """Every misconception that was ever stated, the least refuted first, then the one stated last."""
    naming = _naming(questions)
    by_question: defaultdict[str, list[Attempt]] = defaultdict(list)
    stated_in: dict[str, dict[str, None]] = {}
    for attempt in in_order(one for one in attempts if one.is_graded):
        by_question[attempt.question_id].append(attempt)
        for found in attempt.misconceptions:
            stated_in.setdefault(_key(found.belief), {})[attempt.question_id] = None
    entries = []
    for key, stating in stated_in.items():
        ids = tuple(dict.fromkeys((*stating, *naming.get(key, ()))))
        own = in_order(one for name in ids for one in by_question[name])
        entries.append(_entry(key, ids, own, zone))
    order = list(MisconceptionState)
    return tuple(sorted(entries, key=lambda one: (order.index(one.state), -one.last_stated.timestamp(), one.belief)))


def _entry(key: str, ids: tuple[str, ...], own: Sequence[Attempt], zone: tzinfo | None) -> LedgerEntry:
    stating = [attempt for attempt in own if any(_key(one.belief) == key for one in attempt.misconceptions)]
    last = stating[-1]
    words = next(one for one in last.misconceptions if _key(one.belief) == key)
    said_on = day_of(last.at, zone)
    refuting = [
        (day, attempt)
        for attempt in own
        if (day := day_of(attempt.at, zone)) > said_on and (attempt.unaided or 0.0) >= PASS_LINE
    ]
    return LedgerEntry(
        belief=words.belief,
        truth=words.truth,
        topic=last.topic,
        question_ids=ids,
        state=_state(said_on, refuting),
        stated=len(stating),
        refuted=len({day for day, _ in refuting}),
        first_stated=stating[0].at,
        last_stated=last.at,
        last_tried=day_of(own[-1].at, zone),
    )


def _state(said_on: date, refuting: Sequence[tuple[date, Attempt]]) -> MisconceptionState:
    if not refuting:
        return MisconceptionState.SHOWN
    (first_day, first), *later = refuting
    asked = (first.question_id, first.wording)
    if not any(day > first_day and (one.question_id, one.wording) != asked for day, one in later):
        return MisconceptionState.REFUTED_ONCE
    lasted = refuting[-1][0] - said_on >= timedelta(days=CLEARED_AFTER_DAYS)
    return MisconceptionState.CLEARED if lasted else MisconceptionState.REFUTED_TWICE


def _naming(questions: Iterable[Question]) -> dict[str, list[str]]:
    """The ids of the questions that name each misconception."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for question in questions:
        for misconception in question.misconceptions:
            found[_key(misconception.belief)].append(question.id)
    return found


def _key(belief: str) -> str:
    """A belief as it is compared: without case and without spaces that mean nothing."""
    return " ".join(belief.casefold().split())
