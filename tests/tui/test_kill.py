"""SIGKILL at any moment loses no answer that the screen has shown as saved, and no draft that was typed for a while.

Here are the moments that a person at the screen can tell apart. `tests/records/test_kill.py` has those of the database,
at which it kills far more often.
"""

from __future__ import annotations

import math
import random
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from interviewer.interview.session import Phase
from interviewer.interview.store import SavedSession
from interviewer.paths import user_paths
from interviewer.records.store import open_store
from interviewer.tui.drafts import DRAFT_SECONDS
from tests.commands.linked_home import link_home
from tests.tui.terminals import InTerminal

pytestmark = [pytest.mark.slow, pytest.mark.model]

HOMES = 3
AT_ONCE = 2
KEPT_SECONDS = DRAFT_SECONDS + 1.0
"""After so long a draft has to be on disk, on a machine that is busy besides."""

NEW = ("-m", "interviewer", "--offline", "--mode", "mock", "--count", "100", "--seed", "4")
RESUME = ("-m", "interviewer", "--offline", "--resume")
OPEN = "mock · "  # the line on top, once the session is open
SAVED = "Esc takes it back"  # shown once the answer is on disk and its grading has begun
NEXT = "Noted."  # shown with the next prompt
PATIENCE_SECONDS = 60
MOMENTS = ("starting", "sending", "drafting", "grading", "typing")
"""When the kill comes. Each home goes through all of them, beginning with another one."""


class KilledError(Exception):
    """The process is gone."""


@dataclass
class Told:
    """What the screens of one home have said so far, and what was under way when the last of them was killed."""

    answers: list[str] = field(default_factory=list)
    draft: str = ""  # what the box began with
    typing: str = ""  # what has been typed into it since, with that
    sending: str = ""  # the answer that was sent and not yet shown as saved
    stood: bool = False  # whether the screen had shown `typing` for KEPT_SECONDS when the kill came
    openings: int = 0
    drafts_held: int = 0


class Life:
    """One process of the program and the person before it, up to the kill."""

    def __init__(self, home: Path, told: Told, phase: Phase | None) -> None:
        self._told = told
        self._phase = phase
        self._terminal = InTerminal(NEW if phase is None else RESUME, INTERVIEWER_HOME=str(home))
        self._kill_at = math.inf

    def live(self, rng: random.Random, moment: str) -> None:
        """Answers until the kill: while the program starts, while an answer is typed or its draft stands for a while,
        as it is sent, or once it is shown as saved and is graded."""
        if moment == "starting":
            self._kill_in(rng.uniform(0, 2))
        try:
            self._wait(0, OPEN)
            self._told.openings += 1
            if self._phase is Phase.GRADING:
                self._wait(0, NEXT)
            for _ in range(rng.randrange(3)):
                self._type(rng)
                self._send()
            if moment == "typing":
                self._kill_in(rng.uniform(0, 0.2))
            self._type(rng)
            if moment == "drafting":
                self._wait_seconds(KEPT_SECONDS + rng.random() / 2)
                self._told.stood = True
                self._kill_in(0)
            elif moment == "sending":
                self._kill_in(rng.uniform(0, 0.3))
                self._send()
            elif moment == "grading":
                self._send(kill_in=rng.uniform(0, 0.5))
            self._wait_seconds(math.inf)
        except KilledError:
            pass
        finally:
            self._terminal.close()

    def _kill_in(self, seconds: float) -> None:
        self._kill_at = time.monotonic() + seconds

    def _type(self, rng: random.Random) -> None:
        start = len(self._terminal.text)
        text = f"{rng.choice(('words', 'naïve ß', 'fact1 fact2'))} {rng.getrandbits(40)}."
        self._told.typing = self._told.draft + text
        self._terminal.type(text)
        self._wait(start, text.split()[-1])  # in whichever line of the box it comes to stand

    def _send(self, kill_in: float = math.inf) -> None:
        """Sends what was typed; `kill_in` seconds after it is shown as saved comes the kill."""
        told, start = self._told, len(self._terminal.text)
        told.sending = told.typing
        self._terminal.type("\r")
        self._wait(start, SAVED, NEXT)
        self._kill_at = min(self._kill_at, time.monotonic() + kill_in)
        told.answers.append(told.sending)
        told.draft = told.typing = told.sending = ""
        self._wait(start, NEXT)

    def _wait_seconds(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._kill_if_due()
            time.sleep(0.01)

    def _wait(self, start: int, *texts: str) -> None:
        """Waits until one of `texts` has been written behind `start`."""
        begun = time.monotonic()
        while not any(text in self._terminal.text[start:] for text in texts):
            self._kill_if_due()
            waited = time.monotonic() - begun
            assert waited < PATIENCE_SECONDS, f"{texts} never came: {self._terminal.text[start:][-3000:]}"
            time.sleep(0.01)

    def _kill_if_due(self) -> None:
        if time.monotonic() >= self._kill_at:
            self._terminal.kill(signal.SIGKILL)
            assert self._terminal.exit_code() == -signal.SIGKILL
            raise KilledError


def kept(home: Path) -> SavedSession | None:
    """The session in the database of `home`, where it has one."""
    store = open_store(user_paths(home).database)
    try:
        summaries = store.summaries()
        assert len(summaries) <= 1
        return store.load(summaries[0].session_id) if summaries else None
    finally:
        store.close()


def assert_all_there(home: Path, told: Told) -> Phase | None:
    """Every answer that was shown as saved is there, in order; what was under way is there whole or not at all."""
    saved = kept(home)
    if saved is None:
        assert (told.answers, told.typing) == ([], "")
        return None
    answers = [one.answer for turn in saved.session.turns for one in turn.exchanges if one.answer is not None]
    was_sent = answers != told.answers
    assert answers == [*told.answers, *([told.sending] if was_sent else [])]
    if told.stood:
        told.drafts_held += 1
        assert saved.draft == told.typing
    elif was_sent:
        assert saved.draft == ""
    else:
        assert told.typing.startswith(saved.draft)
        assert saved.draft.startswith(told.draft)
    told.answers, told.draft, told.typing, told.sending, told.stood = answers, saved.draft, saved.draft, "", False
    return saved.session.phase


def lives(home: Path, seed: int) -> Told:
    """Starts, kills and checks, again and again, and once more to the end."""
    rng, told = random.Random(seed), Told()
    phase: Phase | None = None
    for number in range(len(MOMENTS)):
        Life(home, told, phase).live(rng, MOMENTS[(seed + number) % len(MOMENTS)])
        phase = assert_all_there(home, told)
    last = InTerminal(RESUME, INTERVIEWER_HOME=str(home))
    last.wait_for(OPEN, PATIENCE_SECONDS)
    last.kill(signal.SIGTERM)
    assert last.exit_code(20) == 128 + signal.SIGTERM
    assert assert_all_there(home, told) is not None
    with sqlite3.connect(user_paths(home).database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return told


def test_a_kill_at_any_moment_loses_nothing_that_the_screen_has_shown_as_kept(tmp_path: Path, built_home: Path) -> None:
    homes = [tmp_path / str(number) for number in range(HOMES)]
    for home in homes:
        link_home(home, built_home)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tolds = list(pool.map(lives, homes, range(HOMES)))
    answers, drafts = sum(len(told.answers) for told in tolds), sum(told.drafts_held for told in tolds)
    openings = sum(told.openings for told in tolds)
    kills = HOMES * len(MOMENTS)
    print(f"\n{kills} kills, {openings} of them after opening: {answers} answers, {drafts} drafts")
    assert answers >= kills // 2
    assert drafts == HOMES
