"""Which follow-up to ask, and a check that it does not give its key point away."""

from __future__ import annotations

import re
from collections.abc import Iterable

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict

MAX_SHARED = 0.5
"""A prompt that shares more of a key point's telling words than this gives it away. Chosen by reading probes."""

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_COMMON = frozenset(
    """a an and are as at be because been being between both but by can could did do does each every few for from
    had has have how i if in instead into is it its just less like many may more most much must no not of off on
    one only onto or other our out over own per same should so some such than that the their them then there these
    they this those through to too under until up use used uses using very was we were what when where which while
    who why will with within without would you your happen happens give gives mean means name say tell way""".split()
)


def telling_words(text: str) -> frozenset[str]:
    """The words of `text` that carry content, cut to a rough stem so that plural and tense do not matter."""
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON)


def gives_away(prompt: str, claim: str, known: str = "") -> bool:
    """Whether `prompt` says what `claim` says.

    It does where more than MAX_SHARED of the claim's telling words stand in it; words of `known` (the question)
    give nothing away. A claim that consists of known words only is compared whole.
    """
    claimed = telling_words(claim)
    fresh = claimed - telling_words(known) or claimed
    if not fresh:
        return False
    return len(fresh & telling_words(prompt)) / len(fresh) > MAX_SHARED


def unmet_points(question: Question, verdicts: Iterable[PointVerdict]) -> list[KeyPoint]:
    """The key points that earned less than full credit, heaviest first, in the order of the question.

    A key point without a verdict is unmet; one that was not assessed is left out.
    """
    credit = {verdict.point: credit_of(verdict) for verdict in verdicts}
    unmet = [point for point in question.key_points if (credit.get(point.id, 0.0) or 0.0) < 1.0]
    assessed = [point for point in unmet if credit.get(point.id, 0.0) is not None]
    return sorted(assessed, key=lambda point: -point.weight)


def next_probe(question: Question, candidates: Iterable[KeyPoint], used: frozenset[str]) -> KeyPoint | None:
    """The first of `candidates` whose probe was not used yet and gives nothing away, or None."""
    for point in candidates:
        if point.id not in used and not gives_away(point.probe, point.claim, question.title):
            return point
    return None


def _stem(word: str) -> str:
    for ending in (
        "ations",
        "ation",
        "ings",
        "ing",
        "ised",
        "ized",
        "ises",
        "izes",
        "ies",
        "ed",
        "es",
        "s",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
