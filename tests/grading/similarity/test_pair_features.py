"""Which segments are read beside which wordings, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from interviewer.corpus.exemplars import Exemplar, ExemplarKind
from interviewer.grading.similarity.pair_features import OF_PAIRS, Compare, Pair, read_pairs
from interviewer.grading.similarity.prototypes import PrototypeStore
from interviewer.grading.similarity.segments import segments_of
from tests.factories import a_question
from tests.grading.similarity.test_features import Places

QUESTION = a_question(weights=(3,))
CLAIM = QUESTION.key_points[0].claim
FARTHER, NEAREST = "Units vanish.", "Units are dropped."
NEAR = {CLAIM: 0.5, FARTHER: 0.45, NEAREST: 0.9}
"""The cosines of the first segment; the second's are far less."""
SEGMENTS = segments_of("The units are silent in training. The scale is changed after it.", (), frozenset())


class Read:
    """A pair reader that gives each wording the numbers it is told to, and notes what it was given."""

    def __init__(self, **says: tuple[float, float]) -> None:
        self.calls: list[list[Pair]] = []
        self._says = says

    def __call__(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        self.calls.append(list(pairs))
        names = {CLAIM: "claim", NEAREST: "nearest"}
        return np.array([self._says.get(names[text], (0, 0)) for _, text in pairs], np.float32)


def features(compare: Compare | None, *, rights: Sequence[str] = (FARTHER, NEAREST), best: int = 0) -> dict[str, float]:
    exemplars = [Exemplar("k1", ExemplarKind.RIGHT, text, n) for n, text in enumerate(rights)]
    found = PrototypeStore([QUESTION], Places(), lambda _: exemplars).of(QUESTION)
    near = np.zeros((len(SEGMENTS), len(found.vectors)), np.float32)
    near[0, found.points[0].right.rows] = [NEAR[text] for text in (CLAIM, *rights)]
    near[1:] = near[0] * 0.4
    row = read_pairs(SEGMENTS, near, found.points, (best,), compare)[0]
    return dict(zip(OF_PAIRS, row, strict=True))


def test_what_says_a_key_point_best_is_read_beside_its_claim_and_the_wording_nearest_to_it() -> None:
    read = Read()
    features(read)
    said = SEGMENTS[0].text
    assert read.calls == [[(said, CLAIM), (said, NEAREST)]]


def test_without_exemplars_it_is_read_beside_the_claim_alone() -> None:
    read = Read(claim=(2, -1))
    assert features(read, rights=()) == {
        "says": 2, "says any": 2, "says claim": 2, "denies": -1, "denies any": -1,
    }  # fmt: skip
    assert read.calls == [[(SEGMENTS[0].text, CLAIM)]]


def test_the_features_are_the_mean_the_most_and_that_of_the_claim() -> None:
    assert features(Read(claim=(-1, 4), nearest=(3, 1))) == {
        "says": 1, "says any": 3, "says claim": -1, "denies": 2.5, "denies any": 4,
    }  # fmt: skip


def test_a_pair_that_two_key_points_share_is_read_once() -> None:
    twice = PrototypeStore([QUESTION], Places(), lambda _: ()).of(QUESTION).points * 2
    read = Read()
    read_pairs(SEGMENTS, np.ones((len(SEGMENTS), 9), np.float32), twice, (0, 0), read)
    assert read.calls == [[(SEGMENTS[0].text, CLAIM)]]


def test_what_is_near_to_no_wording_is_not_read() -> None:
    read = Read()
    assert np.isnan(list(features(read, best=1).values())).all()
    assert read.calls == []


def test_without_a_pair_reader_every_feature_is_open() -> None:
    assert np.isnan(list(features(None).values())).all()
