"""Grades and contested verdicts as rows, and back. What reads a row raises KeyError, TypeError or ValueError if it is
damaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from interviewer.grading.grade import Grade, Method, Provenance, Status
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.dispute import Dispute, SecondJudgement
from interviewer.models.chat import Usage

Row = Mapping[str, Any]


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
        "printed": grade.printed,
    }


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
        misconceptions=tuple(
            MisconceptionFound(**{**item, "evidence": _evidence(item)}) for item in row["misconceptions"]
        ),
        criteria=tuple(CriterionLevel(**{**item, "evidence": _evidence(item)}) for item in row["criteria"]),
        beyond=tuple(Beyond(**{**item, "evidence": _evidence(item)}) for item in row["beyond"] or ()),
        flags=tuple(row["flags"]),
        printed=row["printed"] or "",
    )


def dispute_row(dispute: Dispute) -> dict[str, Any]:
    """The columns of a dispute, without what names its exchange."""
    second = dispute.second
    return {
        "point": dispute.point,
        "contested": dispute.contested.value,
        "label": dispute.label.value,
        "argument": dispute.argument,
        "decided_at": dispute.decided_at,
        "second": None if second is None else {**asdict(second), "judged_at": second.judged_at.isoformat()},
    }


def dispute_of(row: Row) -> Dispute:
    """The dispute of a row."""
    second = row["second"]
    return Dispute(
        point=row["point"],
        contested=Verdict(row["contested"]),
        label=Verdict(row["label"]),
        argument=row["argument"],
        decided_at=row["decided_at"],
        second=None if second is None else _second(second),
    )


def _second(item: Row) -> SecondJudgement:
    return SecondJudgement(
        verdict=None if item["verdict"] is None else _verdict(item["verdict"]),
        judge=item["judge"],
        judged_at=datetime.fromisoformat(item["judged_at"]),
        reason=item["reason"],
        usage=Usage(**item["usage"]),
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


def _evidence(item: Row) -> tuple[Evidence, ...]:
    return tuple(Evidence(**span) for span in item.get("evidence", ()))
