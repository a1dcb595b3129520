"""Whether the interviewer's words give away what the candidate has yet to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from interviewer.corpus.giveaway import gives_away, telling_sequence, telling_words
from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.dialogue.plain_words import plain_words
from interviewer.language.markdown import LITERAL, parts
from interviewer.language.sentences import split_sentences
from interviewer.language.words import WORD_PART, tokens

REFERENCE = "reference answer"
"""Reported as leaked when no single key point or misconception is."""

RUN = 5
MIN_RUN = 3
"""So many content-bearing words of the reference answer in a row are a quotation of it: RUN within a sentence,
MIN_RUN if they are the whole sentence."""

MIN_SHARED = 3
MIN_SHARED_WITH_TRUTH = 4
"""Words that share fewer telling words than this with a claim, or with the truth beside a misconception, do not say
it: if the candidate has said nearly all of it, a single common word would otherwise be the rest. With these limits no
probe of the corpus is a leak, and every claim and truth, put as a question, is one (tests/interview/dialogue)."""

MIN_FORMULA = 4
"""Shorter formulas and snippets, not counting white space, are common property (`1-p`, `x_i`)."""

_SPLITTABLE = 6
_TELLING_SIGN = re.compile(r"[=+*/^<>≤≥(\\-]")


def hidden_points(question: Question, verdicts: Iterable[PointVerdict]) -> list[KeyPoint]:
    """The key points that the candidate has not fully stated, including those not assessed."""
    met = {verdict.point for verdict in verdicts if credit_of(verdict) == 1.0}
    return [point for point in question.key_points if point.id not in met]


def leaks(text: str, question: Question, hidden: Sequence[KeyPoint], *, allowed: str = "") -> str | None:
    """What `text` gives away: the id of a key point of `hidden` or of a misconception, REFERENCE, or None.

    It looks for most of the telling words of a hidden claim or of a misconception's truth, RUN content-bearing words
    of the reference answer in a row, most of the telling words of one of its sentences, and its code and formulas.
    The question's title and `allowed`, the candidate's own words so far, give nothing away. The check reads words: a
    paraphrase that shares none of them passes.
    """
    said = _with_split_words(plain_words(text), question)
    words = telling_words(said)
    known = plain_words(f"{question.title}\n{allowed}")
    for point in hidden:
        if _says(said, words, point.claim, known, MIN_SHARED):
            return point.id
    for found in question.misconceptions:
        if _says(said, words, found.truth, f"{known} {plain_words(found.belief)}", MIN_SHARED_WITH_TRUTH):
            return found.id
    return REFERENCE if _quotes(said, question, known) or _shows_code(text, question, allowed) else None


def _says(said: str, words: frozenset[str], claim: str, known: str, least: int) -> bool:
    """Whether `said`, whose telling words are `words`, says what `claim` says to someone who knows `known`."""
    claimed = _claimed(claim)
    return len(claimed & words) >= min(least, len(claimed)) and gives_away(said, plain_words(claim), known)


@lru_cache(maxsize=512)
def _claimed(claim: str) -> frozenset[str]:
    return telling_words(plain_words(claim))


def _quotes(said: str, question: Question, known: str) -> bool:
    """Whether `said` has a run of the reference's words that neither a probe nor `known` has or consists of."""
    quoted = [
        run
        for length in range(MIN_RUN, RUN + 1)
        for run in _runs(said, length) & _reference_runs(question.reference, length)
    ]
    if not quoted:
        return False
    public = "\n".join((known, *(plain_words(point.probe) for point in question.key_points)))
    own = telling_words(public)
    return any(not own.issuperset(run) and run not in _runs(public, len(run)) for run in quoted)


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    stems = telling_sequence(text)
    return {tuple(stems[start : start + length]) for start in range(len(stems) - length + 1)}


@lru_cache(maxsize=64)
def _reference_runs(reference: str, length: int) -> frozenset[tuple[str, ...]]:
    """The runs of the reference's sentences; those shorter than RUN only if they are a whole sentence."""
    runs = (_runs(plain_words(sentence), length) for sentence in split_sentences(reference))
    return frozenset(run for found in runs if length == RUN or len(found) == 1 for run in found)


def _shows_code(text: str, question: Question, allowed: str) -> bool:
    """Whether `text` has a formula or a line of code of the reference that no probe and no answer has."""
    shown = _squeezed(text)
    snippets = [snippet for snippet in _snippets(question.reference) if snippet in shown]
    own = _squeezed("\n".join((question.title, allowed, *(point.probe for point in question.key_points))))
    return any(snippet not in own for snippet in snippets)


@lru_cache(maxsize=64)
def _snippets(reference: str) -> frozenset[str]:
    literal = (part for part in parts(reference) if part.kind in LITERAL)
    squeezed = (_squeezed(line) for part in literal for line in part.content.splitlines())
    return frozenset(found for found in squeezed if len(found) >= MIN_FORMULA and _TELLING_SIGN.search(found))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s`$]+", "", text.lower())


def _with_split_words(said: str, question: Question) -> str:
    """`said`, followed by the question's longer words that it contains in parts ("ze ro ed")."""
    if not said.strip():
        return said
    squeezed, edges = _without_gaps(said)
    split = (word for word in _long_words(question) if _stands_split(word, squeezed, edges))
    return " ".join((said, *split))


@lru_cache(maxsize=64)
def _long_words(question: Question) -> tuple[str, ...]:
    texts = (*(point.claim for point in question.key_points), *(found.truth for found in question.misconceptions))
    words = tokens(plain_words("\n".join((*texts, question.reference))), WORD_PART)
    return tuple(dict.fromkeys(word for word in words if len(word) >= _SPLITTABLE and word.isalpha()))


def _without_gaps(said: str) -> tuple[str, frozenset[int]]:
    """The letters and digits of `said` run together, and where a word begins in them."""
    words = tokens(said, WORD_PART)
    edges, length = set(), 0
    for word in words:
        edges.add(length)
        length += len(word)
    return "".join(words), frozenset(edges)


def _stands_split(word: str, squeezed: str, edges: frozenset[int]) -> bool:
    """Whether `word` runs in `squeezed` from the beginning of one word to the end of another, with a gap in between."""
    ends = edges | {len(squeezed)}
    return any(
        start in edges
        and start + len(word) in ends
        and any(gap in edges for gap in range(start + 1, start + len(word)))
        for start in _places(word, squeezed)
    )


def _places(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)
