"""The vectors that come with the corpus are those of the corpus as it is, of the models that the program has."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from interviewer.bootstrap import VECTORS, WORDINGS
from interviewer.corpus.exemplars import exemplars_of
from interviewer.corpus.reader import read_corpus
from interviewer.grading.similarity.prototypes import texts_of
from interviewer.paths import bundled
from interviewer.search.embedding.folder import WEIGHTS_SHA256
from interviewer.search.embedding.reader import reader_checksum
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.embedding_cache import ShippedVectors
from interviewer.search.reference_texts import reference_texts

QUESTIONS = read_corpus([bundled("corpus")]).questions
PASSAGES = reference_texts(QUESTIONS)
WORDED = list(dict.fromkeys(text for question in QUESTIONS for text in texts_of(question, exemplars_of(question))))
OF_PASSAGES = ShippedVectors.read(bundled("corpus") / VECTORS, WEIGHTS_SHA256)
OF_WORDINGS = ShippedVectors.read(bundled("corpus") / WORDINGS, reader_checksum())

BOTH = pytest.mark.parametrize(
    ("texts", "shipped"), [(PASSAGES, OF_PASSAGES), (WORDED, OF_WORDINGS)], ids=[VECTORS, WORDINGS]
)


@BOTH
def test_every_text_of_the_corpus_has_its_vector(texts: Sequence[str], shipped: ShippedVectors) -> None:
    missing = set(texts) - shipped.find(texts).keys()
    assert not missing, f"{len(missing)} texts have none; remake them with: interviewer corpus embed"


@BOTH
def test_no_vector_is_left_from_texts_that_are_gone(texts: Sequence[str], shipped: ShippedVectors) -> None:
    assert len(shipped) == len(texts), "remake them with: interviewer corpus embed"


@pytest.mark.model
def test_a_vector_of_a_passage_is_that_of_its_text(embedder: TextEmbedder) -> None:
    assert like(PASSAGES, OF_PASSAGES, embedder)


@pytest.mark.model
def test_a_vector_of_a_wording_is_that_of_its_text_by_the_model_that_reads_answers(
    reader: TextEmbedder, embedder: TextEmbedder
) -> None:
    assert like(WORDED, OF_WORDINGS, reader)
    assert not like(WORDED, OF_WORDINGS, embedder)


def like(texts: Sequence[str], shipped: ShippedVectors, embedder: TextEmbedder) -> bool:
    drawn = random.Random(0).sample(texts, 60)
    vectors = np.stack([shipped.find([text])[text] for text in drawn]).astype(np.float32)
    return bool((vectors * embedder.embed(drawn)).sum(axis=1).min() > 0.99)
