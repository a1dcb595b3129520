"""The shape of a reply suits strict structured output, and asks for reasons before verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from interviewer.grading.llm.shape import MOST_REASONING, GradingReply, PointReply, VoteReply

POINT = {"id": "k1", "reasoning": "r", "evidence": ["e"], "verdict": "met", "sure": True}


def objects(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    yield from schema.get("$defs", {}).values()


@pytest.mark.parametrize("shape", [GradingReply, VoteReply])
def test_every_field_is_required_and_no_other_is_allowed(shape: type[BaseModel]) -> None:
    for schema in objects(shape.model_json_schema()):
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])


@pytest.mark.parametrize("shape", [GradingReply, VoteReply])
def test_the_schema_has_no_keyword_that_strict_modes_refuse(shape: type[BaseModel]) -> None:
    text = json.dumps(shape.model_json_schema())
    assert not [word for word in ("maxLength", "minLength", "default", "oneOf", "patternProperties") if word in text]


def test_reasoning_and_evidence_come_before_the_verdict() -> None:
    assert list(PointReply.model_fields) == ["id", "reasoning", "evidence", "verdict", "sure"]


def test_a_field_that_was_not_asked_for_is_left_out() -> None:
    assert "score" not in PointReply.model_validate(POINT | {"score": 1.0}).model_dump()


def test_what_is_too_long_is_cut_and_not_refused() -> None:
    point = PointReply.model_validate(POINT | {"reasoning": "x" * 5000, "evidence": ["a b c"] * 9})
    assert len(point.reasoning) == MOST_REASONING
    assert len(point.evidence) == 3


@pytest.mark.parametrize(
    "change",
    [{"verdict": "excellent"}, {"verdict": "not assessed"}, {"evidence": "text"}, {"sure": None}],
)
def test_an_off_menu_reply_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PointReply.model_validate(POINT | change)


@pytest.mark.parametrize("missing", list(POINT))
def test_a_field_left_out_is_refused(missing: str) -> None:
    with pytest.raises(ValidationError):
        PointReply.model_validate({key: value for key, value in POINT.items() if key != missing})
