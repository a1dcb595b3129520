"""The session as a pure state machine: a session and what the candidate does give the next session and its events.

Nothing here reads a clock, a disk or a model; times and grades come in as values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.credit import credit_of_turn, next_probe, only_asked_about, unmet_points
from interviewer.interview.dispute import Dispute
from interviewer.interview.events import (
    AnswerSaved,
    Clarified,
    ConfidenceStated,
    DisputeDecided,
    Event,
    FollowUpAsked,
    GradeArrived,
    GradeFailed,
    GradeReady,
    GradingCancelled,
    HintGiven,
    QuestionAsked,
    QuestionPutBack,
    QuestionSkipped,
    Refused,
    RetryGraded,
    RetryOpened,
    Reviewed,
    SessionFinished,
    TurnClosed,
)
from interviewer.interview.follow_ups import points_to_follow_up, probe_in_words
from interviewer.interview.session import (
    AFTERWARDS,
    MAX_ASKED_CHARACTERS,
    MAX_FOLLOW_UPS,
    MAX_KEPT_CHARACTERS,
    Exchange,
    ExchangePlace,
    Hint,
    Phase,
    Prompt,
    PromptKind,
    Remark,
    Session,
    Turn,
)

UNKNOWN_ANSWER = "I don't know."


@dataclass(frozen=True)
class FollowUp:
    """What to follow up on: a key point, and the verdicts that count on all of its question by then."""

    point: KeyPoint
    verdicts: tuple[PointVerdict, ...]


@dataclass(frozen=True)
class Step:
    """A session after something was done, and what happened."""

    session: Session
    events: tuple[Event, ...]


def ask(session: Session, question: Question, now: datetime, wording: str | None = None) -> Step:
    """Puts the next planned question, in its own words or in those of `wording`. `question` is the one whose turn it
    is."""
    asked = wording or question.title
    prompt = Prompt(kind=PromptKind.QUESTION, text=asked)
    turn = Turn(
        question_id=question.id,
        title=asked,
        topic=question.topic,
        asked_at=now,
        exchanges=(Exchange(prompt=prompt),),
    )
    session = replace(session, turns=(*session.turns, turn))
    total = len(session.plan.question_ids)
    return Step(session, (QuestionAsked(number=len(session.turns), total=total, turn=turn),))


def submit(session: Session, text: str, now: datetime) -> Step:
    """Takes an answer to the open prompt. An empty one is refused."""
    if session.phase is not Phase.ANSWERING:
        return _refuse(session, "There is no open question to answer.")
    if not text.strip():
        hint = "ask for a hint, " if session.plan.mode.gives_feedback_at_once else ""
        return _refuse(session, f"The answer is empty: type something, {hint}or say that you don't know.")
    if len(text) > MAX_KEPT_CHARACTERS:
        return _refuse(
            session,
            f"The answer has {len(text):,} characters; at most {MAX_KEPT_CHARACTERS:,} can be saved. Shorten it.",
        )
    exchange = replace(session.turn.current, answer=text, answered_at=now)
    return Step(session.with_turn(session.turn.with_current(exchange)), (AnswerSaved(text=text),))


def cancel_grading(session: Session) -> Step:
    """Takes back the answer that is being graded, or whose grading failed."""
    if session.phase not in (Phase.GRADING, Phase.UNGRADED):
        return _refuse(session, "Nothing is being graded.")
    exchange = session.turn.current
    open_again = replace(exchange, answer=None, answered_at=None, grade=None, confidence=None)
    return Step(
        session.with_turn(session.turn.with_current(open_again)),
        (GradingCancelled(text=exchange.answer or ""),),
    )


def state_confidence(session: Session, confidence: float) -> Step:
    """Notes how sure the candidate is of the answer that waits for its grade, 0..1."""
    if session.phase is not Phase.GRADING:
        return _refuse(session, "How sure you are can be said before the grade.")
    exchange = replace(session.turn.current, confidence=confidence)
    stated = ConfidenceStated(number=len(session.turns), confidence=confidence)
    return Step(session.with_turn(session.turn.with_current(exchange)), (stated,))


def decide_dispute(session: Session, place: ExchangePlace, dispute: Dispute) -> Step:
    """Notes what the candidate decided on a verdict of the answer at a place, in place of an earlier decision on it."""
    exchange = session.exchange_at(place)
    others = tuple(one for one in exchange.disputes if one.point != dispute.point)
    session = session.with_exchange(place, replace(exchange, disputes=(*others, dispute)))
    return Step(session, (DisputeDecided(number=place.turn + 1, dispute=dispute),))


def grading_request(session: Session, place: ExchangePlace, question: Question) -> GradingRequest:
    """The request to a grader for the answer at a place."""
    exchange = session.exchange_at(place)
    assert exchange.answer is not None
    return GradingRequest(
        question=question, answer=exchange.answer, prompt=exchange.prompt.text, focus=exchange.prompt.point
    )


def take_grade(session: Session, grade: Grade, question: Question, now: datetime, wording: str | None = None) -> Step:
    """Notes the grade of the current answer and goes on: a follow-up, feedback, or a failed grading.

    `wording` is the text of the follow-up, if it is not its probe.
    """
    exchange = replace(session.turn.current, grade=grade)
    session = session.with_turn(session.turn.with_current(exchange))
    if not grade.graded:
        return Step(session, (GradeFailed(grade=grade),))
    if session.retrying:
        return Step(session, (GradeReady(grade=grade), RetryGraded(turn=session.turn, grade=grade)))
    step = _follow_up_or_close(session, _follow_up(session.turn, question), wording, now)
    return Step(step.session, (GradeReady(grade=grade), *step.events))


def move_on(
    session: Session, quick: Mapping[int, Grade], question: Question, now: datetime, wording: str | None = None
) -> Step:
    """Goes on without the grade of the current answer, which comes later or has failed.

    What to follow up on is chosen by `quick`, grades of this turn's exchanges (by index) that count for nothing else.
    """
    if session.phase not in (Phase.GRADING, Phase.UNGRADED):
        return _refuse(session, "Nothing is being graded.")
    if session.retrying:
        return Step(session, ())
    return _follow_up_or_close(session, follow_up(session, quick, question), wording, now)


def follow_up(session: Session, quick: Mapping[int, Grade], question: Question) -> FollowUp | None:
    """What to follow up on if the current turn's ungraded exchanges had the grades in `quick`, or None."""
    exchanges = tuple(
        exchange if exchange.grade is not None and exchange.grade.graded else replace(exchange, grade=quick.get(number))
        for number, exchange in enumerate(session.turn.exchanges)
    )
    return _follow_up(replace(session.turn, exchanges=exchanges), question)


