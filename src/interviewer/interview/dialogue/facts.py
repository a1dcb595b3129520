"""What is known at the beginning and at the end of a session: all that the interviewer may mention there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interviewer.corpus.question import Question
from interviewer.grading.graders import GraderName, counts_with, only_judge
from interviewer.grading.score import credit_of, mean_score
from interviewer.interview.credit import Credit, credit_of_turn, graders_of_turn
from interviewer.interview.session import Mode, Plan, Turn
from interviewer.learning.pace import exercise_seconds


@dataclass(frozen=True)
class _Scored:
    """A question's topic, whom it counts with, and its aided score."""

    topic: str
    grader: GraderName
    aided: float


@dataclass(frozen=True)
class OpeningFacts:
    """What a session will be. `topics` are those of its first questions, in their order.

    `questions` counts all, `exercises` those of them that are exercises. In a mock interview `seconds_per_question` is
    what a question answered in words may take, and `exercise_minutes` what its exercises may, each length once.
    """

    mode: Mode
    questions: int
    topics: tuple[str, ...]
    seconds_per_question: int | None = None
    exercises: int = 0
    exercise_minutes: tuple[int, ...] = ()

    @property
    def seconds_in_words(self) -> int | None:
        """What a question answered in words may take, None without a limit or without such a question."""
        return self.seconds_per_question if self.exercises < self.questions else None


@dataclass(frozen=True)
class TopicScore:
    """The mean credit of a topic's graded questions by one grader, in whole percent; `count` is how many there are."""

    topic: str
    percent: int
    count: int
    grader: GraderName


@dataclass(frozen=True)
class ClosingFacts:
    """The results of a session, computed from its grades.

    `overall` are means over all graded questions, by grader. `met`, `partial` and `missed` count the key points of
    graded questions by the best verdict on each (a contradicted one is missed); `misconceptions` are the beliefs that
    were stated. `ungraded` answers have no grade, `skipped` questions no answer; `mixed` questions were graded by
    several graders, which leaves them out of every mean. `planned` is how many questions were planned.
    """

    asked: int
    topics: tuple[TopicScore, ...]
    overall: tuple[TopicScore, ...]
    met: int
    partial: int
    missed: int
    misconceptions: tuple[str, ...]
    ungraded: int
    skipped: int
    mixed: int = 0
    planned: int = 0

    @property
    def graded(self) -> int:
        """How many questions have a score that is part of a mean."""
        return sum(score.count for score in self.overall)


def opening_facts(plan: Plan, questions: Sequence[Question]) -> OpeningFacts:
    """The facts of a session about to begin with these questions, in their order."""
    distinct = tuple(dict.fromkeys(question.topic for question in questions))
    lengths = [seconds for question in questions if (seconds := exercise_seconds(question)) is not None]
    limited = plan.seconds_per_question is not None
    minutes = sorted({round(seconds / 60) for seconds in lengths}) if limited else ()
    return OpeningFacts(
        plan.mode, len(plan.question_ids), distinct[:3], plan.seconds_per_question, len(lengths), tuple(minutes)
    )


def closing_facts(turns: Sequence[Turn], planned: int = 0) -> ClosingFacts:
    """The facts of a finished session with `planned` questions.

    A mean never mixes graders: what several graded is in no mean.
    """
    credits_ = [(turn, credit_of_turn(turn)) for turn in turns]
    graded = [(turn, credit) for turn, credit in credits_ if credit.aided is not None]
    earned = [credit_of(verdict) for _, credit in graded for verdict in credit.verdicts]
    scored = _scored(graded)
    topics = dict.fromkeys(turn.topic for turn, _ in graded)
    return ClosingFacts(
        asked=len(turns),
        topics=tuple(
            score for topic in topics for score in _means(topic, [one for one in scored if one.topic == topic])
        ),
        overall=tuple(_means("", scored)),
        met=sum(credit == 1.0 for credit in earned),
        partial=sum(credit is not None and 0.0 < credit < 1.0 for credit in earned),
        missed=sum(credit == 0.0 for credit in earned),
        misconceptions=tuple(dict.fromkeys(found.belief for _, credit in graded for found in credit.misconceptions)),
        ungraded=sum(_is_ungraded(turn, credit) for turn, credit in credits_),
        skipped=sum(turn.skipped for turn in turns),
        mixed=len(graded) - len(scored),
        planned=planned,
    )


def _is_ungraded(turn: Turn, credit: Credit) -> bool:
    return credit.aided is None and not turn.skipped and turn.exchanges[0].answer is not None


def _scored(graded: Sequence[tuple[Turn, Credit]]) -> list[_Scored]:
    """The scores of the questions that count with one grader."""
    judge = only_judge(name for turn, _ in graded for name in graders_of_turn(turn))
    counted = ((turn, credit, counts_with(graders_of_turn(turn), judge)) for turn, credit in graded)
    return [_Scored(turn.topic, names[0], credit.aided or 0.0) for turn, credit, names in counted if len(names) == 1]


def _means(topic: str, scored: Iterable[_Scored]) -> list[TopicScore]:
    """The mean of these scores for each grader, under the name of a topic."""
    by_grader: defaultdict[GraderName, list[float]] = defaultdict(list)
    for one in scored:
        by_grader[one.grader].append(one.aided)
    return [
        TopicScore(topic, round(mean_score(scores) * 100), len(scores), name)
        for name, scores in sorted(by_grader.items())
    ]
