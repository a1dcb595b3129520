"""Whether a probe gives away the key point that it leads to."""

from __future__ import annotations

import re

MAX_SHARED = 0.5
"""A prompt that shares more of a key point's telling words than this gives it away. Chosen by reading the probes
of the first sixty questions: those that lead without telling share at most 0.35."""

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_COMMON = frozenset(
    """a an and are as at be because been being between both but by can could did do does each every few for from
    had has have how i if in instead into is it its just less like many may more most much must no not of off on
    one only onto or other our out over own per same should so some such than that the their them then there these
    they this those through to too under until up use used uses using very was we were what when where which while
    who why will with within without would you your happen happens give gives mean means name say tell way""".split()
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ised", "ized", "ises", "izes", "ies", "ed", "es", "s", "e")


def telling_sequence(text: str) -> list[str]:
    """The words of `text` that carry content, in order, cut to a rough stem so that plural and tense do not matter."""
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON]


def telling_words(text: str) -> frozenset[str]:
    """The words of `telling_sequence`, each once."""
    return frozenset(telling_sequence(text))


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


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
