"""The numbers of the similarity grader are those that its script fits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from interviewer.bootstrap import WORDINGS
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import exemplars_of
from interviewer.grading.similarity.prototypes import texts_of
from interviewer.paths import bundled
from interviewer.search.embedding.text_embedder import TextEmbedder
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
