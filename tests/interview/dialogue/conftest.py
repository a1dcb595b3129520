"""What the tests of the dialogue share."""

from __future__ import annotations

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The bundled questions."""
    return read_corpus([bundled("corpus")])


@pytest.fixture(scope="session")
def dropout(corpus: Corpus) -> Question:
    """The question of dropout, whose reference the hostile replies quote."""
    return corpus.by_id["dropout"]
