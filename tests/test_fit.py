"""The numbers of the similarity grader are those that its script fits."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interviewer.bootstrap import WORDINGS
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import exemplars_of
from interviewer.grading.similarity.prototypes import texts_of
from interviewer.paths import bundled
from interviewer.search.embedding.export import sample_sentences
from interviewer.search.embedding.folder import find_model
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.embedding.torch_runtime import load_model
from interviewer.search.embedding_cache import ShippedVectors

ROOT = Path(__file__).parents[1]


@pytest.mark.refit
@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_script_fits_the_shipped_numbers_again(bundled_corpus: Corpus, reader: TextEmbedder) -> None:
    """Holds on processors with the instructions of the one that made the files: others embed with other last bits."""
    texts = [text for question in bundled_corpus.questions[:3] for text in texts_of(question, exemplars_of(question))]
    shipped = ShippedVectors.read(bundled("corpus") / WORDINGS, reader.fingerprint).find(texts)
    embedded = reader.embed(texts).astype(np.float16)
    if not all(np.array_equal(shipped[text], vector) for text, vector in zip(texts, embedded, strict=True)):
        pytest.skip("this processor embeds with other last bits than the one that made the files")
    command = [sys.executable, "-m", "benchmarks.fit_relations", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-2000:]
    assert "the same numbers" in done.stdout


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.model
def test_the_pair_reader_is_fitted_from_the_encoder_that_reads_answers(reader: TextEmbedder) -> None:
    encoder: Any = load_model(find_model("", offline=True))
    weights = import_module("benchmarks.fit_pairs").reader_weights()  # needs the extra
    loaded = encoder[0].auto_model.load_state_dict(weights, strict=False)
    assert loaded.unexpected_keys == []
    assert [name for name in loaded.missing_keys if "encoder.layer" in name] == []
    texts = sample_sentences()[:5]
    vectors = encoder.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    assert (vectors * reader.embed(texts)).sum(axis=1).min() > 0.999
