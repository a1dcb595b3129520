"""A question that is not in a corpus: the statements of its reference answer are its key points."""

from __future__ import annotations

import hashlib

from interviewer.corpus.question import KeyPoint, Kind, Level, Question
from interviewer.language.sentences import sentences
from interviewer.language.words import content_stems

_MOST_POINTS = 20


def question_of(title: str, reference: str) -> Question | None:
    """The question `title` with a key point of weight 1 for each sentence of `reference`, the first 20 of them.

    None if no sentence of the reference has a word that carries content.
    """
    texts = (" ".join(unit.text.split()) for unit in sentences(reference))
    claims = list(dict.fromkeys(text for text in texts if content_stems(text)))[:_MOST_POINTS]
    if not claims:
        return None
    digest = hashlib.sha256(f"{title}\0{reference}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Question(
        id=f"inline-{digest}",
        topic="",
        level=Level.MID,
        kind=Kind.CONCEPT,
        title=title,
        reference=reference,
        key_points=tuple(KeyPoint(f"k{n}", 1, claim, "") for n, claim in enumerate(claims, start=1)),
    )
