"""What the screens look like, held against pictures in __snapshots__/ that a person has looked at.

`pytest tests/tui/test_snapshots.py --snapshot-update` makes them anew; where one differs, snapshot_report.html shows
both side by side. The pictures have no place, time or version in them: parts, clock and time zone are the test's own.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, DirectoryTree, Input, TextArea

from interviewer.grading.grade import Method
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Mode
from interviewer.interview.store import SessionSummary
from interviewer.learning.plan import PlannedQuestion, TodayPlan
from interviewer.tui.app import InterviewerApp, Opening
from tests.exercises.samples import CODE, DEBUG, exercise
from tests.factories import NOON
from tests.front_ends import ExerciseContext, QuickContext
from tests.machine import in_zone
from tests.tui.conftest import Person

pytestmark = [pytest.mark.posix, pytest.mark.slow]  # posix for its time zone

ANSWER = "Units are dropped at random: fact1. At inference nothing is dropped: fact2."
OVERFLOWS = exercise(CODE).wrong[0].program
ELAPSED = re.compile(r"\b\d:\d\d\b")  # of the open question

JOB = "You train large transformers and serve them.\nYou know how to tell that a model overfits."
A_PLAN = TodayPlan(
    day=NOON.date(),
    sentence="12 due, 3 misconceptions, 20 minutes",
    notes=("4 grades by similarity alone do not count here.",),
    due_points=12,
    minutes=20,
    questions=(PlannedQuestion("dropout", "What is dropout?", "regularization", (), ()),),
    misconceptions=(),
    weak=(),
    seconds_per_question=240.0,
    timed=12,
    next_on=None,
    counted=30,
    not_counted=4,
)

Play = Callable[[Person], Awaitable[None]]
Looks = Callable[..., None]


@pytest.fixture(autouse=True)
def in_utc() -> Iterator[None]:
    """Moments are shown in the time zone of the machine, which is UTC here."""
    with in_zone("UTC"):
        yield


@pytest.fixture
def looks_as_before(snap_compare: Callable[..., bool], context: QuickContext, in_utc: None) -> Looks:
    """Fails unless a screen looks as in its picture, after a person has done something."""

    def compare(opening: Opening, play: Play, size: tuple[int, int] = (80, 24), parts: QuickContext = context) -> None:
        parts.folder = Path("reports")  # which nothing is written to
        app = InterviewerApp(parts, opening)
        picture = app.export_screenshot
        app.export_screenshot = lambda **options: ELAPSED.sub("0:00", picture(**options))  # type: ignore[method-assign]

        async def played(pilot: Pilot[int]) -> None:
            person = Person(pilot, app)
            await person.settle()
            for button in app.screen.query(Button):
                button.active_effect_duration = 0  # a press is painted for a moment, and the picture may come in it
            await play(person)

        assert snap_compare(app, terminal_size=size, run_before=played)

    return compare


async def nothing(person: Person) -> None:
    """What a person does who only looks."""


def test_the_welcome_screen(looks_as_before: Looks) -> None:
    looks_as_before(Opening(), nothing)


def test_the_welcome_screen_with_a_plan(
    looks_as_before: Looks, context: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context.sessions, "plan", lambda: A_PLAN)
    looks_as_before(Opening(), nothing, (120, 40))


def test_marking_topics(looks_as_before: Looks) -> None:
    async def mark_two(person: Person) -> None:
        person.app.screen.query_one("#topics").focus()
        await person.settle()
        await person.press("enter", "space", "down", "down", "space")

    looks_as_before(Opening(), mark_two)


def test_pasting_a_job_description(looks_as_before: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "cv.txt").write_text("I train transformers.")
    monkeypatch.chdir(tmp_path / "here")

    async def paste(person: Person) -> None:
        person.app.screen.query_one("#aim").focus()
        await person.press("enter")
        person.app.screen.query_one("#paste", TextArea).insert(JOB)
        tree = person.app.screen.query_one(DirectoryTree)
        while not tree.root.children:  # they are read in a thread
            await person.pilot.pause(0.01)
        tree.root.set_label("here")

    looks_as_before(Opening(), paste)


def test_the_chosen_questions(looks_as_before: Looks) -> None:
    looks_as_before(Opening(choices=Choices(for_text=JOB)), nothing)


@pytest.mark.parametrize("view", ["topics", "coverage", "time", "confidence", "misconceptions"])
@pytest.mark.parametrize(("size", "theme"), [((80, 24), "dark"), ((120, 40), "light")])
def test_progress(looks_as_before: Looks, weeks: QuickContext, view: str, size: tuple[int, int], theme: str) -> None:
    async def open_the_view(person: Person) -> None:
        person.app.theme = theme
        await person.press("f7")
        await person.app.run_action(f"screen.show('{view}')", person.app.screen)

    looks_as_before(Opening(), open_the_view, size, weeks)


def test_saving_a_report(looks_as_before: Looks) -> None:
    async def end_and_save(person: Person) -> None:
        await person.press("f10", "f2")
        person.app.screen.query_one("#save-path", Input).value = "~/mine.md"

    looks_as_before(Opening(choices=Choices()), end_and_save)


def test_a_question(looks_as_before: Looks) -> None:
    async def type_an_answer(person: Person) -> None:
        await person.press(*"Units are dropped")

    looks_as_before(Opening(choices=Choices()), type_an_answer)


def test_the_feedback_on_an_answer(looks_as_before: Looks) -> None:
    async def answer_and_skip_the_follow_up(person: Person) -> None:
        await person.answer(ANSWER)
        await person.press("f4")

    looks_as_before(Opening(choices=Choices()), answer_and_skip_the_follow_up, (100, 40))


def test_the_report(looks_as_before: Looks) -> None:
    async def end_the_session(person: Person) -> None:
        await person.answer(f"{ANSWER} fact3")
        await person.press("enter")
        await person.press("f4")
        await person.press("enter")

    looks_as_before(Opening(choices=Choices()), end_the_session, (100, 40))


def test_the_history(looks_as_before: Looks, context: QuickContext, monkeypatch: pytest.MonkeyPatch) -> None:
    by_similarity = (Method.SIMILARITY,)
    summaries = [
        SessionSummary(
            "20261102-mnpq", Mode.MOCK, NOON, None, 8, 3, 2, 0.5, 0.5, by_similarity, ("training",), has_answers=True
        ),
        SessionSummary(
            "20261101-wxyz",
            Mode.PRACTICE,
            NOON,
            NOON,
            5,
            5,
            5,
            0.64,
            0.8,
            by_similarity,
            ("optimization",),
            has_answers=True,
        ),
        SessionSummary(
            "20261031-abcd", Mode.DRILL, NOON, NOON, 2, 2, 0, None, None, (), ("regularization",), has_answers=False
        ),
    ]
    monkeypatch.setattr(context.memory, "summaries", lambda limit=None: summaries)

    async def open_the_history(person: Person) -> None:
        await person.press("f4")

    looks_as_before(Opening(), open_the_history)


def test_the_help(looks_as_before: Looks) -> None:
    async def open_the_help(person: Person) -> None:
        await person.press("f1")

    looks_as_before(Opening(choices=Choices()), open_the_help, (100, 45))


def test_a_terminal_that_is_too_small(looks_as_before: Looks) -> None:
    looks_as_before(Opening(choices=Choices()), nothing, (40, 10))


@pytest.mark.parametrize(("size", "theme"), [((80, 24), "dark"), ((120, 40), "light"), ((80, 24), "high-contrast")])
def test_an_exercise_whose_tests_were_run(
    looks_as_before: Looks, tmp_path: Path, size: tuple[int, int], theme: str
) -> None:
    async def run_in_colours(person: Person) -> None:
        person.app.theme = theme
        person.box.cursor_blink = False  # a run takes a while
        person.box.load_text(OVERFLOWS)
        await person.press("f5")

    parts = ExerciseContext(tmp_path, CODE, DEBUG)
    parts.tests.seconds = 0.1
    looks_as_before(Opening(choices=Choices()), run_in_colours, size, parts)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_feedback_on_an_exercise(looks_as_before: Looks, tmp_path: Path, size: tuple[int, int]) -> None:
    async def answer(person: Person) -> None:
        person.box.cursor_blink = False
        person.box.load_text(OVERFLOWS)
        await person.press("ctrl+j")
        await person.answer("It is finite: fact2")
        await person.answer("It is linear: fact4")

    looks_as_before(Opening(choices=Choices()), answer, size, ExerciseContext(tmp_path, CODE, DEBUG))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_program_to_be_debugged(looks_as_before: Looks, tmp_path: Path, size: tuple[int, int]) -> None:
    looks_as_before(Opening(choices=Choices()), nothing, size, ExerciseContext(tmp_path, DEBUG))


def test_words_on_a_program_to_be_debugged(looks_as_before: Looks, tmp_path: Path) -> None:
    async def tell(person: Person) -> None:
        person.box.cursor_blink = False
        await person.press("f7", *"line 6 divides the scores by the head size, and its square root belongs there, or ")
        person.box.insert("the softmax gets flat; line 7 also hides the diagonal.")
        await person.settle()

    looks_as_before(Opening(choices=Choices()), tell, parts=ExerciseContext(tmp_path, DEBUG))
