"""Progress and the plan as JSON, and the JSON Schema of that: both from the values themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from interviewer.learning.plan import TodayPlan
from interviewer.learning.progress import Progress
from interviewer.reports.schema import schema_text

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = "interviewer-learning/1"
"""Names the fields. The number changes when a field is removed or means something else."""


@dataclass(frozen=True)
class ProgressDocument:
    """What `interviewer progress --json` prints."""

    format: str
    progress: Progress


@dataclass(frozen=True)
class PlanDocument:
    """What `interviewer plan --json` prints."""

    format: str
    plan: TodayPlan


def progress_json(progress: Progress) -> str:
    """All progress. Text is exact, as it was recorded."""
    return _dumped(ProgressDocument(FORMAT, progress))


def plan_json(plan: TodayPlan) -> str:
    """The whole plan."""
    return _dumped(PlanDocument(FORMAT, plan))


def learning_schema() -> str:
    """The JSON Schema (2020-12) of either document, as JSON text."""
    return schema_text(_adapter())


def _dumped(document: ProgressDocument | PlanDocument) -> str:
    return _adapter().dump_json(document, indent=1).decode() + "\n"


@cache
def _adapter() -> TypeAdapter[ProgressDocument | PlanDocument]:
    from pydantic import TypeAdapter

    return TypeAdapter(ProgressDocument | PlanDocument)
