"""Plays one interview over two text streams."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TextIO

from interviewer.bootstrap import AppContext
from interviewer.errors import UsageError
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import (
    ActionFailed,
    Event,
    GraderFailed,
    GradesAwaited,
    GradesMissing,
    GradingProgressed,
    GradingStarted,
    QuestionAsked,
    ReportReady,
    SessionResumed,
    SpeechBegun,
    SpeechKind,
    SpeechOver,
    SpeechPiece,
)
from interviewer.interview.session import CONFIDENCES, MAX_KEPT_CHARACTERS, Phase
from interviewer.plain.clock import MockClock
from interviewer.plain.disputing import DECIDE, DISPUTE, VERDICT, decision, listed, point_of
from interviewer.plain.draft import Draft
from interviewer.plain.lines import HOW_SURE, NOT_TAKEN, TOO_MUCH, UNGRADED, WHAT_NEXT, Lines, help_text
from interviewer.plain.pages import Pages
from interviewer.plain.writing import Writing
from interviewer.reports.markdown import render_for_terminal
from interviewer.reports.spending import spending_line, spendings
from interviewer.signals import Terminated
from interviewer.streams import is_text
from interviewer.text import counted, visible

PROGRESS_SECONDS = 5.0
"""The shortest time between two lines on the progress of a grading."""

_ASK = "/ask"


class LineInterviewer:
    """Plays one interview over two text streams: sends what is typed to the driver, and writes its events."""

    def __init__(
        self,
        context: AppContext,
        driver: ConversationDriver,
        source: TextIO,
        pages: Pages,
        clock: Callable[[], float] = time.monotonic,
        *,
        prompts: bool = False,
        titles: bool = False,
    ) -> None:
        """`clock` counts seconds. In a mock interview, `prompts` puts the time left in front of each line that is
        typed, and `titles` into the title of the terminal."""
        self._context = context
        self._driver = driver
        self._source = source
        self._pages = pages
        self._clock = clock
        self._lines = Lines(driver)
        self._commands: dict[str, Callable[[], None]] = {
            "/hint": driver.hint,
            "/idk": driver.dont_know,
            "/skip": driver.skip,
            "/retry": driver.retry,
            "/next": driver.proceed,
            "/again": driver.regrade,
            "/end": driver.finish,
        }
        self._worded: dict[str, Callable[[str], None]] = {DISPUTE: self._dispute, VERDICT: self._decide}
        if driver.converses:
            self._worded[_ASK] = self._ask
        self._draft = Draft()
        self._writing = Writing(
            driver,
            self._draft,
            pages,
            run_tests=self._run_tests,
            submit=self._submit,
            keep=self._keep_draft,
        )
        self._speech: int | None = None  # what is being said; other events are held until it is over
        self._held: list[Event] = []
        self._told_at = 0.0
        self._mock_clock = MockClock(driver, pages, clock, prompts=prompts, titles=titles)

    def run(self) -> bool:
        """Plays the session from its opening to its end. False if the input ended first.

        However it ends, running model calls are cancelled; their work is done on resuming.
        """
        try:
            with self._mock_clock.in_title():
                return self._run()
        finally:
            self._driver.leave()
            if not self._draft.is_kept:
                self._keep_draft()

    def _run(self) -> bool:
        self._pages.say("Type /help for the commands; end an answer with an empty line.")
        notice = self._context.notice()
        if notice:
            self._pages.say(notice)
        self._do(self._driver.open)
        while self._driver.session.phase is not Phase.FINISHED:
            self._mock_clock.prompt()
            line = self._source.readline()
            self._show(self._driver.events())
            if not line:
                return self._input_ended()
            if not is_text(line):
                raise UsageError(
                    "A line of the input is not UTF-8 text and was ignored. What came before is saved.",
                    "Send the input as UTF-8, and continue with --resume.",
                )
            if not self._read(line.rstrip("\r\n")):
                return False
        return True

    # Reading

    def _read(self, line: str) -> bool:
        """Takes one line; False if the candidate quits."""
        command = line.strip().lower()
        name = command.split(maxsplit=1)[0] if command else ""
        if command == "/quit":
            self._tell_stopped()
            return False
        words = line.strip()[len(name) :].strip()
        if self._writing.takes(name, words):
            return True
        if command == "/help":
            self._pages.say(help_text(can_ask=self._driver.converses))
        elif name in self._worded:
            self._worded[name](words)
        elif self._driver.confidence_asked and not command.startswith("/"):
            self._state_confidence(command)
        elif command in self._commands:
            if command in ("/idk", "/skip", "/end"):
                self._draft.clear()
            self._do(self._commands[command])
        elif command.startswith("/") and not command.startswith("//") and " " not in command:
            self._pages.say(f"There is no command {visible(command)}. Type /help for the commands.")
        else:
            self._take_text(line)
        return True

    def _tell_stopped(self) -> None:
        waiting = self._driver.being_graded
        later = f" {counted(waiting, 'answer')} will be graded then." if waiting else ""
        self._pages.say(f"Stopped. Everything is saved; continue with --resume.{later}")

    def _take_text(self, line: str) -> None:
        """Takes a line of an answer; an empty one ends it, except in a program, or goes on where nothing is open."""
        if self._driver.session.phase is not Phase.ANSWERING:
            if line.strip():
                next_ = UNGRADED if self._driver.session.phase is Phase.UNGRADED else WHAT_NEXT
                self._pages.say(f"{NOT_TAKEN} {next_}")
            else:
                self._do(self._driver.proceed)
        elif line.strip() or self._driver.takes_program:
            self._add(line[1:] if line.startswith("//") else line)
        else:
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
        self._driver.draft(self._draft.text)
        self._draft.note_kept()

    def _submit(self) -> None:
        text = self._draft.text
        self._draft.clear()
        self._do(lambda: self._driver.submit(text))

    def _run_tests(self) -> None:
        """Runs the visible tests; Ctrl-C stops them and leaves what is typed."""
        try:
            self._do(lambda: self._driver.run_tests(self._draft.text))
        except KeyboardInterrupt as interrupt:
            if isinstance(interrupt, Terminated) or not self._driver.running:
                raise
            self._do(self._driver.stop_run)

    def _ask(self, text: str) -> None:
        """Sends the candidate's question to the interviewer; the draft stays as it is."""
        self._do(lambda: self._driver.ask(text, self._draft.text))
        self._keep_draft()

    def _dispute(self, words: str) -> None:
        """Contests the verdict that is named; without a name, lists those that can be."""
        verdicts = self._driver.contestable
        if words or not verdicts:
            self._do(lambda: self._driver.contest(point_of(verdicts, words)))
            return
        for line in listed(verdicts):
            self._pages.say(line)

    def _decide(self, words: str) -> None:
        """Decides what the contested verdict should be."""
        label, argument = decision(words, self._driver.contested)
        if label is None:
            self._pages.say(DECIDE)
        else:
            self._do(lambda: self._driver.decide(label, argument))

    def _state_confidence(self, typed: str) -> None:
        """Takes a number of the scale, or an empty line, which leaves it unsaid."""
        if not typed:
            self._do(lambda: self._driver.state_confidence(None))
        elif typed in {str(number) for number in range(1, len(CONFIDENCES) + 1)}:
            self._do(lambda: self._driver.state_confidence(CONFIDENCES[int(typed) - 1]))
        else:
            self._pages.say(HOW_SURE)

    def _input_ended(self) -> bool:
        """At the end of the input, still submits an unfinished answer, and waits for running gradings.

        A draft of an earlier run to which nothing was added stays a draft: nobody has said that it is the answer.
        """
        if self._draft and self._driver.session.phase is Phase.ANSWERING:
            if self._draft.is_typed:
                self._submit()
            else:
                self._pages.say("Your draft is saved; it was not sent.")
        if self._driver.confidence_asked:
            self._state_confidence("")
        if self._driver.session.phase is Phase.REVIEWING and self._driver.session.questions_left == 0:
            self._do(self._driver.proceed)
        if self._driver.session.phase is Phase.FINISHED:
            return True
        if self._driver.being_graded:
            self._tell_waiting(self._driver.being_graded)
        self._show(self._driver.until_graded())
        self._pages.say("The input ended. Everything is saved; continue with --resume.")
        return False

    # Showing

    def _do(self, action: Callable[[], None]) -> None:
        """Does something, and shows all that happens before it is the candidate's turn again."""
        action()
        self._show(self._driver.until_ready())

    def _show(self, events: Iterable[Event]) -> None:
        for event in events:
            self._tell(event)

    def _tell(self, event: Event) -> None:
        """Writes an event, unless something is being said: what is appended to a page cannot be interrupted."""
        match event:
            case ActionFailed(error=error) | GraderFailed(error=error):
                raise error
            case SpeechBegun(speech=speech, kind=kind) if self._speech is None:
                self._speech = speech
                if kind is SpeechKind.CLOSING:
                    self._pages.say("")
                self._pages.begin_speech()
            case SpeechPiece(speech=speech, text=text) if speech == self._speech:
                self._pages.speak(text)
            case SpeechOver(speech=speech) if speech == self._speech:
                self._pages.end_speech()
                self._speech = None
                held, self._held = self._held, []
                self._show(held)
            case GradingProgressed() if self._speech is not None:
                return
            case _ if self._speech is not None:
                self._held.append(event)
            case _:
                self._write(event)

    def _write(self, event: Event) -> None:
        for line in self._lines.of(event):
            self._pages.say(line)
        for line in self._lines.beside(event):
            self._pages.narrate(line)
        match event:
            case SessionResumed(draft=draft) if draft:
                self._draft.replace(draft)
            case QuestionAsked():
                self._mock_clock.restart()
            case GradingStarted():
                self._told_at = self._clock()
            case GradingProgressed(characters=characters) if self._driver.session.phase is Phase.GRADING:
                self._tell_progress(characters)
            case GradesAwaited(count=count):
                self._tell_waiting(count)
            case GradesMissing():
                self._driver.proceed()
            case ReportReady():
                self._show_report()

    def _tell_progress(self, characters: int) -> None:
        now = self._clock()
        if now - self._told_at >= PROGRESS_SECONDS:
            self._told_at = now
            self._pages.narrate(f"Grading: {characters:,} characters so far.")

    def _tell_waiting(self, count: int) -> None:
        again = f"--resume {self._driver.session.plan.session_id}"
        self._pages.narrate(f"Waiting for {counted(count, 'grade')}. Ctrl-C quits; {again} continues it.")

    def _show_report(self) -> None:
        """Writes every grade, the interviewer's summary, and the chat-model usage."""
        session = self._driver.session
        report = self._context.reports.of(session)
        self._pages.say("")
        self._pages.say(render_for_terminal(report))
        self._pages.narrate(f"The report is kept in {self._context.reports.save(report)}.")
        if spendings(session):
            self._pages.narrate(f"This session took {spending_line(session)}.")
