"""The first screen: choose, start, resume, and see what is ready."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Footer, Input, Label, Select, Static

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import TOPICS, Kind, Level, Shelf
from interviewer.errors import InterviewerError, UsageError
from interviewer.interview.choosing import MOST_MINUTES, MOST_QUESTIONS, Choices
from interviewer.interview.session import Mode
from interviewer.interview.store import SessionSummary, to_resume
from interviewer.learning.plan import TodayPlan
from interviewer.text import counted, one_line
from interviewer.tui.actions import WELCOME
from interviewer.tui.aim import AimField
from interviewer.tui.base import InterviewerScreen, TooSmall
from interviewer.tui.pick import PickField
from interviewer.tui.routes import LoadAgain, ShowChosen, ShowHistory, ShowInterview, ShowProgress
from interviewer.tui.warm_up import WarmUp

_MODES = {
    Mode.PRACTICE: "practice: feedback after each question, and hints",
    Mode.MOCK: "mock: neutral and timed, feedback at the end",
    Mode.DRILL: "drill: what is weak or due",
}
_SHELVES = {
    Shelf.CURRENT: "current: without dated subjects",
    Shelf.CLASSIC: "classic: dated subjects only",
}
_OWN = "own"
_ONLY_OWN = "own: only those of your own folders"
_UNITS = ("questions", "minutes")
_MOST = {"questions": MOST_QUESTIONS, "minutes": MOST_MINUTES}
_NO_HISTORY = "Answer a few questions first: what you miss is asked again here on the day that it is due."


class WelcomeScreen(InterviewerScreen):
    """Today's plan, choices for the next session, and the unfinished session to resume."""

    BINDINGS = [action.binding() for action in WELCOME]  # noqa: RUF012 - the type is Textual's

    def __init__(self, context: AppContext, warm_up: WarmUp) -> None:
        super().__init__(context, warm_up)
        self._unfinished: SessionSummary | None = None
        self._plan: TodayPlan | None = None

    def compose(self) -> ComposeResult:
        """Today's plan, a short form, and a line on what is ready."""
        settings = self.context.settings
        # With a chat model, the interview says what leaves the machine before anything does.
        where = "" if settings.model and not settings.offline else " Offline."
        yield TooSmall()
        with VerticalScroll(id="welcome", can_focus=False):
            yield Static("interviewer", id="title")
            yield Static(f"Deep-learning interviews whose grades can be checked.{where}", id="tagline")
            yield Static("", id="plan-line", markup=False)
            with Horizontal(id="plan-buttons"):
                yield Button("Start today's plan (F6)", id="plan", disabled=True, compact=True)
                yield Button("Progress (F7)", id="progress", compact=True)
            modes = [(label, mode) for mode, label in _MODES.items()]
            yield from _field("Mode", Select(modes, value=Mode.PRACTICE, allow_blank=False, id="mode", compact=True))
            yield from _field("Topics", PickField("Topics", TOPICS, id="topics"))
            yield from _field("Levels", PickField("Levels", tuple(Level), id="levels"))
            yield from _field("Kinds", PickField("Kinds of question", tuple(Kind), id="kinds"))
            shelves: list[tuple[str, str]] = [(label, shelf) for shelf, label in _SHELVES.items()]
            if settings.corpus:
                shelves.append((_ONLY_OWN, _OWN))
            yield from _field(
                "Shelf", Select(shelves, value=Shelf.CURRENT, allow_blank=False, id="shelf", compact=True)
            )
            units = [(unit, unit) for unit in _UNITS]
            yield from _field(
                "Length",
                Input(str(settings.count), id="length", type="integer", compact=True, max_length=3),
                Select(units, value="questions", allow_blank=False, id="unit", compact=True),
            )
            yield from _field("For", AimField(id="aim"))
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
            self._look_at_sessions()

    def show_warm_up(self, state: WarmUp) -> None:
        """Says what is ready."""
        super().show_warm_up(state)
        self.query_one("#ready", Static).update(Content(one_line(state.line)))
        problem = f"{state.error} F5 tries again." if state.error else state.left_out
        self.query_one("#problem", Static).update(Content(one_line(problem)))
        if state.questions and state.sessions and self._plan is None:
            self._look_at_sessions()
        self.refresh_bindings()

    def _look_at_sessions(self) -> None:
        """Finds the plan and the unfinished session in a thread."""

        def look() -> None:
            try:
                summaries = self.context.store().summaries(50)
                plan = self.context.sessions.plan()
            except InterviewerError as error:
                self.app.call_from_thread(self._cannot_look, str(error))
                return
            found = to_resume(summaries)
            self.app.call_from_thread(self._show_plan, plan)
            self.app.call_from_thread(self._show_unfinished, found)

        self.run_worker(look, thread=True, exclusive=True, group="sessions")

    def _cannot_look(self, error: str) -> None:
        self.query_one("#problem", Static).update(Content(one_line(error)))

    def _show_plan(self, plan: TodayPlan) -> None:
        self._plan = plan
        self.query_one("#plan", Button).disabled = not plan.drill
        self.query_one("#plan-line", Static).update(_plan_text(plan))
        self.refresh_bindings()

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
        """Resuming needs an unfinished session, the plan something to ask, loading again something that failed."""
        if action == "resume":
            return self._unfinished is not None
        if action == "plan":
            return self._plan is not None and bool(self._plan.drill)
        if action == "warm_up":
            return bool(self.warm_up.error)
        return True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        {
            "start": self.action_start,
            "resume": self.action_resume,
            "history": self.action_history,
            "plan": self.action_plan,
            "progress": self.action_progress,
        }[str(event.button.id)]()

    def on_input_submitted(self) -> None:
        """Enter in the length starts the interview."""
        self.action_start()

    def action_start(self) -> None:
        """Begins a session with these choices."""
        try:
            choices = self._choices()
        except InterviewerError as error:
            self.query_one("#problem", Static).update(Content(one_line(str(error))))
            return
        self.query_one("#problem", Static).update("")
        self.post_message(ShowChosen(choices) if choices.for_text is not None else ShowInterview(choices, over=True))

    def action_plan(self) -> None:
        """Begins a drill over what is due or, if nothing is, over what is weak."""
        if self._plan is not None and self._plan.drill:
            asked = (self._plan.question_ids or self._plan.weak)[:MOST_QUESTIONS]
            self.post_message(ShowInterview(Choices(mode=Mode.DRILL, question_ids=asked), over=True))

    def action_progress(self) -> None:
        """Shows the progress."""
        self.post_message(ShowProgress())

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
        unit = str(self.query_one("#unit", Select).value)
        length = _length(self.query_one("#length", Input).value.strip(), unit)
        shelf = str(self.query_one("#shelf", Select).value)
        return Choices(
            mode=Mode(str(self.query_one("#mode", Select).value)),
            topics=self.query_one("#topics", PickField).picked,
            levels=tuple(Level(name) for name in self.query_one("#levels", PickField).picked),
            kinds=tuple(Kind(name) for name in self.query_one("#kinds", PickField).picked),
            shelf=Shelf.CURRENT if shelf == _OWN else Shelf(shelf),
            own=shelf == _OWN,
            count=length if unit == "questions" else self.context.settings.count,
            minutes=length if unit == "minutes" else None,
            for_text=self.query_one("#aim", AimField).aim.text or None,
        )


def _field(name: str, *widgets: Widget) -> Iterator[Widget]:
    """A row of the form."""
    with Horizontal(classes="field"):
        yield Label(name, classes="field-name")
        yield from widgets


def _length(typed: str, unit: str) -> int:
    """The length of the session. Raises UsageError."""
    most = _MOST[unit]
    if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed) <= most:
        raise UsageError(f"{typed or 'Nothing'!r} is not a valid number of {unit}.", f"Type 1 to {most}.")
    return int(typed)


def _plan_text(plan: TodayPlan) -> Content:
    """The plan in a line, and what has to be said beside it."""
    if not plan.counted and not plan.not_counted:
        return Content.assemble(("Today: nothing is due yet. ", "bold"), (_NO_HISTORY, "$quiet"))
    said: list[str | tuple[str, str]] = [("Today: ", "bold $lead"), (_sentence(plan), "bold")]
    return Content.assemble(*said, *((f"\n{one_line(note)}", "$quiet") for note in plan.notes))


def _sentence(plan: TodayPlan) -> str:
    if plan.questions:
        return plan.sentence
    weak = f"; {counted(len(plan.weak), 'weak question')} can be drilled" if plan.weak else ""
    return f"nothing is due{weak}."
