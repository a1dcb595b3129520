"""The part of the interview's screen that waits: for grades, and for the interviewer's words."""

from __future__ import annotations

from interviewer.errors import InterviewerError
from interviewer.interview.conversation import greeting, reaction
from interviewer.interview.events import GradingStarted
from interviewer.interview.session import Phase
from interviewer.models.chat import Usage
from interviewer.tui.acting import ActingScreen
from interviewer.tui.answer_box import AnswerBox
from interviewer.tui.background import Graded, GradingBroke, QuicklyGraded, Replied, Spoken, place_of
from interviewer.tui.transcript import Transcript


class ConversingScreen(ActingScreen):
    """Starts what goes on in the background, and takes what comes of it."""

    def __init__(self) -> None:
        super().__init__()
        self._grading: int | None = None
        self._answered = False

    def show_figures(self) -> None:
        """Shows how many answers are being graded, and what was taken of a chat model."""
        raise NotImplementedError

    # Grading

    def start_grading(self, event: GradingStarted) -> None:
        """Has an answer graded, and a new one reacted to."""
        assert self.interview is not None
        assert self.background is not None
        if not event.late:
            self.query_one(AnswerBox).load_text("")
            self._grading = event.ticket
            agent, answered = self.agent, self._answered
            self._answered = False
            if agent is not None and answered:
                speaking = self.query_one(Transcript).add_speech()
                self.background.say(lambda cancel: reaction(event, agent, cancel), speaking)
        self.background.grade(self.interview, event)

    def on_graded(self, message: Graded) -> None:
        """A grade has come; the engine drops it if it was called off."""
        interview, background, done = self.interview, self.background, message.done
        if interview is None or background is None:
            return
        background.over(done.ticket)
        self._count(message.spoken)
        self.do(lambda: interview.deliver(done.ticket, done.grade, done.wording))

    def on_quickly_graded(self, message: QuicklyGraded) -> None:
        """The interview goes on; the grade comes later."""
        interview, done = self.interview, message.done
        if interview is not None:
            self._count(message.spoken)
            self.do(lambda: interview.move_on(done.ticket, done.grade, done.wording))

    def on_grading_broke(self, message: GradingBroke) -> None:
        """There is no grader: the answer goes back into the box, to be sent again, where it is not left behind yet."""
        interview, background = self.interview, self.background
        if interview is None or background is None or not background.over(message.ticket):
            return
        if message.ticket == self._grading and interview.session.phase is Phase.GRADING:
            self.query_one(Transcript).add("The grader cannot be loaded", message.reason, "error")
            self.do(interview.cancel_grading)
            return
        said = f"{message.reason}\nThe answer is kept; it is graded when the session is resumed."
        self.query_one(Transcript).add("The grader cannot be loaded", said, "error")
        self.show_state()

    # Words

    def ask(self, text: str) -> None:
        """Puts a question of the candidate's to the interviewer, whose reply gives no part of the answer."""
        interview, background, agent = self.interview, self.background, self.agent
        if interview is None or background is None or agent is None:
            return
        if background.replying:
            self.say("One moment: the interviewer still thinks about what you asked before.")
            return
        asked = len(interview.session.turn.remarks)
        self.do(lambda: interview.ask_back(text))
        if len(interview.session.turn.remarks) > asked:
            self.query_one(AnswerBox).load_text("")
            background.ask(interview, text, agent)
            self.say(self.waiting())

    def on_replied(self, message: Replied) -> None:
        """The reply stands in the transcript, unless the interview has gone on meanwhile."""
        interview, background = self.interview, self.background
        if interview is None or background is None:
            return
        self._count(message.spoken)
        if message.place == place_of(interview.session):
            background.reply_over()
            if message.text:
                self.do(lambda: interview.clarify(message.text))
            else:
                self.say("No reply came; say what you assume, and answer.")

    def on_spoken(self, message: Spoken) -> None:
        """Something was said."""
        self._count(message.spoken)
        self.show_figures()

    def _count(self, spoken: Usage) -> None:
        if self.interview is None or self.background is None:
            return
        try:
            self.background.count(self.interview, spoken)
        except InterviewerError as error:
            self.say(f"What that took cannot be kept: {error}")

    # Words at the beginning

    def greet(self) -> None:
        """Has the candidate welcomed, where there is a chat model."""
        agent, background, interview = self.agent, self.background, self.interview
        if agent is None or background is None or interview is None:
            return
        by_id = self.interviewer.context.corpus().by_id
        session = interview.session
        topics = [by_id[question].topic for question in session.plan.question_ids if question in by_id]
        speaking = self.query_one(Transcript).add_speech()
        background.say(lambda cancel: greeting(session, topics, agent, cancel), speaking)
