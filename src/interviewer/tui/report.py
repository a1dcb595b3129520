"""The report of a session on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Footer, Static

from interviewer.errors import InterviewerError
from interviewer.interview.conversation import closing as summed_up
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.engine import Interview
from interviewer.interview.session import Session
from interviewer.reports.markdown import headline, render_markdown
from interviewer.reports.model import Report, TurnReport, build_report, prompt_label
from interviewer.text import one_line
from interviewer.tui.actions import REPORT
from interviewer.tui.background import Background, Spoken
from interviewer.tui.base import InterviewerScreen, TooSmall
from interviewer.tui.feedback_card import reference_card, turn_card
from interviewer.tui.speaking import LABEL, Speaking
from interviewer.tui.transcript import Entry


@dataclass(frozen=True)
class Closing:
    """A session that is over and whose summary is still to be said, and who says it."""

    interview: Interview
    agent: DialogueAgent


def needs_closing(session: Session) -> bool:
    """Whether there is something to sum up that was not summed up yet."""
    answered = any(exchange.answer is not None for turn in session.turns for exchange in turn.exchanges)
    return session.finished_at is not None and answered and not session.closing


class ReportScreen(InterviewerScreen):
    """Scores, verdicts, evidence and references of every question of a session."""

    BINDINGS = [action.binding() for action in REPORT]  # noqa: RUF012 - the type is Textual's

    def __init__(self, session: Session, closing: Closing | None = None) -> None:
        """With `closing`, the interviewer's summary comes to the top of the report, and is kept with the session."""
        super().__init__()
        self._session = session
        self._to_close = closing
        self._background: Background | None = None

    def compose(self) -> ComposeResult:
        """The head and a part for each question."""
        report = build_report(self._session, self.interviewer.context.corpus().by_id)
        yield TooSmall()
        with VerticalScroll(id="report", can_focus=True):
            if self._session.closing or self._to_close is not None:
                yield Speaking(self._session.closing)
            yield Static(_head(report), markup=False, id="report-head")
            for turn in report.turns:
                yield from _turn(turn)
        yield Static("", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """The report of a finished session is on disk without being asked for."""
        self.query_one("#report").focus()
        if self._session.finished_at is not None:
            self.action_save()
        if self._to_close is not None:
            closing, session = self._to_close, self._session
            self._background = Background(self, self.interviewer.context, closing.agent)
            speaking = self.query_one(Speaking)
            self._background.say(lambda cancel: summed_up(session, closing.agent, cancel), speaking)

    def on_unmount(self) -> None:
        """A summary that is not said by now is not said."""
        if self._background is not None:
            self._background.call_off_all()

    def on_spoken(self, message: Spoken) -> None:
        """The summary is said: it is kept with the session and in the report."""
        if self._to_close is None or self._background is None:
            return
        interview = self._to_close.interview
        try:
            if message.text:
                interview.close_with(message.text)
            self._background.count(interview, message.spoken)
        except InterviewerError as error:
            self.query_one("#ready", Static).update(Content(one_line(str(error))))
            return
        self._session = interview.session
        self.action_save()

    def action_save(self) -> None:
        """Writes the report to the data folder and says where."""
        try:
            said = f"The report is kept in {self.interviewer.context.save_report(self._session)}"
            if self._session.finished_at is not None and self._session.ungraded_places:
                said = f"Resume this session (F3 in the history) to have the rest graded. {said}"
        except InterviewerError as error:
            said = str(error)
        self.query_one("#ready", Static).update(Content(one_line(said)))

    def action_copy(self) -> None:
        """Hands the Markdown to the terminal's clipboard."""
        report = build_report(self._session, self.interviewer.context.corpus().by_id)
        self.app.copy_to_clipboard(render_markdown(report))
        said = "Handed to the terminal's clipboard. Where that does nothing, F2 saves a file."
        self.query_one("#ready", Static).update(Content(said))

    def action_back(self) -> None:
        """Back to where the report was opened from, or to the welcome screen."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            from interviewer.tui.welcome import WelcomeScreen

            self.app.switch_screen(WelcomeScreen())


def _head(report: Report) -> Content:
    state = "finished" if report.finished_at else "not finished"
    lines: list[str | tuple[str, str]] = [
        (f"Session {report.session_id}, {report.mode}, {state}\n", "$quiet"),
        (headline(report), "bold $lead"),
        "\n\n",
    ]
    for turn in report.turns:
        lines += [f"{turn.number:>3}. {one_line(turn.title)}\n", (f"     {turn.outcome}\n", "bold")]
    return Content.assemble(*lines)


def _turn(turn: TurnReport) -> Iterator[Widget]:
    yield Entry(f"{turn.number}. {one_line(turn.title)}", f"{turn.outcome} · {turn.topic}", "question")
    for at, exchange in enumerate(turn.exchanges):
        for remark in turn.remarks_in(at):
            yield Entry("You ask" if remark.by_candidate else LABEL, remark.text, "note")
        said = "(not answered)" if exchange.answer is None else exchange.answer
        yield Entry(f"{prompt_label(exchange)}: {one_line(exchange.prompt.text)}", said, "answer")
    if turn.skipped and turn.question is not None:
        yield reference_card(turn.question)
        return
    reason = turn.first_grade.reason if turn.first_grade is not None else "it was not graded."
    yield turn_card(turn.credit, turn.question, turn.flags, reason)
