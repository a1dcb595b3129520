"""A question that is not in a corpus: the claims of its reference answer are its key points."""

from __future__ import annotations

import hashlib

from interviewer.corpus.question import KeyPoint, Kind, Level, Question
from interviewer.grading.reference.claims import ReferenceClaim, claims_of
from interviewer.language.words import content_stems

ESSENTIAL_WEIGHT = 3
EXTRA_WEIGHT = 1
"""The weights of key points: what is essential counts thrice what elaborates."""

_PREFIX = "inline-"


def question_of(title: str, reference: str) -> Question | None:
    """The question `title` with a key point for each claim of `reference`; see `claims_of`.

    None if no claim has a word that carries content.
    """
    claims = claims_of(title, reference)
    if not any(content_stems(claim.text) for claim in claims):
        return None
    digest = hashlib.sha256(f"{title}\0{reference}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Question(
        id=f"{_PREFIX}{digest}",
        topic="",
        level=Level.MID,
        kind=Kind.CONCEPT,
        title=title,
        reference=reference,
        key_points=tuple(KeyPoint(f"k{n}", _weight(claim), claim.text, "") for n, claim in enumerate(claims, start=1)),
    )


def is_inline(question: Question) -> bool:
    """Whether a question was made by `question_of`: its key points are cut from a bare reference."""
    return question.id.startswith(_PREFIX) and not question.file


def _weight(claim: ReferenceClaim) -> int:
    return ESSENTIAL_WEIGHT if claim.essential else EXTRA_WEIGHT