def file_grade(session: Session, place: ExchangePlace, grade: Grade) -> Step:
    """Notes a grade that the interview did not wait for."""
    session = session.with_exchange(place, replace(session.exchange_at(place), grade=grade))
    left = len(session.ungraded_places)
    arrived = GradeArrived(number=place.turn + 1, turn=session.turns[place.turn], grade=grade, left=left)
    return Step(session, (arrived,))


def ask_back(session: Session, text: str) -> Step:
    """Takes the candidate's question about the open prompt."""
    if session.phase is not Phase.ANSWERING:
        return _refuse(session, "There is no open question to ask about.")
    if not text.strip():
        return _refuse(session, "Say what you want to ask.")
    if len(text) > MAX_ASKED_CHARACTERS:
        return _refuse(session, f"Your question has {len(text):,} characters; the limit is {MAX_ASKED_CHARACTERS:,}.")
    step = _remark(session, text, by_candidate=True)
    return Step(step.session, (QuestionPutBack(remark=step.session.turn.remarks[-1]),))


def clarify(session: Session, text: str) -> Step:
    """Notes the interviewer's reply to what the candidate asked."""
    step = _remark(session, text, by_candidate=False)
    return Step(step.session, (Clarified(remark=step.session.turn.remarks[-1]),))


def note_run(session: Session) -> Step:
    """Counts a run of the visible tests of the open exercise."""
    return Step(session.with_turn(replace(session.turn, runs=session.turn.runs + 1)), ())


def review(session: Session, number: int, text: str) -> Step:
    """Notes a chat model's remark on the program that answered question `number`, from 1."""
    turn = session.turns[number - 1]
    remark = Remark(text=text, by_candidate=False, exchange=AFTERWARDS)
    turn = replace(turn, remarks=(*turn.remarks, remark))
    turns = (*session.turns[: number - 1], turn, *session.turns[number:])
    return Step(replace(session, turns=turns), (Reviewed(number=number, text=text),))


def regrade(session: Session) -> Step:
    """Clears a failed grading, so that the same answer is graded again."""
    if session.phase is not Phase.UNGRADED:
        return _refuse(session, "There is no failed grading to try again.")
    exchange = replace(session.turn.current, grade=None)
    return Step(session.with_turn(session.turn.with_current(exchange)), ())


def hint(session: Session, question: Question) -> Step:
    """Shows the probe of the heaviest key point that is still open."""
    if session.phase is not Phase.ANSWERING:
        return _refuse(session, "A hint needs an open question.")
    if not session.plan.mode.gives_feedback_at_once:
        return _refuse(session, "A mock interview gives no hints.")
    turn = session.turn
    open_points = unmet_points(question, credit_of_turn(turn).verdicts)
    point = next_probe(question, open_points, _used(turn))
    if point is None:
        return _refuse(session, "There are no more hints for this question.")
    given = Hint(point=point.id, text=point.probe, exchange=len(turn.exchanges) - 1)
    turn = replace(turn, hints=(*turn.hints, given))
    left = sum(1 for other in open_points if next_probe(question, [other], _used(turn)) is not None)
    return Step(session.with_turn(turn), (HintGiven(hint=given, left=left),))


