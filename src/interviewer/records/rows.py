"""Converts between the values of a session and the rows that store it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from interviewer.grading.grade import Grade, Method, Provenance, Status
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Exchange, Hint, Mode, Plan, Prompt, PromptKind, Remark, Session, Turn
from interviewer.models.chat import Usage

Row = Mapping[str, Any]


def session_row(session: Session) -> dict[str, Any]:
    """The columns of a session, without its id and revision."""
    plan = session.plan
    return {
        "mode": plan.mode.value,
        "seed": str(plan.seed),
        "seconds_per_question": plan.seconds_per_question,
        "question_ids": list(plan.question_ids),
        "started_at": plan.started_at,
        "finished_at": session.finished_at,
        "closing": session.closing,
        "talk": asdict(session.talk),
    }


def turn_row(turn: Turn) -> dict[str, Any]:
    """The columns of a turn, without its key, and with the credit that the history shows."""
    credit = credit_of_turn(turn)
    return {
        "question_id": turn.question_id,
        "title": turn.title,
        "topic": turn.topic,
        "asked_at": turn.asked_at,
        "closed_at": turn.closed_at,
        "skipped": turn.skipped,
        "alone": credit.unaided,
        "prompted": credit.aided,
        "methods": [method.value for method in credit.methods],
        "remarks": [asdict(remark) for remark in turn.remarks],
    }


def exchange_row(exchange: Exchange) -> dict[str, Any]:
    """The columns of an exchange, without its key and its grade."""
    return {
        "kind": exchange.prompt.kind.value,
        "prompt": exchange.prompt.text,
        "point": exchange.prompt.point,
        "answer": exchange.answer,
        "answered_at": exchange.answered_at,
    }


def hint_row(hint: Hint) -> dict[str, Any]:
    """The columns of a hint, without its key."""
    return {"point": hint.point, "text": hint.text, "exchange": hint.exchange}


def grade_row(grade: Grade) -> dict[str, Any]:
    """The columns of a grade, without its key."""
    provenance = grade.provenance
    return {
        "status": grade.status.value,
        "score": grade.score,
        "reason": grade.reason,
        "method": provenance.method.value,
        "model": provenance.model,
        "grader_version": provenance.grader_version,
        "corpus_version": provenance.corpus_version,
        "graded_at": provenance.graded_at,
        "prompt_id": provenance.prompt_id,
        "prompt_version": provenance.prompt_version,
        "prompt_hash": provenance.prompt_hash,
        "rubric_version": provenance.rubric_version,
        "usage": dict(provenance.usage),
        "verdicts": [asdict(verdict) for verdict in grade.verdicts],
        "misconceptions": [asdict(found) for found in grade.misconceptions],
        "criteria": [asdict(criterion) for criterion in grade.criteria],
        "flags": list(grade.flags),
        "beyond": [asdict(found) for found in grade.beyond],
        "cost": provenance.cost,
    }


def session_of(row: Row, turns: tuple[Turn, ...]) -> Session:
    """The session of a row. Like all readers below, raises KeyError, TypeError or ValueError if it is damaged."""
    plan = Plan(
        session_id=row["session_id"],
        mode=Mode(row["mode"]),
        question_ids=tuple(row["question_ids"]),
        started_at=row["started_at"],
        seed=int(row["seed"]),
        seconds_per_question=row["seconds_per_question"],
    )
    return Session(
        plan=plan,
        turns=turns,
        finished_at=row["finished_at"],
        closing=row["closing"] or "",
        talk=Usage(**(row["talk"] or {})),
    )


def turn_of(row: Row, exchanges: tuple[Exchange, ...], hints: tuple[Hint, ...]) -> Turn:
    """The turn of a row."""
    if not exchanges:
        raise ValueError("A turn has no exchange.")
    return Turn(
        question_id=row["question_id"],
        title=row["title"],
        topic=row["topic"],
        asked_at=row["asked_at"],
        exchanges=exchanges,
        hints=hints,
        remarks=tuple(Remark(**item) for item in row["remarks"] or ()),
        skipped=row["skipped"],
        closed_at=row["closed_at"],
    )


def exchange_of(row: Row, grade: Grade | None) -> Exchange:
    """The exchange of a row."""
    prompt = Prompt(kind=PromptKind(row["kind"]), text=row["prompt"], point=row["point"])
    return Exchange(prompt=prompt, answer=row["answer"], answered_at=row["answered_at"], grade=grade)


def hint_of(row: Row) -> Hint:
    """The hint of a row."""
    return Hint(point=row["point"], text=row["text"], exchange=row["exchange"])


def grade_of(row: Row) -> Grade:
    """The grade of a row."""
    provenance = Provenance(
        method=Method(row["method"]),
        model=row["model"],
        grader_version=row["grader_version"],
        corpus_version=row["corpus_version"],
        graded_at=row["graded_at"],
        prompt_id=row["prompt_id"],
        prompt_version=row["prompt_version"],
        prompt_hash=row["prompt_hash"],
        rubric_version=row["rubric_version"],
        usage=dict(row["usage"]),
        cost=row["cost"],
    )
    return Grade(
        status=Status(row["status"]),
        score=row["score"],
        provenance=provenance,
        reason=row["reason"],
        verdicts=tuple(_verdict(item) for item in row["verdicts"]),
        misconceptions=tuple(_misconception(item) for item in row["misconceptions"]),
        criteria=tuple(CriterionLevel(**{**item, "evidence": _evidence(item)}) for item in row["criteria"]),
        beyond=tuple(Beyond(**{**item, "evidence": _evidence(item)}) for item in row["beyond"] or ()),
        flags=tuple(row["flags"]),
    )


def _verdict(item: Row) -> PointVerdict:
    return PointVerdict(
        **{
            **item,
            "verdict": Verdict(item["verdict"]),
            "evidence": _evidence(item),
            "votes": tuple(Verdict(vote) for vote in item.get("votes", ())),
        }
    )


def _misconception(item: Row) -> MisconceptionFound:
    return MisconceptionFound(**{**item, "evidence": _evidence(item)})


def _evidence(item: Row) -> tuple[Evidence, ...]:
    return tuple(Evidence(**span) for span in item.get("evidence", ()))
