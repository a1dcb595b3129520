"""The report of a session on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Footer, Static

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.errors import InterviewerError
from interviewer.files.opening import open_file
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import ActionFailed, ReportReady, SpeechOver, SpeechPiece
from interviewer.interview.session import Session, Turn
from interviewer.reports.formats import Format
from interviewer.reports.headline import headline
from interviewer.reports.markdown import render_markdown
from interviewer.reports.model import Report, TurnReport
from interviewer.reports.readable import readable_line
from interviewer.reports.remarks import remarks_beside
from interviewer.reports.solution import marked_by_program
from interviewer.reports.ungraded import shown_credit, why_ungraded
from interviewer.tui.actions import REPORT
from interviewer.tui.base import InterviewerScreen, TooSmall
from interviewer.tui.feedback_card import reference_card, turn_card
from interviewer.tui.routes import EventsReady
from interviewer.tui.save import SaveScreen
from interviewer.tui.speaking import LABEL, Speaking
from interviewer.tui.transcript import Entry
from interviewer.tui.warm_up import WarmUp


class ReportScreen(InterviewerScreen):
    """Scores, verdicts, evidence and references of every question of a session."""

    BINDINGS = [action.binding() for action in REPORT]  # noqa: RUF012 - the type is Textual's

    def __init__(
        self, context: AppContext, warm_up: WarmUp, session: Session, driver: ConversationDriver | None = None
    ) -> None:
        """With `driver`, the interviewer's summary appears at the top of the report."""
        super().__init__(context, warm_up)
        self._session = session
        self._driver = driver

    def compose(self) -> ComposeResult:
        """Room for the head and for a part for each question, which are read in a thread."""
        yield TooSmall()
        with VerticalScroll(id="report", can_focus=True):
            if self._session.closing or self._driver is not None:
                yield Speaking(self._session.closing)
            yield Static("", markup=False, id="report-head")
        yield Static("Reading the report", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Reads the report, and saves that of a finished session without being asked."""
        self.query_one("#report").focus()
        self.run_worker(self._read, thread=True, group="read")
        if self._driver is not None:
            self._driver.when_ready(lambda: self.post_message(EventsReady()))
            self.on_events_ready()

    def on_unmount(self) -> None:
        """Drops a summary that has not been said by now."""
        if self._driver is not None:
            self._driver.leave()

    def on_events_ready(self) -> None:
        """Shows the summary as it comes; at the end it is saved with the session and in the report."""
        for event in self._driver.events() if self._driver is not None else ():
            match event:
                case SpeechPiece(text=text):
                    self.query_one(Speaking).post_message(Speaking.Piece(text))
                case SpeechOver():
                    self.query_one(Speaking).post_message(Speaking.Over())
                case ActionFailed(error=error):
                    self.say(str(error))
                    return
                case ReportReady() if self._driver is not None:
                    self._session = self._driver.session
                    self.run_worker(self._keep, thread=True, group="keep")

    def _read(self) -> None:
        session = self._session
        try:
            report = self.context.reports.of(session)
            questions = self.context.corpus().by_id
        except InterviewerError as error:
            self.app.call_from_thread(self._say_if_here, str(error))
            return
        self.app.call_from_thread(self._show, report, session, questions)
        if session.finished_at is not None:
            self._keep()

    def _show(self, report: Report, session: Session, questions: Mapping[str, Question]) -> None:
        if not self.is_attached:
            return
        self.say("")
        self.query_one("#report-head", Static).update(_head(report))
        parts = [
            widget
            for told, turn in zip(report.turns, session.turns, strict=True)
            for widget in _turn(told, turn, questions.get(turn.question_id))
        ]
        self.query_one("#report").mount_all(parts)

    def _keep(self) -> None:
        """Writes the report to the data folder and says where; in a thread."""
        try:
            said = f"The report is kept in {self.context.reports.save(self.context.reports.of(self._session))}"
            if self._session.finished_at is not None and self._session.ungraded_places:
                said = f"Resume this session (F3 in the history) to grade the rest. {said}"
        except InterviewerError as error:
            said = str(error)
        self.app.call_from_thread(self._say_if_here, said)

    def _say_if_here(self, text: str) -> None:
        if self.is_attached:
            self.say(text)

    def action_save(self) -> None:
        """Asks in which format and where to save it."""

        def told(said: str | None) -> None:
            if said is not None:
                self.say(said)

        self.app.push_screen(SaveScreen(self.context, self._session), told)

    def action_open(self) -> None:
        """Writes the report as HTML to the data folder and opens it."""
        self.say("Opening the report")
        self.run_worker(self._open, thread=True, exclusive=True)

    def _open(self) -> None:
        try:
            path = self.context.reports.save(self.context.reports.of(self._session), Format.HTML)
            open_file(path)
            said = f"Opened {path}"
        except InterviewerError as error:
            said = str(error)
        self.app.call_from_thread(self.say, said)

    def action_copy(self) -> None:
        """Sends the Markdown to the terminal's clipboard."""
        self.run_worker(self._copy, thread=True, exclusive=True)

    def _copy(self) -> None:
        try:
            report = self.context.reports.of(self._session)
        except InterviewerError as error:
            self.app.call_from_thread(self.say, str(error))
            return
        self.app.call_from_thread(self.app.copy_to_clipboard, render_markdown(report))
        said = "Sent to the terminal's clipboard. If that does nothing, F2 saves a file."
        self.app.call_from_thread(self.say, said)


def _head(report: Report) -> Content:
    state = "finished" if report.finished_at else "not finished"
    lines: list[str | tuple[str, str]] = [
        (f"Session {report.session}, {report.mode}, {state}\n", "$quiet"),
        (headline(report), "bold $lead"),
        "\n\n",
    ]
    for turn in report.turns:
        title = readable_line(turn.title)
        lines += [f"{turn.number:>3}. {title}\n", (f"     {turn.outcome}\n", "bold")]
    return Content.assemble(*lines)


def _turn(told: TurnReport, turn: Turn, question: Question | None) -> Iterator[Widget]:
    """What was said in a turn, and the card of its feedback."""
    yield Entry(f"{told.number}. {readable_line(told.title)}", f"{told.outcome} · {told.topic}", "question")
    for answer in told.answers:
        for remark in answer.remarks:
            yield Entry("You ask" if remark.by_candidate else LABEL, remark.text, "note")
        said = "(not answered)" if answer.answer is None else answer.answer
        yield Entry(f"{answer.kind.label}: {readable_line(answer.prompt)}", said, "answer")
    if told.skipped and question is not None:
        yield reference_card(question)
        return
    first = turn.exchanges[0].grade
    reason = why_ungraded(turn) if first is not None else "it was not graded."
    credit, marked = shown_credit(turn), marked_by_program(turn)
    yield turn_card(credit, question, told.flags, reason, remarks_beside(turn, credit), marked)
