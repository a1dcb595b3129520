"""The vectors that come with the corpus are those of the corpus as it is."""

import random

import numpy as np
import pytest

from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled
from interviewer.search.embedding.folder import WEIGHTS_SHA256
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.embedding_cache import ShippedVectors
from interviewer.search.reference_texts import reference_texts

TEXTS = reference_texts(read_corpus([bundled("corpus")]).questions)
SHIPPED = ShippedVectors.read(bundled("corpus") / "vectors.npz", WEIGHTS_SHA256)


def test_every_text_of_the_corpus_has_its_vector() -> None:
    missing = set(TEXTS) - SHIPPED.find(TEXTS).keys()
    assert not missing, f"{len(missing)} texts have none; remake them with: interviewer corpus embed"


def test_no_vector_is_left_from_texts_that_are_gone() -> None:
    assert len(SHIPPED) == len(TEXTS), "remake them with: interviewer corpus embed"


@pytest.mark.model
def test_a_vector_is_that_of_its_text(embedder: TextEmbedder) -> None:
    drawn = random.Random(0).sample(TEXTS, 60)
    shipped = np.stack([SHIPPED.find([text])[text] for text in drawn]).astype(np.float32)
    assert (shipped * embedder.embed(drawn)).sum(axis=1).min() > 0.99
