"""What a text says about what, judged by its words: negations, directions, and what its clauses are about.

There is no parser behind this. It finds clauses by punctuation and conjunctions, and reads a clause by its words.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interviewer.grading.similarity.antonyms import (
    CLAUSE_NEGATORS,
    HEDGES,
    NEGATORS,
    PASSIVE_NEGATORS,
    antonyms_of,
    is_negator,
)
from interviewer.language.words import Word, words

NOT = "not"
_REACH = 3  # content words that a negator is taken to govern, in its clause
_OBJECTS = 3  # content words that a direction word is taken to be about
_BREAK = re.compile(
    r"""[,;:.!?()] | \b(?:and|but|so|because|which|that|while|whereas|since|or|when|if|as|once|until|after|before|unless
      |than)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_PRONOUNS = frozenset(("it", "them", "this", "that", "these", "those"))
_PREPOSITIONS = frozenset("from in at on by with for during over through".split())
_ARTICLES = frozenset(("a", "an", "the"))
_BEHIND = frozenset(("above", "below"))  # said about what comes before them
_JOINING = frozenset(("and", "or"))
_TO = frozenset(("to", "towards", "toward", "into"))
_PHRASES = (
    (
        re.compile(r"\bone (?:after (?:the other|another)|by one|at a time)\b|\b(?:in turn|step by step)\b", re.I),
        "serially",
    ),
    (
        re.compile(
            r"\b(?:is|are|be|stays?|remains?|kept|left|turned|switched)\s+on\b(?!\s+(?:an?|the|its|top)\b)", re.I
        ),
        "enabled",
    ),
    (re.compile(r"\b(?:is|are|be|stays?|turned|switched)\s+off\b", re.I), "disabled"),
    (re.compile(r"\bno longer\b", re.I), "not"),
    (re.compile(r"\bany ?more\b", re.I), ""),
    (
        re.compile(r"\bstop(?:s|ped)?\s+(?=(?:improv|fall|ris|decreas|increas|gett|chang|grow|learn)ing\b)", re.I),
        "not ",
    ),
    (re.compile(r"\b(?:at once|at the same time|side by side|in parallel|all together)\b", re.I), "simultaneously"),
)


@dataclass(frozen=True)
class Direction:
    """An end of an axis (see antonyms) and the stems of what it is about, the nearest first."""

    axis: int
    sign: int
    objects: tuple[str, ...]


@dataclass(frozen=True)
class ClaimFeatures:
    """What a text says about what: content stems that are affirmed and negated, directions, order of from and to.

    `order` are the stems of its content words and negators as they come, with NOT for whatever negates a clause.
    `hedges` are words that can say without a negation what others say with one. `courses` are what it goes from and to.
    """

    order: tuple[str, ...]
    affirmed: frozenset[str]
    negated: frozenset[str]
    hedges: frozenset[str]
    directions: tuple[Direction, ...]
    courses: tuple[tuple[str, str], ...]


def features_of(text: str) -> ClaimFeatures:
    """The features of a text."""
    for phrase, meaning in _PHRASES:
        text = phrase.sub(meaning, text)
    parts = _clauses_of(text)
    negated: set[str] = set()
    affirmed: set[str] = set()
    turned: set[int] = set()
    untold: set[int] = set()
    for part in parts:
        below, unsure = _scope(part)
        for place, word in enumerate(part):
            if _names(word) and place not in unsure:
                (negated if place in below else affirmed).add(word.stem)
        turned |= {part[place].start for place in below}
        untold |= {part[place].start for place in unsure}
    every = [word for part in parts for word in part]
    return ClaimFeatures(
        order=tuple(_in_order(every)),
        affirmed=frozenset(affirmed),
        negated=frozenset(negated),
        hedges=frozenset(word.text for word in every if word.text in HEDGES),
        directions=tuple(_directions(parts, turned, untold)),
        courses=tuple(_courses(every)),
    )


