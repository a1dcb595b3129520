"""Trees as numbers give what the library that fitted them gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from interviewer.grading.similarity.boosted_trees import BoostedTrees

SPLIT: dict[str, NDArray[Any]] = {
    "start": np.asarray(0.5),
    "feature": np.array([[1, 0, 0]]),
    "threshold": np.array([[2.0, 0.0, 0.0]]),
    "left": np.array([[1, 1, 2]]),
    "right": np.array([[2, 1, 2]]),
    "missing_left": np.array([[True, False, False]]),
    "value": np.array([[0.0, -1.0, 1.0]]),
    "depth": np.asarray(1),
}
"""One tree: -1 where the second feature is at most 2 or missing, else 1."""


def read(changes: Mapping[str, NDArray[Any]] | None = None, name: str = "it") -> BoostedTrees:
    arrays = {**SPLIT, **(changes or {})}
    return BoostedTrees.read({f"it.{part}": array for part, array in arrays.items()}, name)


def test_a_row_goes_left_at_the_threshold_and_below() -> None:
    rows = np.array([[9, 1], [9, 2], [9, 2.5]], dtype=np.float32)
    assert read().raw(rows).tolist() == [-0.5, -0.5, 1.5]


@pytest.mark.parametrize(("missing_left", "found"), [(True, -0.5), (False, 1.5)])
def test_a_missing_feature_goes_where_the_tree_says(missing_left: bool, found: float) -> None:
    trees = read({"missing_left": np.array([[missing_left, False, False]])})
    assert trees.raw(np.array([[0, np.nan]], dtype=np.float32)).tolist() == [found]


def test_trees_are_summed() -> None:
    twice = {part: np.concatenate([array, array]) for part, array in SPLIT.items() if array.ndim}
    assert read(twice).raw(np.array([[0, 3]], dtype=np.float32)).tolist() == [2.5]


def test_without_rows_there_is_nothing() -> None:
    assert read().raw(np.zeros((0, 2), dtype=np.float32)).shape == (0,)


def test_trees_that_are_not_in_the_file_are_an_error() -> None:
    with pytest.raises(KeyError):
        read(name="other")


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_they_give_what_scikit_learn_gives(seed: int) -> None:
    from benchmarks.fit_relations import arrays_of, credit_model, odds_model

    random = np.random.default_rng(seed)
    rows = random.normal(size=(600, 7)).astype(np.float32)
    rows[random.random(rows.shape) < 0.2] = np.nan
    target = np.nan_to_num(rows[:, 0]) * np.nan_to_num(rows[:, 1], nan=2.0) + np.isnan(rows[:, 2])
    fresh = np.concatenate([random.normal(size=(300, 7)), np.full((1, 7), np.nan)]).astype(np.float32)

    credit = credit_model().fit(rows.astype(np.float64), target)
    odds = odds_model().fit(rows.astype(np.float64), target > 0.5)
    for model, expected in ((credit, credit.predict(fresh)), (odds, odds.decision_function(fresh))):
        trees = BoostedTrees.read({f"it.{name}": array for name, array in arrays_of(model).items()}, "it")
        assert trees.raw(fresh) == pytest.approx(expected, abs=1e-9)
