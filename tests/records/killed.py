"""Leads interviews until it is killed, and says on stdout what it is about to do and what it has done.

Started once by the kill test as `python -m tests.records.killed`. For each line `PATH SEED` on stdin it forks a
child that goes on with the last session of the database where something of it is left, or begins one; forking spares
each child the import of the database library. Mock interviews do not wait for their grades, which come in any order.
Texts follow from a number, so that the lines are short enough to be written whole.
"""

from __future__ import annotations

import os
import random
import sys
import traceback
from pathlib import Path

import alembic.command  # noqa: F401 - so that the children need not import it to make a database

from interviewer.interview.engine import Interview
from interviewer.interview.events import Event, GradingStarted
from interviewer.interview.session import Mode, Phase, Plan, Session
from interviewer.records.store import SqlSessionStore, open_store
from tests.factories import NOON, WordGrader, ticking_clock
from tests.records.conftest import QUESTIONS

LETTERS = "fact1 fact2 fact3 lie \n\tåß注意🧠﷽'\"\\[/]"


def text_of(number: int) -> str:
    """The text with this number: up to some thousand characters, as `clean_input` leaves them."""
    rng = random.Random(number)
    words = "".join(rng.choice(LETTERS) for _ in range(rng.choice((5, 60, 800, 4000))))
    return f"{number}: {words}."


def say(*words: object) -> None:
    """One line on stdout, in one write."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def begin_or_resume(store: SqlSessionStore, rng: random.Random) -> tuple[Interview, list[Event]]:
    """The last session where it is unfinished or an answer of it waits for a grade, or else a new one."""
    for summary in store.summaries(1):
        saved = store.load(summary.session_id)
        if summary.finished_at is None or saved.session.ungraded_places:
            interview = Interview(saved.session, QUESTIONS, store, ticking_clock(), grades_later=True)
            return interview, interview.resume(saved.draft)
    number = len(store.summaries())
    mode = rng.choice([Mode.PRACTICE, Mode.MOCK, Mode.MOCK])
    plan = Plan(f"session-{number:04}", mode, tuple(QUESTIONS), NOON.replace(microsecond=number), seed=1)
    interview = Interview(Session(plan=plan), QUESTIONS, store, ticking_clock(), grades_later=True)
    say("will", "start")
    events = interview.start()
    say("did", "start", plan.session_id, 0, 0, 0)
    return interview, events


def act(interview: Interview, rng: random.Random) -> list[Event]:
    """Does one thing, and says so before and after."""
    phase = interview.session.phase
    if phase is Phase.ANSWERING:
        name = rng.choices(["draft", "submit", "hint", "skip"], [6, 3, 1, 1])[0]
    else:
        name = rng.choice(["retry", "proceed", "proceed"]) if phase is Phase.REVIEWING else "proceed"
    number = rng.getrandbits(40)
    say("will", name, number)
    where = place(interview)
    if name in ("draft", "submit"):
        events = getattr(interview, name)(text_of(number)) or []
    else:
        events = getattr(interview, name)()
    say("did", name, *where, number)
    return list(events)


def settle(interview: Interview, waiting: list[GradingStarted], rng: random.Random) -> list[Event]:
    """Moves on from the current answer, or brings one of the grades that are waited for; says so before and after."""
    current = interview.session.phase is Phase.GRADING
    last = waiting[-1]
    if current and last.moves_on and rng.random() < 0.7:
        say("will", "move")
        events = interview.move_on(last.ticket, WordGrader().grade(last.request))
        say("did", "move", *place(interview), 0)
        return events
    event = waiting.pop(rng.randrange(len(waiting)))
    name = "deliver" if current and event is last else "late"
    before = interview.session.ungraded_places
    say("will", name)
    events = interview.deliver(event.ticket, WordGrader().grade(event.request))
    (graded,) = set(before) - set(interview.session.ungraded_places)
    say("did", name, interview.session.plan.session_id, graded.turn, graded.exchange, 0)
    return events


def place(interview: Interview) -> tuple[str, int, int]:
    """The session, turn and exchange that are going on."""
    session = interview.session
    return session.plan.session_id, len(session.turns) - 1, len(session.turn.exchanges) - 1


def gradings(events: list[Event]) -> list[GradingStarted]:
    """Those of `events` that wait for a grade."""
    return [event for event in events if isinstance(event, GradingStarted)]


def lead(path: Path, seed: int) -> None:
    """Leads interviews without end."""
    rng = random.Random(seed)
    store = open_store(path)
    while True:
        interview, events = begin_or_resume(store, rng)
        waiting = gradings(events)
        while interview.session.phase is not Phase.FINISHED or waiting:
            must_settle = interview.session.phase in (Phase.GRADING, Phase.FINISHED)
            if waiting and (must_settle or rng.random() < 0.2):
                waiting += gradings(settle(interview, waiting, rng))
            elif interview.session.phase is not Phase.FINISHED:
                waiting += gradings(act(interview, rng))


def main() -> None:
    """Forks a child for each line, and says when it is gone."""
    for line in sys.stdin:
        path, seed = line.rsplit(" ", 1)
        child = os.fork()
        if child == 0:
            try:
                lead(Path(path), int(seed))
            except BaseException:  # noqa: BLE001 - said to the test, which fails
                say("failed", repr(traceback.format_exc()))
            finally:
                os._exit(1)
        say("pid", child)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main()
