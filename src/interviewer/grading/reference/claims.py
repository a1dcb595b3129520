"""A reference answer cut into claims: statements that an answer can make, and what makes each of them count.

A claim is never a fragment. What cannot stand alone is kept with what it leans on: a number or a mark with its item, a
bullet with the line that leads to it, "It ..." with what it is about, a cell of a table with its heading.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from interviewer.grading.reference.pieces import Piece, pieces
from interviewer.language.words import content_stems, words

MOST_CLAIMS = 24
"""A reference with more statements than this has neighbours put together until there are no more: a page of prose."""

EXTRA_SHARE = 0.2
"""What an extra claim weighs beside an essential one."""

FAR = 0.55
"""A claim less near to the question than this share of the nearest one's nearness does not answer it."""

_EXTRA = re.compile(
    r"""\W*(?:(?:and|but|also|so)\s+)?(?:for\s+(?:example|instance)|e\.\s?g\.|ex\.?:|(?:an\s+|some\s+)?examples?\s*(?:are|include|of|:|,|would)|as\s+an\s+(?:example|aside)
    |note\b|notice\s+that|n\.?b\.?\b|keep\s+in\s+mind|remember\s+that|recall\s+that|in\s+practice|in\s+real(?:ity|-?\s?life)|historically
    |originally|incidentally|by\s+the\s+way|interestingly|further\s+reading|see\s+(?:also|chapter|section|fig|page|the)|more\s+information
    |consider\b|imagine\b|suppose\b|say,|tip\b|source:|references?:|hint\b|typical(?:ly)?\s+(?:values|examples?))""",
    re.VERBOSE | re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"""^\W*(?:or\b[\s,:]|alternatively\b|alternative\s+(?:answer|solution)s?\b|another\s+(?:possible|valid|correct|acceptable)\b
        |(?:it\s+is\s+)?also\s+(?:acceptable|valid|correct|sufficient|accepted)\b)
    | \b(?:is|are|be|would\s+be|also)\s+(?:also\s+)?(?:acceptable|accepted|sufficient|valid)\b
    | \bcan\s+(?:also\s+)?be\s+accepted\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ANY = re.compile(
    r"""\b(?:(?:any|either|one|at\s+least\s+one)\s+(?:one\s+)?(?:out\s+)?of|sensible\s+choice|(?:possible|acceptable|accepted|sample|valid)
        \s+(?:\w+\s+)?(?:answers?|solutions?|responses?|reasons?|choices?|points))\b""",
    re.VERBOSE | re.IGNORECASE,
)

_ASKS_FOR_EXAMPLE = re.compile(r"\b(?:examples?|instances?)\b", re.IGNORECASE)
_ASKS_FOR_CODE = re.compile(
    r"\b(?:code|write|implement|function|program|snippet|script|query|command|syntax)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class ReferenceClaim:
    """One claim of a reference: `reference[start:end]`, marks of lists left out.

    `text` reads by itself: the same words on one line, after what they lean on. `weight` is its part of the whole,
    above 0; the weights of a reference sum to 1. An `essential` claim answers the question; any other elaborates, and
    no answer needs it. Claims of one `group` are ways to say one thing, or alternatives: one of them is enough.
    """

    text: str
    start: int
    end: int
    essential: bool = True
    weight: float = 1.0
    group: int = 0
    is_code: bool = False


def claims_of(question: str, reference: str, nearness: Sequence[float] | None = None) -> tuple[ReferenceClaim, ...]:
    """The claims of a reference answer to a question, in their order; none if it has no word.

    Their places do not overlap, and every word of the reference is in one of them or in what leads to one.
    `nearness` says how near each claim is to the question, -1..1 (a cosine); without it, place and wording alone tell
    what is essential. The first claim always is.
    """
    found = _cut(reference)
    if nearness is not None and len(nearness) != len(found):
        raise ValueError(f"{len(nearness)} numbers for {len(found)} claims")
    essential = _essential(question, found, nearness)
    groups = _groups(found)
    shares = _shares(found, essential, groups)
    return tuple(
        ReferenceClaim(piece.text, piece.start, piece.end, is_needed, share, group, piece.is_code)
        for piece, is_needed, share, group in zip(found, essential, shares, groups, strict=True)
    )


def _cut(reference: str) -> list[Piece]:
    found = list(pieces(reference))
    size = -(-len(found) // MOST_CLAIMS)
    if size > 1:
        found = [_merged(found[at : at + size]) for at in range(0, len(found), size)]
    return found


def _merged(some: Sequence[Piece]) -> Piece:
    texts = [some[0].own]
    for last, piece in pairwise(some):
        texts.append(piece.own if piece.lead == last.lead else piece.text)
    return replace(some[0], end=some[-1].end, own=" ".join(texts), is_code=all(piece.is_code for piece in some))


def _essential(question: str, found: Sequence[Piece], nearness: Sequence[float] | None) -> list[bool]:
    cued = [bool(_EXTRA.match(piece.own)) or _is_aside(piece.own) for piece in found]
    asks_for_example = _ASKS_FOR_EXAMPLE.search(question) is not None
    needed = [asks_for_example or not is_cued for is_cued in cued]
    if not _ASKS_FOR_CODE.search(question) and not all(piece.is_code for piece in found):
        needed = [is_needed and not piece.is_code for is_needed, piece in zip(needed, found, strict=True)]
    if nearness is not None and found:
        most = max(nearness)
        needed = [is_needed and near >= FAR * most for is_needed, near in zip(needed, nearness, strict=True)]
    if found:
        needed[0] = True
    return needed


def _is_aside(text: str) -> bool:
    """Whether it stands in brackets as a whole."""
    return text.startswith(("(", "[")) and text.rstrip(".!").endswith((")", "]"))


def _groups(found: Sequence[Piece]) -> list[int]:
    """The group of each piece: its own number, or that of the piece it is an alternative to."""
    groups: list[int] = []
    leads: dict[str, int] = {}
    for number, piece in enumerate(found):
        if number and _INSTEAD.search(piece.own):
            groups.append(groups[-1])
        elif piece.lead and _ANY.search(piece.lead):
            groups.append(leads.setdefault(piece.lead, number))
        else:
            groups.append(number)
    return groups


def _shares(found: Sequence[Piece], essential: Sequence[bool], groups: Sequence[int]) -> list[float]:
    """Weights that sum to 1: a claim counts by how much it says, with less and less for more words."""
    members = {group: groups.count(group) for group in set(groups)}
    raw = [
        (1.0 if is_needed else EXTRA_SHARE) * _amount(piece) / members[group]
        for piece, is_needed, group in zip(found, essential, groups, strict=True)
    ]
    whole = sum(raw)
    return [one / whole for one in raw]


def _amount(piece: Piece) -> float:
    return math.sqrt(max(1, len(content_stems(piece.own)) or len(words(piece.own))))
