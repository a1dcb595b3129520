"""The Textual app: it wires screens, keys, themes and what is loaded behind them, and does nothing else."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable
from dataclasses import dataclass, replace
from signal import Signals

from textual.app import App, SystemCommand
from textual.driver import Driver
from textual.screen import Screen

from interviewer.bootstrap import AppContext
from interviewer.errors import InterviewerError, UnknownNameError
from interviewer.interview.choosing import Choices
from interviewer.signals import ENDING, Terminated, on_signals
from interviewer.tui.actions import ALL, APP, checked_keymap
from interviewer.tui.base import InterviewerScreen
from interviewer.tui.crash import crash_from
from interviewer.tui.routes import ShowChosen, ShowInterview, ShowReport
from interviewer.tui.terminal import Terminal, driver_for
from interviewer.tui.theme import THEMES, text_defaults
from interviewer.tui.threads import Threads
from interviewer.tui.warm_up import WarmUp, WarmUpChanged

MOST_THREADS = 128
"""More than the answers of a 100-question interview that are graded at a time."""


@dataclass(frozen=True)
class Opening:
    """What to open with: these choices, this session, or the welcome screen if both are None."""

    choices: Choices | None = None
    resume: str | None = None


class InterviewerApp(App[int]):
    """The interview on a screen."""

    TITLE = "interviewer"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = [action.binding() for action in APP]  # noqa: RUF012 - the type is Textual's

    def __init__(self, context: AppContext, opening: Opening) -> None:
        super().__init__()
        self.context = context
        self.opening = opening
        self.warm_up = WarmUp()
        self.ended_by: Signals | None = None
        self.fault: BaseException | None = None
        # Threads that wait for a chat model must never hold up one that decides how to go on.
        self._threads = Threads(MOST_THREADS, "worker")
        self._own_loop: asyncio.AbstractEventLoop | None = None
        for theme in THEMES:
            self.register_theme(theme)
        if context.settings.theme not in self.available_themes:
            raise UnknownNameError("theme", context.settings.theme, tuple(self.available_themes))
        self.theme = context.settings.theme
        self.set_keymap(checked_keymap(context.settings.keys))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The text roles, for themes that do not name them."""
        return text_defaults(dark=self.current_theme.dark)

    def get_driver_class(self) -> type[Driver]:
        """What drives the terminal."""
        return driver_for(super().get_driver_class())

    def on_load(self) -> None:
        """Runs before the terminal is taken over, which is left alone if a signal came first."""
        self._own_loop = asyncio.get_running_loop()
        self._own_loop.set_default_executor(self._threads)
        if self.ended_by is not None:
            self.exit()

    def on_mount(self) -> None:
        """Shows the first screen; heavy work starts once it is painted."""
        if self.opening.choices is None and self.opening.resume is None:
            from interviewer.tui.welcome import WelcomeScreen

            self.push_screen(WelcomeScreen(self.context, self.warm_up))
        elif self.opening.choices is not None and self.opening.choices.for_text is not None:
            self.on_show_chosen(ShowChosen(self.opening.choices))
        else:
            self.on_show_interview(ShowInterview(self.opening.choices, self.opening.resume, over=True))
        self.call_after_refresh(self.start_warm_up)

    # Screens

    def on_show_welcome(self) -> None:
        """The first screen."""
        from interviewer.tui.welcome import WelcomeScreen

        self.switch_screen(WelcomeScreen(self.context, self.warm_up))

    def on_show_history(self) -> None:
        """The past sessions."""
        from interviewer.tui.history import HistoryScreen

        self.push_screen(HistoryScreen(self.context, self.warm_up))

    def on_show_progress(self) -> None:
        """The progress."""
        from interviewer.tui.progress import ProgressScreen

        self.push_screen(ProgressScreen(self.context, self.warm_up))

    def on_show_chosen(self, message: ShowChosen) -> None:
        """The questions that are chosen for a text."""
        from interviewer.tui.chosen import ChosenScreen

        self.push_screen(ChosenScreen(self.context, self.warm_up, message.choices))

    def on_show_interview(self, message: ShowInterview) -> None:
        """An interview."""
        from interviewer.tui.interview import InterviewScreen

        screen = InterviewScreen(self.context, self.warm_up, message.choices, message.resume)
        (self.push_screen if message.over else self.switch_screen)(screen)

    def on_show_report(self, message: ShowReport) -> None:
        """A report."""
        from interviewer.tui.report import ReportScreen

        screen = ReportScreen(self.context, self.warm_up, message.session, message.driver)
        (self.push_screen if message.over else self.switch_screen)(screen)

    # Loading

    def on_load_again(self) -> None:
        """Loads again what failed."""
        self.start_warm_up()

    def start_warm_up(self) -> None:
        """Loads what an interview needs, in a thread."""
        self.warm_up = replace(self.warm_up, error="", doing="Starting")
        self.run_worker(self._load, thread=True, exclusive=True, group="warm-up")

    def _load(self) -> None:
        state = self.warm_up

        def tell(new: WarmUp) -> None:
            nonlocal state
            state = new
            self.post_message(WarmUpChanged(new))

        def progress(what: str, done: int, total: int) -> None:
            tell(state.with_progress(what, done, total))

        try:
            corpus = self.context.corpus()
            tell(replace(state, questions=len(corpus.questions), left_out=corpus.left_out))
            self.context.store()
            tell(replace(state, sessions=True))
            tell(replace(state, grader=self.context.grader(progress).label, doing=""))
        except InterviewerError as error:
            tell(replace(state, error=str(error), doing=""))

    def on_warm_up_changed(self, message: WarmUpChanged) -> None:
        """Stores the state and informs the screens."""
        self.warm_up = message.state
        for screen in self.screen_stack:
            if isinstance(screen, InterviewerScreen):
                screen.show_warm_up(message.state)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what can be done on this screen, each as "Area: Verb object"."""
        active = {found.binding.id for found in screen.active_bindings.values() if found.enabled}
        for action in ALL:
            if action.id in active:

                async def run(name: str = action.action) -> None:
                    await self.run_action(name, screen)

                yield SystemCommand(action.palette_name, action.tooltip, run)
        for name in self.available_themes:
            yield SystemCommand(f"Theme: Use {name}", "Change the colours.", lambda name=name: self._use_theme(name))

    def _use_theme(self, name: str) -> None:
        self.theme = name

    def action_next_theme(self) -> None:
        """Cycles through the project's own themes."""
        names = [theme.name for theme in THEMES]
        here = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(here + 1) % len(names)]

    def action_help(self) -> None:
        """Shows what every key does."""
        from interviewer.tui.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            here = {bound.binding.id or "" for bound in self.screen.active_bindings.values()}
            self.push_screen(HelpScreen(here))

    async def action_leave(self) -> None:
        """Leaves; asks only if a screen has something `unfinished`, which is kept even then."""
        from interviewer.tui.confirm import ConfirmScreen

        unfinished = next(filter(None, (getattr(screen, "unfinished", "") for screen in self.screen_stack)), "")
        if not unfinished or isinstance(self.screen, ConfirmScreen):
            self.exit(0)
        else:
            self.push_screen(
                ConfirmScreen(unfinished, no="Stay", yes="Leave"), lambda leave: self.exit(0) if leave else None
            )

    async def action_quit(self) -> None:
        """Replaces Textual's own way of quitting."""
        await self.action_leave()

    def end_by(self, number: Signals) -> None:
        """Ends the app in an orderly way, from a signal handler, which may run at any point."""
        self.ended_by = number
        self._threads.abandoned = True
        if self._own_loop is not None and not self._own_loop.is_closed():
            self._own_loop.call_soon_threadsafe(self.exit)

    def _handle_exception(self, error: Exception) -> None:
        self.fault = self.fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Ends the app without Textual's traceback, which shows what every variable holds."""
        self.panic()

    def panic(self, *renderables: object) -> None:
        """Ends the app after a fault, showing nothing of what Textual has to show."""
        super().panic()

    def action_help_quit(self) -> None:
        """Ctrl+C must not lose work: it asks as quitting does."""
        self.call_later(self.action_leave)


def run(context: AppContext, opening: Opening) -> int:
    """Runs the app to its end and returns the exit code.

    Raises Terminated if a signal ended it, and an InterviewerError if a fault did. The terminal is restored.
    """
    app = InterviewerApp(context, opening)
    with Terminal() as terminal:

        def end(number: Signals) -> None:
            terminal.end_in_time(number)
            app.end_by(number)

        with on_signals((signal.SIGINT, *ENDING), end, ignored=True):
            result = app.run()
    if app.ended_by is not None:
        raise Terminated(app.ended_by)
    if result is None:
        raise crash_from(app.fault)
    return result
