"""What is known at the beginning and at the end of a session: all that the interviewer may mention there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interviewer.grading.grade import Method
from interviewer.grading.score import credit_of, mean_score
from interviewer.interview.credit import Credit, credit_of_turn
from interviewer.interview.session import Mode, Plan, Turn


@dataclass(frozen=True)
class OpeningFacts:
    """What a session will be. `topics` are those of its first questions, in their order."""

    mode: Mode
    questions: int
    topics: tuple[str, ...]
    seconds_per_question: int | None = None


@dataclass(frozen=True)
class TopicScore:
    """The mean credit of a topic's graded questions by one method, in whole percent; `count` is how many there are."""

    topic: str
    percent: int
    count: int
    method: Method


@dataclass(frozen=True)
class ClosingFacts:
    """The results of a session, computed from its grades.

    `overall` are means over all graded questions, by method. `met`, `partial` and `missed` count the key points of
    graded questions by the best verdict on each (a contradicted one is missed); `misconceptions` are the beliefs that
    were stated. `ungraded` answers have no grade, `skipped` questions no answer; `mixed` questions were graded by
    several methods, which leaves them out of every mean. `planned` is how many questions were planned.
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


def opening_facts(plan: Plan, topics: Iterable[str]) -> OpeningFacts:
    """The facts of a session about to begin; `topics` are those of its questions, in their order."""
    distinct = tuple(dict.fromkeys(topics))
    return OpeningFacts(plan.mode, len(plan.question_ids), distinct[:3], plan.seconds_per_question)


def closing_facts(turns: Sequence[Turn], planned: int = 0) -> ClosingFacts:
    """The facts of a finished session with `planned` questions.

    A mean never mixes methods: what several graded is in no mean.
    """
    credits_ = [(turn, credit_of_turn(turn)) for turn in turns]
    graded = [(turn.topic, credit) for turn, credit in credits_ if credit.aided is not None]
    earned = [credit_of(verdict) for _, credit in graded for verdict in credit.verdicts]
    topics = dict.fromkeys(topic for topic, _ in graded)
    return ClosingFacts(
        asked=len(turns),
        topics=tuple(score for topic in topics for score in _scores(topic, graded)),
        overall=tuple(_scores("", graded)),
        met=sum(credit == 1.0 for credit in earned),
        partial=sum(credit is not None and 0.0 < credit < 1.0 for credit in earned),
        missed=sum(credit == 0.0 for credit in earned),
        misconceptions=tuple(dict.fromkeys(found.belief for _, credit in graded for found in credit.misconceptions)),
        ungraded=sum(_is_ungraded(turn, credit) for turn, credit in credits_),
        skipped=sum(turn.skipped for turn in turns),
        mixed=sum(len(credit.methods) > 1 for _, credit in graded),
        planned=planned,
    )


def _is_ungraded(turn: Turn, credit: Credit) -> bool:
    return credit.aided is None and not turn.skipped and turn.exchanges[0].answer is not None


def _scores(topic: str, graded: Sequence[tuple[str, Credit]]) -> list[TopicScore]:
    """The means of a topic, or of all if it is empty; what only a gate decided counts with the session's judge."""
    judges = {method for _, credit in graded for method in credit.methods if method is not Method.GATE}
    by_method: dict[Method, list[float]] = {}
    for of, credit in graded:
        if (topic and of != topic) or len(credit.methods) != 1 or credit.aided is None:
            continue
        method = credit.methods[0]
        if method is Method.GATE and len(judges) == 1:
            method = next(iter(judges))
        by_method.setdefault(method, []).append(credit.aided)
    return [
        TopicScore(topic, round(mean_score(scores) * 100), len(scores), method)
        for method, scores in sorted(by_method.items())
    ]
