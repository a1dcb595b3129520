"""Whether a piece of an answer says a statement or turns it round.

There is no parser behind this: it reads negations, directions and subjects off the words, clause by clause, and when
in doubt it takes a piece to agree. A right answer called contradicted is worse than a wrong one that slips through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from interviewer.grading.similarity.opposites import (
    CLAUSE_NEGATORS,
    HEDGES,
    NEGATORS,
    PASSIVE_NEGATORS,
    is_negator,
    is_pole,
    poles_of,
)
from interviewer.grading.similarity.words import Word, words

_REACH = 3  # content words that a negator is taken to govern, in its clause
_OBJECTS = 3  # content words that a direction word is taken to be said of
_JOINED = re.compile(r"(?:,|;)?\s+(?:while|whereas|and|but)\s+|[;,.]\s+", re.IGNORECASE)
_NEAR = 0.5  # nearness (see _nearness) of directions that are said of the same thing
_OPENING = 3  # content words in which the thing that a clause is about stands
_BREAK = re.compile(
    r"[,;:.!?()]|\b(?:and|but|so|because|which|that|while|whereas|since|or|when|if|as|once|until|after|before|unless|than)\b",
    re.IGNORECASE,
)
_HALVES = re.compile(r",\s+(?:while\s+|whereas\s+)?|\s+(?:while|whereas)\s+", re.IGNORECASE)
_CONTRASTS = frozenset(("while", "wherea", "but", "unlik", "than"))  # stems
_ALSO = frozenset(("too", "also", "both", "like", "similarly", "by"))
_PRONOUNS = frozenset(("it", "them", "this", "that", "these", "those"))
_PREPOSITIONS = frozenset("from in at on by with for during over through".split())
_ARTICLES = frozenset(("a", "an", "the"))
_BEHIND = frozenset(("above", "below"))  # said of what stands before them
_TO = frozenset(("to", "towards", "toward", "into"))
_PHRASES = (
    (
        re.compile(r"\bone (?:after (?:the other|another)|by one|at a time)\b|\b(?:in turn|step by step)\b", re.I),
        "serially",
    ),
    (re.compile(r"\bno longer\b", re.I), "not"),
    (re.compile(r"\bany ?more\b", re.I), ""),
    (
        re.compile(r"\bstop(?:s|ped)?\s+(?=(?:improv|fall|ris|decreas|increas|gett|chang|grow|learn)ing\b)", re.I),
        "not ",
    ),
    (re.compile(r"\b(?:at once|at the same time|side by side|in parallel|all together)\b", re.I), "simultaneously"),
)


class Stance(Enum):
    """What a piece that is about the same thing as a statement does with it."""

    AGREES = "agrees"
    OTHER = "says something else"
    REVERSES = "reverses"


@dataclass(frozen=True)
class Direction:
    """A pole of an axis (see opposites) and the stems of what it is said of, the nearest first."""

    axis: int
    sign: int
    objects: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a text says of what: content stems that are affirmed and negated, directions, order of from and to.

    `opening` and `closing` are its first and last content stems, `halves` the stems of the two parts of "A ..., while B ...", `joined` also those
    of "A ... and B ...".
    """

    stems: frozenset[str]
    opening: tuple[str, ...]
    closing: tuple[str, ...]
    halves: tuple[frozenset[str], ...]
    joined: tuple[frozenset[str], ...]
    affirmed: frozenset[str]
    negated: frozenset[str]
    hedged: bool
    denies: bool
    directions: tuple[Direction, ...]
    courses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Claim:
    """A statement that pieces are held against.

    `own` are its stems that the prompt does not have, `sides` the pairs of things that its question contrasts, and
    `rivals` what the question's other statements say of the opposite side.
    """

    reading: Reading
    own: frozenset[str]
    sides: tuple[tuple[str, str], ...]
    rivals: tuple[Reading, ...] = ()


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The reading of a text."""
    for phrase, word in _PHRASES:
        text = phrase.sub(word, text)
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
    content = [word.stem for word in every if _names(word)]
    return Reading(
        stems=frozenset(word.stem for word in every),
        opening=tuple(content[:_OPENING]),
        closing=tuple(content[-_OPENING:]),
        halves=_halves(_HALVES, text),
        joined=_halves(_JOINED, text),
        affirmed=frozenset(affirmed),
        negated=frozenset(negated),
        hedged=any(word.text in HEDGES for word in every),
        denies=any(word.text in CLAUSE_NEGATORS for word in every),
        directions=tuple(_directions(parts, turned, untold)),
        courses=tuple(_courses(every)),
    )


def stance(piece: Reading, claim: Claim, subject: Sequence[tuple[str, ...]] = ()) -> Stance:
    """What `piece` does with `claim`; `subject` are the openings of the clauses before it, latest last.

    The other side, the other direction and a negation each turn a claim round; several of them together say
    something else that can be just as true.
    """
    about = _opening_with_subject(piece, claim, subject)
    turns = [
        _other_side(piece, claim, about),
        _other_direction(piece, claim),
        _negation_differs(piece, claim),
        _other_course(piece, claim.reading),
    ]
    if any(turns):
        return Stance.REVERSES if sum(turns) == 1 else Stance.OTHER
    return Stance.OTHER if _says_what_rivals_say(piece, claim, about) else Stance.AGREES


def _opening_with_subject(piece: Reading, claim: Claim, subject: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The opening of a piece; where it names no side of a contrast, the side that was named last before it."""
    named = {stem for pair in claim.sides for stem in pair}
    if named & piece.stems:
        return piece.opening
    latest = next((found for opening in reversed(subject) if (found := named.intersection(opening))), set())
    return (*latest, *piece.opening) if len(latest) == 1 else piece.opening


