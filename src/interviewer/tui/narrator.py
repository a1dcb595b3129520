"""Turns the events of a session into entries of the transcript."""

from __future__ import annotations

from interviewer.corpus.question import Question
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.engine import Interview
from interviewer.interview.events import (
    AnswerSaved,
    Event,
    FollowUpAsked,
    GradeFailed,
    GradeReady,
    GradingCancelled,
    HintGiven,
    QuestionAsked,
    QuestionSkipped,
    Refused,
    RetryGraded,
    RetryOpened,
    SessionResumed,
    TurnClosed,
)
from interviewer.interview.session import Exchange, Mode, PromptKind, Turn
from interviewer.reports.model import prompt_label
from interviewer.tui.feedback_card import reference_card, retry_card, turn_card
from interviewer.tui.transcript import Transcript


class Narrator:
    """Writes what happens in one interview into its transcript."""

    def __init__(self, transcript: Transcript, interview: Interview) -> None:
        self._transcript = transcript
        self._interview = interview

    def tell(self, event: Event) -> None:  # noqa: C901 - one flat list of what is written when
        """Appends what there is to say about an event."""
        add = self._transcript.add
        match event:
            case SessionResumed(turns=turns):
                self._resumed(turns)
            case QuestionAsked(number=number, total=total, turn=turn):
                add(f"Question {number} of {total} · {turn.topic}", turn.title, "question")
            case HintGiven(hint=hint, left=left):
                add(f"Hint ({left} more)", hint.text, "hint")
            case Refused(reason=reason):
                add("", reason, "note")
            case AnswerSaved(text=text):
                add("You", text, "answer")
            case GradingCancelled():
                add("", "Grading called off; your answer is back in the box.", "note")
            case GradeReady(grade=grade) if grade.reason and self._mode is not Mode.MOCK:
                add("", grade.reason, "note")
            case GradeFailed(grade=grade):
                add(
                    "Ungraded",
                    f"{grade.reason}\nYour answer is kept. F7 grades it again, F5 goes on without a grade.",
                    "error",
                )
            case FollowUpAsked(prompt=prompt):
                add("", self._acknowledged(), "note")
                add("Follow-up", prompt.text, "question")
            case RetryOpened(prompt=prompt):
                add("Once more", prompt.text, "question")
            case QuestionSkipped() if self._mode.gives_feedback_at_once:
                self._transcript.add_card(reference_card(self._interview.question))
            case QuestionSkipped():
                add("", "Skipped.", "note")
            case TurnClosed(turn=turn, show_feedback=True):
                self._feedback(turn, self._interview.question)
            case TurnClosed():
                add("", "Noted.", "note")
            case RetryGraded(grade=grade):
                self._transcript.add_card(retry_card(grade))
            case _:
                return

    @property
    def _mode(self) -> Mode:
        return self._interview.session.plan.mode

    def _acknowledged(self) -> str:
        """In practice a word on what was covered, never on what was missed; in a mock interview nothing."""
        if self._mode is Mode.MOCK:
            return "Noted."
        verdicts = credit_of_turn(self._interview.session.turn).verdicts
        met = sum(verdict.verdict is Verdict.MET for verdict in verdicts)
        return f"So far {met} of {len(verdicts)} key points are covered."

    def _feedback(self, turn: Turn, question: Question) -> None:
        grades = [exchange.grade for exchange in turn.exchanges if exchange.grade is not None]
        flags = tuple(dict.fromkeys(flag for grade in grades for flag in grade.flags))
        reason = grades[0].reason if grades else ""
        self._transcript.add_card(turn_card(credit_of_turn(turn), question, flags, reason))

    def _resumed(self, turns: tuple[Turn, ...]) -> None:
        session = self._interview.session
        self._transcript.add("", f"Back in session {session.plan.session_id}.", "note")
        for number, turn in enumerate(turns, start=1):
            label = f"Question {number} of {len(session.plan.question_ids)} · {turn.topic}"
            self._transcript.add(label, turn.title, "question")
            for exchange in turn.exchanges:
                self._exchange(exchange)
            if turn.closed_at is not None and not turn.skipped and self._mode.gives_feedback_at_once:
                self._feedback(turn, self._interview.question_of(turn))

    def _exchange(self, exchange: Exchange) -> None:
        if exchange.prompt.kind is not PromptKind.QUESTION:
            self._transcript.add(prompt_label(exchange), exchange.prompt.text, "question")
        if exchange.answer is not None:
            self._transcript.add("You", exchange.answer, "answer")
