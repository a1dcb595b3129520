"""What an answer to a question is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from interviewer.corpus.exemplars import Exemplar, ExemplarKind
from interviewer.corpus.question import Question
from interviewer.errors import CorpusError
from interviewer.grading.similarity.prototypes import PrototypeStore, texts_of
from tests.factories import a_question

QUESTION = a_question(weights=(3, 2))
EXEMPLARS = tuple(
    Exemplar(about, kind, text, 1)
    for about, kind, text in (
        ("k1", ExemplarKind.RIGHT, "one right"),
        ("k1", ExemplarKind.WRONG, "one wrong"),
        ("k1", ExemplarKind.RIGHT, "one right too"),
        ("k2", ExemplarKind.VAGUE, "two vague"),
        ("k2", ExemplarKind.PARTIAL, "two partly"),
        ("m1", ExemplarKind.SAID, "a lie told"),
        ("m1", ExemplarKind.DENIED, "no lie"),
    )
)


class Places:
    """An embedder that gives every text a vector of its own, and counts the texts."""

    fingerprint = "0123456789abcdef"

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.count = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.count += len(texts)
        return np.eye(64, dtype=np.float32)[[self.places.setdefault(text, len(self.places)) for text in texts]]


def store(embedder: Places, exemplars: Sequence[Exemplar] = EXEMPLARS) -> PrototypeStore:
    return PrototypeStore([QUESTION], embedder, lambda _: exemplars)


def test_claims_beliefs_and_truths_stand_before_the_exemplars() -> None:
    made = store(Places()).of(QUESTION)
    one, two = made.points
    assert one.right.texts == (QUESTION.key_points[0].claim, "one right", "one right too")
    assert (one.wrong.texts, one.partial.texts, one.vague.texts) == (("one wrong",), (), ())
    assert (two.right.texts, two.partial.texts) == ((QUESTION.key_points[1].claim,), ("two partly",))
    assert made.beliefs[0].said.texts == (QUESTION.misconceptions[0].belief, "a lie told")
    assert made.beliefs[0].denied.texts == (QUESTION.misconceptions[0].truth, "no lie")


def test_every_wording_is_where_its_vector_is() -> None:
    embedder = Places()
    made = store(embedder).of(QUESTION)
    points = [each for point in made.points for each in (point.right, point.partial, point.wrong, point.vague)]
    beliefs = [each for belief in made.beliefs for each in (belief.said, belief.denied)]
    for wordings in (*points, *beliefs):
        found = made.vectors[wordings.rows].argmax(axis=1).tolist() if wordings.texts else []
        assert found == [embedder.places[text] for text in wordings.texts]
    assert made.title.argmax() == embedder.places[QUESTION.title]


def test_the_texts_of_a_question_are_all_that_is_embedded_for_it() -> None:
    embedder = Places()
    store(embedder).of(QUESTION)
    assert list(embedder.places) == texts_of(QUESTION, EXEMPLARS)


def test_it_is_known_of_each_key_point_and_belief_whether_it_has_exemplars() -> None:
    about_one = [one for one in EXEMPLARS if one.about in {"k1", "m1"}]
    made = store(Places(), about_one).of(QUESTION)
    assert [one.exemplified for one in made.points] == [point.id == "k1" for point in QUESTION.key_points]
    assert [one.exemplified for one in made.beliefs] == [belief.id == "m1" for belief in QUESTION.misconceptions]


def test_a_question_without_misconceptions_has_no_beliefs() -> None:
    assert store(Places()).of(replace(QUESTION, misconceptions=())).beliefs == ()


def test_words_of_the_question_do_not_mark_its_claims() -> None:
    asked = replace(QUESTION, title="What is Fact1?")
    telling = store(Places()).of(asked).telling
    assert "fact1" not in telling
    assert {"fact2", "alpha1"} <= telling


def test_a_question_is_embedded_once_by_all_threads() -> None:
    embedder = Places()
    made = store(embedder)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(made.of, [QUESTION] * 32))
    assert all(one is found[0] for one in found)
    assert embedder.count == len(texts_of(QUESTION, EXEMPLARS))


def test_exemplars_that_cannot_be_read_are_an_error_for_that_question_alone() -> None:
    def exemplars(question: Question) -> Sequence[Exemplar]:
        if question is QUESTION:
            raise CorpusError("broken")
        return ()

    made = PrototypeStore([QUESTION], Places(), exemplars)
    with pytest.raises(CorpusError, match="broken"):
        made.of(QUESTION)
    assert made.of(a_question("other")).points
