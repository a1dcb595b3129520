"""The first screen: choose, start, resume, and see what is ready."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Footer, Input, Label, Select, Static

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import TOPICS, Level
from interviewer.errors import InterviewerError, UsageError
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Mode
from interviewer.interview.store import SessionSummary
from interviewer.text import one_line
from interviewer.tui.actions import WELCOME
from interviewer.tui.base import InterviewerScreen, TooSmall
from interviewer.tui.routes import LoadAgain, ShowHistory, ShowInterview
from interviewer.tui.warm_up import WarmUp

_ANY = "any"
_MODES = {
    Mode.PRACTICE: "practice: feedback after each question, and hints",
    Mode.MOCK: "mock: neutral and timed, feedback at the end",
    Mode.DRILL: "drill: what is weak or due",
}


class WelcomeScreen(InterviewerScreen):
    """Choices for the next session, and the unfinished session to resume."""

    BINDINGS = [action.binding() for action in WELCOME]  # noqa: RUF012 - the type is Textual's

    def __init__(self, context: AppContext, warm_up: WarmUp) -> None:
        super().__init__(context, warm_up)
        self._unfinished: SessionSummary | None = None

    def compose(self) -> ComposeResult:
        """A short form and a line on what is ready."""
        settings = self.context.settings
        count = settings.count
        # With a chat model, the interview says what leaves the machine before anything does.
        where = "" if settings.model and not settings.offline else " Offline."
        yield TooSmall()
        with VerticalScroll(id="welcome", can_focus=False):
            yield Static("interviewer", id="title")
            yield Static(f"Deep-learning interviews whose grades can be checked.{where}", id="tagline")
            with Horizontal(classes="field"):
                yield Label("Mode", classes="field-name")
                yield Select(
                    [(label, mode) for mode, label in _MODES.items()],
                    value=Mode.PRACTICE,
                    allow_blank=False,
                    id="mode",
                    compact=True,
                )
            with Horizontal(classes="field"):
                yield Label("Topic", classes="field-name")
                yield Select(
                    [(_ANY, _ANY), *((topic, topic) for topic in TOPICS)],
                    value=_ANY,
                    allow_blank=False,
                    id="topic",
                    compact=True,
                )
            with Horizontal(classes="field"):
                yield Label("Level", classes="field-name")
                yield Select(
                    [(_ANY, _ANY), *((str(level), str(level)) for level in Level)],
                    value=_ANY,
                    allow_blank=False,
                    id="level",
                    compact=True,
                )
            with Horizontal(classes="field"):
                yield Label("Questions", classes="field-name")
                yield Input(str(count), id="count", type="integer", compact=True, max_length=3)
            with Horizontal(id="buttons"):
                yield Button("Start (F2)", id="start", variant="primary", compact=True)
                yield Button("Resume (F3)", id="resume", disabled=True, compact=True)
                yield Button("History (F4)", id="history", compact=True)
            yield Static("", id="unfinished", markup=False)
            yield Static("", id="problem", markup=False)
        yield Static("", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Takes keys at once, and shows what is ready."""
        self.query_one("#start").focus()
        self.show_warm_up(self.warm_up)

    def on_screen_resume(self) -> None:
        """After coming back from a session, the unfinished ones may have changed."""
        if self.warm_up.sessions:
            self._look_for_unfinished()

    def show_warm_up(self, state: WarmUp) -> None:
        """Says what is ready."""
        super().show_warm_up(state)
        self.query_one("#ready", Static).update(Content(one_line(state.line)))
        problem = f"{state.error} F5 tries again." if state.error else state.left_out
        self.query_one("#problem", Static).update(Content(one_line(problem)))
        if state.sessions and self._unfinished is None:
            self._look_for_unfinished()
        self.refresh_bindings()

    def _look_for_unfinished(self) -> None:
        def look() -> None:
            try:
                summaries = self.context.store().summaries(50)
            except InterviewerError:
                return  # then no session can be begun either, which says why
            found = next((summary for summary in summaries if summary.finished_at is None), None)
            self.app.call_from_thread(self._show_unfinished, found)

        self.run_worker(look, thread=True, exclusive=True, group="unfinished")

    def _show_unfinished(self, found: SessionSummary | None) -> None:
        self._unfinished = found
        self.query_one("#resume", Button).disabled = found is None
        text = ""
        if found is not None:
            started = found.started_at.astimezone()
            text = (
                f"Unfinished: {one_line(found.session_id)}, {found.mode}, question {found.asked} of {found.planned}, "
                f"started {started:%d %b %H:%M}."
            )
        self.query_one("#unfinished", Static).update(Content(text))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Resuming needs an unfinished session; loading again needs something that failed."""
        if action == "resume":
            return self._unfinished is not None
        if action == "warm_up":
            return bool(self.warm_up.error)
        return True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        {"start": self.action_start, "resume": self.action_resume, "history": self.action_history}[
            str(event.button.id)
        ]()

    def on_input_submitted(self) -> None:
        """Enter in the number of questions starts the interview."""
        self.action_start()

    def action_start(self) -> None:
        """Begins a session with these choices."""
        try:
            choices = self._choices()
        except InterviewerError as error:
            self.query_one("#problem", Static).update(Content(one_line(str(error))))
            return
        self.query_one("#problem", Static).update("")
        self.post_message(ShowInterview(choices, over=True))

    def action_resume(self) -> None:
        """Resumes the last unfinished session."""
        if self._unfinished is not None:
            self.post_message(ShowInterview(None, self._unfinished.session_id, over=True))

    def action_history(self) -> None:
        """Shows all sessions."""
        self.post_message(ShowHistory())

    def action_warm_up(self) -> None:
        """Loads again what failed."""
        self.post_message(LoadAgain())

    def _choices(self) -> Choices:
        typed = self.query_one("#count", Input).value.strip()
        if not typed.isdigit() or not 1 <= int(typed) <= 100:
            raise UsageError(f"{typed or 'Nothing'!r} is not a valid number of questions.", "Type 1 to 100.")
        topic = self.query_one("#topic", Select).value
        level = self.query_one("#level", Select).value
        return Choices(
            mode=Mode(str(self.query_one("#mode", Select).value)),
            topics=() if topic == _ANY else (str(topic),),
            levels=() if level == _ANY else (Level(str(level)),),
            count=int(typed),
        )