def _other_side(piece: Reading, claim: Claim, about: tuple[str, ...]) -> bool:
    """Whether the piece says of one side what the claim says of the other."""
    if _ALSO & piece.stems:
        return False
    statement = claim.reading
    for one, other in claim.sides:
        if _parts_sides(statement.halves, one, other) and _parts_sides(piece.joined, one, other):
            return _swaps(piece.joined, statement.halves, one)
        for own, opposite in ((one, other), (other, one)):
            if opposite not in about or own in piece.stems or own in about or own not in statement.opening:
                continue
            if opposite not in statement.stems:
                return True
            if _parts_sides(statement.halves, own, opposite):
                if _says_the_other_half(piece, statement, opposite):
                    return True
            elif statement.opening[0] == own and about[0] == opposite and _is_simple(statement, opposite):
                return True
    return False


def _is_simple(statement: Reading, opposite: str) -> bool:
    """Whether a statement that names both sides is about the first alone ("the generator fools the discriminator")."""
    return opposite not in statement.opening and not _CONTRASTS & statement.stems


def _parts_sides(halves: tuple[frozenset[str], ...], one: str, other: str) -> bool:
    """Whether one side stands in one half only and the other in the other only."""
    if len(halves) != 2:
        return False
    first, second = halves
    return (one in first, one in second) in ((True, False), (False, True)) and (
        (other in first, other in second) == (one in second, one in first)
    )


def _swaps(said: tuple[frozenset[str], ...], claimed: tuple[frozenset[str], ...], side: str) -> bool:
    """Whether halves that name the two sides say of each more of what the claim says of the other."""
    if (side in said[0]) != (side in claimed[0]):
        said = said[::-1]
    own = claimed[0] - claimed[1], claimed[1] - claimed[0]
    straight = len(said[0] & own[0]) + len(said[1] & own[1])
    return len(said[0] & own[1]) + len(said[1] & own[0]) > straight - 2  # the sides themselves are always straight


def _says_the_other_half(piece: Reading, statement: Reading, about: str) -> bool:
    """Whether a piece about one side has a larger share of the words that a statement keeps for the other side."""
    first, second = statement.halves
    ours, theirs = (first, second) if about in first else (second, first)
    return _share(piece, theirs - ours - {about}) > _share(piece, ours - theirs - {about})


def _says_what_rivals_say(piece: Reading, claim: Claim, about: tuple[str, ...]) -> bool:
    """Whether a piece about the claim's side rather has the words of what is said of the opposite side."""
    if not claim.rivals or not any(stem in about for pair in claim.sides for stem in pair):
        return False
    ours = claim.reading.stems & claim.own
    return any(
        _share(piece, (rival.affirmed | rival.negated) - ours) > _share(piece, ours - rival.stems)
        for rival in claim.rivals
    )


def _share(piece: Reading, stems: frozenset[str]) -> float:
    return len(piece.stems & stems) / len(stems) if stems else 0.0


def _other_direction(piece: Reading, claim: Claim) -> bool:
    """Whether of the same thing the piece says the opposite pole.

    Where a claim has both poles of an axis ("large steps early, small steps later"), the piece must have both too,
    each of them where the claim has the other.
    """
    said = _by_axis(piece.directions)
    for axis, claimed in _by_axis(claim.reading.directions).items():
        turned = [_is_opposed(one, said[axis]) for one in claimed] if axis in said else []
        both = len({one.sign for one in claimed}) == 2
        if (all(turned) and len({one.sign for one in said[axis]}) == 2) if both and turned else any(turned):
            return True
    return False


