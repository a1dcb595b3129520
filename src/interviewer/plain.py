"""Plain mode: the same session line by line, for pipes, scripts and screen readers.

What is shown is only ever appended, each thing once. stdout carries the interview, stderr narration.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TextIO

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
    GradingStarted,
    HintGiven,
    QuestionAsked,
    QuestionSkipped,
    Refused,
    RetryGraded,
    RetryOpened,
    SessionFinished,
    SessionResumed,
    SessionStarted,
    TurnClosed,
)
from interviewer.interview.services import Services
from interviewer.interview.session import Mode, Phase
from interviewer.reports.feedback import feedback_lines, reference_lines
from interviewer.reports.markdown import render_markdown
from interviewer.reports.model import build_report
from interviewer.text import visible

HELP = """\
Type an answer in as many lines as you like and end it with an empty line. Commands, alone on a line:
  /hint   a question that leads towards what is missing
  /idk    say that you don't know
  /skip   leave this question
  /retry  answer the same question again, after feedback
  /next   go on, after feedback
  /again  grade an answer again whose grading failed
  /quit   stop here; the session is kept and --resume brings it back
  /end    end the session now and show the report
  /help   these lines
A line that starts with // is text that starts with /."""

_REVIEW = "Press Enter for the next question, or type /retry."


