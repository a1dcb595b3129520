"""The interview: transcript, answer box, and what goes on between them."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Footer, Static

from interviewer.errors import InterviewerError
from interviewer.grading.grade import Grade
from interviewer.interview.choosing import Choices
from interviewer.interview.engine import Interview
from interviewer.interview.events import (
    Event,
    FollowUpAsked,
    GradingCancelled,
    GradingStarted,
    QuestionAsked,
    SessionFinished,
)
from interviewer.interview.services import Reopened
from interviewer.interview.session import Mode, Phase
from interviewer.text import one_line
from interviewer.tui.actions import INTERVIEW
from interviewer.tui.answer_box import AnswerBox
from interviewer.tui.base import InterviewerScreen, TooSmall
from interviewer.tui.editor import edited, editor_command
from interviewer.tui.narrator import Narrator
from interviewer.tui.phases import PHASES_OF, WAITING_FOR
from interviewer.tui.side import Side
from interviewer.tui.transcript import Transcript
from interviewer.tui.warm_up import WarmUp

DRAFT_SECONDS = 0.4
"""A draft is on disk this long after a key at the latest."""


class Graded(Message):
    """A grading is done."""

    def __init__(self, ticket: int, grade: Grade) -> None:
        super().__init__()
        self.ticket = ticket
        self.grade = grade


class GradingBroke(Message):
    """A grading could not even be begun."""

    def __init__(self, ticket: int, reason: str) -> None:
        super().__init__()
        self.ticket = ticket
        self.reason = reason


class InterviewScreen(InterviewerScreen):
    """Leads one session, new or taken up again."""

    BINDINGS = [action.binding() for action in INTERVIEW]  # noqa: RUF012 - the type is Textual's

    def __init__(self, choices: Choices | None, resume: str | None) -> None:
        super().__init__()
        self._choices = choices
        self._resume = resume
        self._interview: Interview | None = None
        self._narrator: Narrator | None = None
        self._asked_at = monotonic()
        self._time_told = False
        self._draft = ""
        self._draft_due = False
        self._grading: int | None = None

    def compose(self) -> ComposeResult:
        """A line on top, the transcript, the answer box; on wide screens a second column."""
        yield TooSmall()
        with Horizontal(id="top"):
            yield Static("", id="where", markup=False)
            yield Static("", id="clock", markup=False)
        with Horizontal(id="middle"):
            with Vertical(id="talk"):
                yield Transcript(id="transcript", can_focus=True)
                yield AnswerBox(self.interviewer.services.settings.submit_key)
            yield Side("", id="side", markup=False)
        yield Static("", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Opens the session in a thread: the database library takes its time."""
        self.query_one(AnswerBox).focus()
        self.show_warm_up(self.interviewer.warm_up)
        self.set_interval(1.0, self._tick)
        self.run_worker(self._open, thread=True, exclusive=True, group="open", exit_on_error=False)

    @property
    def unsent(self) -> bool:
        """Whether there is text in the box that was not sent, or an answer on its way to its grade."""
        if self._interview is None:
            return False
        phase = self._interview.session.phase
        return phase is Phase.GRADING or (phase is Phase.ANSWERING and bool(self.query_one(AnswerBox).text.strip()))

    # Opening

    def _open(self) -> None:
        services = self.interviewer.services

        def progress(what: str, done: int, total: int) -> None:
            self.app.call_from_thread(self._say, f"{what} {done}/{total}" if total else what)

        try:
            if self._resume is not None:
                opened = services.reopen(self._resume)
            else:
                assert self._choices is not None
                opened = Reopened(services.begin(self._choices, progress), "")
        except InterviewerError as error:
            self.app.call_from_thread(self._cannot_open, str(error))
        else:
            self.app.call_from_thread(self._opened, opened)

    def _opened(self, opened: Reopened) -> None:
        interview = opened.interview
        if interview.session.phase is Phase.FINISHED:
            self._show_report(interview)
            return
        self._interview = interview
        self._narrator = Narrator(self.query_one(Transcript), interview)
        box = self.query_one(AnswerBox)
        if self._resume is None:
            self._do(interview.start)
            # What was typed before the session was there is its first draft.
            self._draft_soon()
            return
        box.load_text(opened.draft)
        box.move_cursor(box.document.end)
        self._do(lambda: interview.resume(opened.draft))

    def _cannot_open(self, reason: str) -> None:
        self.query_one(Transcript).add("The interview cannot begin", f"{reason}\nCtrl+Q leaves.", "error")
        self._say("")
        self.refresh_bindings()

    # Doing and telling

    def _do(self, act: Callable[[], list[Event]]) -> None:
        """Does something in the interview and shows what came of it; what fails is told and changes nothing."""
        try:
            events = act()
        except InterviewerError as error:
            self.query_one(Transcript).add("That did not work", f"{error} Nothing changed; try again.", "error")
            return
        for event in events:
            self._take(event)
        self._refresh()

    def _take(self, event: Event) -> None:
        assert self._interview is not None
        assert self._narrator is not None
        self._narrator.tell(event)
        match event:
            case QuestionAsked():
                self._asked_at = monotonic()
                self._time_told = False
                self._prepare()
            case FollowUpAsked():
                self._prepare()
            case GradingStarted():
                self._start_grading(event)
            case GradingCancelled(text=text):
                self.query_one(AnswerBox).load_text(text)
            case SessionFinished():
                self._show_report(self._interview)

    def _show_report(self, interview: Interview) -> None:
        from interviewer.tui.report import ReportScreen

        self.app.switch_screen(ReportScreen(interview.session))

    def _refresh(self) -> None:
        """Shows the box only while there is something to answer, and the keys that now do something."""
        if self._interview is None or not self.is_mounted:
            return
        phase = self._interview.session.phase
        box = self.query_one(AnswerBox)
        box.display = phase is Phase.ANSWERING
        if box.display:
            box.focus()
        else:
            self.query_one(Transcript).focus()
        self._say(WAITING_FOR.get(phase, ""))
        self.query_one(Side).show(self._interview.session)
        self._tick()
        self.refresh_bindings()

    # Grading

    def _prepare(self) -> None:
        """While the person reads, the grader loads what the answer will need."""
        assert self._interview is not None
        question, prompt = self._interview.question, self._interview.session.turn.current.prompt.text

        def work() -> None:
            if self.interviewer.warm_up.grader:
                self.interviewer.services.grader(lambda *_: None).prepare(question, prompt)

        self.run_worker(work, thread=True, group="prepare", exit_on_error=False)

    def _start_grading(self, event: GradingStarted) -> None:
        self.query_one(AnswerBox).load_text("")
        self._grading = event.ticket

        def work() -> None:
            try:
                grader = self.interviewer.services.grader(lambda *_: None)
            except InterviewerError as error:
                self.post_message(GradingBroke(event.ticket, str(error)))
            else:
                self.post_message(Graded(event.ticket, grader.grade(event.request)))

        self.run_worker(work, thread=True, group="grading", exit_on_error=False)

    def on_graded(self, message: Graded) -> None:
        """A grade has come; the engine drops it if it was called off."""
        interview = self._interview
        if interview is not None:
            self._do(lambda: interview.deliver(message.ticket, message.grade))

    def on_grading_broke(self, message: GradingBroke) -> None:
        """There is no grader: the answer goes back into the box, to be sent again."""
        interview = self._interview
        if interview is None or message.ticket != self._grading or interview.session.phase is not Phase.GRADING:
            return
        self.query_one(Transcript).add("The grader cannot be loaded", message.reason, "error")
        self._do(interview.cancel_grading)

    def show_warm_up(self, state: WarmUp) -> None:
        """Names the grader once it is ready, and what it waits for until then."""
        self._tick()
        if state.grader and self._interview is not None and self._interview.session.phase is Phase.ANSWERING:
            self._prepare()
        if state.error:
            self._say(f"{state.error} Answers are kept; sending one tries again.")

    # Typing

    def on_answer_box_submitted(self, message: AnswerBox.Submitted) -> None:
        """Sends the answer; what is refused stays in the box."""
        interview = self._interview
        if interview is None:
            self._say("One moment: the session is being opened. Your text is kept.")
            return
        self._do(lambda: interview.submit(message.text))

    def on_text_area_changed(self, event: AnswerBox.Changed) -> None:
        """Keeps the draft soon after a key."""
        self._draft = event.text_area.text
        self._draft_soon()

    def _draft_soon(self) -> None:
        if not self._draft_due:
            self._draft_due = True
            self.set_timer(DRAFT_SECONDS, self._save_draft)

    def _save_draft(self) -> None:
        self._draft_due = False
        if self._interview is None:
            return
        try:
            self._interview.draft(self._draft)
        except InterviewerError as error:
            if self.is_running:
                self._say(f"The draft cannot be kept: {error}")

    def on_unmount(self) -> None:
        """Nothing typed is lost by leaving."""
        if self._draft_due:
            self._save_draft()

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An action is there when the session can do it."""
        if action not in PHASES_OF:
            return True
        if self._interview is None or self._interview.session.phase not in PHASES_OF[action]:
            return False
        if self._interview.session.plan.mode is Mode.MOCK:
            return action not in ("hint", "retry")
        return True

    def action_hint(self) -> None:
        """Asks for a hint."""
        if self._interview is not None:
            self._do(self._interview.hint)

    def action_unknown(self) -> None:
        """Says that one does not know."""
        if self._interview is not None:
            self._do(self._interview.dont_know)

    def action_skip(self) -> None:
        """Leaves the question."""
        if self._interview is not None:
            self.query_one(AnswerBox).load_text("")
            self._do(self._interview.skip)

    def action_proceed(self) -> None:
        """Goes on."""
        if self._interview is not None:
            self._do(self._interview.proceed)

    def action_retry(self) -> None:
        """Answers the same question again."""
        if self._interview is not None:
            self._do(self._interview.retry)

    def action_regrade(self) -> None:
        """Tries a failed grading again."""
        if self._interview is not None:
            self._do(self._interview.regrade)

    def action_cancel(self) -> None:
        """Takes the answer back that is being graded."""
        if self._interview is not None:
            self._do(self._interview.cancel_grading)

    def action_end(self) -> None:
        """Ends the session and shows the report."""
        if self._interview is not None:
            self._do(self._interview.finish)

    def action_copy(self) -> None:
        """Hands the last answer to the terminal's clipboard."""
        box = self.query_one(AnswerBox)
        text = box.text
        if not text and self._interview is not None:
            answers = [e.answer for turn in self._interview.session.turns for e in turn.exchanges if e.answer]
            text = answers[-1] if answers else ""
        self.app.copy_to_clipboard(text)
        self._say("Handed to the terminal's clipboard. Where that does nothing, the report has the text.")

    def action_edit(self) -> None:
        """Opens the answer in the person's editor."""
        box = self.query_one(AnswerBox)
        try:
            command = editor_command()
            with self.app.suspend():
                text = edited(box.text, command)
        except InterviewerError as error:
            self._say(str(error))
        except SuspendNotSupported:
            self._say("This terminal cannot be handed to an editor; type here.")
        else:
            box.load_text(text)
            box.move_cursor(box.document.end)
        box.focus()

    # The line on top and the line below

    def _tick(self) -> None:
        """Draws the line on top; in a mock interview it also tells when the time is up."""
        grader = self.interviewer.warm_up.grader or "grader warming up"
        if self._interview is None or not self._interview.session.turns:
            self._update("#where", "interviewer · opening the session")
            self._update("#clock", grader)
            return
        plan = self._interview.session.plan
        turns = self._interview.session.turns
        where = f"{plan.mode} · {len(turns)}/{len(plan.question_ids)} · {turns[-1].topic}"
        self._update("#where", where)
        seconds = int(monotonic() - self._asked_at)
        clock = f"{seconds // 60}:{seconds % 60:02}"
        limit = plan.seconds_per_question
        if limit is not None:
            clock += f" of {limit // 60}:{limit % 60:02}"
            if seconds >= limit and not self._time_told and self._interview.session.phase is Phase.ANSWERING:
                self._time_told = True
                said = "Time is up for this question: finish your sentence and send it."
                self.query_one(Transcript).add("", said, "note")
        self._update("#clock", f"{grader} · {clock}")

    def _say(self, text: str) -> None:
        self._update("#ready", text)

    def _update(self, selector: str, text: str) -> None:
        self.query_one(selector, Static).update(Content(one_line(text)))
