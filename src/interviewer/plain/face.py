"""Leads one interview over two text streams."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TextIO

from interviewer.bootstrap import AppContext
from interviewer.errors import UsageError
from interviewer.grading.grade import Grade
from interviewer.interview.conversation import (
    Done,
    clarification,
    closing,
    graded,
    greeting,
    moved_on,
    reaction,
)
from interviewer.interview.dialogue.clarify import is_clarifying
from interviewer.interview.engine import Interview
from interviewer.interview.events import (
    Event,
    GradingStarted,
    QuestionPutBack,
    SessionFinished,
    SessionResumed,
    SessionStarted,
)
from interviewer.interview.session import MAX_KEPT_CHARACTERS, Phase
from interviewer.plain.background import LateGradings, beside
from interviewer.plain.draft import Draft
from interviewer.plain.lines import REVIEW, TOO_MUCH, Lines, counted, help_text
from interviewer.plain.pages import Pages
from interviewer.reports.markdown import render_markdown
from interviewer.reports.model import build_report
from interviewer.reports.spending import spending_line, spendings
from interviewer.streams import is_text
from interviewer.text import visible

_ASK = "/ask"


class PlainFace:
    """Leads one interview over two text streams."""

    def __init__(
        self, context: AppContext, interview: Interview, source: TextIO, out: TextIO, narration: TextIO
    ) -> None:
        self._context = context
        self._interview = interview
        self._source = source
        self._pages = Pages(out, narration)
        self._agent = context.dialogue_agent()
        self._lines = Lines(interview, spoken=self._agent is not None)
        self._late = LateGradings(context.settings.at_once)
        self._counted = context.spoken()
        self._commands: dict[str, Callable[[], list[Event]]] = {
            "/hint": interview.hint,
            "/idk": interview.dont_know,
            "/skip": interview.skip,
            "/retry": self._retry,
            "/next": interview.proceed,
            "/again": interview.regrade,
            "/end": interview.finish,
        }
        self._draft = Draft()

    def run(self, opening: list[Event]) -> bool:
        """Plays the session to its end, from the events that opened it. False where the input ended before.

        However it is left, calls to a model that still run are called off; what they were for is done on resuming.
        """
        try:
            return self._run(opening)
        finally:
            self._late.cancel.set()
            if not self._draft.is_kept:
                self._keep_draft()

    def _run(self, opening: list[Event]) -> bool:
        self._pages.say("Type /help for the commands; end an answer with an empty line.")
        notice = self._context.notice()
        if notice:
            self._pages.say(notice)
        was_over = self._interview.session.phase is Phase.FINISHED
        self._show(opening)
        if was_over:
            self._finish()
        while self._interview.session.phase is not Phase.FINISHED:
            line = self._source.readline()
            self._deliver(self._late.arrived())
            if not line:
                return self._input_ended()
            if not is_text(line):
                raise UsageError(
                    "A line of the input is not UTF-8 text; it was not taken. What came before is kept.",
                    "Send the input as UTF-8, and go on with --resume.",
                )
            if not self._read(line.rstrip("\r\n")):
                return False
        return True

    # Reading

    def _read(self, line: str) -> bool:
        """Takes one line; False where the candidate quits."""
        command = line.strip().lower()
        if command == "/quit":
            waiting = self._interview.being_graded
            later = f" {counted(waiting, 'answer')} will be graded then." if waiting else ""
            self._pages.say(f"Stopped. Everything is kept; go on with --resume.{later}")
            return False
        if command == "/help":
            self._pages.say(help_text(can_ask=self._agent is not None))
        elif self._agent is not None and command.split(maxsplit=1)[:1] == [_ASK]:
            self._ask(line.strip()[len(_ASK) :].strip())
        elif command in self._commands:
            self._act(command)
        elif command.startswith("/") and not command.startswith("//") and " " not in command:
            self._pages.say(f"There is no command {visible(command)}. Type /help for the commands.")
        elif self._interview.session.phase is Phase.ANSWERING:
            self._take_text(line)
        elif not command:
            self._show(self._interview.proceed())
        else:
            self._pages.say(REVIEW)
        return True

    def _act(self, command: str) -> None:
        if command in ("/idk", "/skip", "/end"):
            self._draft.clear()
        self._show(self._commands[command]())

    def _take_text(self, line: str) -> None:
        if line.strip():
            self._add(line[1:] if line.startswith("//") else line)
            return
        self._submit()

    def _add(self, line: str) -> None:
        if self._draft.with_line(line) > MAX_KEPT_CHARACTERS:
            if not self._draft.is_full:
                self._pages.say(TOO_MUCH)
            self._draft.is_full = True
            return
        self._draft.add(line)
        if self._draft.is_due:
            self._keep_draft()

    def _keep_draft(self) -> None:
        self._interview.draft(self._draft.text)
        self._draft.note_kept()

    def _retry(self) -> list[Event]:
        """Opens the question again; an answer whose grading failed stays kept as a draft until another is typed."""
        if self._interview.session.phase is Phase.UNGRADED:
            return self._interview.cancel_grading()
        return self._interview.retry()

    def _submit(self) -> None:
        text = self._draft.text
        self._draft.clear()
        if self._agent is not None and is_clarifying(text):
            self._ask(text)
        else:
            self._show(self._interview.submit(text))

    def _ask(self, text: str) -> None:
        """Puts a question of the candidate's to the interviewer; the draft stays as it is."""
        assert self._agent is not None
        events = self._interview.ask_back(text)
        self._show(events)
        if self._draft:
            self._keep_draft()
        for event in events:
            if isinstance(event, QuestionPutBack):
                session, question = self._interview.session, self._interview.question
                reply = clarification(session, question, event.remark.text, self._agent, self._late.cancel)
                self._show(self._interview.clarify(reply))
                self._count_talk()

    def _input_ended(self) -> bool:
        """At the end of the input an answer that stands there is still taken, and gradings that run are waited for.

        A draft of an earlier run that nothing was added to stays one: nobody has said that it is the answer.
        """
        if self._draft and self._interview.session.phase is Phase.ANSWERING:
            if self._draft.is_typed:
                self._submit()
            else:
                self._pages.say("Your draft is kept as a draft; it was not sent.")
        if self._interview.session.phase is Phase.REVIEWING and self._interview.session.questions_left == 0:
            self._show(self._interview.proceed())
        if self._interview.session.phase is Phase.FINISHED:
            return True
        self._wait()
        self._pages.say("The input ended. Everything is kept; go on with --resume.")
        return False

    # Showing

    def _show(self, events: list[Event]) -> None:
        for event in events:
            for line in self._lines.of(event):
                self._pages.say(line)
            for line in self._lines.beside(event):
                self._pages.narrate(line)
            match event:
                case SessionStarted():
                    self._greet()
                case SessionResumed(draft=draft) if draft:
                    self._draft.replace(draft)
                case GradingStarted():
                    self._grade(event)
                case SessionFinished():
                    self._finish()

    def _greet(self) -> None:
        if self._agent is None:
            return
        by_id, session = self._context.corpus().by_id, self._interview.session
        topics = [by_id[name].topic for name in session.plan.question_ids if name in by_id]
        self._pages.speak(greeting(session, topics, self._agent))
        self._count_talk()

    def _finish(self) -> None:
        """The end: every grade, the interviewer's summary, the report, and what it took."""
        self._wait()
        if self._agent is not None:
            self._pages.say("")
            self._interview.close_with(
                self._pages.speak(closing(self._interview.session, self._agent, self._late.cancel))
            )
            self._count_talk()
        session = self._interview.session
        report = build_report(session, self._context.corpus().by_id)
        self._pages.say("")
        self._pages.say(render_markdown(report))
        self._pages.narrate(f"The report is kept in {self._context.save_report(session)}.")
        if spendings(session):
            self._pages.narrate(f"This session took {spending_line(session)}.")

    # Grading

    def _grade(self, event: GradingStarted) -> None:
        """Has an answer graded: beside the interview where that goes on, or while the interviewer reacts."""
        grader = self._context.grader(self._pages.progress)
        work = partial(graded, self._interview, event, grader, self._agent, self._late.cancel)
        if event.late:
            self._late.start(work)
            return
        started = time.monotonic()
        take: Callable[[int, Grade, str | None], list[Event]] = self._interview.deliver
        if event.moves_on:
            self._late.start(work)
            quick = self._context.quick_grader(self._pages.progress)
            work = partial(moved_on, self._interview, event, quick, self._agent, self._late.cancel)
            take = self._interview.move_on
        done = self._done(event, work)
        if done.grade.graded and not event.moves_on:
            self._pages.narrate(f"Graded by {grader.label} in {time.monotonic() - started:.1f} s.")
        self._show(take(done.ticket, done.grade, done.wording))
        self._count_talk()

    def _done(self, event: GradingStarted, work: Callable[[], Done]) -> Done:
        if self._agent is None:
            return work()
        pending = beside(work)
        self._pages.speak(reaction(event, self._agent, self._late.cancel))
        return pending.result()

    def _deliver(self, done: list[Done]) -> None:
        """Takes grades that the interview did not wait for."""
        for one in done:
            self._show(self._interview.deliver(one.ticket, one.grade, one.wording))

    def _wait(self) -> None:
        """Waits for the grades that are still to come."""
        self._deliver(self._late.arrived())
        waiting = self._interview.being_graded
        if waiting:
            again = f"--resume {self._interview.session.plan.session_id}"
            self._pages.narrate(f"Waiting for {counted(waiting, 'grade')}. Ctrl-C leaves; {again} goes on with it.")
        while done := self._late.awaited():
            self._deliver(done)

    def _count_talk(self) -> None:
        """Counts what the interviewer's words took since they were counted last."""
        now = self._context.spoken()
        self._interview.add_talk(now - self._counted)
        self._counted = now
