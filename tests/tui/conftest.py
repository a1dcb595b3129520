"""The real app over quick parts, driven by keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import islice
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DirectoryTree
from textual.worker import WorkerCancelled

from interviewer.bootstrap import AppContext
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Session
from interviewer.settings import load_settings
from interviewer.tui.answer_box import AnswerBox
from interviewer.tui.app import InterviewerApp, Opening
from interviewer.tui.transcript import Transcript
from tests.factories import NOON
from tests.front_ends import QuickContext
from tests.two_weeks import sessions


class Person:
    """Somebody at the keyboard."""

    def __init__(self, pilot: Pilot[int], app: InterviewerApp) -> None:
        self.pilot = pilot
        self.app = app

    @property
    def transcript(self) -> str:
        return self.app.screen.query_one(Transcript).text

    @property
    def box(self) -> AnswerBox:
        return self.app.screen.query_one(AnswerBox)

    def line(self, selector: str) -> str:
        return str(self.app.screen.query_one(selector).render())

    async def settle(self) -> None:
        """Waits until nothing is going on. Work that newer work of its kind has replaced was cancelled, and is over.

        The worker of a tree of files waits for folders to open for as long as the tree is there.
        """
        for _ in range(3):
            working = [worker for worker in self.app.workers if not isinstance(worker.node, DirectoryTree)]
            ended = await asyncio.gather(*(worker.wait() for worker in working), return_exceptions=True)
            for error in ended:
                if isinstance(error, BaseException) and not isinstance(error, WorkerCancelled):
                    raise error
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def answer(self, text: str) -> None:
        """Puts an answer into the box and sends it."""
        self.box.insert(text)
        await self.press("enter")


Begin = Callable[..., AbstractAsyncContextManager[Person]]


@pytest.fixture
def context(tmp_path: Path) -> QuickContext:
    return QuickContext(tmp_path)


@pytest.fixture
def begin(context: QuickContext) -> Begin:
    """Opens the app in an interview, or on the welcome screen with `welcome=True`."""

    @asynccontextmanager
    async def open_app(
        *,
        welcome: bool = False,
        choices: Choices | None = None,
        resume: str | None = None,
        size: tuple[int, int] = (80, 24),
        parts: QuickContext | None = None,
    ) -> AsyncIterator[Person]:
        opening = Opening() if welcome else Opening(choices=None if resume else choices or Choices(), resume=resume)
        app = InterviewerApp(parts or context, opening)
        async with app.run_test(size=size) as pilot:
            person = Person(pilot, app)
            await person.settle()
            yield person

    return open_app


@pytest.fixture
def weeks(home: Path, tmp_path: Path) -> QuickContext:
    """Two weeks of sessions, in the database of a program that loads no model."""
    real = AppContext(load_settings(None), lambda: NOON)
    return _with_sessions(real, tmp_path, list(sessions(real.corpus().questions, NOON)))


@pytest.fixture
def few(home: Path, tmp_path: Path) -> QuickContext:
    """A session of four answers."""
    real = AppContext(load_settings(None), lambda: NOON)
    (session,) = islice(sessions(real.corpus().questions, NOON, answers=4), 1)
    return _with_sessions(real, tmp_path, [session])


def _with_sessions(real: AppContext, folder: Path, found: list[Session]) -> QuickContext:
    for session in found:
        real.store().save(session, "")
    context = QuickContext(folder)
    context.store = real.store  # type: ignore[method-assign]
    context.corpus = real.corpus  # type: ignore[method-assign]
    context.clock = lambda: NOON
    return context
