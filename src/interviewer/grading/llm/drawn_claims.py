"""The claims of a bare reference, drawn by the chat model before it judges: each with a quote that code looks up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.llm.quotes import find_quote, fold
from interviewer.grading.reference.claims import MOST_CLAIMS
from interviewer.models.asking import asked_twice, keyed_delimiters
from interviewer.models.chat import Call, Cancel, ChatModel, Usage
from interviewer.models.errors import BadReplyError
from interviewer.models.prompts import PromptTemplate
from interviewer.text import one_line

CLAIMS = "claims"
"""The prompt that asks for them."""

_MOST_CHARACTERS = 600
_MAX_TOKENS = 4_000
_FAILED = "The claims of the reference could not be drawn: {error}"

_Text = Annotated[str, BeforeValidator(lambda value: value[:_MOST_CHARACTERS] if isinstance(value, str) else value)]


class _WrongClaimsError(BadReplyError):
    """The claims of a reply are not the reference's."""


class ClaimReply(BaseModel):
    """One claim: what it states, the words of the reference that state it, and whether an answer needs it."""

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra={"additionalProperties": False})

    claim: _Text
    quote: _Text
    essential: bool


class ClaimsReply(BaseModel):
    """The reply to the prompt `claims`."""

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra={"additionalProperties": False})

    claims: list[ClaimReply]


def draw(
    chat: ChatModel, prompt: PromptTemplate, key: bytes, question: Question, seconds: float, cancel: Cancel
) -> tuple[Question, Usage]:
    """The question with the essential claims of its reference as key points of one weight, and what asking used.

    A reply that cannot be used is asked for once more. Raises BadReplyError if that cannot be used either, and the
    ModelError of the call; nothing is then cached.
    """
    texts = {"question": question.title, "reference": question.reference}
    messages = prompt.render(keyed_delimiters(texts.values(), key), **texts)
    call = Call(messages, max_tokens=_MAX_TOKENS, seconds=seconds, cancel=cancel)
    try:
        answered = asked_twice(chat, call, ClaimsReply, lambda reply: _with_claims(question, reply.claims))
    except _WrongClaimsError as error:
        failed = BadReplyError(_FAILED.format(error=error.message), "Try again, or another model.")
        raise failed.having_used(error.used or Usage()) from error
    return answered.found, answered.usage


def _with_claims(question: Question, claims: Sequence[ClaimReply]) -> Question:
    """The question with these claims. Raises _WrongClaimsError where they are not the reference's."""
    reference = fold(question.reference)
    for number, one in enumerate(claims, start=1):
        if not one.claim.strip():
            raise _WrongClaimsError(f"Claim {number} is empty.")
        if next(find_quote(question.reference, reference, one.quote), None) is None:
            raise _WrongClaimsError(
                f"The quote of claim {number} is not in the reference: {one_line(one.quote, 80)!r}."
            )
    needed = [one.claim for one in claims if one.essential]
    if not needed:
        raise _WrongClaimsError("None of the claims is essential.")
    if len(needed) > MOST_CLAIMS:
        raise _WrongClaimsError(f"There are {len(needed)} essential claims; at most {MOST_CLAIMS} can be judged.")
    points = (KeyPoint(f"k{n}", 1, one_line(claim), "") for n, claim in enumerate(needed, start=1))
    return replace(question, key_points=tuple(points))
