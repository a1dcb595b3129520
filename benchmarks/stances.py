"""Stances that candidates take to what they say, made of wordings: told, taken back, left open, or only named.

The pair reader is fitted on them in its passes over answers (`benchmarks.fit_pairs`). They are templates: what they
teach is that the words of a key point alone do not say it, and that words around it do not unsay it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from interviewer.language.common_words import STOP_WORDS

Stance = tuple[str, float, float]
"""What is said, how far it says what the wording says (0 or 1), and whether it denies it (0 or 1)."""

TOLD = (
    "Basically, {low}.", "I'd say {low}.", "As far as I know {low}.", "So, {low}, right?",
    "The main thing is that {low}.", "From experience: {low}.", "Well, {low}, I think.", "It is well known that {low}.",
    "Contrary to what some believe, {low}.", "Don't quote me on the details, but {low}.", "{text}, that much is clear.",
)  # fmt: skip
"""Said all the same."""

TAKEN_BACK = (
    "{text}: that is wrong.", "{text} (false).", "Some textbooks say that {low}, but I don't agree.",
    "I have often read that {low}; it isn't so.", "The claim that {low} is one I would not make.",
    "A friend of mine thinks that {low}. I doubt it.", "Yeah, right, {low}, as if that had ever worked.",
    "{text}? No, not at all.", "I used to believe that {low}, until I saw that it is a mistake.",
    "Another thing that tutorials get wrong: that {low}.",
)  # fmt: skip
"""Said, and denied."""

LEFT_OPEN = (
    "{text}, or maybe {other}.", "Either {low} or {other}, I couldn't say.", "Perhaps {low}, perhaps {other}.",
    "It could be that {low}; then again it may be that {other}.", "{text}, unless {other}.",
    "Some say that {low}, others that {other}, and either may be right.", "I'm not sure whether {low} or {other}.",
    "It might be that {low}, or it might not.", "{text}, or not, depending on how you look at it.",
)  # fmt: skip
"""Said together with its opposite."""

_TO_THE_VERB = re.compile(r"(?:[\w'-]+ ){1,6}?(?=(?:is|are|was|were|can|will|does|do|has|have|must|should|may)\b)")
_NUMBERS = ("", "1. ", "2.3 ", "4) ", "Chapter 3: ", "- ", "[x] ")
_MOST_WORDS = 9


def stances_of(right: str, wrong: str, random: Random) -> Iterator[Stance]:
    """One of each stance to what `right` says, `wrong` being a wording that denies it."""
    yield _put(random.choice(TOLD), right, wrong), 1.0, 0.0
    yield _put(random.choice(TAKEN_BACK), right, wrong), 0.0, 1.0
    first, second = random.sample((right, wrong), 2)
    yield _put(random.choice(LEFT_OPEN), first, second), 0.0, 0.0
    yield _named(right, random), 0.0, 0.0


def _put(template: str, text: str, other: str) -> str:
    text, other = (one.strip().rstrip(".") for one in (text, other))
    return template.format(text=text, low=_low(text), other=_low(other))


def _low(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text.startswith("A ") else text


def _named(text: str, random: Random) -> str:
    """What a wording speaks of, as the heading of a chapter, or its words in any order."""
    subject = _TO_THE_VERB.match(text)
    if subject is not None and random.random() < 0.5:
        return random.choice(_NUMBERS) + subject[0].strip()
    words = [word for word in re.findall(r"[\w'-]+", text) if word.lower() not in STOP_WORDS]
    return ", ".join(random.sample(words, min(_MOST_WORDS, len(words))))
