"""The report of a session as one value; every format is rendered from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade, Method
from interviewer.grading.score import mean_score
from interviewer.interview.credit import Credit, credit_of_turn
from interviewer.interview.session import Exchange, Hint, Mode, PromptKind, Remark, Session, Turn
from interviewer.interview.store import SessionSummary
from interviewer.reports.spending import Spending, spendings


@dataclass(frozen=True)
class Mean:
    """A mean over `count` scores of one method, 0..1."""

    method: Method
    unaided: float
    aided: float
    count: int


@dataclass(frozen=True)
class TurnReport:
    """One question of the report. `question` is None if the corpus no longer has it."""

    number: int
    title: str
    topic: str
    question: Question | None
    exchanges: tuple[Exchange, ...]
    hints: tuple[Hint, ...]
    credit: Credit
    skipped: bool
    open: bool
    remarks: tuple[Remark, ...] = ()

    def remarks_in(self, exchange: int) -> tuple[Remark, ...]:
        """What was said in an exchange, by its index, apart from its prompt and its answer."""
        return tuple(remark for remark in self.remarks if remark.exchange == exchange)

    @property
    def mixed(self) -> bool:
        """Whether several judges graded it, which leaves it out of every mean."""
        return self.credit.unaided is not None and len(self.credit.methods) > 1

    @property
    def first_grade(self) -> Grade | None:
        """The grade of the first answer."""
        return self.exchanges[0].grade

    @property
    def outcome(self) -> str:
        """How the question ended, in a few words: its scores, or why it has none."""
        if self.skipped:
            return "skipped"
        if self.credit.unaided is None:
            if self.first_grade is not None:
                return "ungraded"
            return "not answered" if self.exchanges[0].answer is None else "not graded yet"
        return spoken_credit(self.credit)

    @property
    def flags(self) -> tuple[str, ...]:
        """Remarks of all grades, each once."""
        grades = [exchange.grade for exchange in self.exchanges if exchange.grade is not None]
        return tuple(dict.fromkeys(flag for grade in grades for flag in grade.flags))


@dataclass(frozen=True)
class TopicReport:
    """Mean credit of a topic's graded questions, by method."""

    topic: str
    means: tuple[Mean, ...]


@dataclass(frozen=True)
class Report:
    """A whole session. Means never mix methods; `left` are planned questions that were not asked.

    `closing` is the summary that the interviewer closed with, empty if there was none; `spendings` is the usage of
    chat models.
    """

    session_id: str
    mode: Mode
    started_at: datetime
    finished_at: datetime | None
    turns: tuple[TurnReport, ...]
    means: tuple[Mean, ...]
    topics: tuple[TopicReport, ...]
    left: int
    closing: str = ""
    spendings: tuple[Spending, ...] = ()

    @property
    def graded(self) -> int:
        """How many questions have a score."""
        return sum(turn.credit.unaided is not None for turn in self.turns)


def percent(score: float) -> str:
    """A score 0..1 as a whole percentage."""
    return f"{round(score * 100)} %"


def spoken_credit(credit: Credit) -> str:
    """Credit in words: "55 % unaided, 80 % aided", or the one score if help changed nothing."""
    if credit.unaided is None or credit.aided is None:
        return "no score"
    if percent(credit.unaided) == percent(credit.aided):
        return f"{percent(credit.unaided)} unaided"
    return f"{percent(credit.unaided)} unaided, {percent(credit.aided)} aided"


def spoken_summary(summary: SessionSummary) -> str:
    """The credit of a whole session in words; there is no mean over several graders."""
    if summary.graded and summary.unaided is None:
        return "no mean over several graders"
    return spoken_credit(Credit(unaided=summary.unaided, aided=summary.aided))


def build_report(session: Session, questions: Mapping[str, Question]) -> Report:
    """The report of a session as it stands; it need not be over."""
    turns = tuple(_turn(number, turn, questions) for number, turn in enumerate(session.turns, start=1))
    topics = dict.fromkeys(turn.topic for turn in turns)
    judges: set[Method] = {method for turn in turns for method in turn.credit.methods if method is not Method.GATE}
    return Report(
        session_id=session.plan.session_id,
        mode=session.plan.mode,
        started_at=session.plan.started_at,
        finished_at=session.finished_at,
        turns=turns,
        means=_means(turns, judges),
        topics=tuple(
            TopicReport(topic, _means([turn for turn in turns if turn.topic == topic], judges)) for topic in topics
        ),
        left=session.questions_left,
        closing=session.closing,
        spendings=spendings(session),
    )


def _turn(number: int, turn: Turn, questions: Mapping[str, Question]) -> TurnReport:
    return TurnReport(
        number=number,
        title=turn.title,
        topic=turn.topic,
        question=questions.get(turn.question_id),
        exchanges=turn.exchanges,
        hints=turn.hints,
        credit=credit_of_turn(turn),
        skipped=turn.skipped,
        open=turn.closed_at is None,
        remarks=turn.remarks,
    )


def _means(turns: Sequence[TurnReport], judges: set[Method]) -> tuple[Mean, ...]:
    """One mean per method that graded; what only a gate decided counts with the session's judge, if it had only one.

    A turn judged by several methods is left out of the means: it belongs to none of them.
    """
    by_method: dict[Method, list[Credit]] = {}
    for turn in turns:
        methods = turn.credit.methods
        if turn.credit.unaided is None or len(methods) != 1:
            continue
        method = methods[0]
        if method is Method.GATE and len(judges) == 1:
            method = next(iter(judges))
        by_method.setdefault(method, []).append(turn.credit)
    return tuple(
        Mean(
            method=method,
            unaided=mean_score(credit.unaided or 0.0 for credit in turns_of_method),
            aided=mean_score(credit.aided or 0.0 for credit in turns_of_method),
            count=len(turns_of_method),
        )
        for method, turns_of_method in sorted(by_method.items())
    )


def prompt_label(exchange: Exchange) -> str:
    """The label of an exchange."""
    return {
        PromptKind.QUESTION: "Question",
        PromptKind.FOLLOW_UP: "Follow-up",
        PromptKind.RETRY: "Second try",
    }[exchange.prompt.kind]
