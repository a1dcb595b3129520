"""What a session is chosen by on the first screen: today's plan, several topics, a length, a job description or CV."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, DirectoryTree, Input, Select, Static, TextArea

from interviewer.corpus.question import Kind, Level, Shelf
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Mode
from interviewer.learning.plan import PlannedQuestion, TodayPlan
from interviewer.progress import OnProgress
from interviewer.tui.aim import AimScreen
from interviewer.tui.chosen import ChosenScreen
from interviewer.tui.interview import InterviewScreen
from interviewer.tui.pick import PickScreen
from interviewer.tui.progress import ProgressScreen
from interviewer.tui.welcome import WelcomeScreen
from tests.factories import NOON
from tests.front_ends import QUESTION_IDS, QuickContext
from tests.tui.conftest import Begin, Person

pytestmark = pytest.mark.slow

JOB = "You train transformers.\n[b]Bold[/b] \x1b[2J"
NO_PLAN = TodayPlan(
    day=NOON.date(),
    sentence="Nothing is due today",
    notes=(),
    due_points=0,
    minutes=0,
    questions=(),
    misconceptions=(),
    weak=(),
    seconds_per_question=180.0,
    timed=0,
    next_on=None,
    counted=0,
    not_counted=0,
)
DUE = replace(
    NO_PLAN,
    sentence="2 due, 1 misconception, 3 minutes",
    questions=(PlannedQuestion("momentum", "What?", "optimization", (), ()),),
    counted=4,
)


@pytest.fixture
def asked(context: QuickContext, monkeypatch: pytest.MonkeyPatch) -> list[Choices]:
    """The choices that sessions were begun with."""
    found: list[Choices] = []
    real = context.sessions.begin

    def remember(choices: Choices, progress: OnProgress, **rest: Any) -> object:
        found.append(choices)
        return real(choices, progress, **rest)

    monkeypatch.setattr(context.sessions, "begin", remember)
    return found


def plan_is(context: QuickContext, plan: TodayPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context.sessions, "plan", lambda: plan)


async def focus(person: Person, selector: str) -> None:
    person.app.screen.query_one(selector).focus()
    await person.pilot.pause()


async def test_somebody_without_a_history_is_told_in_a_sentence_what_the_plan_will_be(begin: Begin) -> None:
    async with begin(welcome=True) as person:
        said = person.line("#plan-line")
        assert said.startswith("Today: nothing is due yet. Answer a few questions first")
        assert person.app.screen.query_one("#plan", Button).disabled


async def test_the_plan_of_today_is_shown_and_one_key_starts_it(
    begin: Begin, context: QuickContext, asked: list[Choices], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_is(context, DUE, monkeypatch)
    async with begin(welcome=True) as person:
        assert person.line("#plan-line") == "Today: 2 due, 1 misconception, 3 minutes"
        await person.press("f6")
        assert isinstance(person.app.screen, InterviewScreen)
    assert asked == [Choices(mode=Mode.DRILL, question_ids=("momentum",))]


async def test_with_nothing_due_that_is_said_and_what_is_weak_can_be_drilled(
    begin: Begin, context: QuickContext, asked: list[Choices], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_is(context, replace(NO_PLAN, counted=3, weak=("dropout",)), monkeypatch)
    async with begin(welcome=True) as person:
        assert person.line("#plan-line") == "Today: nothing is due; 1 weak question can be drilled."
        await person.press("f6")
    assert asked == [Choices(mode=Mode.DRILL, question_ids=("dropout",))]


async def test_with_nothing_due_and_nothing_weak_the_key_does_nothing(
    begin: Begin, context: QuickContext, asked: list[Choices], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_is(context, replace(NO_PLAN, counted=3), monkeypatch)
    async with begin(welcome=True) as person:
        assert person.line("#plan-line") == "Today: nothing is due."
        await person.press("f6")
        assert isinstance(person.app.screen, WelcomeScreen)
    assert asked == []


async def test_what_does_not_count_is_said_beside_the_plan(
    begin: Begin, context: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_is(
        context,
        replace(NO_PLAN, not_counted=2, notes=("2 grades by similarity alone do not count here.",)),
        monkeypatch,
    )
    async with begin(welcome=True) as person:
        assert "2 grades by similarity alone" in person.line("#plan-line")


async def test_several_topics_levels_and_kinds_are_marked_with_the_keyboard_alone(
    begin: Begin, asked: list[Choices]
) -> None:
    async with begin(welcome=True) as person:
        await focus(person, "#topics")
        await person.press("enter")
        assert isinstance(person.app.screen, PickScreen)
        await person.press("space", "down", "down", "down", "space", "enter")
        assert isinstance(person.app.screen, WelcomeScreen)
        assert str(person.app.screen.query_one("#topics", Button).label) == "foundations, activations"
        await person.press("tab", "enter", "down", "down", "space", "enter")
        await person.press("tab", "enter", "down", "down", "down", "space", "enter", "f2")
    assert asked[0].topics == ("foundations", "activations")
    assert asked[0].levels == (Level.SENIOR,)
    assert asked[0].kinds == (Kind.CODE,)


async def test_dated_subjects_are_asked_where_their_shelf_is_chosen_with_the_keyboard(
    begin: Begin, asked: list[Choices]
) -> None:
    async with begin(welcome=True) as person:
        await focus(person, "#kinds")
        await person.press("tab", "enter", "down", "enter", "f2")
    assert [choices.shelf for choices in asked] == [Shelf.CLASSIC]


async def test_ones_own_questions_alone_can_be_chosen_where_there_are_folders_for_them(
    begin: Begin, asked: list[Choices], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_CORPUS", "mine")
    async with begin(welcome=True) as person:
        await focus(person, "#kinds")
        await person.press("tab", "enter", "down", "down", "enter", "f2")
    assert [choices.own for choices in asked] == [True]


async def test_without_folders_of_ones_own_they_are_no_choice(begin: Begin) -> None:
    async with begin(welcome=True) as person:
        await focus(person, "#shelf")
        await person.press("enter", "end", "enter")
        assert person.app.screen.query_one("#shelf", Select).value == Shelf.CLASSIC


async def test_without_a_choice_no_dated_subject_is_asked(begin: Begin, asked: list[Choices]) -> None:
    async with begin(welcome=True) as person:
        await person.press("f2")
    assert [choices.shelf for choices in asked] == [Shelf.CURRENT]


async def test_leaving_the_list_changes_nothing_and_delete_marks_any(begin: Begin, asked: list[Choices]) -> None:
    async with begin(welcome=True) as person:
        await focus(person, "#kinds")
        await person.press("enter", "space", "enter", "enter", "down", "space", "escape")
        assert str(person.app.screen.query_one("#kinds", Button).label) == "concept"
        await person.press("enter", "delete")
        assert str(person.app.screen.query_one("#kinds", Button).label) == "any"


async def test_a_length_in_minutes_is_taken(begin: Begin, asked: list[Choices]) -> None:
    async with begin(welcome=True) as person:
        person.app.screen.query_one("#unit", Select).value = "minutes"
        person.app.screen.query_one("#length", Input).value = "20"
        await person.press("f2")
    assert asked[0].minutes == 20


@pytest.mark.parametrize("typed", ["0", "481", ""])
async def test_a_wrong_number_of_minutes_is_refused(begin: Begin, typed: str) -> None:
    async with begin(welcome=True) as person:
        person.app.screen.query_one("#unit", Select).value = "minutes"
        person.app.screen.query_one("#length", Input).value = typed
        await person.press("f2")
        assert "not a valid number of minutes. Type 1 to 480." in person.line("#problem")


async def open_aim(person: Person) -> None:
    await focus(person, "#aim")
    await person.press("enter")
    assert isinstance(person.app.screen, AimScreen)


async def test_a_pasted_text_chooses_questions_that_are_shown_with_why_before_the_start(
    begin: Begin, asked: list[Choices]
) -> None:
    async with begin(welcome=True) as person:
        await open_aim(person)
        person.app.screen.query_one("#paste", TextArea).insert(JOB)
        await person.press("f2")
        assert str(person.app.screen.query_one("#aim", Button).label) == "pasted text, 40 characters"
        await person.press("f2")
        assert isinstance(person.app.screen, ChosenScreen)
        said = [str(part.render()) for part in person.app.screen.query("#chosen Static").results(Static)]
        assert "1. What is dropout?" in said
        assert "“You train transformers.” is near the question itself (regularization/dropout.md)" in said
        assert asked == []
        await person.press("f2")
        assert isinstance(person.app.screen, InterviewScreen)
    assert asked[0].question_ids == QUESTION_IDS


async def test_going_back_from_the_chosen_questions_keeps_the_choices(begin: Begin, asked: list[Choices]) -> None:
    async with begin(welcome=True) as person:
        await open_aim(person)
        person.app.screen.query_one("#paste", TextArea).insert(JOB)
        await person.press("f2", "f2", "escape")
        assert isinstance(person.app.screen, WelcomeScreen)
        assert "pasted text" in str(person.app.screen.query_one("#aim", Button).label)
        await open_aim(person)
        await person.press("f4", "f2")
        assert isinstance(person.app.screen, InterviewScreen)
    assert asked[0].for_text is None


async def test_a_file_can_be_named_and_a_folder_looked_into(begin: Begin, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "cv.txt").write_text("I train transformers.")
    async with begin(welcome=True) as person:
        await open_aim(person)
        path = person.app.screen.query_one("#path", Input)
        path.value = str(folder)
        path.focus()
        await person.press("enter")
        await person.press("down", "enter")
        assert str(person.app.screen.query_one("#aim", Button).label) == "cv.txt"
        await open_aim(person)
        person.app.screen.query_one("#path", Input).value = str(folder / "cv.txt")
        await person.press("f2")
        assert isinstance(person.app.screen, WelcomeScreen)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(5_000_000_000)


def a_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")


@pytest.mark.posix
@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (a_pipe, "cannot be read: It is a named pipe."),
        (a_huge_file, "cannot be read: It is larger than 1,000,000 bytes."),
        (a_picture, "is not UTF-8 text."),
        (lambda path: None, "There is no file"),
    ],
)
async def test_what_is_no_text_is_refused_in_a_sentence(begin: Begin, tmp_path: Path, make: Any, problem: str) -> None:
    make(tmp_path / "cv.txt")
    async with begin(welcome=True) as person:
        await open_aim(person)
        person.app.screen.query_one("#path", Input).value = str(tmp_path / "cv.txt")
        await person.press("f2")
        assert isinstance(person.app.screen, AimScreen)
        assert problem in person.line("#aim-problem")


@pytest.mark.posix
async def test_names_of_files_are_shown_and_not_obeyed(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("\n", "[red]cv\x1b[2J.txt", "\udcff.txt"):
        (tmp_path / "odd").mkdir(exist_ok=True)
        (tmp_path / "odd" / name).write_text("I train transformers.")
    monkeypatch.chdir(tmp_path / "odd")
    async with begin(welcome=True) as person:
        await open_aim(person)
        root = person.app.screen.query_one(DirectoryTree).root
        while len(root.children) < 3:  # they are read in a thread
            await person.pilot.pause(0.01)
        assert {str(child.label) for child in root.children} == {"?", "[red]cv␛[2J.txt", "\\xff.txt"}


async def test_what_the_command_line_gives_is_shown_with_why_too(begin: Begin, asked: list[Choices]) -> None:
    async with begin(choices=Choices(for_text=JOB)) as person:
        assert isinstance(person.app.screen, ChosenScreen)
        await person.press("escape")
        assert isinstance(person.app.screen, WelcomeScreen)
    assert asked == []


@pytest.mark.parametrize("keys", [("f7",), ("f4", "f7")])
async def test_progress_is_reached_from_the_first_screen_and_from_the_history(
    begin: Begin, keys: tuple[str, ...]
) -> None:
    async with begin(welcome=True) as person:
        await person.press(*keys)
        assert isinstance(person.app.screen, ProgressScreen)
        await person.press("escape")
        assert not isinstance(person.app.screen, ProgressScreen)


async def test_every_field_is_reached_with_tab_and_fits_the_smallest_terminal(begin: Begin) -> None:
    async with begin(welcome=True, size=(60, 20)) as person:
        reached = set()
        for _ in range(13):
            await person.press("tab")
            focused = person.app.screen.focused
            assert focused is not None
            reached.add(focused.id)
            assert focused.region.bottom <= 18
    assert {
        "mode",
        "topics",
        "levels",
        "kinds",
        "shelf",
        "length",
        "unit",
        "aim",
        "start",
        "history",
        "progress",
    } <= reached
