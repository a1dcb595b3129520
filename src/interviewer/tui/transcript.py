"""What has been said so far, only ever appended to; and which events of a conversation say what."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.dialogue.review import REVIEW
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import (
    ActionFailed,
    AnswerSaved,
    Clarified,
    ConfidenceStated,
    DisputeDecided,
    DisputeDropped,
    Event,
    FollowUpAsked,
    GradeArrived,
    GradeFailed,
    GradeReady,
    GraderFailed,
    GradesAwaited,
    GradesMissing,
    GradingCancelled,
    HintGiven,
    QuestionAsked,
    QuestionPutBack,
    QuestionSkipped,
    Refused,
    RetryGraded,
    RetryOpened,
    Reviewed,
    RunDone,
    RunFailed,
    RunStopped,
    SessionResumed,
    SpeechBegun,
    SpeechOver,
    SpeechPiece,
    TurnClosed,
)
from interviewer.interview.session import AFTERWARDS, Exchange, Mode, Phase, PromptKind, Remark, Turn
from interviewer.reports.disputing import spoken_dispute
from interviewer.reports.readable import readable_line
from interviewer.reports.remarks import remarks_beside
from interviewer.reports.run_results import run_lines
from interviewer.reports.solution import marked_by_program
from interviewer.reports.ungraded import shown_credit, why_ungraded
from interviewer.reports.wording import covered_so_far, percent, spoken_credit
from interviewer.text import visible
from interviewer.tui.feedback_card import FeedbackCard, reference_card, retry_card, turn_card
from interviewer.tui.speaking import LABEL, Speaking
from interviewer.tui.task import Task


class Entry(Static):
    """One thing that was said: a label in bold, and text that is shown exactly."""

    def __init__(self, label: str, text: str, kind: str) -> None:
        self.label = label
        self.plain = visible(text)
        parts: list[str | tuple[str, str]] = [(f"{label}\n", "bold")] if label else []
        super().__init__(Content.assemble(*parts, self.plain), markup=False, classes=f"entry {kind}")


class Transcript(VerticalScroll):
    """The entries of a session. It stays at its end unless the user has scrolled away from it."""

    def add(self, label: str, text: str, kind: str) -> None:
        """Appends an entry. `kind` is its style class."""
        self.mount(Entry(label, text, kind))
        self.anchor()

    def add_task(self, question: Question, *, is_open: bool = True) -> None:
        """Appends the task of an exercise; any other question has none. While it `is_open`, its beginning is shown,
        which is read first."""
        if question.exercise is not None:
            title = self.children[-1]
            self.mount(Task(question))
            if is_open:
                self.anchor(anchor=False)
                self.call_after_refresh(self.scroll_to_widget, title, top=True, animate=False)

    def add_speech(self, text: str = "") -> Speaking:
        """Appends an entry of the interviewer's own words; without `text`, an empty one for them to come into."""
        speaking = Speaking(text)
        self.mount(speaking)
        self.anchor()
        return speaking

    def add_card(self, card: FeedbackCard, *, is_last: bool = True) -> None:
        """Appends a card. If it `is_last`, its beginning is shown, which is read first."""
        self.mount(card)
        if is_last:
            self.anchor(anchor=False)
            self.call_after_refresh(self.scroll_to_widget, card, top=True, animate=False)

    @property
    def text(self) -> str:
        """All of it as plain text."""
        lines: list[str] = []
        for part in self.children:
            if isinstance(part, Entry):
                lines += [part.label, part.plain]
            elif isinstance(part, Speaking):
                lines += [LABEL, part.plain]
            elif isinstance(part, FeedbackCard | Task):
                lines.append(part.plain)
        return "\n".join(lines)


