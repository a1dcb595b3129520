"""Keyword piles: words of the field laid side by side, with nothing said about them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interviewer.grading.similarity.words import FUNCTION_WORDS, words

MIN_WORDS = 6
"""Fewer words than this are no pile by themselves: "off at test" says something."""
LONG = 12
"""From this many words on a share of glue can be told; shorter text is a pile only without any."""
MIN_GLUE = 0.2
"""Glue is what turns words into statements: function words, plain verbs, and signs such as `->`, `=` and `:`. Text of
LONG words or more with less of it a word is a pile. Over the development answers piles have at most 0.16, terse
answers at least 0.31, whole sentences about 0.5 (benchmarks/grader_answers.py --glue)."""

_VERBS = frozenset(
    """add adds affect affects allow allows applied applies apply aren't avoid avoids become becomes build builds call
    called can't carries carry change changes collapse collapses come comes compare compares compute computed
    computes cost costs create creates cut cuts decrease decreases depend depends divide divided divides doesn't
    don't drop drops end ends fall falls feed feeds find finds fix fixes flatten flattens fool fools grow grows
    happen happens help helps hold holds imitate imitates improve improves increase increases isn't it's keep
    keeps kept know knows lead leads learn learned learns leave leaves look looks lose loses lower lowers maps
    match matches mimic mimics minimize minimizes move moves multiplied multiplies multiply needed normalize
    normalizes pass passes predict predicts prevent prevents produce produced produces punish punishes put raise
    raises reduce reduces remove removes replace replaces return returns reuse reuses run runs save saves say
    says scale scaled scales see sees send sends set sets show shows shrink shrinks skip skips slide slides
    split splits start starts stay stays stop stops suit suits tell tells tend tends that's there's they're
    train trained trains transform transforms treat treats tries try turn turns update updated updates vanish
    vanishes won't work works you're zero zeroed zeroes""".split()
)
_SIGNS = re.compile(r"->|=>|<-|[=→⇒←≈~<>≤≥+]|(?<=\w):(?=\s)|\s-+\s")


def glue(text: str) -> float:
    """Function words, plain verbs and relation signs for each word of `text`; 0 for a text without words."""
    found = words(text)
    if not found:
        return 0.0
    holding = sum(word.text in FUNCTION_WORDS or word.text in _VERBS for word in found)
    return (holding + len(_SIGNS.findall(text))) / len(found)


def is_pile(text: str) -> bool:
    """Whether a piece of an answer is a pile of words: long enough, and with hardly any glue."""
    count = len(words(text))
    return count >= MIN_WORDS and glue(text) < (MIN_GLUE if count >= LONG else 1 / LONG)


def pile_free(texts: Sequence[str]) -> list[bool]:
    """For each piece of one answer whether it may earn anything.

    A pile earns nothing. Nor do pieces with little glue that are too short to be called a pile alone but make one
    together, such as a keyword a line.
    """
    loose = [glue(text) < MIN_GLUE for text in texts]
    together = is_pile("\n".join(text for text, is_loose in zip(texts, loose, strict=True) if is_loose))
    mostly = 2 * sum(loose) > len(texts)
    return [
        not is_pile(text) and not (together and mostly and is_loose)
        for text, is_loose in zip(texts, loose, strict=True)
    ]
