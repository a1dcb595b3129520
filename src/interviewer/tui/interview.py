"""The interview: transcript, answer box, and what goes on between them."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Static

from interviewer.bootstrap.context import Reopened
from interviewer.errors import InterviewerError
from interviewer.interview.choosing import Choices
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.dialogue.clarify import is_clarifying
from interviewer.interview.events import (
    AnswerSaved,
    Event,
    FollowUpAsked,
    GradingCancelled,
    GradingStarted,
    QuestionAsked,
    QuestionSkipped,
    SessionFinished,
)
from interviewer.interview.session import Phase
from interviewer.tui.answer_box import AnswerBox
from interviewer.tui.background import Background
from interviewer.tui.base import WIDE, TooSmall
from interviewer.tui.conversing import ConversingScreen
from interviewer.tui.drafts import Drafts
from interviewer.tui.narrator import Narrator
from interviewer.tui.phases import failed_line, waiting_line
from interviewer.tui.side import Side
from interviewer.tui.terminal import UNREADABLE
from interviewer.tui.topline import clock_line, spent_line, usage_of, where_line
from interviewer.tui.transcript import Transcript
from interviewer.tui.warm_up import WarmUp


class InterviewScreen(ConversingScreen):
    """Leads one session, new or taken up again."""

    def __init__(self, choices: Choices | None, resume: str | None) -> None:
        super().__init__()
        self._choices = choices
        self._resume = resume
        self._narrator: Narrator | None = None
        self._drafts = Drafts(self, self.say)
        self._box: AnswerBox | None = None
        self._asked_at = monotonic()
        self._time_told = False
        self._failure_told = False
        self._report_due = False

    def compose(self) -> ComposeResult:
        """A line on top, the transcript, the answer box; on wide screens a second column."""
        yield TooSmall()
        with Horizontal(id="top"):
            yield Static("", id="where", markup=False)
            yield Static("", id="clock", markup=False)
        with Horizontal(id="middle"):
            with Vertical(id="talk"):
                yield Transcript(id="transcript", can_focus=True)
                self._box = AnswerBox(self.interviewer.context.settings.submit_key)
                yield self._box
            yield Side("", id="side", markup=False)
        yield Static("", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Opens the session in a thread: the database library takes its time."""
        self.query_one(AnswerBox).focus()
        self.show_warm_up(self.interviewer.warm_up)
        self.set_interval(1.0, self._tick)
        self.run_worker(self._open, thread=True, exclusive=True, group="open")

    @property
    def unsent(self) -> bool:
        """Whether there is text in the box that was not sent, or an answer on its way to its grade."""
        if self.interview is None:
            return False
        phase = self.interview.session.phase
        return phase is Phase.GRADING or (phase is Phase.ANSWERING and bool(self.query_one(AnswerBox).text.strip()))

    # Opening

    def _open(self) -> None:
        context = self.interviewer.context

        def progress(what: str, done: int, total: int) -> None:
            self.app.call_from_thread(self.say, f"{what} {done}/{total}" if total else what)

        try:
            agent, notice = context.dialogue_agent(), context.notice()
            if self._resume is not None:
                opened = context.reopen(self._resume)
            else:
                assert self._choices is not None
                opened = Reopened(context.begin(self._choices, progress), "")
        except InterviewerError as error:
            self.app.call_from_thread(self._cannot_open, str(error))
        else:
            self.app.call_from_thread(self._opened, opened, agent, notice)

    def _opened(self, opened: Reopened, agent: DialogueAgent | None, notice: str) -> None:
        interview = self.interview = opened.interview
        self.agent = agent
        self.background = Background(self, self.interviewer.context, agent)
        transcript = self.query_one(Transcript)
        self._narrator = Narrator(transcript, interview, converses=agent is not None)
        if interview.session.phase is Phase.FINISHED and not interview.session.ungraded_places:
            self.show_report()
            return
        if notice:
            transcript.add("", notice, "note")
        box = self.query_one(AnswerBox)
        if self._resume is None:
            self.greet()
            self.do(interview.start)
            # What was typed before the session was there is its first draft.
            self._drafts.note(box.text, lambda: self.interview)
            return
        box.load_text(opened.draft)
        box.move_cursor(box.document.end)
        self.do(lambda: interview.resume(opened.draft))

    def _cannot_open(self, reason: str) -> None:
        self.query_one(Transcript).add("The interview cannot begin", f"{reason}\nCtrl+Q leaves.", "error")
        self.say("")
        self.refresh_bindings()

    # Telling

    def take(self, event: Event) -> None:
        """Shows an event and does what it asks for."""
        assert self._narrator is not None
        assert self.background is not None
        self._narrator.tell(event)
        match event:
            case QuestionAsked():
                self._asked_at = monotonic()
                self._time_told = False
                self.background.reply_over()
                self._prepare()
            case FollowUpAsked():
                self._prepare()
            case AnswerSaved():
                self.background.reply_over()
                self._answered = True
            case GradingStarted():
                self._failure_told = False
                self.start_grading(event)
            case GradingCancelled(text=text):
                self.background.call_off(self._grading)
                self.query_one(AnswerBox).load_text(text)
            case QuestionSkipped():
                self.background.reply_over()
            case SessionFinished():
                self.background.reply_over()
                if self.background.being_graded:
                    said = "That was the last question. The report opens once every answer has its grade."
                    self.query_one(Transcript).add("", said, "note")

    def show_state(self) -> None:
        """Shows the box only while there is something to answer, and the keys that now do something.

        After the last question the report follows, once nothing is being graded and nothing failed that can be tried
        again.
        """
        interview, background = self.interview, self.background
        if interview is None or background is None or not self.is_mounted:
            return
        session = interview.session
        if session.phase is Phase.FINISHED and not background.being_graded:
            if self.agent is None or not session.failed_places:
                self.show_report()
                return
            if not self._failure_told:
                self._failure_told = True
                self.query_one(Transcript).add("Ungraded", failed_line(session), "error")
        box = self.query_one(AnswerBox)
        box.display = session.phase is Phase.ANSWERING
        if box.display:
            box.focus()
        else:
            self.query_one(Transcript).focus()
        self.say(self.waiting())
        self.show_figures()
        self.refresh_bindings()

    def waiting(self) -> str:
        """What the line under the transcript says."""
        assert self.interview is not None
        assert self.background is not None
        if self.background.replying:
            return "The interviewer thinks about your question; you can go on typing."
        converses = self.agent is not None
        return waiting_line(self.interview.session, converses=converses, being_graded=self.background.being_graded)

    def show_report(self) -> None:
        """Opens the report; gradings that are still going on end, and begin again when the session is resumed."""
        from interviewer.tui.report import Closing, ReportScreen, needs_closing

        interview, background = self.interview, self.background
        if interview is None or background is None:
            return
        self._report_due = self.app.screen is not self
        if self._report_due:
            return
        closing = None
        if self.agent is not None and not background.being_graded and needs_closing(interview.session):
            closing = Closing(interview, self.agent)
        background.call_off_all()
        self.app.switch_screen(ReportScreen(interview.session, closing))

    def on_screen_resume(self) -> None:
        """What came while something else was shown over this screen is shown now."""
        if self._report_due:
            self.show_report()

    # Getting ready

    def _prepare(self) -> None:
        """While the person reads, the grader loads what the answer will need."""
        assert self.interview is not None
        question, prompt = self.interview.question, self.interview.session.turn.current.prompt.text

        def work() -> None:
            if self.interviewer.warm_up.grader:
                with suppress(InterviewerError):  # what fails here fails in grading too, which tells it
                    self.interviewer.context.grader(lambda *_: None).prepare(question, prompt)

        self.run_worker(work, thread=True, group="prepare")

    def show_warm_up(self, state: WarmUp) -> None:
        """Names the grader once it is ready, and what it waits for until then."""
        self._tick()
        if state.grader and self.interview is not None and self.interview.session.phase is Phase.ANSWERING:
            self._prepare()
        if state.error:
            self.say(f"{state.error} Answers are kept; sending one tries again.")

    # Typing

    def on_answer_box_submitted(self, message: AnswerBox.Submitted) -> None:
        """Sends the answer; what is refused stays in the box. A question to the interviewer is none, once."""
        interview = self.interview
        if interview is None:
            self.say("One moment: the session is being opened. Your text is kept.")
        elif UNREADABLE in message.text:
            self.say(f"Not sent: {UNREADABLE} stands where your terminal sent what is not UTF-8. Type that again.")
        elif self.agent is not None and is_clarifying(message.text) and not self._was_asked(message.text):
            self.ask(message.text)
        else:
            self.do(lambda: interview.submit(message.text))

    def _was_asked(self, text: str) -> bool:
        """Whether the same words were taken as a question already: sent again, they are meant as the answer."""
        assert self.interview is not None
        return any(remark.by_candidate and remark.text == text for remark in self.interview.session.turn.remarks)

    def on_text_area_changed(self, event: AnswerBox.Changed) -> None:
        """Keeps the draft soon after a key."""
        self._drafts.note(event.text_area.text, lambda: self.interview)

    def on_unmount(self) -> None:
        """Nothing typed is lost by leaving, and nothing goes on behind it."""
        if self._box is not None:
            self._drafts.leave(self._box.text, self.interview)
        if self.background is not None:
            self.background.call_off_all()

    # The lines

    def _tick(self) -> None:
        """Draws the line on top; in a mock interview it also tells when the time is up."""
        grader = self.interviewer.warm_up.grader or "grader warming up"
        if self.interview is None or self.background is None or not self.interview.session.turns:
            self.update_line("#where", "interviewer · opening the session")
            self.update_line("#clock", grader)
            return
        session = self.interview.session
        self.update_line("#where", where_line(session))
        seconds = int(monotonic() - self._asked_at)
        limit = session.plan.seconds_per_question
        if limit is not None and seconds >= limit and not self._time_told and session.phase is Phase.ANSWERING:
            self._time_told = True
            said = "Time is up for this question: finish your sentence and send it."
            self.query_one(Transcript).add("", said, "note")
        narrow = self.size.width < WIDE  # then there is no side to say what was spent
        first = self._spent() if narrow and self.agent is not None else grader
        self.update_line("#clock", f"{first} · {clock_line(session, seconds)}")

    def show_figures(self) -> None:
        """Draws the side and the line on top."""
        if self.interview is None or self.background is None:
            return
        session = self.interview.session
        self.query_one(Side).show(session, being_graded=self.background.being_graded, spent=self._spent())
        self._tick()

    def _spent(self) -> str:
        """What the session has taken of a chat model; nothing is said without one."""
        return spent_line(usage_of(self.interview.session)) if self.interview and self.agent else ""
