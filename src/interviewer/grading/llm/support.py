"""Which quotes of a model count as evidence: they are in the answer, are the candidate's, and are about the claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from interviewer.corpus.question import KeyPoint, Misconception
from interviewer.grading.grader import GradingRequest
from interviewer.grading.llm.addressing import addressed_units, speaks_to_grader, units_of
from interviewer.grading.llm.nearness import QuoteNearness
from interviewer.grading.llm.quotes import find_quote, fold
from interviewer.grading.llm.vocabulary import stems, words_of_point, words_of_question
from interviewer.grading.similarity.keyword_stuffing import is_keyword_stuffing
from interviewer.grading.verdict import Evidence
from interviewer.language.sentences import Span
from interviewer.language.words import words

MIN_WORDS = 3
"""A quote with fewer words is evidence only by the term that it shares with the claim, unless the answer is
SHORT_ANSWER."""
SHORT_ANSWER = 6
"""An answer of at most this many words can be evidence as a whole: "1/(1-p)", "yes"."""
MOST_WORDS = 60
"""A quote with more words than this points to nothing."""
BEYOND_WORDS = 2
"""A claim beyond the reference is about the subject if it shares this many content words with the reference
material, one of them not from the question."""

_BARE = frozenset({"yes", "yeah", "yep", "nope"})
_RELATION = re.compile(r"[^\W_]\S*\s*[=≈∝≤≥<>←]\s*\S")
_WORD = re.compile(r"[^\W\d_]{4,}")
_SYMBOLS = frozenset("=()[]{}\\^_+/<>$")

Words = frozenset[str]
Overlap = Callable[[Words], bool]


class Support:
    """Checks the quotes of one reply against the answer of one request.

    Without a `nearness` a quote is about a claim only by the words that they share.
    """

    def __init__(self, request: GradingRequest, nearness: QuoteNearness | None = None) -> None:
        self._request = request
        self._nearness = nearness
        self._answer = request.answer
        self._folded = fold(request.answer)
        self._units = units_of(request.answer)
        self._prompts = tuple(fold(text).text.strip() for text in (request.question.title, request.prompt))

    def point(self, quotes: Iterable[str], point: KeyPoint) -> tuple[Evidence, ...]:
        """The quotes that are evidence for what the answer does with a key point, as spans of the answer.

        A short answer without a content word ("no, it does not") is evidence for the key point that it was asked
        about, and for no other.
        """
        wanted = words_of_point(self._request.question, point)
        found = self._evidence(quotes, lambda said: bool(said & wanted), point.claim)
        return found or (self._bare(quotes) if self._request.focus == point.id else ())

    def belief(self, quotes: Iterable[str], wrong: Misconception) -> tuple[Evidence, ...]:
        """The quotes that are evidence for a misconception."""
        wanted = stems(wrong.belief) | stems(wrong.truth)
        return self._evidence(quotes, lambda said: bool(said & wanted), wrong.belief)

    def criterion(self, quotes: Iterable[str]) -> tuple[Evidence, ...]:
        """The quotes that are evidence for a criterion's level: any word of them is about the subject."""
        wanted = words_of_question(self._request.question)
        return self._evidence(quotes, lambda said: bool(said & wanted))

    def beyond(self, quote: str, passage: str | None) -> tuple[Evidence, ...]:
        """The quote, if it is a claim about the subject; `passage` is the text that is said to support it."""
        subject = words_of_question(self._request.question)
        asked = stems(self._request.question.title) | stems(self._request.prompt)
        supporting = subject if passage is None else stems(passage)

        def about(said: Words) -> bool:
            return len(said & subject) >= BEYOND_WORDS and bool((said & supporting) - asked)

        return self._evidence([quote], about)

    def overlaps(self, one: Sequence[Evidence], others: Iterable[Evidence]) -> bool:
        """Whether any span of `one` shares a character with any of `others`."""
        return any(a.start < b.end and b.start < a.end for b in others for a in one)

    def _evidence(self, quotes: Iterable[str], speaks_of_it: Overlap, claim: str = "") -> tuple[Evidence, ...]:
        """The spans of the quotes that count: by their words, or by their nearness to `claim`, if there is one."""
        found: list[Evidence] = []
        for quote in quotes:
            places = find_quote(self._answer, self._folded, quote)
            spans = next((spans for spans in places if self._counts(spans, speaks_of_it, claim)), ())
            found += [evidence for evidence in spans if evidence not in found]
        return tuple(found)

    def _counts(self, spans: tuple[Evidence, ...], speaks_of_it: Overlap, claim: str) -> bool:
        text = " ... ".join(evidence.text for evidence in spans)
        count = len(words(text))
        if not count or count > MOST_WORDS or self._is_echo(spans) or self._is_not_the_candidates(spans, text):
            return False
        if speaks_of_it(stems(text)) or (claim and _is_formula(text)):
            return True
        return count >= MIN_WORDS and self._is_near(spans, text, claim)

    def _is_near(self, spans: tuple[Evidence, ...], text: str, claim: str) -> bool:
        """Whether a quote is near the claim in meaning, and stands where the answer speaks of the subject."""
        if self._nearness is None or not claim or not self._is_on_the_subject(spans):
            return False
        return self._nearness.is_near(text, claim, self._request.question.title)

    def _is_on_the_subject(self, spans: tuple[Evidence, ...]) -> bool:
        """Whether the sentences of the spans, or those beside them, have a word of the reference material that is not
        the question's. Text that speaks to the grader does not count."""
        places = [number for number, unit in enumerate(self._units) if _touches(unit, spans)]
        near = self._units[max(0, min(places, default=0) - 1) : max(places, default=-1) + 2]
        said = frozenset[str]().union(*(stems(unit.text) for unit in near if not _touches(unit, self._addressed)))
        return bool(said & (words_of_question(self._request.question) - stems(self._request.question.title)))

    def _bare(self, quotes: Iterable[str]) -> tuple[Evidence, ...]:
        """The quotes of a short answer that has no content word."""
        if not self._answer_is_short or any(word.is_content and word.text not in _BARE for word in words(self._answer)):
            return ()
        return self._evidence(quotes, lambda _: True)

    def _is_echo(self, spans: tuple[Evidence, ...]) -> bool:
        texts = [fold(evidence.text).text.strip(" \"'.,;:!?") for evidence in spans]
        return all(any(text in prompt for prompt in self._prompts) for text in texts)

    def _is_not_the_candidates(self, spans: tuple[Evidence, ...], text: str) -> bool:
        """Whether any of it speaks to the grader or is part of keyword stuffing."""
        if speaks_to_grader(fold(text).text) or self.overlaps(spans, self._addressed):
            return True
        units = (unit for unit in self._units if _touches(unit, spans))
        return any(is_keyword_stuffing(unit.text) and not _SYMBOLS & set(unit.text) for unit in units)

    @cached_property
    def _answer_is_short(self) -> bool:
        return len(words(self._answer)) <= SHORT_ANSWER

    @cached_property
    def _addressed(self) -> tuple[Evidence, ...]:
        units = addressed_units(self._folded, self._units)
        return tuple(Evidence(unit.start, unit.end, unit.text) for unit in units)


def _touches(unit: Span, spans: Iterable[Evidence]) -> bool:
    """Whether a sentence shares a character with any of the spans."""
    return any(unit.start < span.end and span.start < unit.end for span in spans)


def _is_formula(text: str) -> bool:
    """Whether it relates symbols and has no word, only names such as `exp`: then no word of it can tell the claim."""
    return _RELATION.search(text) is not None and _WORD.search(text) is None
