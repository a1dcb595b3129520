"""The pictures in docs/screens: a session played by keys, in the real program with the real grader, and two weeks of
sessions that tests/two_weeks.py makes up.

python -m tests.screens     draws them again; they differ only where the program or the corpus does
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from interviewer.bootstrap import AppContext
from interviewer.bootstrap.saved_reports import SavedReports
from interviewer.bootstrap.sessions import Sessions
from interviewer.bootstrap.trust import programs_in
from interviewer.exercises.trust import TrustedFolders, exercises_checksum
from interviewer.interview.choosing import Choices
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.jobs import Start
from interviewer.interview.session import Mode, Plan, Session
from interviewer.progress import OnProgress, unwatched
from interviewer.reports.formats import Format
from interviewer.reports.model import Report
from interviewer.settings import Settings, load_settings
from interviewer.tui.app import InterviewerApp, Opening
from tests.exercises.samples import CODE, FOLDER, exercise
from tests.tui.conftest import Person
from tests.two_weeks import sessions

SCREENS = Path(__file__).parents[1] / "docs" / "screens"
SIZE = (100, 36)
MOMENT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
PLAN = Plan("20261102-abcd", Mode.PRACTICE, ("dropout", "adam-optimizer", "pooling"), MOMENT, seed=1)

DROPOUT = (
    "Dropout sets each unit's output to zero at random during training, with a set probability.\n"
    "Since any unit may be gone, no unit can rely on particular other units, so there is less co-adaptation.\n"
    "At inference dropout is switched off and the whole network is used."
)
ENSEMBLE = "It is like averaging the predictions of many smaller networks that share weights."
ADAM = (
    "Adam keeps a moving average of the gradients, which is momentum, and one of the squared gradients.\n"
    "It divides the step of each parameter by the root of the second average, so each has a learning rate of its own."
)
_RUN_TIME = re.compile(r"\d\.\d(?=&#160;s,)")  # of the visible tests
_ELAPSED = re.compile(r"\b\d:\d\d\b")  # of the open question


class OverPlan(Sessions):
    """Sessions over the questions of a plan, whatever was chosen."""

    def __init__(self, context: AppContext, plan: Plan) -> None:
        super().__init__(context)
        self._plan = plan

    def begin(
        self, choices: Choices, progress: OnProgress, *, loading: OnProgress = unwatched, start: Start | None = None
    ) -> ConversationDriver:
        """A new conversation over the plan."""
        return self.lead(Session(self._plan), "", loading=loading, start=start)


class ReportsAtHome(SavedReports):
    """Reports whose places are told as a person would write them."""

    def save(self, report: Report, form: Format = Format.MARKDOWN) -> Path:
        """Where the report is, from the home folder."""
        return Path("~") / super().save(report, form).relative_to(Path.home())


class OverThreeQuestions(AppContext):
    """The program on the questions of PLAN."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime], plan: Plan = PLAN) -> None:
        super().__init__(settings, clock)
        self.sessions = OverPlan(self, plan)
        self.reports = ReportsAtHome(self)


async def draw_exercise(folder: Path) -> None:
    """Writes the picture of an exercise whose visible tests were run into `folder`."""
    os.environ["INTERVIEWER_CORPUS"] = str(FOLDER)
    context = OverThreeQuestions(load_settings(None), lambda: MOMENT, replace(PLAN, question_ids=(CODE,)))
    context.paths.trusted.parent.mkdir(parents=True, exist_ok=True)
    TrustedFolders(context.paths.trusted).trust(FOLDER, exercises_checksum(programs_in(FOLDER)))
    app = InterviewerApp(context, Opening())
    async with app.run_test(size=SIZE) as pilot:
        person = Person(pilot, app)
        await person.settle()
        await person.press("f2")
        person.box.cursor_blink = False
        await person.press("f5")
        person.box.load_text(exercise(CODE).wrong[0].program)
        await person.press("f5")
        picture = _ELAPSED.sub("0:00", app.export_screenshot())
        _write(folder, "exercise", _RUN_TIME.sub("0.1", picture))
    del os.environ["INTERVIEWER_CORPUS"]


async def draw(folder: Path) -> None:
    """Plays the session and writes each picture into `folder`."""
    app = InterviewerApp(OverThreeQuestions(load_settings(None), lambda: MOMENT), Opening())
    async with app.run_test(size=SIZE) as pilot:
        person = Person(pilot, app)

        def picture(name: str) -> None:
            _write(folder, name, _ELAPSED.sub("0:00", app.export_screenshot()))

        await person.settle()
        picture("welcome")
        await person.press("f2")
        person.box.insert(DROPOUT)
        await pilot.pause()
        picture("question")
        await person.press("enter")
        picture("follow-up")
        await person.answer(ENSEMBLE)
        await person.press("f3")
        picture("feedback")
        await person.press("enter")
        await person.answer(ADAM)
        await person.press("f4")
        await person.press("enter")
        await person.press("f4")
        await person.press("enter")
        picture("report")
        await person.press("escape")
        await person.press("f4")
        picture("history")


async def draw_progress(folder: Path) -> None:
    """Writes the pictures of what two weeks of sessions come to into `folder`."""
    context = AppContext(load_settings(None), lambda: MOMENT)
    for session in sessions(context.corpus().questions, MOMENT):
        context.store().save(session, "")
    app = InterviewerApp(context, Opening())
    async with app.run_test(size=SIZE) as pilot:
        person = Person(pilot, app)
        await person.settle()
        _write(folder, "plan", app.export_screenshot())
        await person.press("f7")
        _write(folder, "progress", app.export_screenshot())
        await person.press("2")
        _write(folder, "coverage", app.export_screenshot())


def _write(folder: Path, name: str, svg: str) -> None:
    lines = (line.rstrip() for line in svg.splitlines())
    (folder / f"{name}.svg").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Draws the pictures for somebody who has no files and no settings yet, and for somebody with two weeks behind."""
    for name in [name for name in os.environ if name.startswith(("INTERVIEWER_", "OPENAI_", "XDG_"))]:
        del os.environ[name]
    for drawing in (draw, draw_progress, draw_exercise):
        with tempfile.TemporaryDirectory() as home:
            os.environ |= {"HOME": home, "TZ": "UTC"}
            asyncio.run(drawing(SCREENS))


if __name__ == "__main__":
    main()
