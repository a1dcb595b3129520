"""What a question sets against each other."""

from __future__ import annotations

from dataclasses import replace

from interviewer.corpus.question import KeyPoint, Kind, Question
from interviewer.grading.similarity.contrast_pairs import contrast_pairs_of
from tests.factories import a_question


def question(title: str, *claims: str, kind: Kind = Kind.COMPARISON) -> Question:
    points = tuple(KeyPoint(f"k{n}", 1, claim, "?") for n, claim in enumerate(claims, start=1))
    return replace(a_question(), title=title, key_points=points, kind=kind)


def test_the_title_of_a_comparison_names_its_sides() -> None:
    asked = question("What is the difference between bagging and boosting?", "Bagging averages.", "Boosting corrects.")
    assert contrast_pairs_of(asked) == (("bag", "boost"),)


def test_sides_may_stand_far_apart_in_the_title() -> None:
    asked = question("How do transformers overcome the limits of RNNs?", "A transformer is parallel.", "An RNN is not.")
    assert contrast_pairs_of(asked) == (("rnn", "transform"),)


def test_a_key_point_can_oppose_two_things() -> None:
    asked = question("What is pooling?", "Max pooling keeps the largest, while average pooling keeps the mean.")
    assert contrast_pairs_of(asked) == (("averag", "max"),)


def test_things_that_open_key_points_and_are_joined_are_sides() -> None:
    claims = ("The generator makes samples.", "The discriminator judges them.", "Generator and discriminator compete.")
    asked = question("What is a GAN?", *claims, kind=Kind.CONCEPT)
    assert contrast_pairs_of(asked) == (("discrimin", "generat"),)


def test_a_plain_question_has_no_sides() -> None:
    assert (
        contrast_pairs_of(question("What is dropout?", "It zeroes units.", "It is off at test.", kind=Kind.CONCEPT))
        == ()
    )


def test_poles_of_an_axis_are_no_sides() -> None:
    asked = question("What is a schedule?", "Large steps come first, while small steps follow.", kind=Kind.CONCEPT)
    assert contrast_pairs_of(asked) == ()