class PlainFace:
    """Leads one interview over two text streams."""

    def __init__(
        self, services: Services, interview: Interview, source: TextIO, out: TextIO, narration: TextIO
    ) -> None:
        self._services = services
        self._interview = interview
        self._source = source
        self._out = out
        self._narration = narration
        self._commands: dict[str, Callable[[], list[Event]]] = {
            "/hint": interview.hint,
            "/idk": interview.dont_know,
            "/skip": interview.skip,
            "/retry": interview.retry,
            "/next": interview.proceed,
            "/again": interview.regrade,
            "/end": interview.finish,
        }
        self._draft: list[str] = []

    def run(self, opening: list[Event]) -> bool:
        """Plays the session to its end, from the events that opened it. False where the input ended before."""
        self._say("Type /help for the commands; end an answer with an empty line.")
        self._show(opening)
        while self._interview.session.phase is not Phase.FINISHED:
            line = self._source.readline()
            if not line:
                return self._input_ended()
            if not self._read(line.rstrip("\r\n")):
                return False
        return True

    def _read(self, line: str) -> bool:
        """Takes one line; False where the candidate quits."""
        command = line.strip().lower()
        if command == "/quit":
            self._say("Stopped. Everything is kept; go on with --resume.")
            return False
        if command == "/help":
            self._say(HELP)
        elif command in self._commands:
            self._act(command)
        elif command.startswith("/") and not command.startswith("//") and " " not in command:
            self._say(f"There is no command {visible(command)}. Type /help for the commands.")
        elif self._interview.session.phase is Phase.ANSWERING:
            self._take_text(line)
        elif not command:
            self._show(self._interview.proceed())
        else:
            self._say(_REVIEW)
        return True

    def _act(self, command: str) -> None:
        if command in ("/idk", "/skip", "/end"):
            self._draft.clear()
        self._show(self._commands[command]())

    def _take_text(self, line: str) -> None:
        if line.strip():
            self._draft.append(line[1:] if line.startswith("//") else line)
            self._interview.draft("\n".join(self._draft))
            return
        self._submit()

    def _submit(self) -> None:
        text = "\n".join(self._draft)
        self._draft.clear()
        self._show(self._interview.submit(text))

    def _input_ended(self) -> bool:
        """At the end of the input an answer that stands there is still taken."""
        if self._draft and self._interview.session.phase is Phase.ANSWERING:
            self._submit()
        if self._interview.session.phase is Phase.REVIEWING and self._interview.session.questions_left == 0:
            self._show(self._interview.proceed())
        if self._interview.session.phase is Phase.FINISHED:
            return True
        self._say("The input ended. Everything is kept; go on with --resume.")
        return False

    def _show(self, events: list[Event]) -> None:
        for event in events:
            for line in self._lines(event):
                self._say(line)
            if isinstance(event, SessionResumed) and event.draft:
                self._draft = event.draft.split("\n")
            if isinstance(event, GradingCancelled):
                self._draft = event.text.split("\n")
            if isinstance(event, GradingStarted):
                self._grade(event)

    def _grade(self, event: GradingStarted) -> None:
        grader = self._services.grader(self._progress)
        started = time.monotonic()
        grade = grader.grade(event.request)
        if grade.graded:
            self._narrate(f"Graded by {grader.label} in {time.monotonic() - started:.1f} s.")
        self._show(self._interview.deliver(event.ticket, grade))

    def _progress(self, what: str, done: int, total: int) -> None:
        if total == 0 or done in (0, total):
            self._narrate(f"{what}{f' {done}/{total}' if total else ''}")

    def _lines(self, event: Event) -> Iterator[str]:  # noqa: C901 - one flat list of what is said when
        mode = self._interview.session.plan.mode
        match event:
            case SessionStarted(plan=plan):
                yield f"Session {plan.session_id}, mode {plan.mode}, {len(plan.question_ids)} questions."
                if plan.seconds_per_question:
                    yield f"Keep to about {plan.seconds_per_question} seconds a question. Feedback comes at the end."
            case SessionResumed(plan=plan):
                yield from self._resumed(event)
            case QuestionAsked(number=number, total=total, turn=turn):
                yield ""
                yield f"Question {number} of {total} ({turn.topic}): {visible(turn.title)}"
            case HintGiven(hint=hint):
                yield f"Hint: {visible(hint.text)}"
            case Refused(reason=reason):
                yield reason
            case AnswerSaved():
                self._narrate("Answer saved.")
            case GradeReady(grade=grade) if mode is not Mode.MOCK:
                if grade.reason:
                    yield grade.reason
            case GradeFailed(grade=grade):
                yield f"Ungraded: {visible(grade.reason)} Your answer is kept. Type /again to grade it again, or /next."
            case FollowUpAsked(prompt=prompt):
                yield from self._covered()
                yield f"Follow-up: {visible(prompt.text)}"
            case RetryOpened(prompt=prompt):
                yield f"Once more: {visible(prompt.text)}"
            case QuestionSkipped():
                yield "Skipped."
                if mode.gives_feedback_at_once:
                    yield from reference_lines(self._interview.question)
                    yield _REVIEW
            case TurnClosed(turn=turn, credit=credit, show_feedback=show):
                if show:
                    yield ""
                    yield from feedback_lines(turn, credit, self._interview.question)
                    yield _REVIEW
                else:
                    yield "Noted."
            case RetryGraded(grade=grade):
                yield f"This try: {round((grade.score or 0) * 100)} %. The first attempt keeps counting."
                yield _REVIEW
            case SessionFinished():
                yield from self._finished()
            case _:
                return

    def _resumed(self, event: SessionResumed) -> Iterator[str]:
        session = self._interview.session
        yield f"Back in session {event.plan.session_id}, mode {event.plan.mode}."
        if not event.turns:
            return
        yield f"Question {len(event.turns)} of {len(event.plan.question_ids)}: {visible(event.turns[-1].title)}"
        if session.phase is Phase.ANSWERING:
            prompt = session.turn.current.prompt
            if prompt.text != session.turn.title:
                yield f"Follow-up: {visible(prompt.text)}"
            if event.draft:
                yield "Your draft so far, to go on with:"
                yield visible(event.draft)
        elif session.phase is Phase.REVIEWING:
            yield _REVIEW
        elif session.phase is Phase.UNGRADED:
            yield "The last answer is ungraded. Type /again to grade it again, or /next."

    def _covered(self) -> Iterator[str]:
        """In practice a word on what was covered; a mock interview stays neutral."""
        if self._interview.session.plan.mode is Mode.MOCK:
            yield "Noted."
            return
        verdicts = credit_of_turn(self._interview.session.turn).verdicts
        met = sum(verdict.verdict is Verdict.MET for verdict in verdicts)
        yield f"So far {met} of {len(verdicts)} key points are covered."

    def _finished(self) -> Iterator[str]:
        session = self._interview.session
        yield ""
        yield render_markdown(build_report(session, self._services.corpus().by_id))
        self._narrate(f"The report is kept in {self._services.save_report(session)}.")

    def _say(self, line: str) -> None:
        self._out.write(line + "\n")
        self._out.flush()

    def _narrate(self, line: str) -> None:
        self._narration.write(line + "\n")
        self._narration.flush()