def _in_order(every: list[Word]) -> Iterator[str]:
    for word in every:
        if word.text in CLAUSE_NEGATORS:
            yield NOT
        elif word.is_content or is_negator(word):
            yield word.stem


def _clauses_of(text: str) -> list[list[Word]]:
    breaks = deque(found.start() for found in _BREAK.finditer(text))
    parts: list[list[Word]] = [[]]
    for word in words(text):
        while breaks and breaks[0] <= word.start:
            breaks.popleft()
            if parts[-1]:
                parts.append([])
        parts[-1].append(word)
    return [part for part in parts if part]


def _scope(part: list[Word]) -> tuple[frozenset[int], frozenset[int]]:
    """The places of a clause that an odd number of negators governs, and those that are uncertain.

    What comes before "not" may or may not be denied by it: "the output is not zero" denies no output.
    """
    counts = dict.fromkeys(range(len(part)), 0)
    unsure: set[int] = set()
    governed: Sequence[int]
    for place, word in enumerate(part):
        if word.text in CLAUSE_NEGATORS:
            governed = range(place + 1, len(part))
            unsure.update(range(place))
        elif word.text in PASSIVE_NEGATORS:
            governed = range(place)
        elif word.text in NEGATORS and not (place + 1 < len(part) and part[place + 1].text in _PRONOUNS):
            governed = _thing_after(part, place)
        else:
            continue
        for at in governed:
            counts[at] += 1
    odd = frozenset(place for place, count in counts.items() if count % 2)
    return odd, frozenset(unsure) - odd


def _thing_after(part: list[Word], place: int) -> list[int]:
    """The places of the few content words after `place`, up to a preposition that begins something else."""
    end = next((at for at in range(place + 1, len(part)) if part[at].text in _PREPOSITIONS), len(part))
    return [at for at in range(place + 1, end) if part[at].is_content][:_REACH]


def _directions(parts: list[list[Word]], negated: set[int], unsure: set[int]) -> Iterator[Direction]:
    """The directions of a text; `negated` are where negated words begin, `unsure` where those that may be begin."""
    for number, part in enumerate(parts):
        following = parts[number + 1] if number + 1 < len(parts) else []
        for place, word in enumerate(part):
            for axis, sign in antonyms_of(word) if word.start not in unsure else ():
                objects = _objects(part, place, following, axis)
                yield Direction(axis, -sign if word.start in negated else sign, objects)


def _objects(part: list[Word], place: int, following: list[Word], axis: int) -> tuple[str, ...]:
    """The stems of what a direction word is about: what comes after it in its clause, or else before."""
    before = _things(part[:place], axis)[::-1]
    if part[place].text in _BEHIND:
        return before[:_OBJECTS]
    after = _things(part[place + 1 :], axis)
    if after and following and following[0].text in _JOINING:
        after += _things(following, axis)[:1]  # "reduces height and width"
    if not after and (not before or part[place - 1].text in _ARTICLES):
        after = _things(following, axis)  # "a dense, learned vector"
    return (after or before)[:_OBJECTS]


def _things(some: list[Word], axis: int) -> tuple[str, ...]:
    return tuple(word.stem for word in some if _names(word) and all(axis != known for known, _ in antonyms_of(word)))


def _names(word: Word) -> bool:
    return word.is_content and not is_negator(word)


def _courses(every: list[Word]) -> Iterator[tuple[str, str]]:
    """`(output, input)` for "from the output layer back to the input"."""
    for place, word in enumerate(every):
        if word.text != "from":
            continue
        start = next((other for other in every[place + 1 : place + 4] if other.is_content), None)
        to = next((at for at in range(place + 1, min(place + 9, len(every))) if every[at].text in _TO), None)
        if start is None or to is None:
            continue
        end = next((other for other in every[to + 1 : to + 4] if other.is_content), None)
        if end is not None and end.stem != start.stem:
            yield start.stem, end.stem
