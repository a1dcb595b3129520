"""A question, a rubric and prompts that tests of the language-model grader share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interviewer.corpus.question import KeyPoint, Kind, Level, Misconception, Question
from interviewer.grading.grader import GradingRequest
from interviewer.grading.llm.shape import (
    BeyondReply,
    CriterionReply,
    GradingReply,
    MisconceptionReply,
    PointReply,
)
from interviewer.grading.rubric import read_rubrics
from interviewer.models.prompts import PromptLibrary
from interviewer.models.spotlighting import Delimiters
from interviewer.paths import bundled
from interviewer.search.passage import Passage, PassageKind

DELIMITERS = Delimiters("8f3a8f3a8f3a8f3a")
PROMPTS = PromptLibrary([bundled("prompts")])
RUBRIC = read_rubrics([bundled("prompts")]).of(Kind.CONCEPT)

QUESTION = Question(
    id="dropout",
    topic="regularization",
    level=Level.JUNIOR,
    kind=Kind.CONCEPT,
    title="What is dropout, and why does it reduce overfitting?",
    reference=(
        "In each training step every unit of the chosen layers is zeroed at random. No unit can then rely on another "
        "one being there, which breaks up co-adaptation. At inference all units take part, and inverted dropout has "
        "scaled the surviving activations by $1/(1-p)$ during training."
    ),
    key_points=(
        KeyPoint("k1", 3, "At each training step every unit is zeroed at random.", "What happens to a layer's output?"),
        KeyPoint("k2", 2, "No unit can rely on particular others, which reduces co-adaptation.", "Why does it help?"),
        KeyPoint("k3", 1, "At inference all units take part and activations keep their scale.", "And after training?"),
    ),
    misconceptions=(Misconception("m1", "Dropout permanently deletes neurons.", "The mask is random and temporary."),),
    file="regularization/dropout.md",
)
PASSAGE = Passage(
    id="l2-regularization#reference-1",
    question_id="l2-regularization",
    kind=PassageKind.REFERENCE,
    heading="What is weight decay?",
    file="regularization/l2-regularization.md",
    text="Weight decay shrinks weights and can be combined with dropout.",
)
ANSWER = (
    "During training you randomly zero some units in every step. So a unit can't rely on its neighbours — that is "
    "co-adaptation. “At test time” everything is on. Weight decay can be combined with it too."
)


def a_request(answer: str = ANSWER, question: Question = QUESTION, prompt: str | None = None) -> GradingRequest:
    """A request to grade an answer to the question."""
    return GradingRequest(question, answer, question.title if prompt is None else prompt)


def a_point(point: str, verdict: str, *evidence: str) -> PointReply:
    """What a model says of one key point."""
    return PointReply.model_validate(
        {"id": point, "reasoning": "Because.", "evidence": list(evidence), "verdict": verdict, "sure": True}
    )


def a_reply(
    points: Mapping[str, tuple[str, Sequence[str]]] | None = None,
    *,
    stated: Sequence[str] = (),
    levels: Mapping[str, tuple[int, Sequence[str]]] | None = None,
    beyond: Sequence[BeyondReply] = (),
) -> GradingReply:
    """A reply: verdict and quotes by key point (missed otherwise), quotes of the misconception where it is stated,
    level and quotes by criterion (0 otherwise)."""
    given = points or {}
    at = levels or {}
    return GradingReply(
        key_points=[a_point(p.id, *_flat(given.get(p.id, ("missed", ())))) for p in QUESTION.key_points],
        misconceptions=[MisconceptionReply(id="m1", evidence=list(stated), stated=True)] if stated else [],
        criteria=[
            CriterionReply.model_validate(
                {
                    "id": criterion.id,
                    "reasoning": "Because.",
                    "evidence": list(at.get(criterion.id, (0, ()))[1]),
                    "level": at.get(criterion.id, (0, ()))[0],
                }
            )
            for criterion in RUBRIC.criteria
        ],
        beyond=list(beyond),
        addressed_to_grader=[],
    )


def a_beyond(quote: str, supported_by: str = "common knowledge", *, relevant: bool = True) -> BeyondReply:
    """A claim that a model found beyond the reference."""
    return BeyondReply(claim_quote=quote, reasoning="Because.", supported_by=supported_by, relevant=relevant)


def _flat(entry: tuple[str, Sequence[str]]) -> tuple[str, ...]:
    return (entry[0], *entry[1])