def _is_opposed(claimed: Direction, said: list[Direction]) -> bool:
    """Whether what is said of the things nearest to those of `claimed` has the other sign; a tie is no opposition."""
    nearest, same = max((_nearness(one, claimed), one.sign == claimed.sign) for one in said)
    return nearest >= _NEAR and not same


def _nearness(one: Direction, other: Direction) -> float:
    """How much two directions are said of the same things: a thing counts the less, the farther it stands."""
    return sum(
        1 / ((1 + one.objects.index(stem)) * (1 + other.objects.index(stem)))
        for stem in set(one.objects) & set(other.objects)
    )


def _by_axis(directions: Sequence[Direction]) -> dict[int, list[Direction]]:
    found: dict[int, list[Direction]] = {}
    for one in directions:
        found.setdefault(one.axis, []).append(one)
    return found


def is_plainly(piece: Reading, claim: Claim) -> bool:
    """Whether nothing in how a piece is put speaks against its saying the claim: an accusation must not rest on a guess.

    Both deny or neither does, the piece hedges nothing that the claim does not, and it is not about another thing
    with part of the same name ("plain ReLU" for "leaky ReLU") or with another number.
    """
    name = frozenset(claim.reading.opening) - claim.own
    named = name & piece.stems
    return (
        piece.denies == claim.reading.denies
        and (claim.reading.hedged or not piece.hedged)
        and (not named or named == name)
        and not (_numbers(piece) and _numbers(claim.reading) and not _numbers(piece) & _numbers(claim.reading))
    )


def _numbers(reading: Reading) -> frozenset[str]:
    return frozenset(stem for stem in reading.stems if stem.isdigit())


def _negation_differs(piece: Reading, claim: Claim) -> bool:
    statement = claim.reading
    if bool(piece.negated) != bool(statement.negated) and (statement if piece.negated else piece).hedged:
        return False
    turned = (piece.negated & statement.affirmed) - statement.negated - piece.affirmed
    righted = (piece.affirmed & statement.negated) - statement.affirmed - piece.negated
    differ = {stem for stem in (turned | righted) & claim.own if not is_pole(stem)}
    agree = ((piece.negated & statement.negated) | (piece.affirmed & statement.affirmed)) & claim.own
    return len(differ) >= 2 and len(differ) > len(agree)


def _other_course(piece: Reading, statement: Reading) -> bool:
    return any((end, start) in piece.courses for start, end in statement.courses)


def _halves(between: re.Pattern[str], text: str) -> tuple[frozenset[str], ...]:
    """The content stems of the two parts of a text; nothing where there are more or fewer."""
    halves = between.split(text)
    if len(halves) != 2:
        return ()
    return tuple(frozenset(word.stem for word in words(half) if word.is_content) for half in halves)


def _clauses_of(text: str) -> list[list[Word]]:
    breaks = [found.start() for found in _BREAK.finditer(text)]
    parts: list[list[Word]] = [[]]
    for word in words(text):
        while breaks and breaks[0] <= word.start:
            breaks.pop(0)
            if parts[-1]:
                parts.append([])
        parts[-1].append(word)
    return [part for part in parts if part]


def _scope(part: list[Word]) -> tuple[frozenset[int], frozenset[int]]:
    """The places of a clause that an odd number of negators governs, and those that cannot be told.

    What stands before "not" may or may not be denied by it: "the output is not zero" denies no output.
    """
    counts = dict.fromkeys(range(len(part)), 0)
    unsure: set[int] = set()
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
    """The directions of a text; `negated` are where negated words begin, `unsure` where words that may be begin.

    What is said of things that "and" joins is said of each ("reduces height and width").
    """
    for number, part in enumerate(parts):
        for place, word in enumerate(part):
            for axis, sign in poles_of(word) if word.start not in unsure else ():
                after = [
                    other.stem
                    for other in part[place + 1 :]
                    if _names(other) and all(axis != known for known, _ in poles_of(other))
                ]
                if after and number + 1 < len(parts) and parts[number + 1][0].text in {"and", "or"}:
                    after += [
                        other.stem
                        for other in parts[number + 1]
                        if _names(other) and all(axis != known for known, _ in poles_of(other))
                    ][:1]
                before = [
                    other.stem
                    for other in part[:place]
                    if _names(other) and all(axis != known for known, _ in poles_of(other))
                ]
                bare = not after and (not before or part[place - 1].text in _ARTICLES)
                if bare and number + 1 < len(parts):  # "a dense, learned vector"
                    after = [other.stem for other in parts[number + 1] if _names(other)]
                if word.text in _BEHIND:
                    after = []
                objects = after[:_OBJECTS] or before[: -_OBJECTS - 1 : -1]
                yield Direction(axis, -sign if word.start in negated else sign, tuple(objects))


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
