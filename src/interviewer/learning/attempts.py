"""What a candidate did with a question once, as an observation: the least that progress and the plan are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.grading.graders import GradedWith, GraderName, counts_with, judges_among, only_judge
from interviewer.grading.verdict import Verdict

PASS_LINE = 0.6
"""A score below this is weak, and so is a key point that earned less: more was missed than a pass allows. A
convention."""

_ORDER = (Verdict.NOT_ASSESSED, Verdict.MISSED, Verdict.CONTRADICTED, Verdict.PARTIAL, Verdict.MET)


@dataclass(frozen=True)
class PointSeen:
    """A key point in one attempt: the verdict on the first answer, and the best one with hints and follow-ups.

    A verdict whose evidence did not hold is `missed`, and so is, unaided, what a hint had led to before the first
    answer. `claim` and `weight` are the key point's as they were when it was graded.
    """

    point: str
    claim: str
    weight: int
    unaided: Verdict
    aided: Verdict


@dataclass(frozen=True)
class MisconceptionStated:
    """A misconception that an answer stated, with the truth."""

    id: str
    belief: str
    truth: str


@dataclass(frozen=True)
class Attempt:
    """One turn that is over: a question with its answer and follow-ups.

    `at` is when it was over, in UTC. `wording` is what was asked. `unaided` and `aided` are its scores, 0..1, None if
    it has no grade: skipped, or its grading failed. `seconds` is from the question to the first answer, pauses
    included, `whole_seconds` to the end of the turn; None where that is not recorded. `graded_with` is what every grade
    that counts was made with. `confidence` is how sure the candidate was of the first answer before its grade, 0..1,
    None if that was not said.
    """

    session_id: str
    number: int
    question_id: str
    topic: str
    wording: str
    at: datetime
    unaided: float | None
    aided: float | None
    points: tuple[PointSeen, ...] = ()
    misconceptions: tuple[MisconceptionStated, ...] = ()
    seconds: float | None = None
    whole_seconds: float | None = None
    graded_with: tuple[GradedWith, ...] = field(default=())
    confidence: float | None = None

    @property
    def graders(self) -> tuple[GraderName, ...]:
        """Who graded it, leaving out rules before any judge unless they settled everything."""
        return judges_among(one.grader for one in self.graded_with)

    @property
    def is_graded(self) -> bool:
        """Whether it has a score."""
        return self.unaided is not None


def in_order(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The attempts, oldest first; those of one moment by their session and their number in it."""
    return sorted(attempts, key=lambda one: (one.at, one.session_id, one.number))


def by_present_topic(attempts: Iterable[Attempt], questions: Iterable[Question]) -> list[Attempt]:
    """The attempts, each under the topic that its question has among `questions`.

    A question moves when topics are divided. One that is not among them keeps the topic that it was asked under.
    """
    topics = {question.id: question.topic for question in questions}
    return [replace(attempt, topic=topics.get(attempt.question_id, attempt.topic)) for attempt in attempts]


def better(one: Verdict, other: Verdict) -> Verdict:
    """The verdict that earns more; of those that earn nothing, a contradiction."""
    return max(one, other, key=_ORDER.index)


def by_grader(attempts: Iterable[Attempt]) -> dict[GraderName, list[Attempt]]:
    """The graded attempts of each grader, in their order.

    What only a rule settled, such as "I don't know", counts with the judge of its session if that had only one. An
    attempt that several graders graded is left out: it belongs to none of them.
    """
    known = [attempt for attempt in attempts if attempt.is_graded]
    judges = _judges(known)
    found: defaultdict[GraderName, list[Attempt]] = defaultdict(list)
    for attempt in known:
        names = counts_with(attempt.graders, judges[attempt.session_id])
        if len(names) == 1:
            found[names[0]].append(attempt)
    return dict(found)


def counting(attempts: Iterable[Attempt], *, by_similarity: bool) -> list[Attempt]:
    """The graded attempts that the schedule and the ledger of misconceptions are made from, in their order.

    Those that only the similarity grader graded are among them if `by_similarity`.
    """
    known = [attempt for attempt in attempts if attempt.is_graded]
    if by_similarity:
        return known
    judges = _judges(known)
    counted = ((attempt, counts_with(attempt.graders, judges[attempt.session_id])) for attempt in known)
    return [attempt for attempt, names in counted if {name.method for name in names} != {Method.SIMILARITY}]


def _judges(attempts: Iterable[Attempt]) -> dict[str, GraderName | None]:
    """The only judge of each session, by session id."""
    names: defaultdict[str, list[GraderName]] = defaultdict(list)
    for attempt in attempts:
        names[attempt.session_id] += attempt.graders
    return {session: only_judge(found) for session, found in names.items()}
