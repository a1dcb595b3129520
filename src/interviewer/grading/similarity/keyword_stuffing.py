"""Keyword stuffing: words of the field laid side by side, with nothing said about them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interviewer.language.common_words import FUNCTION_WORDS
from interviewer.language.words import words

MIN_WORDS = 6
"""Fewer words than this are not stuffing by themselves: "off at test" says something."""
LONG = 12
"""From this many words on a ratio is reliable; shorter text is stuffing only at 0."""
MIN_FUNCTION_WORD_RATIO = 0.2
"""What turns words into statements is function words, plain verbs, and signs such as `->`, `=` and `:`. Text of LONG
words or more with fewer of them per word is stuffing. Of `benchmarks/data/answers-dev.jsonl` piles have at most 0.16,
terse answers at least 0.31, whole sentences about 0.5."""

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
_EQUATION = re.compile(r"[\w)\]}²³]\s*(?:[≤≥≈∝≠∈]|(?<![=<>!])=(?!=))\s*[\w(\[{\-−√Σ∑∫∂∇λημσθ|‖]|\w\.\w+\(")
"""An equation, an assignment or a method call: it says something about what it names."""
_SIGNS = re.compile(r"->|=>|<-|[=→⇒←≈~<>≤≥+]|(?<=\w):(?=\s)|\s-+\s")


def function_word_ratio(text: str) -> float:
    """Function words, plain verbs and relation signs per word of `text`; 0 for a text without words."""
    found = words(text)
    if not found:
        return 0.0
    holding = sum(word.text in FUNCTION_WORDS or word.text in _VERBS for word in found)
    return (holding + len(_SIGNS.findall(text))) / len(found)


def is_keyword_stuffing(text: str) -> bool:
    """Whether a text is keyword stuffing: long enough, with hardly a function word and no equation."""
    count = len(words(text))
    if _EQUATION.search(text):
        return False
    return count >= MIN_WORDS and function_word_ratio(text) < (MIN_FUNCTION_WORD_RATIO if count >= LONG else 1 / LONG)


def free_of_stuffing(texts: Sequence[str]) -> list[bool]:
    """For each segment of one answer whether it may earn anything.

    Keyword stuffing earns nothing. Nor do segments with few function words that are too short to judge alone but are
    stuffing together, such as one keyword per line.
    """
    loose = [function_word_ratio(text) < MIN_FUNCTION_WORD_RATIO and not _EQUATION.search(text) for text in texts]
    together = is_keyword_stuffing("\n".join(text for text, is_loose in zip(texts, loose, strict=True) if is_loose))
    mostly = 2 * sum(loose) > len(texts)
    return [
        not is_keyword_stuffing(text) and not (together and mostly and is_loose)
        for text, is_loose in zip(texts, loose, strict=True)
    ]