def skip(session: Session, now: datetime) -> Step:
    """Leaves the open prompt without an answer: a question is skipped, a follow-up ends its turn."""
    if session.phase is not Phase.ANSWERING:
        return _refuse(session, "There is no open question to skip.")
    turn = session.turn
    kind = turn.current.prompt.kind
    if kind is PromptKind.RETRY:
        return Step(session.with_turn(replace(turn, exchanges=turn.exchanges[:-1])), ())
    if kind is PromptKind.FOLLOW_UP:
        return _close(session, now)
    turn = replace(turn, skipped=True, closed_at=now)
    return Step(session.with_turn(turn), (QuestionSkipped(turn=turn),))


def retry(session: Session) -> Step:
    """Opens the same question again, in modes that gave feedback on it."""
    if session.phase is not Phase.REVIEWING or not session.turns:
        return _refuse(session, "A question can be tried again once its feedback is shown.")
    if not session.plan.mode.gives_feedback_at_once:
        return _refuse(session, "A mock interview has no second try.")
    if session.turn.skipped:
        return _refuse(session, "This question was skipped; go on to the next one.")
    prompt = Prompt(kind=PromptKind.RETRY, text=session.turn.title)
    turn = replace(session.turn, exchanges=(*session.turn.exchanges, Exchange(prompt=prompt)))
    return Step(session.with_turn(turn), (RetryOpened(prompt=prompt),))


def leave_turn(session: Session, now: datetime) -> Step:
    """Closes a turn whose grading failed or is still going on, so that the session can go on; the answer stays."""
    if session.phase in (Phase.UNGRADED, Phase.GRADING) and session.turn.closed_at is None:
        return _close(session, now)
    return Step(session, ())


def finish(session: Session, now: datetime) -> Step:
    """Ends the session where it stands."""
    if session.phase is Phase.FINISHED:
        return _refuse(session, "The session is already over.")
    session = replace(session, finished_at=now)
    return Step(session, (SessionFinished(plan=session.plan, turns=session.turns),))


def _follow_up_or_close(session: Session, found: FollowUp | None, wording: str | None, now: datetime) -> Step:
    if found is None:
        return _close(session, now)
    point = found.point
    text = wording or probe_in_words(point, found.verdicts)
    prompt = Prompt(kind=PromptKind.FOLLOW_UP, text=text, point=point.id)
    turn = replace(session.turn, exchanges=(*session.turn.exchanges, Exchange(prompt=prompt)))
    return Step(session.with_turn(turn), (FollowUpAsked(prompt=prompt, number=turn.follow_ups),))


def _remark(session: Session, text: str, *, by_candidate: bool) -> Step:
    remark = Remark(text=text, by_candidate=by_candidate, exchange=len(session.turn.exchanges) - 1)
    return Step(session.with_turn(replace(session.turn, remarks=(*session.turn.remarks, remark))), ())


def _close(session: Session, now: datetime) -> Step:
    turn = replace(session.turn, closed_at=now)
    waiting = any(exchange.answer is not None and exchange.grade is None for exchange in turn.exchanges)
    shown = session.plan.mode.gives_feedback_at_once and not waiting
    closed = TurnClosed(turn=turn, credit=credit_of_turn(turn), show_feedback=shown)
    return Step(session.with_turn(turn), (closed,))


def _follow_up(turn: Turn, question: Question) -> FollowUp | None:
    """What to follow up on, or None: enough was asked, nothing is open, or the candidate passed.

    What no program marks of an exercise is part of the question rather than help: it is asked about in any case.
    """
    current = turn.current
    passed = current.prompt.kind is PromptKind.FOLLOW_UP and current.answer == UNKNOWN_ANSWER
    find = only_asked_about if passed or turn.follow_ups >= MAX_FOLLOW_UPS else points_to_follow_up
    verdicts = credit_of_turn(turn).verdicts
    point = next_probe(question, find(question, verdicts), _used(turn))
    return None if point is None else FollowUp(point, verdicts)


def _used(turn: Turn) -> frozenset[str]:
    """Key points whose probe the candidate has seen."""
    asked = {exchange.prompt.point for exchange in turn.exchanges if exchange.prompt.point is not None}
    return frozenset(asked | {given.point for given in turn.hints})


def _refuse(session: Session, reason: str) -> Step:
    return Step(session, (Refused(reason=reason),))
