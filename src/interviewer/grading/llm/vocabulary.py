"""Whether a quote is about the claim that it should be evidence for: it shares a telling word with it.

This reads no meaning. It rejects quotes that have nothing to do with the claim, however a model was led to offer them:
instructions, small talk, codes, another language.
"""

from __future__ import annotations

from functools import lru_cache

from interviewer.corpus.question import KeyPoint, Question
from interviewer.language.sentences import sentences
from interviewer.language.words import content_stems, stem, written_out

NEAREST = 2
"""A claim's words are read together with this many sentences of the reference answer, those that share most with it:
there the reference says the same in other words. Of the key points that a person found met in the development answers
this leaves 215 of 216 with a sentence that shares a word; the claim's own words alone leave 214."""

_GRADING_WORDS = frozenset(
    stem(word)
    for word in """answer award candidate complete correct correctly credit criteria criterion evaluator evidence
    examiner explain explained full fully grade grader grading ignore instruction instructions mark marks met
    perfect please point points question reference reply respond response right rubric say says score statement true
    verdict""".split()
)


def stems(text: str) -> frozenset[str]:
    """The stems of a text's content words, shorthand written out, without the words of grading itself, which are in
    every text addressed to a grader, and without single letters and digits, unless there is nothing else."""
    found = content_stems(written_out(text)) - _GRADING_WORDS
    return frozenset(word for word in found if len(word) > 1) or found


@lru_cache(maxsize=512)
def words_of_point(question: Question, point: KeyPoint) -> frozenset[str]:
    """The stems of which evidence for a key point has at least one, the question's own left out if others remain."""
    claim = stems(point.claim)
    texts = sorted((stems(unit.text) for unit in sentences(question.reference)), key=lambda some: -len(some & claim))
    near = frozenset[str]().union(*(some for some in texts[:NEAREST] if some & claim))
    every = claim | near | stems(point.probe)
    symbols = frozenset(word for word in content_stems(f"{point.claim} {question.reference}") if len(word) == 1)
    return ((every - stems(question.title)) or every) | symbols


@lru_cache(maxsize=512)
def words_of_question(question: Question) -> frozenset[str]:
    """The stems of everything that the question's reference material says."""
    texts = (
        question.title,
        question.reference,
        *(text for point in question.key_points for text in (point.claim, point.probe)),
        *(text for wrong in question.misconceptions for text in (wrong.belief, wrong.truth)),
    )
    return frozenset[str]().union(*(stems(text) for text in texts))