class Narrator:
    """Writes what happens in one interview into its transcript."""

    def __init__(self, transcript: Transcript, driver: ConversationDriver) -> None:
        self._transcript = transcript
        self._driver = driver
        self._speeches: dict[int, Speaking] = {}

    def tell(self, event: Event) -> None:  # noqa: C901 - one flat list of what is written when
        """Appends what an event calls for."""
        add = self._transcript.add
        match event:
            case SessionResumed(turns=turns):
                self._resumed(turns)
            case QuestionAsked(number=number, total=total, turn=turn):
                add(f"Question {number} of {total} · {turn.topic}", readable_line(turn.title), "question")
                self._transcript.add_task(self._driver.question_of(turn))
            case HintGiven(hint=hint, left=left):
                add(f"Hint ({left} more)", readable_line(hint.text), "hint")
            case Refused(reason=reason):
                add("", reason, "note")
            case AnswerSaved(text=text):
                add("You", text, "answer")
            case GradingCancelled():
                add("", "Your answer is back in the box.", "note")
            case GradeReady(grade=grade) if grade.reason and self._mode is not Mode.MOCK:
                add("", grade.reason, "note")
            case GradeFailed(grade=grade):
                self._failed(grade)
            case GradeArrived() if self._mode is not Mode.MOCK:
                add("", _arrived(event), "note")
            case QuestionPutBack(remark=remark):
                add("You ask", remark.text, "answer")
            case Clarified(remark=remark):
                self._transcript.add_speech(remark.text)
            case FollowUpAsked(prompt=prompt):
                self._acknowledge()
                add(prompt.kind.label, readable_line(prompt.text), "question")
            case RetryOpened(prompt=prompt):
                add(prompt.kind.label, readable_line(prompt.text), "question")
            case QuestionSkipped(turn=turn) if self._mode.gives_feedback_at_once:
                self._transcript.add_card(reference_card(self._driver.question_of(turn)))
            case QuestionSkipped():
                add("", "Skipped.", "note")
            case TurnClosed(turn=turn, show_feedback=True):
                self._feedback(turn)
            case TurnClosed(turn=turn) if self._mode is not Mode.MOCK and turn.current.grade is None:
                add("", "Moving on; the grade for your answer comes later.", "note")
            case TurnClosed() if not (self._driver.converses and self._mode is Mode.MOCK):
                add("", "Noted.", "note")
            case RunDone(result=result):
                add("Visible tests", "\n".join(run_lines(result)), "run")
            case RunFailed(error=error):
                add("The tests cannot run", str(error), "error")
            case RunStopped():
                add("", "The run was stopped.", "note")
            case Reviewed(text=text):
                add(REVIEW, text, "speech")
            case RetryGraded(grade=grade):
                self._transcript.add_card(retry_card(grade))
            case ConfidenceStated(confidence=confidence) if confidence is not None:
                add("", f"You are {percent(confidence)} sure.", "note")
            case DisputeDecided(dispute=dispute):
                add("", f"Kept: {spoken_dispute(dispute)}. The score stays as it is.", "note")
            case DisputeDropped():
                add("", "The verdict stays as it is; nothing was kept of the dispute.", "note")
            case _:
                self._tell_beside(event)

    def _tell_beside(self, event: Event) -> None:
        """The interviewer's own words, and what goes on around the session."""
        add = self._transcript.add
        match event:
            case SpeechBegun(speech=speech):
                self._speeches[speech] = self._transcript.add_speech()
            case SpeechPiece(speech=speech, text=text):
                self._speeches[speech].post_message(Speaking.Piece(text))
            case SpeechOver(speech=speech):
                self._speeches.pop(speech).post_message(Speaking.Over())
            case ActionFailed(error=error):
                add("That did not work", f"{error} Nothing was saved.", "error")
            case GraderFailed(error=error, waits=waits):
                later = "" if waits else "\nThe answer is kept; it is graded when the session is resumed."
                add("The grader cannot be loaded", f"{error}{later}", "error")
            case GradesAwaited():
                add("", "That was the last question. The report opens once every answer has its grade.", "note")
            case GradesMissing(count=count, reason=reason):
                answers = "An answer has" if count == 1 else f"{count} answers have"
                keys = "F7 tries the missing grades again, Enter shows the report as it is."
                add("Ungraded", f"{answers} no grade: {reason}\n{keys}", "error")
            case _:
                return

    @property
    def _mode(self) -> Mode:
        return self._driver.session.plan.mode

    def _acknowledge(self) -> None:
        """In practice, a word on what was covered, never on what was missed; in a mock interview, nothing."""
        said = "Noted."
        if self._mode is not Mode.MOCK:
            said = covered_so_far(credit_of_turn(self._driver.session.turn).verdicts)
        elif self._driver.converses:
            return
        self._transcript.add("", said, "note")

    def _failed(self, grade: Grade) -> None:
        keys = "F7 grades it again, Esc puts it back in the box, F5 goes on without a grade."
        self._transcript.add("Ungraded", f"{grade.reason}\nYour answer is kept. {keys}", "error")

    def _feedback(self, turn: Turn, *, is_last: bool = True) -> None:
        question = self._driver.question_of(turn)
        credit, marked = shown_credit(turn), marked_by_program(turn)
        card = turn_card(credit, question, turn.flags, why_ungraded(turn), remarks_beside(turn, credit), marked)
        self._transcript.add_card(card, is_last=is_last)

    def _resumed(self, turns: tuple[Turn, ...]) -> None:
        session = self._driver.session
        self._transcript.add("", f"Back in session {session.plan.session_id}.", "note")
        for number, turn in enumerate(turns, start=1):
            label = f"Question {number} of {len(session.plan.question_ids)} · {turn.topic}"
            self._transcript.add(label, readable_line(turn.title), "question")
            is_open = turn is turns[-1] and len(turn.exchanges) == 1 and turn.current.answer is None
            self._transcript.add_task(self._driver.question_of(turn), is_open=is_open)
            for at, exchange in enumerate(turn.exchanges):
                self._exchange(exchange, [remark for remark in turn.remarks if remark.exchange == at])
            if turn.closed_at is not None and not turn.skipped and self._mode.gives_feedback_at_once:
                self._feedback(turn, is_last=turn is turns[-1])
            for remark in turn.remarks:
                if remark.exchange == AFTERWARDS:
                    self._transcript.add(REVIEW, remark.text, "speech")
        if session.phase is Phase.UNGRADED and session.turn.current.grade is not None:
            self._failed(session.turn.current.grade)

    def _exchange(self, exchange: Exchange, remarks: list[Remark]) -> None:
        if exchange.prompt.kind is not PromptKind.QUESTION:
            self._transcript.add(exchange.prompt.kind.label, readable_line(exchange.prompt.text), "question")
        for remark in remarks:
            if remark.by_candidate:
                self._transcript.add("You ask", remark.text, "answer")
            else:
                self._transcript.add_speech(remark.text)
        if exchange.answer is not None:
            self._transcript.add("You", exchange.answer, "answer")


def _arrived(event: GradeArrived) -> str:
    """The result of a question whose grade the interview did not wait for, in a line."""
    if not event.grade.graded:
        return f"Question {event.number}: ungraded. {event.grade.reason} F7 grades it again."
    return f"Question {event.number}: {spoken_credit(credit_of_turn(event.turn))}."
