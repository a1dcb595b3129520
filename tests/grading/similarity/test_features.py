"""What an answer's segments and a question's wordings are to each other, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from interviewer.corpus.exemplars import Exemplar, ExemplarKind
from interviewer.corpus.question import Question
from interviewer.grading.similarity.features import OF_BELIEF, OF_POINT, Likeness, likeness
from interviewer.grading.similarity.prototypes import PrototypeStore
from interviewer.grading.similarity.segments import segments_of
from tests.factories import a_question

QUESTION = a_question(weights=(3, 2))
RIGHT, WRONG, LIE = "Fact1 units vanish at random.", "Units vanish in order.", "They always vanish."
EXEMPLARS = (
    Exemplar("k1", ExemplarKind.RIGHT, RIGHT, 1),
    Exemplar("k1", ExemplarKind.WRONG, WRONG, 2),
    Exemplar("m1", ExemplarKind.SAID, LIE, 3),
)


class Places:
    """An embedder that gives every text a vector of its own: a text is like itself and like no other."""

    fingerprint = "0123456789abcdef"

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.eye(64, dtype=np.float32)[[self.places.setdefault(text, len(self.places)) for text in texts]]


def found_in(answer: str, question: Question = QUESTION, exemplars: Sequence[Exemplar] = EXEMPLARS) -> Likeness:
    embedder = Places()
    store = PrototypeStore([question], embedder, lambda _: exemplars)
    segments = segments_of(answer, (), frozenset())
    vectors = embedder.embed([segment.text for segment in segments])
    return likeness(segments, vectors, store.of(question), store.idf, None)


def point(found: Likeness, name: str, row: int = 0) -> float:
    return float(found.points[row, OF_POINT.index(name)])


def belief(found: Likeness, name: str) -> float:
    return float(found.beliefs[0, OF_BELIEF.index(name)])


def test_each_feature_has_one_name() -> None:
    assert len(set(OF_POINT)) == len(OF_POINT)
    assert len(set(OF_BELIEF)) == len(OF_BELIEF)


def test_a_row_per_key_point_and_per_misconception_has_every_feature() -> None:
    found = found_in("Nothing of the kind is said.")
    assert found.points.shape == (2, len(OF_POINT))
    assert found.beliefs.shape == (1, len(OF_BELIEF))


def test_the_segment_that_says_a_point_best_is_named_with_its_nearest_wording() -> None:
    found = found_in(f"It rains a lot in autumn. {RIGHT}")
    assert (point(found, "right"), point(found, "wrong")) == (1.0, 0.0)
    assert (found.best[0], found.nearest_right[0]) == (1, 1)


def test_the_segment_that_most_says_a_point_wrong_is_named_with_its_wording() -> None:
    found = found_in(f"{RIGHT} Autumn is wet. {WRONG}")
    assert (point(found, "worst wrong"), point(found, "worst right")) == (1.0, 0.0)
    assert (found.worst[0], found.nearest_wrong[0]) == (2, 0)


def test_where_a_point_has_no_wordings_of_a_kind_their_features_are_missing() -> None:
    found = found_in(RIGHT)
    for name in ("partial", "vague", "right less partial"):
        assert np.isnan(point(found, name))
    assert np.isnan(point(found, "wrong", row=1))
    assert found.nearest_wrong[1] == -1


def test_a_stated_belief_is_named_with_its_wording() -> None:
    found = found_in(f"It rains a lot in autumn. {LIE}")
    assert (belief(found, "belief"), belief(found, "truth")) == (1.0, 0.0)
    assert (found.said, found.nearest_said) == ((1,), (1,))


def test_without_misconceptions_there_are_no_rows_of_them() -> None:
    found = found_in(RIGHT, replace(QUESTION, misconceptions=()))
    assert found.beliefs.shape == (0, len(OF_BELIEF))
    assert (found.said, found.nearest_said) == ((), ())
    assert np.isnan(point(found, "belief"))


def test_a_single_key_point_is_like_no_other() -> None:
    assert point(found_in(RIGHT, a_question(weights=(1,))), "other point") == -1.0


def test_without_exemplars_the_claims_alone_are_compared_with() -> None:
    claim = QUESTION.key_points[1].claim
    found = found_in(claim, exemplars=())
    assert (point(found, "right", row=1), point(found, "claim", row=1)) == (1.0, 1.0)
    assert np.isnan(found.points[:, OF_POINT.index("wrong")]).all()


@pytest.mark.parametrize(
    ("answer", "name"),
    [("Units vanish, at random?", "asked"), ("Perhaps it rains.", "hedges"), ("It is a myth.", "called false")],
)
def test_how_a_segment_is_put_is_a_feature(answer: str, name: str) -> None:
    assert point(found_in(answer), name) == 1.0
    assert point(found_in(RIGHT), name) == 0.0


def test_the_order_of_sentences_changes_no_feature_of_a_point_that_one_of_them_says() -> None:
    one, other = found_in(f"{RIGHT} {WRONG}"), found_in(f"{WRONG} {RIGHT}")
    assert np.array_equal(one.points[0], other.points[0], equal_nan=True)


COMPARED = replace(
    QUESTION,
    title="How do fact1 units and fact2 units differ?",
    key_points=tuple(
        replace(point, claim=f"Fact{n} units vanish at random {n}.")
        for n, point in enumerate(QUESTION.key_points, start=1)
    ),
)


def test_what_is_said_of_the_other_side_of_a_comparison_is_near_to_no_right_wording_of_this_side() -> None:
    right, swapped = "Fact1 units vanish at random.", "Fact2 units vanish at random."
    exemplars = (*EXEMPLARS, Exemplar("k1", ExemplarKind.RIGHT, swapped, 4))
    assert point(found_in(right, COMPARED, exemplars), "right") == 1
    assert point(found_in(swapped, COMPARED, exemplars), "right") == -1


def test_only_what_is_about_the_question_says_how_an_answer_is_put() -> None:
    told = "Fact1 units vanish at random with alpha1 and beta1."
    alone, asked = found_in(told), found_in(f"{told} Does that answer your question?")
    assert point(asked, "answer asks") == point(alone, "answer asks") == 0
    assert point(found_in(f"{told} Does fact2 bring alpha2 and beta2?"), "answer asks") > 0


def test_words_that_negate_more_than_the_wording_they_are_near_to_deny_it() -> None:
    said = (Exemplar("m1", ExemplarKind.SAID, "They never vanish.", 3),)
    assert found_in("They never vanish.", exemplars=said).denied == (False,)
    nearest = found_in("No, they never vanish, not at all.", exemplars=said)
    assert nearest.denied == (True,)


def test_an_answer_goes_both_ways_from_its_second_such_sentence_on() -> None:
    once = "Fact1 brings alpha1 or maybe it does nothing. Fact2 brings beta2."
    again = f"{once} Perhaps fact2 costs beta2, perhaps not."
    assert point(found_in(once), "answer goes both ways") == 0
    assert point(found_in(again), "answer goes both ways") > 0


def test_an_answer_that_negates_what_several_key_points_say_is_told() -> None:
    exemplars = (
        Exemplar("k1", ExemplarKind.RIGHT, "Fact1 brings no alpha1.", 1),
        Exemplar("k2", ExemplarKind.RIGHT, "Fact2 brings beta2.", 2),
    )

    class Alike(Places):
        """Gives two texts one vector where they differ by a negation alone."""

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return super().embed([text.replace(" not", "").replace(" no ", " ") for text in texts])

    def negates(answer: str) -> float:
        embedder = Alike()
        segments = segments_of(answer, (), frozenset())
        vectors = embedder.embed([segment.text for segment in segments])
        prototypes = PrototypeStore([QUESTION], embedder, lambda _: exemplars).of(QUESTION)
        found = likeness(segments, vectors, prototypes, PrototypeStore([QUESTION], embedder, lambda _: ()).idf, None)
        return point(found, "answer negates")

    assert negates("Fact1 brings no alpha1. Fact2 brings beta2.") == 0
    assert negates("Fact1 brings no alpha1. Fact2 not brings beta2.") == 0
    assert negates("Fact1 not brings no alpha1. Fact2 not brings beta2.") == 1
