"""Whether a probe gives away the key point that it leads to."""

from __future__ import annotations

from interviewer.corpus.question import KeyPoint, Question
from interviewer.language.common_words import ASKING_WORDS, STOP_WORDS
from interviewer.language.words import words

MAX_SHARED = 0.5
"""A prompt that shares more of a key point's telling words than this gives it away. Chosen by reading the probes
of the first sixty questions: those that lead without telling share at most 0.35."""

_COMMON = STOP_WORDS | ASKING_WORDS


def telling_sequence(text: str) -> list[str]:
    """The stems of the words of `text` that carry content, in order."""
    return [word.stem for word in words(text) if word.text not in _COMMON]


def telling_words(text: str) -> frozenset[str]:
    """The words of `telling_sequence`, each once."""
    return frozenset(telling_sequence(text))


def gives_away(prompt: str, claim: str, known: str = "") -> bool:
    """Whether `prompt` says what `claim` says.

    It does if it has more than MAX_SHARED of the claim's telling words; words of `known` (the question) give nothing
    away. A claim that consists of known words only is compared whole.
    """
    claimed = telling_words(claim)
    fresh = claimed - telling_words(known) or claimed
    if not fresh:
        return False
    return len(fresh & telling_words(prompt)) / len(fresh) > MAX_SHARED


def probe_gives_away(question: Question, point: KeyPoint) -> bool:
    """Whether the probe of a key point says what its claim says, beside the title and, of an exercise, beside its task.

    Both have to find it: what is left of a claim beside a long task may be a single word.
    """
    known = [question.title]
    if question.exercise is not None:
        known.append(f"{question.title}\n{question.exercise.task}")
    return all(gives_away(point.probe, point.claim, text) for text in known)
