"""A job description or CV: its lines that are about the work, and the skills that each of them names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from interviewer.search.lexical import words
from interviewer.search.passages import chunks

MOST_LINES = 200
"""So many lines of a text are looked at: half a dozen pages; they are embedded in a few seconds."""

_MOST_SKILLS = 8  # of a line
_LONGEST_HEADING = 6  # words
_LONGEST_LINE = 1000  # characters

_BULLET = re.compile(r"\s*(?:[-*+•–·▪◦]|\d{1,2}[.)])\s")
_OF_THE_WORK = re.compile(
    r"what you|you will|you.ll|your |who you are|about (?:you|the (?:role|job|position|team))|(?:the )?role"
    r"|(?:the )?position|responsibilit|requirement|qualification|skills|experience|profile|tasks|must|nice to have"
    r"|preferred|bonus|looking for|projects|education|publications|tech|stack",
    re.IGNORECASE,
)
_OF_THE_EMPLOYER = re.compile(
    r"about (?:us|our|the company)|who we are|our (?:company|mission|values|culture|story|benefits)|(?:what )?we offer"
    r"|benefits|perks|compensation|salary|why (?:join )?(?:us|work)|equal opportunit|how to apply|to apply",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\bequal[ -](?:employment )?opportunit|\bregard(?:less of| to) (?:race|gender|age|religion|sex)\b"
    r"|\bdo(?:es)? not discriminate|\bveteran"
    r"|\b(?:salary|salaries|vacation|401\(?k|gym|perks|pension|relocation|dental|visa)\b"
    r"|\b(?:health|vision|life) insurance\b|\b(?:parental|paid|sick) (?:leave|time)\b|\bstock options\b"
    r"|\b(?:learning|conference|development) (?:and development )?budget\b|\bflexible (?:working )?hours\b"
    r"|\b(?:our|on a) mission\b|\bwe are an? (?:[\w-]{1,30} ){0,4}(?:company|start-?up|employer)\b"
    r"|\b(?:fluent|fluency|proficien\w{1,5}|native)(?: in)? (?:spoken )?(?:english|german|french|spanish|chinese)\b",
    re.IGNORECASE,
)
"""What employers write beside what they look for; some of its words are those of questions too, such as of fairness."""

_BETWEEN_SKILLS = re.compile(
    r"[,;:()|&•]|\s(?:and|or|with|for|to|from|using|including|such as|like)\s|(?<=[^\W\d_]{2})/(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
_BEFORE_A_SKILL = frozenset(
    """a an the our your own of in with and or years year strong solid deep good great excellent working practical
    proven hands-on professional experience experienced knowledge understanding familiarity familiar expertise
    proficiency proficient skills build develop design own implement maintain use""".split()
)
_AFTER_A_SKILL = re.compile(
    r"\s(?:(?:is|are|as) an? (?:plus|bonus|must)|(?:is|are) (?:preferred|required|desirable))\W*$"
)


@dataclass(frozen=True)
class Line:
    """A line that is about the work, and the phrases of it that may each name a skill."""

    text: str
    skills: tuple[str, ...]


def lines_of(text: str) -> list[Line]:
    """The lines of a job description or CV that are about the work, at most MOST_LINES; long ones are cut as passages
    are. What is about the employer (itself, what it pays, whom it may not turn away) is left out, by its headings and
    by its words."""
    lines = [line[:_LONGEST_LINE].strip() for line in islice(text.splitlines(), 20 * MOST_LINES)]
    pieces = (piece for line in _about_the_work(lines) for piece in chunks(line) if words(piece))
    return [Line(piece, tuple(_skills(piece))) for piece in islice(pieces, MOST_LINES)]


def _about_the_work(lines: Sequence[str]) -> Iterator[str]:
    filled = [line for line in lines if line]
    wanted = True
    for line, following in pairwise((*filled, "")):
        heading, _, rest = line.strip("#*_ ").partition(":")
        if not _BULLET.match(line) and len(heading.split()) <= _LONGEST_HEADING:
            if _OF_THE_EMPLOYER.match(heading):
                wanted = wanted and bool(rest)  # with text behind it, it is the heading of that line alone
                continue
            if _OF_THE_WORK.match(heading) or (not rest and _begins_a_part(line, following)):
                wanted = True
        if wanted and not _ASIDE.search(line):
            yield line


def _begins_a_part(line: str, following: str) -> bool:
    """Whether a short line is a heading: by its form, or as a list follows."""
    return line.startswith("#") or line.endswith(":") or _BULLET.match(following) is not None


def _skills(line: str) -> Iterator[str]:
    parts = _BETWEEN_SKILLS.split(_BULLET.sub("", line, count=1))
    return islice((skill for skill in map(_bare, parts) if words(skill)), _MOST_SKILLS)


def _bare(part: str) -> str:
    """A part of a line without the words that lead to a skill and those that say how much it is wanted."""
    left = _AFTER_A_SKILL.sub("", part).strip(" .").split()
    while left and (left[0].lower() in _BEFORE_A_SKILL or left[0].rstrip("+").isdigit()):
        del left[0]
    return " ".join(left)
