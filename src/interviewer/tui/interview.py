"""The interview: transcript, answer box, and what goes on between them."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Footer, Static

from interviewer.bootstrap import AppContext
from interviewer.editor import edited, editor_command
from interviewer.errors import InterviewerError
from interviewer.interview.choosing import Choices
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import (
    AnswerSaved,
    Event,
    FollowUpAsked,
    GraderFailed,
    GradingCancelled,
    GradingProgressed,
    GradingStarted,
    QuestionAsked,
    QuestionPutBack,
    ReportReady,
    RetryOpened,
    RunStarted,
    SessionResumed,
    SpeechBegun,
    SpeechKind,
    SpeechPiece,
)
from interviewer.interview.jobs import Job
from interviewer.interview.session import Phase
from interviewer.text import one_line
from interviewer.tui.actions import DONE_BY, INTERVIEW, is_offered
from interviewer.tui.answer_box import AnswerBox
from interviewer.tui.asking import Asking
from interviewer.tui.base import WIDE, InterviewerScreen, TooSmall
from interviewer.tui.confirm import ConfirmScreen
from interviewer.tui.drafts import Drafts
from interviewer.tui.routes import EventsReady, ShowReport
from interviewer.tui.status import Side, clock_line, running_line, spent_line, usage_of, waiting_line, where_line
from interviewer.tui.terminal import UNREADABLE
from interviewer.tui.transcript import Narrator, Transcript
from interviewer.tui.warm_up import WarmUp

FOOTER_SECONDS = 0.02
"""How long changes to the available actions are gathered before the footer shows them."""

_UNSENT = "Your answer is not sent yet. It is saved as a draft: resume the session to continue it."
_UNSAVED = (
    "Your answer is not sent, and cannot be saved as a draft: {} It is lost if you leave; stay, and F9 copies it."
)
_WITHOUT_GRADE = "Your answer is sent and saved, and has no grade yet: resume the session to have it graded."
_SKIPS = "Your answer is not sent. Skipping leaves it behind: it is neither graded nor kept."

_QUIET = (SpeechPiece, GradingProgressed)  # events that do not change what can be done


class InterviewScreen(InterviewerScreen):
    """Shows the events of one session's driver and sends it the user's actions; the session is new or saved."""

    _footer_due = False
    BINDINGS = [action.binding() for action in INTERVIEW]  # noqa: RUF012 - the type is Textual's

    def __init__(self, context: AppContext, warm_up: WarmUp, choices: Choices | None, resume: str | None) -> None:
        super().__init__(context, warm_up)
        self.driver: ConversationDriver | None = None
        self._choices = choices
        self._resume = resume
        self._narrator: Narrator | None = None
        self._drafts = Drafts(self, lambda: self.driver, self.say)
        self._box: AnswerBox | None = None
        self._sent = ""  # what the box had when its key for sending was pressed, until that is done
        self._asked_at = monotonic()
        self._time_told = False
        self._run_at = 0.0
        self._asking: Asking | None = None
        self._characters = 0  # received so far of the grade being waited for
        self._report: ShowReport | None = None  # what to show next; no more events are taken
        self._left_to_report = False

    def compose(self) -> ComposeResult:
        """A line on top, the transcript, the answer box; on wide screens a second column."""
        yield TooSmall()
        with Horizontal(id="top"):
            yield Static("", id="where", markup=False)
            yield Static("", id="clock", markup=False)
        with Horizontal(id="middle"):
            with Vertical(id="talk"):
                yield Transcript(id="transcript", can_focus=True)
                self._box = AnswerBox(self.context.settings.submit_key)
                yield self._box
            yield Side("", id="side", markup=False)
        yield Static("", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Opens the session in a thread: the database library is slow to load."""
        self.query_one(AnswerBox).focus()
        self.show_warm_up(self.warm_up)
        self.set_interval(1.0, self._tick)
        self.run_worker(self._open, thread=True, exclusive=True, group="open")

    @property
    def unfinished(self) -> str:
        """What becomes of an answer that leaving now would leave unsent or without a grade; empty if there is none."""
        if self.driver is None:
            return ""
        if self.driver.session.phase is Phase.GRADING:
            return _WITHOUT_GRADE
        if not self._typed(self.driver):
            return ""
        problem = self._drafts.save_now(self.query_one(AnswerBox).text)
        return _UNSAVED.format(one_line(problem)) if problem else _UNSENT

    def _typed(self, driver: ConversationDriver) -> bool:
        """Whether the open prompt has an answer in the box that is more than what it began with."""
        text = self.query_one(AnswerBox).text.strip()
        return driver.session.phase is Phase.ANSWERING and text not in ("", driver.beginning.strip())

    # Opening

    def _open(self) -> None:
        def progress(what: str, done: int, total: int) -> None:
            self.app.call_from_thread(self.say, f"{what} {done}/{total}" if total else what)

        try:
            notices = [self.context.notice()]
            if self._resume is not None:
                driver = self.context.sessions.reopen(self._resume, start=self._start)
            else:
                assert self._choices is not None
                notices.append(self.context.exercises.torch_note(self.context.corpus().questions, self._choices))
                driver = self.context.sessions.begin(self._choices, progress, start=self._start)
        except InterviewerError as error:
            self.app.call_from_thread(self._cannot_open, str(error))
        else:
            self.app.call_from_thread(self._opened, driver, " ".join(filter(None, notices)))

    def _start(self, job: Job) -> None:
        self.app.run_worker(job.work, thread=True, group=job.kind)

    def _opened(self, driver: ConversationDriver, notice: str) -> None:
        self.driver = driver
        transcript = self.query_one(Transcript)
        self._narrator = Narrator(transcript, driver)
        self._asking = Asking(self.app, self.do)
        if notice:
            transcript.add("", notice, "note")
        driver.when_ready(lambda: self.post_message(EventsReady()))
        self.do(ConversationDriver.open)
        # What was typed before a new session was ready is its first draft.
        self._drafts.note(self.query_one(AnswerBox).text)

    def _cannot_open(self, reason: str) -> None:
        self.query_one(Transcript).add("The interview cannot begin", f"{reason}\nCtrl+Q quits.", "error")
        self.say("")
        self.refresh_bindings()

    # What happens

    def do(self, action: Callable[[ConversationDriver], None]) -> None:
        """Sends an action to the driver and shows the outcome."""
        if self.driver is not None:
            action(self.driver)
            self.on_events_ready()

    def on_events_ready(self) -> None:
        """Shows what has happened. The report comes once the session lacks nothing but its summary; what comes after
        that is left to it."""
        if self.driver is None or self._narrator is None or self._asking is None or self._report is not None:
            return
        changed = False
        for event in self.driver.events():
            match event:
                case ReportReady():
                    self._report = ShowReport(self.driver.session, over=False)
                case SpeechBegun(kind=SpeechKind.CLOSING):
                    self._report = ShowReport(self.driver.session, self.driver, over=False)
                case _:
                    self._narrator.tell(event)
                    self._follow(event, self.driver)
                    self._asking.follow(event)
                    changed = changed or not isinstance(event, _QUIET)
            if self._report is not None:
                self._show_report()
                return
        if changed:
            self._show_state()

    def _follow(self, event: Event, driver: ConversationDriver) -> None:
        """Updates the clock and the lines for an event, and the box."""
        self._fill(self.query_one(AnswerBox), event, driver)
        match event:
            case QuestionAsked():
                self._asked_at = monotonic()
                self._time_told = False
                self._prepare()
            case FollowUpAsked():
                self._prepare()
            case RunStarted():
                self._run_at = monotonic()
            case GradingStarted(late=False):
                self._characters = 0
            case GradingProgressed(characters=characters) if driver.session.phase is Phase.GRADING:
                self._characters = characters
                self.say(waiting_line(driver, characters))
            case GraderFailed(waits=True):
                driver.cancel_grading()

    def _fill(self, box: AnswerBox, event: Event, driver: ConversationDriver) -> None:
        """Makes the box what an event calls for. What was typed before a prompt was put stays."""
        match event:
            case SessionResumed(draft=text) | GradingCancelled(text=text):
                self._make_ready(box, driver)
                box.load_text("\n".join(filter(str.strip, (text or driver.beginning, box.text))))
                box.move_cursor(box.document.end)
            case QuestionAsked() | FollowUpAsked() | RetryOpened():
                self._make_ready(box, driver)
                if not box.text.strip():
                    box.load_text(driver.beginning)
                self._drafts.note(box.text)  # the step that put the prompt emptied the saved draft
            case AnswerSaved():
                box.empty_of(self._sent)
                self._drafts.note(box.text)
            case QuestionPutBack() if not box.holds_program:
                box.empty_of(self._sent)

    @staticmethod
    def _make_ready(box: AnswerBox, driver: ConversationDriver) -> None:
        """Makes the box one for what the open prompt asks for."""
        if driver.takes_program:
            box.hold_program(driver.program_to_debug, runs=driver.has_tests_to_run)
        else:
            box.hold_words(in_lines=driver.takes_lines)

    def _show_state(self) -> None:
        """Shows the box only while there is something to answer, and only the keys that do something."""
        if self.driver is None or not self.is_mounted:
            return
        box = self.query_one(AnswerBox)
        ahead = self._takes_words_ahead(self.driver, box)
        box.show_ahead(ahead=ahead)
        box.display = self.driver.session.phase is Phase.ANSWERING or ahead
        if box.display:
            box.focus()
        else:
            self.query_one(Transcript).focus()
        self.say(waiting_line(self.driver, self._characters))
        self.query_one(Side).show(self.driver.session, being_graded=self.driver.being_graded, spent=self._spent())
        self._tick()
        self.refresh_bindings()

    @staticmethod
    def _takes_words_ahead(driver: ConversationDriver, box: AnswerBox) -> bool:
        """Whether what is typed before the next prompt is kept for it: where no feedback comes first, it follows at
        once."""
        at_once = driver.session.plan.mode.gives_feedback_at_once
        return driver.session.phase is Phase.GRADING and not at_once and not box.holds_program

    def _show_report(self) -> None:
        """Opens the report once nothing else is shown over this screen."""
        if self._report is not None and self.app.screen is self:
            self._left_to_report = True
            self.post_message(self._report)

    def on_screen_resume(self) -> None:
        """Shows what came while another screen was over this one."""
        self._show_report()

    def on_unmount(self) -> None:
        """Leaving loses nothing typed and leaves nothing running."""
        if self._box is not None:
            self._drafts.save_now(self._box.text)
        if self.driver is not None and not self._left_to_report:
            self.driver.leave()

    # Getting ready

    def _prepare(self) -> None:
        """While the user reads, the grader loads what the answer will need."""
        if self.warm_up.grader and self.driver is not None and self.driver.session.phase is Phase.ANSWERING:
            self.driver.prepare()

    def show_warm_up(self, state: WarmUp) -> None:
        """Names the grader once it is ready, and until then what it is waiting for."""
        super().show_warm_up(state)
        self._tick()
        self._prepare()
        if state.error:
            self.say(f"{state.error} Answers are kept; sending one tries again.")

    # Typing

    def on_answer_box_submitted(self, message: AnswerBox.Submitted) -> None:
        """Sends the answer; one that is refused stays in the box."""
        if self.driver is None:
            self.say("One moment: the session is being opened. Your text is kept.")
        elif UNREADABLE in message.text:
            self.say(f"Not sent: {UNREADABLE} marks what your terminal sent that is not UTF-8. Type it again.")
        elif self.driver.session.phase is Phase.GRADING:
            self.say("One moment: the next question is on its way. Your text is kept.")
        else:
            self._sent = message.text
            self.do(lambda driver: driver.submit(message.text))
            self._sent = ""

    def on_text_area_changed(self, event: AnswerBox.Changed) -> None:
        """Saves the draft soon after a key."""
        self._drafts.note(event.text_area.text)

    # Actions

    def refresh_bindings(self) -> None:
        """Redraws the footer once for all simultaneous changes: each redraw checks every action."""
        if not self._footer_due:
            self._footer_due = True
            self.set_timer(FOOTER_SECONDS, self._draw_footer)

    def _draw_footer(self) -> None:
        self._footer_due = False
        super().refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An action is available when the session can do it."""
        return action not in DONE_BY if self.driver is None else is_offered(action, self.driver)

    def action_hint(self) -> None:
        """Asks for a hint."""
        self.do(ConversationDriver.hint)

    def action_unknown(self) -> None:
        """Says "I don't know"."""
        self.do(ConversationDriver.dont_know)

    def action_ask(self) -> None:
        """Sends what is in the box as a question to the interviewer."""
        text = self.query_one(AnswerBox).text
        self.do(lambda driver: driver.ask(text, draft=""))

    def action_run_tests(self) -> None:
        """Runs the visible tests, or stops them."""
        text = self.query_one(AnswerBox).text
        stops = self.driver is not None and self.driver.running
        self.do(lambda driver: driver.stop_run() if stops else driver.run_tests(text))

    def action_skip(self) -> None:
        """Leaves the question; asks first if that loses something typed."""
        if self.driver is not None and self._typed(self.driver):
            self.app.push_screen(
                ConfirmScreen(_SKIPS, no="Stay", yes="Skip"), lambda skips: self.do(self._skip) if skips else None
            )
        else:
            self.do(self._skip)

    def _skip(self, driver: ConversationDriver) -> None:
        """Leaves the question, and once that is saved, what was typed."""
        before = driver.session
        driver.skip()
        if driver.session is not before:
            self.query_one(AnswerBox).load_text("")

    def action_proceed(self) -> None:
        """Goes on; after the last question, to the report."""
        self.do(ConversationDriver.proceed)

    def action_go_on(self) -> None:
        """Goes on while the answer is being graded."""
        self.do(ConversationDriver.proceed)

    def action_retry(self) -> None:
        """Answers the same question again."""
        self.do(ConversationDriver.retry)

    def action_regrade(self) -> None:
        """Tries a failed grading again."""
        self.do(ConversationDriver.regrade)

    def action_contest(self) -> None:
        """Contests a verdict of the feedback that is shown."""
        if self.driver is not None and self._asking is not None:
            self._asking.choose(self.driver)

    def action_cancel(self) -> None:
        """Takes back the answer that is being graded."""
        self.do(ConversationDriver.cancel_grading)

    def action_end(self) -> None:
        """Ends the session and shows the report."""
        self.do(ConversationDriver.finish)

    def action_copy(self) -> None:
        """Sends the last answer to the terminal's clipboard."""
        text = self.query_one(AnswerBox).text
        if not text and self.driver is not None:
            answers = [e.answer for turn in self.driver.session.turns for e in turn.exchanges if e.answer]
            text = answers[-1] if answers else ""
        self.app.copy_to_clipboard(text)
        self.say("Sent to the terminal's clipboard. If that does nothing, the report has the text.")

    def action_edit(self) -> None:
        """Opens the answer in the user's editor."""
        box = self.query_one(AnswerBox)
        try:
            command = editor_command()
            self._drafts.save_now(box.text)  # nothing is saved while the editor is open
            with self.app.suspend():
                text = edited(box.text, command, ".py" if box.holds_program else ".txt", self._drafts.save_now)
        except InterviewerError as error:
            self.say(str(error))
        except SuspendNotSupported:
            self.say("An editor cannot be opened in this terminal; type here.")
        else:
            box.load_text(text)
            box.move_cursor(box.document.end)
        box.focus()

    # The lines

    def _update(self, selector: str, text: str) -> None:
        self.query_one(selector, Static).update(Content(one_line(text)))

    def _tick(self) -> None:
        """Draws the line on top; in a mock interview it also says when the time is up."""
        grader = self.warm_up.grader or "grader warming up"
        if self.driver is None or not self.driver.session.turns:
            self._update("#where", "interviewer · opening the session")
            self._update("#clock", grader)
            return
        session = self.driver.session
        if self.driver.running:
            self.say(running_line(monotonic() - self._run_at))
        self._update("#where", where_line(session))
        seconds = int(monotonic() - self._asked_at)
        limit = self.driver.time_limit
        if limit is not None and seconds >= limit and not self._time_told and session.phase is Phase.ANSWERING:
            self._time_told = True
            said = "Time is up for this question: finish your sentence and send it."
            self.query_one(Transcript).add("", said, "note")
        narrow = self.size.width < WIDE  # then there is no side column for the spending
        first = self._spent() if narrow and self.driver.converses else grader
        self._update("#clock", f"{first} · {clock_line(seconds, limit)}")

    def _spent(self) -> str:
        """The session's chat-model usage; empty without a chat model."""
        return spent_line(usage_of(self.driver.session)) if self.driver and self.driver.converses else ""
