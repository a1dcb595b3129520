"""The pair reader: what one text says of another."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import ExemplarKind, exemplars_of
from interviewer.errors import EmbeddingError
from interviewer.search.embedding import pair_runtime
from interviewer.search.embedding.answer_reader import AnswerReader
from interviewer.search.embedding.load import load_reader
from interviewer.search.embedding.pair_runtime import PAIRS, PAIRS_SAY, pairs_checksum

pytestmark = pytest.mark.model

HERE = Path(pair_runtime.__file__).parent
CLAIM = "Dropout sets random activations to zero while the network is trained."
SAYS, DENIES = (
    "During training, some randomly chosen units output nothing.",
    "Dropout is only active at test time, when it zeroes activations.",
)
OF_ELSE = "The learning rate is warmed up over the first thousand steps."
HELD_OUT = ("dropout", "attention-mechanism")
PAIRS_READ = [(SAYS, CLAIM), (DENIES, CLAIM), (OF_ELSE, CLAIM), (CLAIM, SAYS), ("", CLAIM), ("日本語", "")]


@pytest.mark.parametrize("question_id", HELD_OUT)
def test_what_says_a_claim_is_told_from_what_denies_it_in_questions_that_were_not_fitted_on(
    question_id: str, reader: AnswerReader, bundled_corpus: Corpus
) -> None:
    question = bundled_corpus.by_id[question_id]
    claims = {point.id: point.claim for point in question.key_points}
    right, wrong = (
        reader.compare([(one.text, claims[one.about]) for one in exemplars_of(question) if one.kind is kind])
        for kind in (ExemplarKind.RIGHT, ExemplarKind.WRONG)
    )
    assert (right[:, None, 0] > wrong[None, :, 0]).mean() > 0.8
    assert (right[:, None, 1] < wrong[None, :, 1]).mean() > 0.8


def test_claims_of_other_questions_are_hardly_ever_said_or_denied(reader: AnswerReader, bundled_corpus: Corpus) -> None:
    rng = random.Random(1)
    two = [rng.sample([one for one in bundled_corpus.questions if one.exercise is None], 2) for _ in range(300)]
    claims = [(rng.choice(one.key_points).claim, rng.choice(other.key_points).claim) for one, other in two]
    said, denied = (reader.compare(claims) > 0).mean(axis=0)
    assert said < 0.05
    assert denied < 0.15


def test_what_says_a_claim_is_told_from_what_denies_it_and_from_what_speaks_of_something_else(
    reader: AnswerReader,
) -> None:
    says, denies, of_else = reader.compare([(SAYS, CLAIM), (DENIES, CLAIM), (OF_ELSE, CLAIM)])
    assert says[0] > 0 > max(denies[0], of_else[0])
    assert says[1] < 0 < denies[1]


def test_each_pair_has_two_finite_numbers(reader: AnswerReader) -> None:
    read = reader.compare(PAIRS_READ)
    assert read.shape == (len(PAIRS_READ), 2)
    assert read.dtype == np.float32
    assert np.isfinite(read).all()


def test_no_pair_at_all_is_read_as_nothing(reader: AnswerReader) -> None:
    assert reader.compare([]).shape == (0, 2)


def test_a_pair_is_read_the_same_whatever_is_read_with_it_or_was_embedded_before(
    reader: AnswerReader, model_cache: Path
) -> None:
    together = reader.compare(PAIRS_READ)
    order = random.Random(1).sample(range(len(PAIRS_READ)), len(PAIRS_READ))
    assert np.array_equal(reader.compare([PAIRS_READ[n] for n in order]), together[order])
    another = load_reader(model_cache, lambda *_: None)
    assert np.array_equal(another.compare(PAIRS_READ[:1]), together[:1])
    another.embed([text for pair in PAIRS_READ for text in pair])
    assert np.array_equal(another.compare(PAIRS_READ), together)


def test_half_a_surrogate_pair_is_read_as_a_question_mark(reader: AnswerReader) -> None:
    assert np.array_equal(reader.compare([("odd \ud800 text", CLAIM)]), reader.compare([("odd ? text", CLAIM)]))


def test_embedding_is_the_same_whether_pairs_are_read_or_not(reader: AnswerReader, model_cache: Path) -> None:
    another = load_reader(model_cache, lambda *_: None)
    another.compare(PAIRS_READ)
    assert np.array_equal(another.embed([SAYS, CLAIM]), reader.embed([SAYS, CLAIM]))


def test_too_little_memory_is_one_sentence(reader: AnswerReader, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reader._pairs, "compare", fail)
    with pytest.raises(EmbeddingError, match="not enough memory to read an answer"):
        reader.compare(PAIRS_READ)


def test_the_layers_are_the_ones_that_are_stated_and_small(reader: AnswerReader) -> None:
    content = (HERE / PAIRS).read_bytes()
    assert hashlib.sha256(content).hexdigest() == pairs_checksum() == reader.pairs_fingerprint
    assert json.loads((HERE / PAIRS_SAY).read_text())["fidelity"] >= 0.99
    assert len(content) < 8_000_000


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / PAIRS).write_bytes(b"damaged"), "pair reader are damaged"),
        (lambda folder: (folder / PAIRS).unlink(), "pair reader cannot be read"),
        (lambda folder: (folder / PAIRS_SAY).unlink(), "pair reader cannot be read"),
        (lambda folder: (folder / PAIRS_SAY).write_text("[]"), "pair reader cannot be read"),
    ],
)
def test_layers_that_cannot_be_used_are_one_sentence(
    spoil: Callable[[Path], object], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (PAIRS, PAIRS_SAY):
        shutil.copy(HERE / name, tmp_path)
    spoil(tmp_path)
    monkeypatch.setattr("interviewer.search.embedding.pair_runtime.resources.files", lambda _: tmp_path)
    with pytest.raises(EmbeddingError, match=message) as raised:
        pair_runtime.read_layers()
    assert raised.value.hint == "Install the program again."
