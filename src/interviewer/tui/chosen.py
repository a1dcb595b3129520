"""The questions that were chosen for a job description or CV, and why, before the interview begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Static

from interviewer.bootstrap import AppContext
from interviewer.errors import InterviewerError
from interviewer.interview.choosing import Choices, Chosen
from interviewer.reports.readable import readable_line
from interviewer.reports.why_chosen import why
from interviewer.text import counted
from interviewer.tui.base import InterviewerScreen, TooSmall
from interviewer.tui.more_actions import CHOSEN
from interviewer.tui.routes import ShowInterview
from interviewer.tui.warm_up import WarmUp


class ChosenScreen(InterviewerScreen):
    """Each question with the words of the text that it is near to."""

    BINDINGS = [action.binding() for action in CHOSEN]  # noqa: RUF012 - the type is Textual's

    def __init__(self, context: AppContext, warm_up: WarmUp, choices: Choices) -> None:
        super().__init__(context, warm_up)
        self._choices = choices
        self._chosen: Chosen | None = None

    def compose(self) -> ComposeResult:
        """The list and a line."""
        yield TooSmall()
        with VerticalScroll(id="chosen", can_focus=True):
            yield Static("Chosen for what you gave", id="chosen-head")
        yield Static("Reading the text", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Chooses in a thread: the first time, that builds the index."""
        self.query_one("#chosen").focus()
        self.run_worker(self._choose, thread=True, exclusive=True)

    def _choose(self) -> None:
        def progress(what: str, done: int, total: int) -> None:
            self.app.call_from_thread(self.say, f"{what} {done}/{total}" if total else what)

        try:
            chosen = self.context.sessions.choose(self._choices, progress)
        except InterviewerError as error:
            self.app.call_from_thread(self.say, str(error))
        else:
            self.app.call_from_thread(self._show, chosen)

    def _show(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self.query_one("#chosen").mount_all(self._listed(chosen))
        self.say(f"{counted(len(chosen.question_ids), 'question')}; F2 starts.")
        self.refresh_bindings()

    def _listed(self, chosen: Chosen) -> Iterator[Static]:
        questions = self.context.corpus().by_id
        for number, question_id in enumerate(chosen.question_ids, start=1):
            question = questions[question_id]
            yield Static(Content(f"{number}. {readable_line(question.title)}"), classes="chosen-title")
            yield Static(Content(f"{question.topic}, {question.level}, {question.kind}"), classes="chosen-what")
            if question_id in chosen.reasons:
                yield Static(Content(why(chosen.reasons[question_id])), classes="chosen-why")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Starting needs the questions."""
        return action != "start" or self._chosen is not None

    def action_start(self) -> None:
        """Begins the interview with these questions."""
        if self._chosen is not None:
            choices = replace(self._choices, question_ids=self._chosen.question_ids)
            self.post_message(ShowInterview(choices, over=False))
