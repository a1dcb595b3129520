"""Past sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import DataTable, Footer, Static

from interviewer.bootstrap import AppContext, deletion
from interviewer.bootstrap.deletion import Deletion
from interviewer.errors import InterviewerError
from interviewer.interview.session import Session
from interviewer.interview.store import SessionSummary
from interviewer.reports.wording import percent
from interviewer.text import one_line
from interviewer.tui.actions import HISTORY
from interviewer.tui.base import InterviewerScreen, TooSmall
from interviewer.tui.confirm import ConfirmScreen
from interviewer.tui.routes import ShowInterview, ShowProgress, ShowReport
from interviewer.tui.warm_up import WarmUp

Result = TypeVar("Result")


class HistoryScreen(InterviewerScreen):
    """All sessions, newest first; Enter opens the report."""

    BINDINGS = [action.binding() for action in HISTORY]  # noqa: RUF012 - the type is Textual's

    def __init__(self, context: AppContext, warm_up: WarmUp) -> None:
        super().__init__(context, warm_up)
        self._summaries: list[SessionSummary] = []

    def compose(self) -> ComposeResult:
        """A table and a line."""
        yield TooSmall()
        yield DataTable[Text](id="sessions", cursor_type="row", zebra_stripes=True)
        yield Static("Loading the sessions", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Reads the sessions in a thread."""
        self.query_one(DataTable).add_columns("Session", "Started", "Mode", "Graded", "Unaided", "Aided")
        self._work(lambda: self.context.store().summaries(), self._show)

    def _work(self, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Does `work` in a thread and passes what it returns to `then`; of an error it is said."""

        def run() -> None:
            try:
                result = work()
            except InterviewerError as error:
                self.app.call_from_thread(self.say, str(error))
            else:
                self.app.call_from_thread(then, result)

        self.run_worker(run, thread=True, exclusive=True)

    def _show(self, summaries: list[SessionSummary]) -> None:
        self._summaries = summaries
        table = self.query_one(DataTable)
        for summary in summaries:
            table.add_row(*(Text(cell) for cell in _cells(summary)))
        table.focus()
        self.say(f"{len(summaries)} sessions" if summaries else "There are no sessions yet.")

    def on_data_table_row_selected(self) -> None:
        """Enter on a row, or a click."""
        self.action_open()

    def action_open(self) -> None:
        """Opens the report of the selected session."""
        summary = self._marked()
        if summary is not None:
            self._load(summary, self._open)

    def _load(self, summary: SessionSummary, then: Callable[[Session], None]) -> None:
        self._work(lambda: self.context.store().load(summary.session_id).session, then)

    def _open(self, session: Session) -> None:
        self.post_message(ShowReport(session, over=True))

    def action_resume(self) -> None:
        """Resumes the selected session if it is unfinished."""
        summary = self._marked()
        if summary is None:
            return
        if summary.finished_at is None:
            self.post_message(ShowInterview(None, summary.session_id, over=False))
            return

        def resume(session: Session) -> None:
            if session.ungraded_places:  # to grade them
                self.post_message(ShowInterview(None, session.plan.session_id, over=False))
            else:
                self.say("This session is finished; Enter opens its report.")

        self._load(summary, resume)

    def action_delete(self) -> None:
        """Deletes the selected session, once the person has said yes to what that deletes."""
        summary = self._marked()
        if summary is None:
            return

        def ask(plan: Deletion) -> None:
            def delete(yes: bool | None) -> None:  # noqa: FBT001 - Textual's callback
                if yes:
                    self._work(lambda: deletion.delete(self.context, plan), self._refresh)

            self.app.push_screen(ConfirmScreen(plan.question, no="Keep", yes="Delete"), delete)

        self._work(lambda: deletion.planned(self.context, [summary.session_id]), ask)

    def _refresh(self, _done: None) -> None:
        self.query_one(DataTable).clear()
        self._work(lambda: self.context.store().summaries(), self._show)

    def action_progress(self) -> None:
        """Shows the progress."""
        self.post_message(ShowProgress())

    def _marked(self) -> SessionSummary | None:
        row = self.query_one(DataTable).cursor_row
        return self._summaries[row] if 0 <= row < len(self._summaries) else None


def _cells(summary: SessionSummary) -> tuple[str, ...]:
    state = "" if summary.finished_at else ", unfinished"
    return (
        one_line(summary.session_id),
        f"{summary.started_at.astimezone():%Y-%m-%d %H:%M}",
        summary.mode,
        f"{summary.graded}/{summary.planned}{state}",
        *_scores(summary),
    )


def _scores(summary: SessionSummary) -> tuple[str, str]:
    """Both scores, each in its column: in words they would not fit 80 columns."""
    if summary.unaided is None or summary.aided is None:
        return ("no mean" if summary.graded else "no score", "")
    return percent(summary.unaided), percent(summary.aided)
