"""Questions that set things against each other ("How do L1 and L2 differ?"): which of them a text is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.corpus.question import Question
from interviewer.language.subjects import topic_of
from interviewer.language.words import content_stems

_COMPARES = re.compile(
    r"\b(?:differ\w*|versus|vs|compar\w+|distinguish\w*|preferred|relate|in\s+place\s+of|instead\s+of|rather\s+than|or)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Side:
    """What a key point is about, of the things that its question sets against each other, and what it is not about.

    Both are stems, and empty where the question compares nothing or the claim speaks of more than one side.
    """

    own: frozenset[str]
    others: frozenset[str]

    def is_confused(self, subject: frozenset[str], stems: frozenset[str]) -> bool:
        """Whether a text is about another side: its `subject` names that, and none of its `stems` names this one."""
        return bool(subject & self.others) and not stems & self.own


NO_SIDE = Side(frozenset(), frozenset())


def sides_of(question: Question) -> tuple[Side, ...]:
    """The side of each key point: the subject of its claim, so far as the question's title has it."""
    if not _COMPARES.search(question.title):
        return (NO_SIDE,) * len(question.key_points)
    title = content_stems(question.title)
    subjects = [subject_stems(point.claim) & title for point in question.key_points]
    return tuple(
        _side(subject, subjects, content_stems(point.claim))
        for subject, point in zip(subjects, question.key_points, strict=True)
    )


def subject_stems(text: str) -> frozenset[str]:
    """The content stems of what a sentence is about; empty where that cannot be told."""
    return content_stems(topic_of(text))


def _side(own: frozenset[str], subjects: Sequence[frozenset[str]], claim: frozenset[str]) -> Side:
    others = frozenset(stem for subject in subjects if subject - own and own - subject for stem in subject - own)
    shared = frozenset(stem for subject in subjects if subject and not subject & others for stem in subject) & others
    own = frozenset(stem for stem in own if any(stem not in subject for subject in subjects if subject & others))
    return Side(own, others - claim - shared) if own and others - claim else NO_SIDE
