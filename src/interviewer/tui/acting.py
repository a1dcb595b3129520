"""What a person can do in an interview: every action of its screen, and what an action does with the session."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import SuspendNotSupported
from textual.content import Content
from textual.widgets import Static

from interviewer.errors import InterviewerError
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.engine import Interview
from interviewer.interview.events import Event
from interviewer.interview.session import Phase
from interviewer.text import one_line
from interviewer.tui.actions import INTERVIEW
from interviewer.tui.answer_box import AnswerBox
from interviewer.tui.background import Background
from interviewer.tui.base import InterviewerScreen
from interviewer.tui.editor import edited, editor_command
from interviewer.tui.phases import PHASES_OF, can_be_done
from interviewer.tui.transcript import Transcript


class ActingScreen(InterviewerScreen):
    """A screen that leads an interview: it does something in it, and takes what came of that."""

    BINDINGS = [action.binding() for action in INTERVIEW]  # noqa: RUF012 - the type is Textual's

    def __init__(self) -> None:
        super().__init__()
        self.interview: Interview | None = None
        self.agent: DialogueAgent | None = None
        self.background: Background | None = None

    def take(self, event: Event) -> None:
        """Shows an event and does what it asks for."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Shows what the session waits for now."""
        raise NotImplementedError

    def show_report(self) -> None:
        """Shows the report as it is by now."""
        raise NotImplementedError

    def waiting(self) -> str:
        """What the line under the transcript says."""
        raise NotImplementedError

    def ask(self, text: str) -> None:
        """Puts a question of the candidate's to the interviewer."""
        raise NotImplementedError

    def do(self, act: Callable[[], list[Event]]) -> None:
        """Does something in the interview and shows what came of it; what fails is told and changes nothing."""
        try:
            events = act()
        except InterviewerError as error:
            self.query_one(Transcript).add("That did not work", f"{error} Nothing changed; try again.", "error")
            return
        for event in events:
            self.take(event)
        self.show_state()

    def say(self, text: str) -> None:
        """Writes the line under the transcript."""
        self.update_line("#ready", text)

    def update_line(self, selector: str, text: str) -> None:
        """Writes one of the lines."""
        self.query_one(selector, Static).update(Content(one_line(text)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An action is there when the session can do it."""
        if self.interview is None:
            return action not in PHASES_OF
        return can_be_done(action, self.interview.session, converses=self.agent is not None)

    def action_hint(self) -> None:
        """Asks for a hint."""
        if self.interview is not None:
            self.do(self.interview.hint)

    def action_unknown(self) -> None:
        """Says that one does not know."""
        if self.interview is not None:
            self.do(self.interview.dont_know)

    def action_ask(self) -> None:
        """Sends what is in the box as a question to the interviewer."""
        if self.interview is not None:
            self.ask(self.query_one(AnswerBox).text)

    def action_skip(self) -> None:
        """Leaves the question."""
        if self.interview is not None:
            self.query_one(AnswerBox).load_text("")
            self.do(self.interview.skip)

    def action_proceed(self) -> None:
        """Goes on; after the last question, to the report."""
        if self.interview is None:
            return
        if self.interview.session.phase is Phase.FINISHED:
            self.show_report()
        else:
            self.do(self.interview.proceed)

    def action_go_on(self) -> None:
        """Goes on while the answer is being graded."""
        if self.interview is not None:
            self.do(self.interview.proceed)

    def action_retry(self) -> None:
        """Answers the same question again."""
        if self.interview is not None:
            self.do(self.interview.retry)

    def action_regrade(self) -> None:
        """Tries a failed grading again."""
        if self.interview is not None:
            self.do(self.interview.regrade)

    def action_cancel(self) -> None:
        """Takes the answer back that is being graded."""
        if self.interview is not None:
            self.do(self.interview.cancel_grading)

    def action_end(self) -> None:
        """Ends the session and shows the report."""
        if self.interview is not None:
            self.do(self.interview.finish)

    def action_copy(self) -> None:
        """Hands the last answer to the terminal's clipboard."""
        box = self.query_one(AnswerBox)
        text = box.text
        if not text and self.interview is not None:
            answers = [e.answer for turn in self.interview.session.turns for e in turn.exchanges if e.answer]
            text = answers[-1] if answers else ""
        self.app.copy_to_clipboard(text)
        self.say("Handed to the terminal's clipboard. Where that does nothing, the report has the text.")

    def action_edit(self) -> None:
        """Opens the answer in the person's editor."""
        box = self.query_one(AnswerBox)
        try:
            command = editor_command()
            with self.app.suspend():
                text = edited(box.text, command)
        except InterviewerError as error:
            self.say(str(error))
        except SuspendNotSupported:
            self.say("This terminal cannot be handed to an editor; type here.")
        else:
            box.load_text(text)
            box.move_cursor(box.document.end)
        box.focus()
