import numpy as np

from interviewer.search.fusion import filled, fuse, mean_of_best, standardised


def test_the_best_three_passages_speak_for_a_question() -> None:
    scores = np.array([1.0, 9.0, 2.0, 3.0, 4.0, 5.0])
    groups = np.array([0, 1, 0, 0, 0, 1])
    assert mean_of_best(scores, groups, 2).tolist() == [3.0, 7.0]


def test_each_row_of_scores_is_taken_by_itself() -> None:
    scores = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert mean_of_best(scores, np.array([1, 0]), 2).tolist() == [[2.0, 1.0], [4.0, 3.0]]


def test_standardised_scores_have_mean_0_and_deviation_1() -> None:
    found = standardised(np.array([1.0, 5.0, 9.0]))
    assert abs(found.mean()) < 1e-12
    assert abs(found.std() - 1.0) < 1e-12


def test_a_ranker_that_knows_nothing_decides_nothing() -> None:
    known = np.array([0.1, 0.9, 0.3])
    alone = fuse([(1.0, known)])
    beside = fuse([(1.0, known), (0.5, np.zeros(3))])
    assert np.argsort(alone).tolist() == np.argsort(beside).tolist() == [0, 2, 1]


def test_the_scale_of_a_ranker_does_not_matter_and_its_weight_does() -> None:
    one, other = np.array([0.0, 1.0, 0.4]), np.array([1.0, 0.0, 0.4])
    assert np.allclose(fuse([(1.0, one), (0.5, other)]), fuse([(1.0, one * 100), (0.5, other / 100)]))
    assert fuse([(1.0, one), (0.5, other)]).argmax() == 1
    assert fuse([(0.5, one), (1.0, other)]).argmax() == 0


def test_what_a_ranker_does_not_know_is_taken_from_another() -> None:
    found = filled(np.array([1.0, np.nan, 3.0]), np.array([5.0, 9.0, 1.0]))
    assert found.tolist() == [-1.0, standardised(np.array([5.0, 9.0, 1.0]))[1], 1.0]


def test_a_ranker_that_knows_no_question_decides_nothing() -> None:
    assert filled(np.full(3, np.nan), np.array([5.0, 9.0, 1.0])).tolist() == [0.0, 0.0, 0.0]
