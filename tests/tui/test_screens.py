"""Sizes, colours, keys and the other screens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.table import Table
from textual.color import Color
from textual.widgets import DataTable, Input, Static
from textual.widgets._footer import FooterKey

from interviewer.corpus.finding import Finding
from interviewer.errors import UnknownNameError
from interviewer.interview.choosing import Choices
from interviewer.progress import OnProgress
from interviewer.records.store import open_store
from interviewer.tui import actions, more_actions
from interviewer.tui.action import Action
from interviewer.tui.app import InterviewerApp, Opening
from interviewer.tui.base import TooSmall
from interviewer.tui.help import HelpScreen
from interviewer.tui.history import HistoryScreen
from interviewer.tui.interview import InterviewScreen
from interviewer.tui.pick import PickField
from interviewer.tui.theme import BACKGROUNDS, TEXT_ROLES, THEMES
from tests.front_ends import QuickContext
from tests.sample_report import recorded
from tests.tui.conftest import Begin

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (160, 45)])
async def test_the_question_the_box_and_the_keys_fit(begin: Begin, size: tuple[int, int]) -> None:
    async with begin(size=size) as person:
        width, height = size
        for selector in ("#where", "#answer", "#ready", "Footer", ".question"):
            region = person.app.screen.query(selector).first().region
            assert region.width > 0, selector
            assert region.right <= width, selector
            assert region.bottom <= height, selector


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_welcome_screen_shows_its_buttons(begin: Begin, size: tuple[int, int]) -> None:
    async with begin(welcome=True, size=size) as person:
        region = person.app.screen.query_one("#history").region
        assert region.right <= size[0]
        assert region.bottom <= size[1] - 2


@pytest.mark.parametrize("welcome", [True, False])
async def test_a_smaller_terminal_is_told_in_a_line_and_recovers(begin: Begin, *, welcome: bool) -> None:
    async with begin(welcome=welcome, size=(40, 10)) as person:
        notice = person.app.screen.query_one(TooSmall)
        assert notice.display
        assert "Too small: 40x10. Needs 60x20" in str(notice.render())
        await person.pilot.resize_terminal(80, 24)
        await person.settle()
        assert not notice.display


async def test_what_is_typed_after_the_terminal_was_too_small_gets_into_the_box(begin: Begin) -> None:
    async with begin() as person:
        await person.press("a")
        for width, height in ((62, 18), (40, 12), (100, 60)):
            await person.pilot.resize_terminal(width, height)
            await person.settle()
        await person.press("b")
        assert person.box.text == "ab"


async def test_a_wide_terminal_shows_the_session_beside_the_talk(begin: Begin) -> None:
    async with begin(size=(140, 40)) as person:
        assert person.app.screen.query_one("#side").display
        assert "1. What is dropout?" in person.line("#side")


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_text_reaches_a_contrast_of_4_5_on_every_background(begin: Begin, theme: str) -> None:
    async with begin() as person:
        person.app.theme = theme
        await person.pilot.pause()
        colours = person.app.get_css_variables()
        for background in BACKGROUNDS:
            ground = Color.parse(colours[background])
            for role in ("foreground", *TEXT_ROLES):
                ratio = contrast(Color.parse(colours[role]), ground)
                assert ratio >= 4.5, f"{role} on {background}: {ratio:.2f}"


@pytest.mark.parametrize("theme", ["nord", "textual-light", "dracula"])
async def test_a_theme_that_textual_brings_can_be_used(
    begin: Begin, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_THEME", theme)
    async with begin() as person:
        assert person.app.theme == theme


def test_an_unknown_theme_is_refused_with_the_nearest_one(
    context: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_THEME", "hihg-contrast")
    with pytest.raises(UnknownNameError, match="high-contrast"):
        InterviewerApp(context, Opening())


async def test_without_colour_every_verdict_still_has_its_word(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with begin() as person:
        await person.answer("fact1")
        await person.press("f4")
        shown = person.app.export_screenshot()
        assert "met" in shown
        assert "missed" in shown


def test_every_action_has_an_id_a_tooltip_and_a_title() -> None:
    for action in actions.ALL:
        assert action.id.count(".") == 1
        assert action.tooltip.endswith(".")
        assert action.title[0].isupper()
    assert len({action.id for action in actions.ALL}) == len(actions.ALL)


@pytest.mark.parametrize(
    "screen",
    [
        actions.WELCOME,
        actions.INTERVIEW,
        actions.REPORT,
        actions.HISTORY,
        more_actions.PICK,
        more_actions.AIM,
        more_actions.CHOSEN,
        more_actions.SAVE,
        more_actions.PROGRESS,
    ],
)
def test_no_two_actions_that_are_on_together_share_a_key(screen: tuple[Action, ...]) -> None:
    """F5 runs tests while a program is written, and goes on once it is marked: see tests/tui/test_exercise.py."""
    keys = [(key, action.id) for action in (*actions.APP, *screen) for key in action.key.split(",")]
    if screen is actions.INTERVIEW:
        keys.remove(("f5", "interview.run"))
    assert len({key for key, _ in keys}) == len(keys)


async def test_every_action_of_a_screen_stands_in_the_palette(begin: Begin) -> None:
    async with begin() as person:
        names = {command.title for command in person.app.get_system_commands(person.app.screen)}
        for action_id in ("interview.hint", "interview.skip", "interview.unknown", "app.help", "app.quit"):
            action = next(action for action in actions.ALL if action.id == action_id)
            assert action.palette_name in names
        assert "Interview: Ask for a hint" in names


async def test_a_palette_command_does_what_its_key_does(begin: Begin) -> None:
    async with begin() as person:
        commands = {command.title: command for command in person.app.get_system_commands(person.app.screen)}
        await commands["Interview: Ask for a hint"].callback()
        await person.settle()
        assert "What about the dropout matter 1?" in person.transcript


async def test_the_footer_does_what_its_keys_do(begin: Begin) -> None:
    async with begin() as person:
        hint = next(key for key in person.app.screen.query(FooterKey) if key.action == "screen.hint")
        await person.pilot.click(hint)
        await person.settle()
        assert "What about the dropout matter 1?" in person.transcript


async def test_the_users_keymap_is_honoured(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_KEYMAP", "interview.hint=ctrl+t")
    async with begin() as person:
        await person.press("ctrl+t")
        assert "What about the dropout matter 1?" in person.transcript


def test_a_key_for_an_action_that_does_not_exist_is_refused(
    context: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_KEYMAP", "interview.hnit=f9")
    with pytest.raises(UnknownNameError, match=r"interview\.hint"):
        InterviewerApp(context, Opening())


async def test_help_lists_every_action(begin: Begin) -> None:
    async with begin() as person:
        await person.press("f1")
        assert isinstance(person.app.screen, HelpScreen)
        tables = [static.content for static in person.app.screen.query(Static)]
        listed = [cell for table in tables if isinstance(table, Table) for cell in table.columns[1].cells]
        assert {str(cell) for cell in listed} == {f"{action.title}. {action.tooltip}" for action in actions.ALL}
        await person.press("escape")
        assert isinstance(person.app.screen, InterviewScreen)


async def test_help_begins_with_the_keys_of_the_screen_that_it_was_opened_on(begin: Begin) -> None:
    async with begin() as person:
        await person.press("f1")
        tables = [static.content for static in person.app.screen.query(Static)]
        first = next(table for table in tables if isinstance(table, Table))
        listed = [str(cell) for cell in first.columns[1].cells]
        assert listed == [f"{action.title}. {action.tooltip}" for action in actions.INTERVIEW]


async def test_the_welcome_screen_says_what_is_ready(begin: Begin) -> None:
    async with begin(welcome=True) as person:
        assert person.line("#ready") == "2 questions · sessions: ready · grader: word grader, ready"


async def test_the_welcome_screen_says_that_question_files_are_left_out(
    begin: Begin, context: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = replace(context.corpus(), findings=(Finding("foundations/mine.md", 2, "is broken"),))
    monkeypatch.setattr(context, "corpus", lambda: corpus)
    async with begin(welcome=True) as person:
        assert "1 question file is left out" in person.line("#problem")


async def test_the_welcome_screen_says_what_failed_and_tries_again(begin: Begin, context: QuickContext) -> None:
    context.broken_grader = True
    async with begin(welcome=True) as person:
        assert "The embedding model is damaged." in person.line("#problem")
        context.broken_grader = False
        await person.press("f5")
        assert "word grader, ready" in person.line("#ready")


async def test_starting_takes_the_choices(begin: Begin, context: QuickContext) -> None:
    asked: list[Choices] = []
    real = context.sessions.begin

    def remember(choices: Choices, progress: OnProgress, **rest: Any) -> object:
        asked.append(choices)
        return real(choices, progress, **rest)

    context.sessions.begin = remember  # type: ignore[assignment, method-assign]
    async with begin(welcome=True) as person:
        person.app.screen.query_one("#topics", PickField).pick(["optimization"])
        person.app.screen.query_one("#length", Input).value = "3"
        await person.press("f2")
        assert asked[0].topics == ("optimization",)
        assert asked[0].count == 3


@pytest.mark.parametrize("count", ["0", "101", ""])
async def test_a_wrong_number_of_questions_is_refused(begin: Begin, count: str) -> None:
    async with begin(welcome=True) as person:
        person.app.screen.query_one("#length", Input).value = count
        await person.press("f2")
        assert "Type 1 to 100." in person.line("#problem")


async def test_history_opens_and_goes_back(begin: Begin) -> None:
    async with begin(welcome=True) as person:
        await person.press("f4")
        assert isinstance(person.app.screen, HistoryScreen)
        assert "There are no sessions yet." in person.line("#ready")
        await person.press("escape")
        assert not isinstance(person.app.screen, HistoryScreen)


@pytest.mark.parametrize(("key", "left"), [("y", 0), ("escape", 1)])
async def test_a_session_is_deleted_from_the_history_once_yes_was_said(
    home: Path, context: QuickContext, begin: Begin, monkeypatch: pytest.MonkeyPatch, key: str, left: int
) -> None:
    store = open_store(context.paths.database)
    store.save(recorded(), draft="")
    monkeypatch.setattr(context, "store", lambda: store)
    async with begin(welcome=True) as person:
        await person.press("f4")
        await person.press("f8")
        question = str(person.app.screen.query_one("#confirm-box Static", Static).render())
        assert "1 session, 20261102-mnpq, will be deleted for good" in question
        await person.press(key)
        assert person.app.screen.query_one(DataTable).row_count == left
        assert (person.line("#ready") == "There are no sessions yet.") == (left == 0)
    assert len(store.summaries()) == left
    store.close()


def contrast(one: Color, other: Color) -> float:
    """The WCAG 2 contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    """The WCAG 2 relative luminance, 0..1."""
    parts = [channel / 255 for channel in colour.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
