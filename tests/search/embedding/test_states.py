"""The states of the latest texts."""

from __future__ import annotations

import numpy as np

from interviewer.search.embedding.states import KEPT_TEXTS, MOST_TOKENS, LatestStates


def of(number: float, tokens: int = 3) -> np.ndarray:
    return np.full((tokens, 4), number, np.float32)


def test_states_are_kept_in_half_precision() -> None:
    states = LatestStates()
    kept = states.put("a", of(0.1))
    assert kept.dtype == np.float16
    assert states.get("a") is kept


def test_what_was_never_put_is_not_there() -> None:
    assert LatestStates().get("a") is None


def test_no_more_tokens_are_kept_than_the_pair_reader_sees() -> None:
    assert len(LatestStates().put("a", of(1, MOST_TOKENS + 5))) == MOST_TOKENS


def test_the_texts_asked_for_least_lately_go_first() -> None:
    states = LatestStates()
    for number in range(KEPT_TEXTS):
        states.put(str(number), of(number))
    states.get("0")
    states.put("one more", of(1))
    assert states.get("1") is None
    assert states.get("0") is not None
    assert states.get("2") is not None
