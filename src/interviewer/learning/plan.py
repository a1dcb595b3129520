"""What to do today: the key points that are due, the misconceptions to clear, and how long that takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from math import ceil

from interviewer.corpus.question import Question, Shelf
from interviewer.learning.attempts import Attempt, counting
from interviewer.learning.days import day_of
from interviewer.learning.misconceptions import CLEARED_AFTER_DAYS, LedgerEntry, MisconceptionState, ledger
from interviewer.learning.pace import in_words, own_pace, own_seconds
from interviewer.learning.schedule import Schedule, schedule
from interviewer.learning.standing import Standing, standings
from interviewer.text import counted


@dataclass(frozen=True)
class DuePoint:
    """A key point with the day that it is due on."""

    point: str
    claim: str
    due_on: date


@dataclass(frozen=True)
class PlannedQuestion:
    """A question to be asked today, with the key points that are due and the misconceptions that it may refute."""

    question_id: str
    title: str
    topic: str
    due: tuple[DuePoint, ...]
    misconceptions: tuple[str, ...]


@dataclass(frozen=True)
class TodayPlan:
    """What to do on a day: `due_points` key points that are due, and misconceptions to refute. `sentence` says it in a
    line, `notes` are sentences that belong beside it.

    `questions` come in the order in which a drill asks them, the longest due first; `weak` are questions whose last
    score was below the pass line and that have nothing due today, weakest first. `minutes` is how long `questions`
    take, `seconds_per_question` the mean of that (0 if there are none): by the median of the last `timed` own ones, or
    by what their levels are expected to take where these are too few. `next_on` is the next day on which a key point
    falls due, None if none is scheduled. The plan is made from `counted`
    attempts; `not_counted` were graded by similarity alone, and INTERVIEWER_PLAN_BY_SIMILARITY would count them.
    """

    day: date
    sentence: str
    notes: tuple[str, ...]
    due_points: int
    minutes: int
    questions: tuple[PlannedQuestion, ...]
    misconceptions: tuple[LedgerEntry, ...]
    weak: tuple[str, ...]
    seconds_per_question: float
    timed: int
    next_on: date | None
    counted: int
    not_counted: int

    @property
    def question_ids(self) -> tuple[str, ...]:
        """The planned questions, in the order to ask them."""
        return tuple(question.question_id for question in self.questions)

    @property
    def drill(self) -> tuple[str, ...]:
        """What a drill asks, in order: the plan's questions, then the weak ones."""
        return (*self.question_ids, *self.weak)


def plan_of_today(
    attempts: Iterable[Attempt],
    questions: Sequence[Question],
    now: datetime,
    *,
    by_similarity: bool,
    zone: tzinfo | None = None,
) -> TodayPlan:
    """The plan for the day of `now` in a zone, by default that of this machine.

    Attempts graded by similarity alone count if `by_similarity`. Questions that the corpus does not have, and key
    points that were reworded since, are left out.
    """
    every = [attempt for attempt in attempts if attempt.is_graded]
    counted = counting(every, by_similarity=by_similarity)
    today = day_of(now, zone)
    points = _scheduled(questions, schedule(counted, zone))
    entries = tuple(one for one in ledger(counted, questions, zone) if _can_be_refuted(one, today, zone))
    planned = _planned(questions, points, entries, standings(counted), today)
    to_refute = tuple(one for one in entries if any(one.belief in asked.misconceptions for asked in planned))
    due_points = sum(len(one.due) for one in planned)
    next_on = min((one.due_on for own in points.values() for one in own if one.due_on > today), default=None)
    by_id = {one.id: one for one in questions}
    timed = in_words(every, questions)
    minutes = own_pace(timed).minutes(by_id[one.question_id] for one in planned)
    not_counted = len(every) - len(counted)
    return TodayPlan(
        day=today,
        sentence=_sentence(due_points, len(to_refute), ceil(minutes)),
        notes=tuple(_notes(None if planned else next_on, not_counted)),
        due_points=due_points,
        minutes=ceil(minutes),
        questions=planned,
        misconceptions=to_refute,
        weak=_weak(questions, standings(every), {one.question_id for one in planned}),
        seconds_per_question=60 * minutes / len(planned) if planned else 0.0,
        timed=own_seconds(timed).count,
        next_on=next_on,
        counted=len(counted),
        not_counted=not_counted,
    )


def _sentence(due: int, misconceptions: int, minutes: int) -> str:
    if not due and not misconceptions:
        return "Nothing is due today"
    wrong = counted(misconceptions, "misconception")
    return f"{due} due, {wrong}, {counted(minutes, 'minute')}"


def _notes(next_on: date | None, not_counted: int) -> Iterator[str]:
    if next_on:
        yield f"The next key points are due on {next_on}."
    if not_counted:
        some = counted(not_counted, "grade")
        yield (
            f"Not counted here: {some}, given by similarity without a chat model. "
            "INTERVIEWER_PLAN_BY_SIMILARITY=true counts such grades."
        )


def _can_be_refuted(entry: LedgerEntry, today: date, zone: tzinfo | None) -> bool:
    """Whether an answer today could bring it nearer to being cleared."""
    if not entry.is_open or entry.last_tried >= today:
        return False
    waits = entry.state is MisconceptionState.REFUTED_TWICE
    return not waits or today - day_of(entry.last_stated, zone) >= timedelta(days=CLEARED_AFTER_DAYS)


def _planned(
    questions: Sequence[Question],
    points: Mapping[str, Sequence[DuePoint]],
    entries: Sequence[LedgerEntry],
    known: Mapping[str, Standing],
    today: date,
) -> tuple[PlannedQuestion, ...]:
    """The questions with something due, longest due first, then one for each misconception that is in none of them: of
    those on the shelf of classics only what was asked before."""
    by_id = {question.id: question for question in questions}
    due = {name: tuple(one for one in own if one.due_on <= today) for name, own in points.items()}
    chosen = [name for name, own in due.items() if own]
    chosen.sort(key=lambda name: (min(point.due_on for point in due[name]), known[name].last_unaided, name))
    for entry in entries:
        present = (by_id[name] for name in entry.question_ids if name in by_id)
        there = [one.id for one in present if one.shelf is Shelf.CURRENT or one.id in known]
        if there and not set(there) & set(chosen):
            chosen.append(there[0])
    return tuple(
        PlannedQuestion(
            name,
            by_id[name].title,
            by_id[name].topic,
            due.get(name, ()),
            tuple(entry.belief for entry in entries if name in entry.question_ids),
        )
        for name in chosen
    )


def _scheduled(questions: Iterable[Question], known: Schedule) -> Mapping[str, tuple[DuePoint, ...]]:
    """The key points that the corpus has and that are scheduled, by question id."""
    return {
        question.id: tuple(
            DuePoint(point.id, point.claim, known[question.id][point.claim].due_on)
            for point in question.key_points
            if point.claim in known[question.id]
        )
        for question in questions
        if question.id in known
    }


def _weak(questions: Iterable[Question], known: Mapping[str, Standing], planned: Collection[str]) -> tuple[str, ...]:
    """The questions that are weak and not planned, weakest first."""
    weak = [found for one in questions if (found := known.get(one.id)) and found.weak and one.id not in planned]
    return tuple(one.question_id for one in sorted(weak, key=lambda one: (one.last_unaided, one.at)))
