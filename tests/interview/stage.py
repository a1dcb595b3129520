"""A driver over two questions with jobs at hand and a real database: what tests of the driver work with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from interviewer.corpus.question import Question
from interviewer.errors import RecordsError
from interviewer.exercises.visible import VisibleTests
from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.interview.cast import Cast
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.engine import Interview
from interviewer.interview.events import Event
from interviewer.interview.jobs import Job, JobKind, Start
from interviewer.interview.session import Mode, Session
from interviewer.models.chat import Cancel, Usage
from interviewer.records.store import SqlSessionStore
from interviewer.sandbox.running import Runner
from tests.exercises.samples import sample
from tests.factories import WordGrader, a_plan, a_question, ticking_clock
from tests.marking import marking_grader
from tests.quick_runner import QuickRunner

Kind = TypeVar("Kind")

QUESTIONS = {name: a_question(name) for name in ("dropout", "momentum")}
FULL = "fact1 fact2 fact3"
BACK = "Do you mean at training time or at test time?"
ID = "20261102-test"


class Jobs:
    """Begins jobs when it is told to: `held` keeps those of the kinds in `holds`, and the rest run at once."""

    def __init__(self, *holds: JobKind) -> None:
        self.holds = set(holds)
        self.held: list[Job] = []

    def __call__(self, job: Job) -> None:
        if job.kind in self.holds:
            self.held.append(job)
        else:
            job.work()

    def let_go(self) -> None:
        held, self.held = self.held, []
        for job in held:
            job.work()


class Noting(WordGrader):
    """A word grader that notes what it was asked and by what that is called off; `received` is told to the latter."""

    def __init__(self, received: Iterable[int] = ()) -> None:
        self.cancels: list[Cancel] = []
        self.asked: list[str] = []
        self.prepared: list[str] = []
        self._received = tuple(received)

    def prepare(self, question: object, prompt: str) -> None:
        self.prepared.append(prompt)

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        assert cancel is not None
        self.cancels.append(cancel)
        self.asked.append(request.answer)
        for characters in self._received:
            cancel.received(characters)
        return super().grade(request, cancel)


class Counting(SqlSessionStore):
    """A real store that counts what is written; it fails where it is `full`."""

    writes = 0
    full = False

    def save(self, session: Session, draft: str | None, changed: int | None = None) -> None:
        self._count()
        super().save(session, draft, changed)

    def save_draft(self, session_id: str, draft: str) -> None:
        self._count()
        super().save_draft(session_id, draft)

    def _count(self) -> None:
        if self.full:
            raise RecordsError("The disk is full.", "Free some space.")
        self.writes += 1


class Stage:
    """A driver over two questions whose jobs run where they are begun, and a real database."""

    def __init__(self, store: Counting) -> None:
        self.store = store
        self.jobs = Jobs()
        self.start: Start = self.jobs
        self.questions: Mapping[str, Question] = QUESTIONS
        self.grader = Noting()
        self.load: Callable[[], Grader] = lambda: self.grader
        self.runner: Runner = QuickRunner()
        self.second: Callable[[], Grader] = WordGrader
        self.asks_confidence = False
        self.agent: DialogueAgent | None = None
        self.said = Usage()
        self.seconds: Iterator[float] = iter(())

    def open(self, mode: Mode = Mode.PRACTICE, *, at_once: int = 4) -> list[Event]:
        self.lead(Session(plan=a_plan(*QUESTIONS, mode=mode)), "", at_once)
        return self.do(ConversationDriver.open)

    def resume(self) -> list[Event]:
        saved = self.store.load(ID)
        self.lead(saved.session, saved.draft, 4)
        return self.do(ConversationDriver.open)

    def open_exercise(self, name: str) -> list[Event]:
        """Opens a session over one of the sample exercises."""
        self.questions = {name: sample(name)}
        self.load = marking_grader
        self.lead(Session(plan=a_plan(name)), "", 4)
        return self.do(ConversationDriver.open)

    def lead(self, session: Session, draft: str, at_once: int) -> None:
        later = self.agent is not None
        interview = Interview(session, self.questions, self.store, ticking_clock(), grades_later=later)
        cast = Cast(
            lambda: self.load(),
            WordGrader,
            self.agent,
            lambda: self.said,
            at_once,
            lambda: self.second(),
            VisibleTests(lambda: self.runner),
        )
        self.driver = ConversationDriver(
            interview,
            cast,
            draft=draft,
            start=self.start,
            clock=lambda: next(self.seconds, 0.0),
            asks_confidence=self.asks_confidence,
        )

    def do(self, action: Callable[[ConversationDriver], None]) -> list[Event]:
        action(self.driver)
        return list(self.driver.events())

    def submit(self, text: str) -> list[Event]:
        return self.do(lambda driver: driver.submit(text))

    def let_go(self) -> list[Event]:
        self.jobs.let_go()
        return list(self.driver.events())

    @property
    def session(self) -> Session:
        return self.driver.session


def kinds(events: Iterable[Event]) -> list[type]:
    return [type(event) for event in events]


def only(events: Iterable[Event], kind: type[Kind]) -> Kind:
    (found,) = (event for event in events if isinstance(event, kind))
    return found
