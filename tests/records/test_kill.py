"""SIGKILL at any moment loses no submitted answer, no grade that came, soon or late, and no draft that was saved."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from interviewer.interview.engine import Interview
from interviewer.interview.session import Phase, Session
from interviewer.records.store import SqlSessionStore, open_store
from tests.factories import ticking_clock
from tests.records.conftest import QUESTIONS
from tests.records.killed import text_of

KILLS = 60
DATABASES = 6
MOST_LINES = 60
LONGEST_REST = 0.05  # seconds
KEEP_THE_DRAFT = ("hint", "late")

Answer = tuple[str, int, int, str]


@dataclass
class Told:
    """What the killed processes of one database said: every answer, the draft, and what may have been under way."""

    answers: list[Answer] = field(default_factory=list)
    grades: list[tuple[str, int, int]] = field(default_factory=list)
    late: int = 0
    draft: str = ""
    under_way: str = ""
    number: int = 0
    actions: int = 0

    def take(self, line: str) -> None:
        """Notes a line."""
        said, *words = line.split()
        if said == "will":
            self.under_way, self.number = words[0], int(words[1]) if len(words) > 1 else 0
        elif said == "did":
            name, session_id, turn, exchange, number = words
            if name == "submit":
                self.answers.append((session_id, int(turn), int(exchange), text_of(int(number))))
            if name in ("deliver", "late"):
                self.grades.append((session_id, int(turn), int(exchange)))
                self.late += name == "late"
            if name not in KEEP_THE_DRAFT:
                self.draft = text_of(int(number)) if name == "draft" else ""
            self.under_way = ""
            self.actions += 1
        else:
            pytest.fail(line)

    @property
    def possible_drafts(self) -> set[str]:
        """What may stand in the answer box: what was said last, or what was being done when the kill came."""
        if self.under_way in ("", *KEEP_THE_DRAFT):
            return {self.draft}
        return {self.draft, text_of(self.number) if self.under_way == "draft" else ""}

    def settle(self, draft: str) -> None:
        """What was under way when the kill came was either done or not; from here on it is known which."""
        self.draft = draft
        self.under_way = ""


@pytest.fixture
def leader() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.records.killed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    yield process
    process.communicate(timeout=30)


def run_and_kill(leader: subprocess.Popen[str], path: Path, seed: int, lines: int, rest: float, told: Told) -> None:
    """Lets a process lead interviews until it has said so many lines, and `rest` seconds more; kills it, and notes all
    that it said."""
    assert leader.stdin is not None
    assert leader.stdout is not None
    leader.stdin.write(f"{path} {seed}\n")
    leader.stdin.flush()
    while not (line := leader.stdout.readline()).startswith("pid "):
        told.take(line)
    pid = int(line.split()[1])
    for _ in range(lines):
        told.take(leader.stdout.readline())
    time.sleep(rest)
    os.kill(pid, signal.SIGKILL)
    while (line := leader.stdout.readline()) != "gone\n":
        told.take(line)


def assert_all_there(store: SqlSessionStore, told: Told) -> Session | None:
    """Every answer that was said to be saved is there to the letter; returns the session that was going on."""
    loaded = {summary.session_id: store.load(summary.session_id) for summary in store.summaries()}
    for session_id, turn, exchange, text in told.answers:
        assert loaded[session_id].session.turns[turn].exchanges[exchange].answer == text
    for session_id, turn, exchange in told.grades:
        assert loaded[session_id].session.turns[turn].exchanges[exchange].grade is not None
    unfinished = [saved for saved in loaded.values() if saved.session.phase is not Phase.FINISHED]
    assert len(unfinished) <= 1
    if not unfinished:
        told.settle("")
        return None
    (going_on,) = unfinished
    assert going_on.draft in told.possible_drafts
    if told.under_way == "submit" and going_on.session.phase is Phase.GRADING:
        assert going_on.session.turn.current.answer == text_of(told.number)
    told.settle(going_on.draft)
    return going_on.session


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_kill_at_any_moment_loses_nothing_that_was_saved(tmp_path: Path, leader: subprocess.Popen[str]) -> None:
    rng = random.Random(20261102)
    tolds = {tmp_path / f"{number}" / "interviewer.sqlite3": Told() for number in range(DATABASES)}
    for kill in range(KILLS):
        path = list(tolds)[kill % DATABASES]
        # The first lives are short, so that some end while the database is made.
        lines = 0 if kill < DATABASES else rng.randint(0, MOST_LINES)
        run_and_kill(leader, path, kill, lines, rng.uniform(0, LONGEST_REST), tolds[path])
        store = open_store(path)
        session = assert_all_there(store, tolds[path])
        if session is not None:
            assert Interview(session, QUESTIONS, store, ticking_clock()).resume("")
        store.close()
    for path in tolds:
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
    assert sum(len(told.answers) for told in tolds.values()) > KILLS
    assert sum(told.late for told in tolds.values()) > KILLS // 4
