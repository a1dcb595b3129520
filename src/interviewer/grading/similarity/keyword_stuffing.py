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
LONG_SEGMENT = 17
"""A segment of fewer words than this, divided by signs, may be a list within an answer: "remedies: GQA, int8 KV"."""
MIN_FUNCTION_WORD_RATIO = 0.15
"""What turns words into statements is function words, plain verbs, and signs such as `->`, `=` and `:`. Text of LONG
words or more with fewer of them per word is stuffing. Of 26 piles among the development answers of
`benchmarks/data/whole-answers.jsonl` and `attacks.jsonl` 21 have less; terse answers have at least 0.17."""
LOOSE_RATIO = 0.2
"""A segment with fewer of them says little by itself, and nothing where most of an answer is such segments that are
stuffing together."""

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
    vanishes won't work works you're zero zeroed zeroes
    accumulate accumulates approximates approximating assume assumes causes causing converges deactivates destroys
    detect detects discourages diverges enable enables enabling encourages ensure ensures ensuring exceed exceeds
    explodes follows forces forcing forgets generalizes guarantees handle handles ignore ignores ignoring implies
    imply improving inverts lowering maximize maximizes memorizes oscillates penalize penalizes permit permits
    permitting preserve preserves preserving preventing proposes raising reducing refuse refuses regularizes relies
    rely removing require requires requiring resolve resolves saturates stabilize stabilizes suffer suffers wreck
    wrecks yields""".split()
)
_EQUATION = re.compile(r"[\w)\]}²³]\s*(?:[≤≥≈∝≠∈]|(?<![=<>!])=(?!=))\s*[\w(\[{\-−√Σ∑∫∂∇λημσθ|‖]|\w\.\w+\(")
"""An equation, an assignment or a method call: it says something about what it names."""
_MARKUP = re.compile(r"\\(?:cite|ref|label|section)\w*\{[^{}]*\}|\\[A-Za-z]+")
"""Commands of LaTeX, which are no words of the answer."""
_OUT_OF_ORDER = re.compile(
    r"""\b(?!(\w+)\s+\1\b)(?:
      the(?:\s+(?:of|is|are|was|were|and|or|but|to|in|with|by|for|from|into|that|which|it|they|be|has|have|on|at|as|than
                 |an?|so|because|when)(?![-\w/'’])|[.,;:])
      |an?\s+(?:of|are|was|were|or|but|with|from|into|which|they|have|than|the|so|because)(?![-\w/'’])
      |(?:of|by|from|into|than)\s+(?:is|are|was|were|and|or|of|by|has|have|be|so|because)(?![-\w/])
      |(?:is|are|was|were)\s+(?:are|was|were|has|have|which)(?![-\w/])
      |(?:and|or|but)\s+(?:of|and|or|but)(?![-\w/])
      |(?:has|have)\s+(?:is|are|of|and|or)(?![-\w/])
      |to\s+(?:of|is|are|and|or|by|has)(?![-\w/]))""",
    re.VERBOSE,
)
"""Two words that hardly ever stand in this order in a sentence. A doubled word is a slip."""
MOST_OUT_OF_ORDER, LEAST_OUT_OF_ORDER = 0.01, 3
"""The share of such pairs per word, and their number, from which an answer is words in no order. Of the development
answers and the reference answers none has more than one pair; of 415 reference answers with their words shuffled 9 in
10 have enough."""
_BETWEEN = re.compile(r"(?<=\w)\W+(?=\w)")
_DIVIDERS = frozenset(",;:/()[]{}|&–—")
_SIGNS = re.compile(r"->|=>|<-|[=→⇒←≈~<>≤≥+]|(?<=\w):(?=\s)|\s-+\s")


def function_word_ratio(text: str) -> float:
    """Function words, plain verbs and relation signs per word of `text`; 0 for a text without words."""
    text = _MARKUP.sub(" ", text)
    found = words(text)
    if not found:
        return 0.0
    holding = sum(word.text in FUNCTION_WORDS or word.text in _VERBS for word in found)
    return (holding + len(_SIGNS.findall(text))) / len(found)


def is_keyword_stuffing(text: str) -> bool:
    """Whether a text is keyword stuffing: long enough, with hardly a function word and no equation."""
    count = len(words(text))
    if count < MIN_WORDS or _EQUATION.search(text):
        return False
    return function_word_ratio(text) < (MIN_FUNCTION_WORD_RATIO if count >= LONG else 1 / LONG)


def is_out_of_order(text: str) -> bool:
    """Whether a text is words in no order."""
    found = len(_OUT_OF_ORDER.findall(text))
    return found >= LEAST_OUT_OF_ORDER and found > MOST_OUT_OF_ORDER * len(words(text))


def free_of_stuffing(texts: Sequence[str]) -> list[bool]:
    """For each segment of one answer whether it may earn anything.

    Words in no order earn nothing. Nor does keyword stuffing, but for short lists within an answer that says something.
    Nor do segments with few function words that are stuffing together, such as one keyword per line, where they are
    most of the answer.
    """
    if is_out_of_order(" ".join(texts)):
        return [False] * len(texts)
    loose = [function_word_ratio(text) < LOOSE_RATIO and not _EQUATION.search(text) for text in texts]
    together = is_keyword_stuffing("\n".join(text for text, is_loose in zip(texts, loose, strict=True) if is_loose))
    mostly = 2 * sum(loose) > len(texts)
    return [
        not _is_stuffing_alone(text) and not (together and mostly and is_loose)
        for text, is_loose in zip(texts, loose, strict=True)
    ]


def _is_stuffing_alone(segment: str) -> bool:
    """Whether a segment is stuffing whatever stands beside it."""
    return is_keyword_stuffing(segment) and (len(words(segment)) >= LONG_SEGMENT or not _is_divided(segment))


def _is_divided(segment: str) -> bool:
    """Whether a sign such as a comma stands between two of its words."""
    return any(not _DIVIDERS.isdisjoint(between) for between in _BETWEEN.findall(segment))
