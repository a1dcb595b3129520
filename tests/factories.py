"""Small real values that tests build on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from interviewer.corpus.question import KeyPoint, Kind, Level, Misconception, Question
from interviewer.grading.grade import Grade, Method, Provenance, Status, ungraded
from interviewer.grading.grader import GradingRequest
from interviewer.grading.score import score_of
from interviewer.grading.verdict import Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.session import Mode, Plan, Session
from interviewer.interview.store import SavedSession, SessionSummary
from interviewer.learning.attempts import Attempt
from interviewer.models.chat import Cancel

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def a_question(
    question_id: str = "dropout",
    *,
    topic: str = "regularization",
    level: Level = Level.JUNIOR,
    weights: tuple[int, ...] = (3, 2, 1),
) -> Question:
    """A question with a key point for each weight, whose claim is one made-up word after another."""
    points = tuple(
        KeyPoint(f"k{n}", weight, f"Fact{n} alpha{n} beta{n} gamma{n}.", f"What about the {question_id} matter {n}?")
        for n, weight in enumerate(weights, start=1)
    )
    return Question(
        id=question_id,
        topic=topic,
        level=level,
        kind=Kind.CONCEPT,
        title=f"What is {question_id}?",
        reference=f"The reference answer to {question_id}.",
        key_points=points,
        misconceptions=(Misconception("m1", "It is a lie.", "It is the truth."),),
        references=("Somebody (2014), A Paper",),
        file=f"{topic}/{question_id}.md",
    )


def provenance(method: Method = Method.SIMILARITY) -> Provenance:
    """Who graded."""
    return Provenance(method=method, model="fake", grader_version="1", corpus_version="abc", graded_at=NOON)


def a_grade(
    question: Question, *verdicts: Verdict, answer: str = "an answer", method: Method = Method.SIMILARITY
) -> Grade:
    """A grade with a verdict per key point; every verdict that needs evidence rests on the whole answer."""
    evidence = (Evidence(0, len(answer), answer),)
    found = tuple(
        PointVerdict(
            point=point.id,
            claim=point.claim,
            weight=point.weight,
            verdict=verdict,
            evidence=() if verdict in (Verdict.MISSED, Verdict.NOT_ASSESSED) else evidence,
            passage=f"{question.id}#key-point-{point.id[1:]}",
        )
        for point, verdict in zip(question.key_points, verdicts, strict=True)
    )
    return Grade(Status.GRADED, score_of(found), provenance(method), verdicts=found)


def a_failed_grade(reason: str = "The model is away.") -> Grade:
    """An ungraded grade."""
    return ungraded(reason, provenance())


class WordGrader:
    """A grader that finds a key point met where the answer has its fact word, and says so with evidence.

    `lie` is the misconception; `fail` makes it fail. It behaves like a real grader without a model.
    """

    label = "word grader"

    def prepare(self, question: Question, prompt: str) -> None:
        """Nothing to prepare."""

    @property
    def identity(self) -> dict[str, str]:
        """Fields of the provenance of its grades."""
        return {"model": "fake", "grader_version": "1", "corpus_version": "abc"}

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade of one answer."""
        if "fail" in request.answer:
            return a_failed_grade()
        verdicts = tuple(self._verdict(point, request.answer) for point in request.question.key_points)
        lies: tuple[MisconceptionFound, ...] = ()
        if "lie" in request.answer:
            where = request.answer.index("lie")
            lie = request.question.misconceptions[0]
            lies = (MisconceptionFound(lie.id, lie.belief, lie.truth, (Evidence(where, where + 3, "lie"),)),)
        return Grade(Status.GRADED, score_of(verdicts, lies), provenance(), verdicts=verdicts, misconceptions=lies)

    def _verdict(self, point: KeyPoint, answer: str) -> PointVerdict:
        word = f"fact{point.id[1:]}"
        where = answer.find(word)
        if where < 0:
            return PointVerdict(point.id, point.claim, point.weight, Verdict.MISSED)
        evidence = (Evidence(where, where + len(word), word),)
        return PointVerdict(point.id, point.claim, point.weight, Verdict.MET, evidence)


class MemoryStore:
    """A store that keeps the last session in memory and remembers the order of what it was told."""

    def __init__(self) -> None:
        self.saved: list[Session] = []
        self.drafts: dict[str, str] = {}

    def save(self, session: Session, draft: str | None, changed: int | None = None) -> None:
        """Keeps the session."""
        self.saved.append(session)
        if draft is not None:
            self.drafts[session.plan.session_id] = draft

    def save_draft(self, session_id: str, draft: str) -> None:
        """Keeps the draft."""
        self.drafts[session_id] = draft

    def load(self, session_id: str) -> SavedSession:
        """The last session saved."""
        return SavedSession(self.saved[-1], self.drafts.get(session_id, ""))

    def summaries(self, limit: int | None = None) -> list[SessionSummary]:
        """None."""
        return []

    def attempts(self) -> list[Attempt]:
        """None."""
        return []

    def disputed(self) -> list[str]:
        """None."""
        return []


def ticking_clock(start: datetime = NOON, step: timedelta = timedelta(seconds=1)) -> Callable[[], datetime]:
    """A clock that moves on by `step` each time it is read."""
    now = start

    def read() -> datetime:
        nonlocal now
        now += step
        return now

    return read


def a_plan(*question_ids: str, mode: Mode = Mode.PRACTICE) -> Plan:
    """A plan over these questions."""
    return Plan(
        session_id="20261102-test",
        mode=mode,
        question_ids=question_ids,
        started_at=NOON,
        seed=7,
        seconds_per_question=180 if mode is Mode.MOCK else None,
    )
