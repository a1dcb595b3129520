"""Which sentences of a rewrite are supported: they say what the answer or a graded point says, and nothing new.

This reads words, not meaning: a sentence passes only if nearly all of its words are those of the answer and the points,
and most of them those of one place. A right sentence in other words is dropped too, which costs no more than itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from interviewer.corpus.question import Question
from interviewer.grading.llm.addressing import addressed_units, speaks_to_grader, units_of
from interviewer.grading.llm.quotes import fold
from interviewer.grading.llm.vocabulary import words_of_question
from interviewer.interview.dialogue.judging import judges_in_passing
from interviewer.interview.dialogue.plain_words import why_unreadable
from interviewer.language.words import content_stems, written_out

MOST_NEW = 1 / 6
"""The largest share of a sentence's content words that may stand in no text that supports it: room for joining words,
none for another fact, which takes two or three."""
LEAST_OF_ONE_PLACE = 0.6
"""The least share of its content words that one place must have: a point, or two neighbouring sentences of the answer.
Words picked from everywhere state something else than any of their places."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z][\w-]+")
_SELF_PRAISE = re.compile(
    r"""\b(?:rewrit\w*|candidate|(?:my|this|the)\s+(?:answer|response|score|grade|explanation))\b
      | \b(?:I|me|my|we|candidate|answer)\b.{0,60}\b(?:perfect\w*|flawless\w*|brilliant\w*|excellent\w*|outstanding\w*
        |impressive\w*|expert\w*|senior|hired?|genius|right|correct(?:ly)?)\b""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)

Words = frozenset[str]


class RewriteSupport:
    """What a rewrite of one answer may say: `points` are the claims that were graded."""

    def __init__(self, question: Question, answer: str, points: Sequence[str]) -> None:
        said = list(_said_about_the_subject(answer))
        pairs = [f"{one} {other}" for one, other in itertools.pairwise(said)]
        self._places = [_words(text) for text in (*points, *said, *pairs)]
        self._all = frozenset[str]().union(*self._places, _words(question.title))
        self._asked = _words(question.title)
        self._subject = words_of_question(question)
        whole = " ".join((question.title, *points, *said))
        self._numbers = set(_NUMBER.findall(whole))
        self._letters = whole.casefold()

    def why_not(self, sentence: str) -> str | None:
        """Why a sentence may not stand in the rewrite, as the end of a sentence; None if it may."""
        words = _words(sentence)
        told = words - self._asked
        if not words & self._subject:
            return "it says nothing about the question"
        if _is_about_the_answer(sentence) or judges_in_passing(sentence) is not None:
            return "it speaks of the answer"
        if (unreadable := why_unreadable(sentence)) is not None:
            return unreadable
        if len(words - self._all) > MOST_NEW * len(words) or self._names_something_new(sentence):
            return "it says what neither the answer nor a graded point says"
        if told and max((len(told & place) for place in self._places), default=0) < LEAST_OF_ONE_PLACE * len(told):
            return "it puts words together that were said of different things"
        return None

    def _names_something_new(self, sentence: str) -> bool:
        numbers = set(_NUMBER.findall(sentence))
        names = {name.casefold() for name in _NAME.findall(sentence)}
        return bool(numbers - self._numbers) or any(name not in self._letters for name in names)


def supported(sentences: Iterable[str], support: RewriteSupport) -> list[str]:
    """Those of the sentences that may stand."""
    return [sentence for sentence in sentences if support.why_not(sentence) is None]


def _words(text: str) -> Words:
    return content_stems(written_out(text))


def _said_about_the_subject(answer: str) -> Iterator[str]:
    """The sentences of an answer that say something, not how good it is or what somebody should write."""
    units = units_of(answer)
    addressed = addressed_units(fold(answer), units)
    return (unit.text for unit in units if unit not in addressed and not _is_about_the_answer(unit.text))


def _is_about_the_answer(text: str) -> bool:
    return _SELF_PRAISE.search(text) is not None or speaks_to_grader(fold(text).text)
