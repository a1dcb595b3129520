"""Leads one interview with a program: actions come in line by line, and events go out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import TextIO

from interviewer.bootstrap import AppContext
from interviewer.errors import InterviewerError, UsageError
from interviewer.grading.verdict import Verdict
from interviewer.interview.actions import ActionName, possible
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import Event, GradingProgressed, ReportReady, SpeechPiece
from interviewer.interview.session import Phase
from interviewer.jsonl import actions, events
from interviewer.jsonl.describing import Describing
from interviewer.strict_json import dumps

LONGEST_LINE = 32_000_000
"""Bytes. The longest answer that can be saved, with every character escaped, fits."""

_BLOCK = 65_536

Read = Callable[[int], bytes]
"""Reads at most that many bytes, as they come; none at the end. Raises OSError."""


class JsonlInterviewer:
    """Sends a program's actions to the driver of one interview, and the driver's events to the program.

    Lines are read in a thread, so that events go out while no line comes.
    """

    def __init__(self, context: AppContext, driver: ConversationDriver, read: Read, out: TextIO) -> None:
        self._context = context
        self._driver = driver
        self._read = read
        self._out = out
        self._describing = Describing(context, driver)
        # A line, b"" at the end of the input, why it cannot be read, None for events.
        self._inbox: SimpleQueue[bytes | OSError | None] = SimpleQueue()
        self._waiting: deque[actions.Action] = deque()
        self._lines = 0
        self._input_over = self._left = self._reported = False
        self._state: events.State | None = None

    def run(self) -> None:
        """Leads the session to its end or that of the input; an unfinished session continues with --resume.

        However it ends, running model calls are cancelled; their work is done on resuming.
        """
        try:
            self._run()
        finally:
            self._driver.leave()

    def _run(self) -> None:
        notice = self._context.notice()
        if notice:
            self._send(events.Notice(text=notice))
        self._driver.when_ready(lambda: self._inbox.put(None))
        self._driver.open()
        self._tell()
        threading.Thread(target=self._read_lines, daemon=True, name="jsonl-input").start()
        while not (self._left or self._reported or (self._input_over and not self._goes_on)):
            match self._inbox.get():
                case bytes(line):
                    self._take_line(line)
                case OSError() as error:
                    self._send(_unreadable(error))
            self._tell()
        session = self._driver.session
        self._send(events.Closed(session=session.plan.session_id, finished=session.phase is Phase.FINISHED))

    @property
    def _goes_on(self) -> bool:
        """Whether events are still to come after the last line."""
        return bool(self._waiting) or self._driver.is_busy or self._driver.being_graded > 0

    # Lines in

    def _read_lines(self) -> None:
        try:
            for line in lines_of(self._read):
                self._inbox.put(line)
        except OSError as error:
            self._inbox.put(error)
        finally:
            self._inbox.put(b"")

    def _take_line(self, line: bytes) -> None:
        if not line:
            self._input_over = True
            return
        self._lines += 1
        if not line.strip():
            return
        try:
            if len(line) > LONGEST_LINE:
                raise UsageError(f"The line has more than {LONGEST_LINE:,} bytes.", "It was ignored; shorten it.")
            action = actions.parsed_action(line)
            if isinstance(action, actions.AT_ONCE):
                self._do(action)
            else:
                self._waiting.append(action)
        except InterviewerError as error:
            self._send(events.Error(message=error.message, hint=error.hint, line=self._lines))
            self._state = None  # so that it is told what can be done, as after a refusal

    def _do(self, action: actions.Action) -> None:  # noqa: C901 - one flat list of actions
        driver = self._driver
        match action:
            case actions.Submit(text=text):
                driver.submit(text)
            case actions.Ask(text=text):
                driver.ask(text)
            case actions.Draft(text=text):
                driver.draft(text)
            case actions.RunTests(text=text):
                driver.run_tests(text)
            case actions.StopRun():
                driver.stop_run()
            case actions.Confidence(value=value):
                driver.state_confidence(value)
            case actions.Contest(point=point, number=number):
                driver.contest(point, number)
            case actions.Decide(verdict=verdict, text=text):
                driver.decide(Verdict(verdict), text)
            case actions.DropDispute():
                driver.drop_dispute()
            case actions.Hint():
                driver.hint()
            case actions.DontKnow():
                driver.dont_know()
            case actions.Skip():
                driver.skip()
            case actions.Retry():
                driver.retry()
            case actions.Proceed() | actions.GoOn():
                driver.proceed()
            case actions.Regrade():
                driver.regrade()
            case actions.CancelGrading():
                driver.cancel_grading()
            case actions.Finish():
                driver.finish()
            case actions.Leave():
                self._left = True

    # Events out

    def _tell(self) -> None:
        """Reports what has happened, and does waiting actions while it is the candidate's turn."""
        self._send_all(self._driver.events())
        while self._waiting and not self._driver.is_busy and not self._left and not self._reported:
            self._do(self._waiting.popleft())
            self._send_all(self._driver.events())
        if self._input_over and not self._waiting and self._driver.confidence_asked:
            self._driver.state_confidence(None)  # nobody is left to say it, and the answer is to be graded
            self._send_all(self._driver.events())

    def _send_all(self, happened: Iterable[Event]) -> None:
        changed = False
        for event in happened:
            changed = changed or not isinstance(event, (SpeechPiece, GradingProgressed))
            try:
                self._send(self._describing.of(event))
            except InterviewerError as error:
                self._send(events.Error(message=error.message, hint=error.hint, line=None))
            self._reported = self._reported or isinstance(event, ReportReady)
        state = self._now()
        if (state != self._state or (changed and not state.busy)) and not self._reported:
            self._state = state
            self._send(state)

    def _now(self) -> events.State:
        driver = self._driver
        can_be_done = possible(driver)
        return events.State(
            phase=driver.session.phase,
            busy=driver.is_busy,
            being_graded=driver.being_graded,
            actions=tuple(name for name in ActionName if name in can_be_done),
        )

    def _send(self, message: events.Message) -> None:
        self._out.write(dumps(message.model_dump(mode="json")) + "\n")
        self._out.flush()


def _unreadable(error: OSError) -> events.Error:
    return events.Error(
        message=f"The input cannot be read: {error.strerror}.", hint="--resume continues the session.", line=None
    )


def lines_of(read: Read) -> Iterator[bytes]:
    """The lines read, each with its newline; of one that is too long only the beginning, itself too long."""
    held: list[bytes] = []
    size = 0
    while block := read(_BLOCK):
        *ended, rest = block.split(b"\n")
        for end in ended:
            yield b"".join((*held, end, b"\n"))
            held, size = [], 0
        if size <= LONGEST_LINE:
            held.append(rest)
            size += len(rest)
    if size:
        yield b"".join(held)
