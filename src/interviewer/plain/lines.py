"""What plain mode says of each event, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.grading.limits import MAX_ANSWER_CHARACTERS
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.dialogue.review import REVIEW
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import (
    AnswerSaved,
    Clarified,
    ConfidenceAsked,
    DisputeDecided,
    Event,
    FollowUpAsked,
    GradeArrived,
    GradeFailed,
    GradeReady,
    GradingCancelled,
    GradingDone,
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
    RunStarted,
    RunStopped,
    SecondJudged,
    SessionResumed,
    SessionStarted,
    TurnClosed,
    VerdictContested,
)
from interviewer.interview.gradings import A_RULE
from interviewer.interview.session import CONFIDENCES, MAX_KEPT_CHARACTERS, Mode, Phase
from interviewer.learning.pace import exercise_minutes
from interviewer.plain.disputing import DECIDE
from interviewer.plain.exercise import asked_lines, writing_lines
from interviewer.plain.pages import INTERVIEWER
from interviewer.reports.disputing import contested_lines, second_lines, spoken_dispute
from interviewer.reports.feedback import feedback_lines, reference_lines
from interviewer.reports.readable import readable_line
from interviewer.reports.run_results import run_lines
from interviewer.reports.ungraded import shown_credit
from interviewer.reports.wording import covered_so_far, percent, spoken_credit
from interviewer.text import counted, visible

TOO_MUCH = (
    f"Lines that make the answer longer than {MAX_KEPT_CHARACTERS:,} characters are ignored; at most "
    f"{MAX_ANSWER_CHARACTERS:,} are graded. What you typed before is kept."
)

WHAT_NEXT = "Press Enter for the next question, or type /retry, or /dispute to contest a verdict."
NOT_TAKEN = "No question is open, so this line was not taken."
HOW_SURE = (
    "How sure are you of this answer? Type "
    f"{', '.join(f'{number} for {percent(sure)}' for number, sure in enumerate(CONFIDENCES, start=1))}; Enter skips."
)
UNGRADED = "Type /again to grade it again, /retry to answer again, or /next."

_COMMANDS = {
    "/hint": "a question that leads towards what is missing",
    "/ask": "followed by your words: ask the interviewer about the question",
    "/run": "run the visible tests of an exercise on what you have typed",
    "/load": "followed by the name of a file: your answer is what is in it",
    "/edit": "write your answer in $EDITOR",
    "/show": "show what you have typed",
    "/clear": "take back what you have typed",
    "/send": "send your answer; a program is ended by nothing else",
    "/idk": "say that you don't know",
    "/skip": "leave this question",
    "/retry": "answer the same question again, after feedback or where grading failed",
    "/next": "go on, after feedback",
    "/dispute": "contest a verdict, after feedback: its answer is judged a second time",
    "/again": "try a failed grading again",
    "/quit": "stop here; the session is saved and --resume continues it",
    "/end": "end the session now and show the report",
    "/help": "show these lines",
}


def help_text(*, can_ask: bool) -> str:
    """What can be typed; `can_ask` is whether there is an interviewer to ask."""
    listed = [f"  {name:<10}{what}" for name, what in _COMMANDS.items() if can_ask or name != "/ask"]
    return "\n".join(
        (
            "Type an answer in as many lines as you like and end it with an empty line. Commands, alone on a line:",
            *listed,
            "A line that starts with // is text that starts with /.",
        )
    )


class Lines:
    """Words for the events of one interview."""

    def __init__(self, driver: ConversationDriver) -> None:
        self._driver = driver
        self._noted = () if driver.converses else ("Noted.",)  # else the interviewer reacts in words of its own

    def of(self, event: Event) -> Iterator[str]:  # noqa: C901 - one flat list of what is said when
        """What is said of an event."""
        mode = self._driver.session.plan.mode
        match event:
            case SessionStarted(plan=plan):
                yield f"Session {plan.session_id}, mode {plan.mode}, {counted(len(plan.question_ids), 'question')}."
                if plan.seconds_per_question:
                    minutes = exercise_minutes(self._driver.planned)
                    exercises = f", and to {minutes} an exercise" if minutes else ""
                    yield f"Keep to about {plan.seconds_per_question} seconds a question{exercises}."
                    yield "Feedback comes at the end."
            case SessionResumed():
                yield from self._resumed(event)
            case QuestionAsked(number=number, total=total, turn=turn):
                yield ""
                yield f"Question {number} of {total} ({turn.topic}): {readable_line(turn.title)}"
                yield from asked_lines(self._driver)
            case HintGiven(hint=hint):
                yield f"Hint: {readable_line(hint.text)}"
            case Refused(reason=reason):
                yield reason
            case GradeReady(grade=grade) if mode is not Mode.MOCK:
                if grade.reason:
                    yield grade.reason
            case GradeFailed(grade=grade):
                yield f"Ungraded: {visible(grade.reason)} Your answer is kept. {UNGRADED}"
            case GradeArrived():
                yield from self._arrived(event)
            case Clarified(remark=remark):
                yield f"{INTERVIEWER}{visible(remark.text)}"
            case FollowUpAsked(prompt=prompt):
                yield from self._covered()
                yield f"{prompt.kind.label}: {readable_line(prompt.text)}"
            case GradingCancelled():
                yield f"Once more: {readable_line(self._driver.session.turn.current.prompt.text)}"
                yield from writing_lines(self._driver)
            case RetryOpened(prompt=prompt):
                yield f"{prompt.kind.label}: {readable_line(prompt.text)}"
                yield from writing_lines(self._driver)
            case RunDone(result=result):
                yield from run_lines(result)
            case RunFailed(error=error):
                yield f"The tests cannot run: {visible(str(error))}"
            case RunStopped():
                yield "The run was stopped."
            case QuestionSkipped(turn=turn):
                yield "Skipped."
                if mode.gives_feedback_at_once:
                    yield from reference_lines(self._driver.question_of(turn))
                    yield WHAT_NEXT
            case TurnClosed():
                yield from self._closed(event)
            case ConfidenceAsked():
                yield HOW_SURE
            case VerdictContested(verdict=verdict):
                yield from contested_lines(verdict)
            case SecondJudged(second=second):
                yield from second_lines(second)
                yield DECIDE
            case DisputeDecided(dispute=dispute):
                yield f"Kept: {spoken_dispute(dispute)}. The score stays as it is."
                yield WHAT_NEXT
            case Reviewed(text=text):
                yield f"{REVIEW}: {visible(text)}"
            case RetryGraded(grade=grade):
                yield f"This try: {round((grade.score or 0) * 100)} %. The first attempt keeps counting."
                yield WHAT_NEXT
            case _:
                return

    def beside(self, event: Event) -> Iterator[str]:
        """What the narration says of an event."""
        match event:
            case AnswerSaved():
                yield "Answer saved."
            case RunStarted():
                yield "Running the visible tests; Ctrl-C stops them."
            case GradingDone(grader=grader, seconds=seconds, graded=True, waited=True) if grader != A_RULE:
                yield f"Graded by {grader} in {seconds:.1f} s."
            case QuestionPutBack():
                yield "Taken as a question to the interviewer; the question is still open."
            case GradeArrived(number=number, grade=grade, left=left) if grade.graded:
                waiting = f" {counted(left, 'answer')} still to be graded." if left else ""
                yield f"An answer to question {number} is graded.{waiting}"
            case _:
                return

    def _closed(self, event: TurnClosed) -> Iterator[str]:
        if not event.show_feedback:
            yield from self._noted
            return
        yield ""
        yield from feedback_lines(event.turn, shown_credit(event.turn), self._driver.question_of(event.turn))
        if self._driver.session.phase is Phase.REVIEWING:  # else it went on in the same step
            yield WHAT_NEXT

    def _arrived(self, event: GradeArrived) -> Iterator[str]:
        """Reports a failed grading at once, but a score of a mock interview only at its end."""
        session = self._driver.session
        if not event.grade.graded:
            again = "" if session.phase is Phase.FINISHED else " Type /again to grade it again."
            yield f"Question {event.number} is ungraded: {visible(event.grade.reason)} Your answer is kept.{again}"
        elif session.plan.mode is not Mode.MOCK and session.phase is not Phase.FINISHED:
            yield f"Question {event.number}: {spoken_credit(credit_of_turn(event.turn))}."

    def _resumed(self, event: SessionResumed) -> Iterator[str]:
        session = self._driver.session
        yield f"Back in session {event.plan.session_id}, mode {event.plan.mode}."
        if not event.turns or session.phase is Phase.FINISHED:
            return
        yield f"Question {len(event.turns)} of {len(event.plan.question_ids)}: {readable_line(event.turns[-1].title)}"
        if session.phase is Phase.ANSWERING:
            prompt = session.turn.current.prompt
            if prompt.text != session.turn.title:
                yield f"{prompt.kind.label}: {readable_line(prompt.text)}"
            else:
                yield from asked_lines(self._driver)
            if event.draft:
                yield "Your draft so far, to continue:"
                yield visible(event.draft)
        elif session.phase is Phase.REVIEWING:
            yield WHAT_NEXT
        elif session.phase is Phase.UNGRADED:
            grade = session.turn.current.grade
            yield f"The last answer is ungraded. {visible(grade.reason) if grade else ''} {UNGRADED}"

    def _covered(self) -> Iterator[str]:
        """In practice, a word on what was covered; a mock interview stays neutral."""
        if self._driver.session.plan.mode is Mode.MOCK:
            yield from self._noted
            return
        yield covered_so_far(credit_of_turn(self._driver.session.turn).verdicts)
