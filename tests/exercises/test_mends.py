"""Mends of a fault that are told in words beside its place, and what a name calls missing."""

from __future__ import annotations

import pytest

from interviewer.corpus.exercise import Fault
from interviewer.exercises.mends import missing_in, tells_mend

START = Fault("position-off-by-one", "start = cache.length\n", "start = max(cache.length - 1, 0)\n", "why")
SIGN = Fault("log-ratio-reversed", "d = ref_logp - new_logp", "d = new_logp - ref_logp", "why")
DECAY = Fault("decay-in-the-gradient", "    m = g\n", "    g = g + decay * p\n    m = g\n", "why")
COUNTER = Fault("counter-per-parameter", "    t += 1\n    for p in ps:\n", "    for p in ps:\n        t += 1\n", "why")
NUCLEUS = Fault("not-renormalized", "return nucleus / nucleus.sum()", "return nucleus", "why")
OFFSET = Fault("mask-without-offset", "tril(ones, k=n)", "tril(ones)", "why")


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (START, "start should be cache.length, not minus one"),
        (START, "must be `cache.length`."),
        (START, "it needs to be cache.length"),
        (SIGN, "sign: d should be ref - new"),
        (SIGN, "d -> ref_logp - new_logp"),
        (DECAY, "weight decay is decoupled so remove it"),
        (DECAY, "this line shouldn't be there"),
        (COUNTER, "t must be incremented once per step, outside the loop"),
        (COUNTER, "move it before the loop"),
        (NUCLEUS, "it is never renormalized"),
    ],
)
def test_a_mend_is_told_in_words_and_little_code(fault: Fault, text: str) -> None:
    assert tells_mend(fault, text)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (START, "start should be cache.length - 2"),
        (START, "start should be cache.length + 1"),
        (START, "start should be cache.length.item()"),
        (START, "start is odd"),
        (SIGN, "d should be new - ref"),
        (SIGN, "d should be ref + new"),
        (SIGN, "d should be squared"),
        (DECAY, "the decay should be smaller"),
        (DECAY, "don't remove the decay, halve it"),
        (COUNTER, "t is outside the loop"),
        (COUNTER, "remove it"),
        (COUNTER, "it has to come before the optimizer"),
        (START, "remove it"),
        (NUCLEUS, "the nucleus must not be renormalized"),
    ],
)
def test_another_mend_is_none(fault: Fault, text: str) -> None:
    assert not tells_mend(fault, text)


@pytest.mark.parametrize(
    ("fault", "text", "said"),
    [
        (NUCLEUS, "Fine so far. The nucleus is never renormalized. That is all.", "The nucleus is never renormalized."),
        (NUCLEUS, "they forgot to renormalize", "they forgot to renormalize"),
        (OFFSET, "The mask isn't offset by the cache length.", "The mask isn't offset by the cache length."),
        (OFFSET, "the mask has no offset", "the mask has no offset"),
    ],
)
def test_what_a_name_calls_missing_is_told_without_its_place(fault: Fault, text: str, said: str) -> None:
    place = missing_in(fault, text)
    assert place is not None
    assert text[slice(*place)] == said


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (NUCLEUS, "The nucleus is renormalized."),
        (NUCLEUS, "The nucleus should not be renormalized."),
        (OFFSET, "The mask has an offset."),
        (OFFSET, "Not the mask but the keys lack an offset."),
        (OFFSET, "The mask must not be offset."),
        (START, "The position is not off by one."),
    ],
)
def test_what_is_not_called_missing_is_not(fault: Fault, text: str) -> None:
    assert missing_in(fault, text) is None
