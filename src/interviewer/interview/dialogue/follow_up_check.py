"""Whether a model's follow-up can be put to the candidate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from interviewer.corpus.giveaway import telling_words
from interviewer.corpus.question import KeyPoint, Question
from interviewer.interview.dialogue.judging import judges_in_passing
from interviewer.interview.dialogue.plain_words import plain_words, why_unreadable
from interviewer.interview.session import Exchange
from interviewer.language.sentences import split_sentences

MOST_WORDS = 60
MOST_QUESTIONS = 2
SAME = 90.0
"""At or above this similarity (rapidfuzz token sort ratio, 0-100) a follow-up repeats a prompt."""

_META = re.compile(
    r"""\b(?:the|this)\s+(?:candidate|interviewee|student)\b(?!\s+(?:gene|model|network|set|box|item))
      | \bkey\s+points?\b | \brubrics?\b | \bprobes?\s*: | \breference\s+answer | \bsystem\s+(?:prompt|message) | <<
      | \bas\s+an\s+(?:ai|assistant|interviewer|language\s+model)\b
      | \b(?:here\s+is|here['’]s)\b.{0,30}\b(?:follow|question|version|rewrit|reword)
      | \bfollow[\s-]?up\s*(?:question)?\s*: | ^\W*(?:interviewer|candidate|user|assistant|system|q|question)\s*:
      | \bmy\s+instructions\b | \bi\s+(?:was|am)\s+(?:told|instructed|asked)\s+to\b""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_OBEYS = re.compile(r"\W*(?:sure|certainly|of\s+course|okay,?\s+here)\b", re.IGNORECASE)
_LEADS = re.compile(
    r"""(?:.*[,:;–—]\s*)?(?:and\s+|so\s+|but\s+|then\s+|or\s+|now\s+)*
      (?:(?:is|are|was|were|do|does|did|has|have|had|will|would|should|must|might|may|can|could|shall|am)(?:n['’]t)?\s+
          (?!you\s+(?:please\s+|perhaps\s+)?(?:say|explain|tell|walk|describe|sketch|outline|derive|show|give|go|take|elaborate|name
            |spell|put|write|define|compare)\b)
        |.*\b(?:right|correct|yes|no|agree|(?:is|are|do|does|was|would|will|ca)n['’]t\s+(?:it|they|that|he|you))\s*\?)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def leads(text: str) -> bool:
    """Whether the question that ends `text` puts a statement up for yes or no, and so may contain the answer in words
    that no word check catches."""
    question = split_sentences(text.strip())[-1].strip() if text.strip() else ""
    return _LEADS.match(question) is not None


def repeats(text: str, prompt: str) -> bool:
    """Whether `text` repeats `prompt` in the same words."""
    return fuzz.token_sort_ratio(text.lower(), prompt.lower()) >= SAME


def speaks_of_itself(text: str) -> bool:
    """Whether `text` is not addressed to the candidate: it speaks about them, the grading, or its own instructions."""
    return _META.search(text) is not None


def why_not_asked(text: str, question: Question, point: KeyPoint, exchanges: Sequence[Exchange]) -> str | None:
    """Why `text` cannot be put as a follow-up; None if it can. Whether it leaks is left to `leaks`."""
    words = plain_words(text).split()
    if not words:
        return "the model said nothing"
    if len(words) > MOST_WORDS:
        return f"it has more than {MOST_WORDS} words"
    if not text.rstrip(" \n\"'”’)*_`").endswith("?") or text.count("?") > MOST_QUESTIONS:
        return "it is not one question"
    if speaks_of_itself(text) or _OBEYS.match(text):
        return "it is not addressed to the candidate"
    if leads(text) and not leads(point.probe):
        return "it asks for yes or no"
    unreadable = why_unreadable(text)
    if unreadable is not None:
        return unreadable
    judged = judges_in_passing(text)
    if judged is not None:
        return f"it judges the answer ({judged!r})"
    if any(repeats(text, said.prompt.text) for said in exchanges):
        return "it repeats what was asked"
    answers = " ".join(exchange.answer or "" for exchange in exchanges)
    about = telling_words(plain_words(f"{question.title} {point.probe} {answers}"))
    return None if about & telling_words(plain_words(text)) else "it asks about something else"
