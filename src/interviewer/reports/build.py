"""Builds the report of a session from what was recorded and the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from interviewer.corpus.question import Question
from interviewer.grading.graders import graded_with, grader_name
from interviewer.grading.score import rounded
from interviewer.grading.verdict import COMMON_KNOWLEDGE, Evidence, PointVerdict, Verdict
from interviewer.interview.credit import Credit, credit_of_turn, graders_of_turn
from interviewer.interview.programs import takes_program
from interviewer.interview.session import AFTERWARDS, Exchange, PromptKind, Session, Turn
from interviewer.learning.attempts import Attempt
from interviewer.reports.changes import change_of
from interviewer.reports.earned import earned_points
from interviewer.reports.highlight import highlights_of
from interviewer.reports.means import Means
from interviewer.reports.model import (
    AnswerReport,
    BeyondReport,
    CriterionReport,
    DisputeReport,
    EarlierGrade,
    Gap,
    GradersUsed,
    GradeState,
    MisconceptionReport,
    PassageReport,
    PointReport,
    Quote,
    ReferenceReport,
    RemarkReport,
    Report,
    RewriteReport,
    Strength,
    TurnReport,
)
from interviewer.reports.moved import moved_in
from interviewer.reports.question_file import file_of
from interviewer.reports.solution import exercise_report, failures, telling
from interviewer.reports.spending import spendings
from interviewer.reports.ungraded import FOLLOW_UP, shown_credit, why_ungraded
from interviewer.reports.wording import spoken_credit
from interviewer.search.passages import passage_place

FORMAT = "interviewer-report/1"
"""Names the fields of a report. The number changes when a field is removed or means something else."""

MOST_STRENGTHS = 6
MOST_GAPS = 6

Questions = Mapping[str, Question]

_NO_REWRITES: Mapping[int, RewriteReport] = MappingProxyType({})


def build_report(
    session: Session,
    questions: Questions,
    attempts: Sequence[Attempt] = (),
    rewrites: Mapping[int, RewriteReport] = _NO_REWRITES,
) -> Report:
    """The report of a session as it stands; it need not be over. `attempts` are those of all sessions, from which it is
    told what moved. `rewrites` are those asked for, by turn from 1."""
    turns = tuple(
        replace(_turn(number, turn, questions), rewrite=rewrites.get(number))
        for number, turn in enumerate(session.turns, start=1)
    )
    means = Means(turns, session.turns)
    return Report(
        format=FORMAT,
        session=session.plan.session_id,
        mode=session.plan.mode,
        started_at=session.plan.started_at,
        finished_at=session.finished_at,
        seconds=sum(turn.seconds or 0.0 for turn in turns),
        asked=len(turns),
        graded=sum(turn.is_graded for turn in turns),
        skipped=sum(turn.skipped for turn in turns),
        left=session.questions_left,
        means=means.over(turns),
        progress=tuple(moved_in(session, attempts)),
        topics=means.groups(lambda turn: turn.topic),
        levels=means.groups(lambda turn: turn.level),
        criteria=means.criteria(),
        strengths=tuple(_strengths(turns, session.turns))[:MOST_STRENGTHS],
        gaps=tuple(_gaps(turns))[:MOST_GAPS],
        closing=session.closing,
        turns=turns,
        graded_by=_graders_used(session),
        criteria_share=_criteria_share(session),
        spendings=spendings(session),
    )


def _turn(number: int, turn: Turn, questions: Questions) -> TurnReport:
    question = questions.get(turn.question_id)
    credit = shown_credit(turn)
    answers = tuple(_answers(turn, question))
    seconds = [answer.seconds for answer in answers if answer.seconds is not None]
    places = _Places(turn, credit, questions)
    return TurnReport(
        number=number,
        id=turn.question_id,
        title=turn.title,
        topic=turn.topic,
        level=question.level if question else None,
        kind=question.kind if question else None,
        outcome=_outcome(turn, credit),
        unaided=credit.unaided,
        aided=credit.aided,
        graders=graders_of_turn(turn) if credit.unaided is not None else (),
        seconds=sum(seconds) if seconds else None,
        hints=tuple(hint.text for hint in turn.hints),
        answers=answers,
        points=tuple(places.point(verdict) for verdict in credit.verdicts),
        misconceptions=tuple(
            MisconceptionReport(found.misconception, found.belief, found.truth, places.quotes(found.evidence))
            for found in credit.misconceptions
        ),
        beyond=tuple(
            BeyondReport(
                found.text, found.supported_by, places.quotes(found.evidence), places.passage(found.supported_by)
            )
            for found in credit.beyond
        ),
        criteria=tuple(
            CriterionReport(one.criterion, one.level, one.share, one.reason, places.quotes(one.evidence))
            for one in credit.criteria
        ),
        flags=turn.flags,
        reference=_reference(question) if question else None,
        exercise=exercise_report(turn, question) if question else None,
        skipped=turn.skipped,
        review="\n\n".join(remark.text for remark in turn.remarks if remark.exchange == AFTERWARDS),
    )


def _outcome(turn: Turn, credit: Credit) -> str:
    """How the question ended, in a few words: its scores, or why it has none."""
    if turn.skipped:
        return "skipped"
    if credit.unaided is not None:
        return f"{spoken_credit(credit)}; {FOLLOW_UP.lower()}" if why_ungraded(turn) else spoken_credit(credit)
    first = turn.exchanges[0]
    if first.grade is not None:
        return GradeState.UNGRADED
    return GradeState.NOT_ANSWERED if first.answer is None else GradeState.WAITING


class _Places:
    """Where the evidence and the passages of one turn stand."""

    def __init__(self, turn: Turn, credit: Credit, questions: Questions) -> None:
        self._exchanges = turn.exchanges
        self._answers = [exchange.answer or "" for exchange in turn.exchanges]
        self._questions = questions
        self._failed = failures(turn)
        self._methods = credit.methods
        self._hinted = {hint.point for hint in turn.hints if hint.exchange == 0}
        self._earned = earned_points(turn, credit)

    def quotes(self, evidence: Sequence[Evidence]) -> tuple[Quote, ...]:
        """The evidence with the index of the first answer that has it at its place."""
        return tuple(
            Quote(index, span.start, span.end, span.text)
            for span in evidence
            for index in [next((n for n, answer in enumerate(self._answers) if span.holds_in(answer)), None)]
            if index is not None
        )

    def point(self, verdict: PointVerdict) -> PointReport:
        """A key point with the verdict that counts."""
        earned = self._earned[verdict.point]
        return PointReport(
            id=verdict.point,
            claim=verdict.claim,
            weight=verdict.weight,
            verdict=verdict.verdict,
            supported=verdict.supported,
            unaided=earned.unaided,
            aided=earned.aided,
            hinted=verdict.point in self._hinted,
            quotes=self.quotes(telling(verdict.evidence, self._methods)),
            reasoning=verdict.reasoning,
            votes=verdict.votes,
            passage=self.passage(verdict.passage),
            disputes=tuple(_disputes(self._exchanges, verdict.point)),
            failed=self._failed.get(verdict.point, ""),
            earned=earned.why,
        )

    def passage(self, passage_id: str | None) -> PassageReport | None:
        """File and heading of a passage; None for one that the corpus does not have."""
        if passage_id is None or passage_id == COMMON_KNOWLEDGE:
            return None
        question = self._questions.get(passage_id.partition("#")[0])
        place = passage_place(passage_id, question) if question else None
        return PassageReport(passage_id, *place, path=file_of(question)) if question and place else None


def _reference(question: Question) -> ReferenceReport:
    return ReferenceReport(question.reference, question.file, question.references, file_of(question))


def _answers(turn: Turn, question: Question | None) -> Iterator[AnswerReport]:
    previous: Exchange | None = None
    score: float | None = None
    for index, exchange in enumerate(turn.exchanges):
        counts = exchange.prompt.kind is not PromptKind.RETRY
        after = credit_of_turn(replace(turn, exchanges=turn.exchanges[: index + 1])).aided if counts else None
        grade = exchange.grade
        yield AnswerReport(
            kind=exchange.prompt.kind,
            prompt=exchange.prompt.text,
            point=exchange.prompt.point,
            remarks=tuple(
                RemarkReport(remark.text, remark.by_candidate) for remark in turn.remarks if remark.exchange == index
            ),
            answer=exchange.answer,
            answered_at=exchange.answered_at,
            seconds=_seconds(turn, exchange, previous),
            state=_state(exchange),
            score=grade.score if grade else None,
            interval=grade.interval if grade else None,
            before=score if counts else None,
            after=after,
            reason=grade.reason if grade else "",
            highlights=highlights_of(exchange.answer or "", grade),
            confidence=exchange.confidence,
            earlier_grades=tuple(_earlier_grades(exchange)),
            program=question is not None and takes_program(question, exchange.prompt.kind),
            printed=grade.printed if grade else "",
        )
        previous = exchange
        score = after if counts else score


def _seconds(turn: Turn, exchange: Exchange, previous: Exchange | None) -> float | None:
    """From the prompt to the answer. When a follow-up was put is not recorded: it comes with the grade before it."""
    if exchange.answered_at is None:
        return None
    put = turn.asked_at
    if previous is not None and previous.answered_at is not None:
        first = previous.earlier_grades[0] if previous.earlier_grades else previous.grade
        graded = first.provenance.graded_at if first is not None else previous.answered_at
        put = graded if previous.answered_at <= graded <= exchange.answered_at else previous.answered_at
    return max(0.0, rounded((exchange.answered_at - put).total_seconds()))


def _earlier_grades(exchange: Exchange) -> Iterator[EarlierGrade]:
    """The grades that were replaced, each with what the next one moved."""
    if exchange.grade is None:
        return
    for grade, later in pairwise((*exchange.earlier_grades, exchange.grade)):
        given = grade.provenance
        yield EarlierGrade(grader_name(given), given.graded_at, later.provenance.graded_at, change_of(grade, later))


def _disputes(exchanges: Sequence[Exchange], point: str) -> Iterator[DisputeReport]:
    """What was decided on the contested verdicts on a key point."""
    for index, exchange in enumerate(exchanges):
        for dispute in exchange.disputes:
            if dispute.point == point:
                second = dispute.second
                found = second.verdict if second is not None else None
                yield DisputeReport(
                    answer=index,
                    contested=dispute.contested,
                    label=dispute.label,
                    argument=dispute.argument,
                    decided_at=dispute.decided_at,
                    second=found.verdict if found is not None else None,
                    judge=second.judge if second is not None else None,
                    reasoning=found.reasoning if found is not None else "",
                )


def _state(exchange: Exchange) -> GradeState:
    if exchange.answer is None:
        return GradeState.NOT_ANSWERED
    if exchange.grade is None:
        return GradeState.WAITING
    return GradeState.GRADED if exchange.grade.graded else GradeState.UNGRADED


def _strengths(turns: Sequence[TurnReport], recorded: Sequence[Turn]) -> Iterator[Strength]:
    """Only what the candidate's own words show, without help, of the heaviest key points of a question."""
    for turn, was in zip(turns, recorded, strict=True):
        earned = earned_points(was, shown_credit(was))
        heaviest = max((point.weight for point in turn.points), default=0)
        for point in turn.points:
            if point.weight == heaviest and earned[point.id].met_alone and point.quotes:
                yield Strength(turn.number, point.claim, point.quotes[0].text)


def _gaps(turns: Sequence[TurnReport]) -> list[Gap]:
    """Misconceptions first, then key points by weight; in the order of the session among equals."""
    wrong = [Gap(turn.number, found.belief, None, found.truth) for turn in turns for found in turn.misconceptions]
    open_points = [
        (point.weight, Gap(turn.number, point.claim, point.verdict if point.supported else Verdict.MISSED))
        for turn in turns
        for point in turn.points
        if point.verdict is not Verdict.NOT_ASSESSED and not (point.verdict is Verdict.MET and point.supported)
    ]
    return wrong + [gap for _, gap in sorted(open_points, key=lambda item: -item[0])]


def _graders_used(session: Session) -> tuple[GradersUsed, ...]:
    counts = Counter(graded_with(grade.provenance) for turn in session.turns for grade in turn.grades)
    return tuple(
        GradersUsed(
            one.grader.method, one.grader.model, one.grader.version, one.corpus_version, one.prompt, one.rubric, count
        )
        for one, count in counts.items()
    )


def _criteria_share(session: Session) -> tuple[float, ...]:
    shares = {
        rounded(share)
        for turn in session.turns
        for grade in turn.grades
        if (share := sum(level.share for level in grade.criteria))
    }
    return tuple(sorted(shares))
