"""What goes on in threads during an interview, and the messages by which it comes back to the screen."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.screen import Screen

from interviewer.bootstrap import AppContext
from interviewer.errors import InterviewerError
from interviewer.interview.conversation import Done, clarification, graded, moved_on
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.dialogue.speech import Speech
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.interview.session import ExchangePlace, Session
from interviewer.models.chat import Cancel, Usage
from interviewer.tui.speaking import Speaking


class Graded(Message):
    """A grading is over. `spoken` is what the interviewer's words have taken by then."""

    def __init__(self, done: Done, spoken: Usage) -> None:
        super().__init__()
        self.done = done
        self.spoken = spoken


class QuicklyGraded(Graded):
    """It is known how to go on, while the answer is still being graded."""


class GradingBroke(Message):
    """A grading could not even be begun."""

    def __init__(self, ticket: int, reason: str) -> None:
        super().__init__()
        self.ticket = ticket
        self.reason = reason


class Spoken(Message):
    """Something has been said, all of it; `text` is empty where it broke off."""

    def __init__(self, text: str, spoken: Usage) -> None:
        super().__init__()
        self.text = text
        self.spoken = spoken


class Replied(Spoken):
    """The reply to what the candidate asked at `place`."""

    def __init__(self, place: ExchangePlace, text: str, spoken: Usage) -> None:
        super().__init__(text, spoken)
        self.place = place


class Background:
    """The threads of one screen. Nothing in them waits for the screen, so that leaving it never waits for them long.

    `agent` is None without a chat model.
    """

    def __init__(self, screen: Screen[None], context: AppContext, agent: DialogueAgent | None) -> None:
        self._screen = screen
        self._context = context
        self._agent = agent
        self._gradings: dict[int, Cancel] = {}
        self._words: set[Cancel] = set()
        self._reply: Cancel | None = None
        self._counted = context.spoken()

    @property
    def being_graded(self) -> int:
        """How many gradings are going on."""
        return len(self._gradings)

    @property
    def replying(self) -> bool:
        """Whether a reply to the candidate's question is on its way."""
        return self._reply is not None

    # Grading

    def grade(self, interview: Interview, event: GradingStarted) -> None:
        """Starts a grading; beside it, where the interview goes on meanwhile, finding out how."""
        cancel = self._gradings[event.ticket] = Cancel()
        self._run("grading", lambda: self._grade(interview, event, cancel))
        if event.moves_on:
            self._run("moving on", lambda: self._move_on(interview, event, cancel))

    def over(self, ticket: int) -> bool:
        """A grading has ended; False where it was called off before."""
        return self._gradings.pop(ticket, None) is not None

    def call_off(self, ticket: int | None) -> None:
        """Ends a grading, and its connection, at once."""
        cancel = self._gradings.pop(ticket, None) if ticket is not None else None
        if cancel is not None:
            cancel.set()

    def _grade(self, interview: Interview, event: GradingStarted, cancel: Cancel) -> None:
        try:
            grader = self._context.grader(_unwatched)
            done = graded(interview, event, grader, self._agent, cancel)
        except InterviewerError as error:
            self._screen.post_message(GradingBroke(event.ticket, str(error)))
        else:
            self._screen.post_message(Graded(done, self._context.spoken()))

    def _move_on(self, interview: Interview, event: GradingStarted, cancel: Cancel) -> None:
        try:
            done = moved_on(interview, event, self._context.quick_grader(_unwatched), self._agent, cancel)
        except InterviewerError:
            return  # what fails here fails in grading too, which tells it; until then the interview waits
        self._screen.post_message(QuicklyGraded(done, self._context.spoken()))

    # Words

    def say(self, words: Callable[[Cancel], Speech], speaking: Speaking) -> None:
        """Has something said into `speaking`."""
        cancel = Cancel()
        self._words.add(cancel)

        def work() -> None:
            text = ""
            try:
                speech = words(cancel)
                for piece in speech:
                    speaking.post_message(Speaking.Piece(piece))
                text = speech.worded.text
            finally:
                speaking.post_message(Speaking.Over())
                self._words.discard(cancel)
                if not cancel.is_set:
                    self._screen.post_message(Spoken(text, self._context.spoken()))

        self._run("words", work)

    def ask(self, interview: Interview, text: str, agent: DialogueAgent) -> None:
        """Has the candidate's question replied to."""
        cancel = self._reply = Cancel()
        session, question = interview.session, interview.question
        place = place_of(session)

        def work() -> None:
            reply = ""
            try:
                reply = clarification(session, question, text, agent, cancel)
            finally:
                if not cancel.is_set:
                    self._screen.post_message(Replied(place, reply, self._context.spoken()))

        self._run("words", work)

    def reply_over(self) -> None:
        """The reply has come, or is not wanted any more."""
        if self._reply is not None:
            self._reply.set()
            self._reply = None

    def call_off_all(self) -> None:
        """Ends everything that waits for a chat model. Answers without a grade get it when the session is resumed."""
        self.reply_over()
        for cancel in (*self._gradings.values(), *self._words):
            cancel.set()
        self._gradings.clear()

    def count(self, interview: Interview, spoken: Usage) -> None:
        """Keeps with the session what the interviewer's words took. Raises RecordsError where it cannot."""
        taken = spoken - self._counted
        if taken.calls > 0:
            interview.add_talk(taken)
            self._counted = spoken

    def _run(self, group: str, work: Callable[[], None]) -> None:
        self._screen.run_worker(work, thread=True, group=group)


def place_of(session: Session) -> ExchangePlace:
    """Where the prompt stands that is open."""
    return ExchangePlace(len(session.turns) - 1, len(session.turn.exchanges) - 1)


def _unwatched(*_: object) -> None:
    """Progress that nobody looks at."""
