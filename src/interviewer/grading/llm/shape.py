"""The shape of a model's reply: reasoning and evidence before each verdict, and no total.

Every field is required, and the schema allows no other, so that strict structured output accepts it. Where a server
does not hold the model to the schema, other fields of a reply are left out and never used. Limits on length are
enforced by cutting, not in the schema: strict modes do not support `maxLength`, and a long explanation is not a reason
to ask again.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

MOST_REASONING = 600
"""Characters of one reasoning that are kept."""
MOST_QUOTES = 3
"""Quotes of one verdict that are kept."""
MOST_QUOTE = 2_000
"""Characters of one quote that are kept."""
MOST_ENTRIES = 200
"""Entries of one list that are kept; a list of verdicts that is cut by this fails the check of its ids."""


def _cut(most: int) -> BeforeValidator:
    """Cuts a string or list to `most`; anything else is left for validation to reject."""
    return BeforeValidator(lambda value: value[:most] if isinstance(value, str | list) else value)


_Id = Annotated[str, _cut(200)]
_Reasoning = Annotated[str, _cut(MOST_REASONING)]
_Quote = Annotated[str, _cut(MOST_QUOTE)]
_Quotes = Annotated[list[_Quote], _cut(MOST_QUOTES)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra={"additionalProperties": False})


class PointReply(_Strict):
    """What the model says of one key point. `sure` is False where another reading of the answer is as fair."""

    id: _Id
    reasoning: _Reasoning
    evidence: _Quotes
    verdict: Literal["met", "partial", "missed", "contradicted"]
    sure: bool


class MisconceptionReply(_Strict):
    """A misconception that the answer states; one that is not listed is not stated, nor is one with `stated` False."""

    id: _Id
    evidence: _Quotes
    stated: bool


class CriterionReply(_Strict):
    """The level of one criterion of the rubric."""

    id: _Id
    reasoning: _Reasoning
    evidence: _Quotes
    level: Literal[0, 1, 2, 3, 4]


class BeyondReply(_Strict):
    """A claim of the answer that is no key point.

    `supported_by` is a passage's id, "common knowledge", or "none": then the claim does not count.
    """

    claim_quote: _Quote
    reasoning: _Reasoning
    supported_by: _Id
    relevant: bool


class GradingReply(_Strict):
    """The reply to the prompt `grade`."""

    key_points: Annotated[list[PointReply], _cut(MOST_ENTRIES)]
    misconceptions: Annotated[list[MisconceptionReply], _cut(MOST_ENTRIES)]
    criteria: Annotated[list[CriterionReply], _cut(MOST_ENTRIES)]
    beyond: Annotated[list[BeyondReply], _cut(MOST_ENTRIES)]
    addressed_to_grader: Annotated[list[_Quote], _cut(MOST_ENTRIES)]


class VoteReply(_Strict):
    """The reply to the prompt `vote`: some key points judged once more."""

    key_points: Annotated[list[PointReply], _cut(MOST_ENTRIES)]
