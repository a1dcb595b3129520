"""Progress: what the scores did over time, by topic and by key point, for each grader by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from interviewer.corpus.question import Question
from interviewer.grading.graders import GraderName, mixes
from interviewer.grading.score import PARTIAL_CREDIT
from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt, by_grader, by_present_topic, counting
from interviewer.learning.calibration import Calibration, calibration
from interviewer.learning.coverage import Coverage, coverage
from interviewer.learning.figures import Median, Observation, Series, median_of, series_of
from interviewer.learning.misconceptions import LedgerEntry, ledger
from interviewer.learning.plan import plan_of_today
from interviewer.text import counted, plural


@dataclass(frozen=True)
class ScoreProgress:
    """Scores over time, 0..1: without help, and with hints and follow-ups."""

    unaided: Series
    aided: Series

    @property
    def count(self) -> int:
        """How many attempts it is over."""
        return self.unaided.count


@dataclass(frozen=True)
class TopicProgress:
    """A topic's scores over time, and the time to its first answers, in seconds."""

    topic: str
    scores: ScoreProgress
    seconds: Median


@dataclass(frozen=True)
class PointProgress:
    """A key point over time. `met_unaided` and `met_aided` count the `count` attempts that assessed it in which it was
    met; `unaided` is the series of met (1), partial (0.5) and not (0)."""

    question_id: str
    claim: str
    weight: int
    count: int
    met_unaided: int
    met_aided: int
    last: Verdict
    unaided: Series


@dataclass(frozen=True)
class GraderProgress:
    """All figures of the attempts that one grader graded. `mixes` are sentences that say what else differs between
    those grades: the corpus, the prompt, or a rubric."""

    grader: GraderName
    mixes: tuple[str, ...]
    scores: ScoreProgress
    topics: tuple[TopicProgress, ...]
    points: tuple[PointProgress, ...]
    calibration: Calibration


@dataclass(frozen=True)
class Progress:
    """Everything that is known of a candidate's progress at a moment.

    `graded` attempts have a score, `ungraded` have none, `mixed` were graded by several graders and are in no figure.
    `notes` are sentences that belong beside the figures. `seconds` is the time to the first answer. `graders` come with
    the most attempts first.
    """

    at: datetime
    graded: int
    ungraded: int
    mixed: int
    notes: tuple[str, ...]
    seconds: Median
    graders: tuple[GraderProgress, ...]
    coverage: Coverage
    misconceptions: tuple[LedgerEntry, ...]


def progress_of(
    attempts: Iterable[Attempt],
    questions: Sequence[Question],
    now: datetime,
    *,
    by_similarity: bool,
    zone: tzinfo | None = None,
) -> Progress:
    """The progress at `now`. `by_similarity` and `zone` are those of `plan_of_today`, by which questions are stale."""
    every = by_present_topic(attempts, questions)
    of_graders = by_grader(every)
    graded = [attempt for attempt in every if attempt.is_graded]
    plan = plan_of_today(every, questions, now, by_similarity=by_similarity, zone=zone)
    due = frozenset(one.question_id for one in plan.questions if one.due)
    ordered = sorted(of_graders.items(), key=lambda item: (-len(item[1]), str(item[0])))
    graders = tuple(_of_grader(name, own) for name, own in ordered)
    mixed = len(graded) - sum(map(len, of_graders.values()))
    covered = coverage(questions, every, due, now)
    return Progress(
        at=now,
        graded=len(graded),
        ungraded=len(every) - len(graded),
        mixed=mixed,
        notes=tuple(_notes(graders, mixed, covered)),
        seconds=_seconds(every),
        graders=graders,
        coverage=covered,
        misconceptions=ledger(counting(graded, by_similarity=by_similarity), questions, zone),
    )


def _of_grader(name: GraderName, attempts: Sequence[Attempt]) -> GraderProgress:
    topics: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        topics[attempt.topic].append(attempt)
    given = [one for attempt in attempts for one in attempt.graded_with if one.grader == name]
    return GraderProgress(
        grader=name,
        mixes=tuple(mixes(given)),
        scores=scores_of(attempts),
        topics=tuple(TopicProgress(topic, scores_of(own), _seconds(own)) for topic, own in sorted(topics.items())),
        points=tuple(_points(attempts)),
        calibration=calibration(attempts),
    )


def scores_of(attempts: Iterable[Attempt]) -> ScoreProgress:
    """The scores of graded attempts over time; they should be of one grader."""
    own = list(attempts)
    return ScoreProgress(
        series_of(Observation(one.at, one.unaided) for one in own if one.unaided is not None),
        series_of(Observation(one.at, one.aided) for one in own if one.aided is not None),
    )


_EARNED: Mapping[Verdict, float] = {Verdict.MET: 1.0, Verdict.PARTIAL: PARTIAL_CREDIT}


def _points(attempts: Iterable[Attempt]) -> Iterator[PointProgress]:
    found = defaultdict(list)
    for attempt in attempts:
        for seen in attempt.points:
            if seen.aided is not Verdict.NOT_ASSESSED:
                found[attempt.question_id, seen.claim].append((attempt.at, seen))
    for (question_id, claim), own in sorted(found.items()):
        own.sort(key=lambda item: item[0])
        yield PointProgress(
            question_id=question_id,
            claim=claim,
            weight=own[-1][1].weight,
            count=len(own),
            met_unaided=sum(seen.unaided is Verdict.MET for _, seen in own),
            met_aided=sum(seen.aided is Verdict.MET for _, seen in own),
            last=own[-1][1].unaided,
            unaided=series_of(Observation(at, _EARNED.get(seen.unaided, 0.0)) for at, seen in own),
        )


def _seconds(attempts: Iterable[Attempt]) -> Median:
    return median_of(attempt.seconds for attempt in attempts if attempt.seconds is not None)


def _notes(graders: Sequence[GraderProgress], mixed: int, covered: Coverage) -> Iterator[str]:
    if len(graders) > 1:
        named = "; ".join(f"{one.grader}: {one.scores.count}" for one in graders)
        yield f"Several graders graded these answers, and each has figures of its own ({named})."
    if mixed:
        what = counted(mixed, "question was", "questions were")
        yield f"{what} graded by several graders, so that no figure counts {plural(mixed, 'it', 'them')}."
    if len(covered.graded_by) > 1:
        named = ", ".join(f"{count} by {method}" for method, count in covered.graded_by.items())
        yield f"A question is passed or weak by its last grade, whoever gave it ({named})."
