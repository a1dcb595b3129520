"""The vectors that travel with the corpus are those of the bundled corpus, whatever is configured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext, shipped_vectors
from interviewer.bootstrap.shipped_vectors import bundled_questions, write_corpus_vectors
from interviewer.corpus.reader import read_corpus
from interviewer.errors import CorpusError
from interviewer.paths import bundled
from interviewer.progress import unwatched
from interviewer.search.embedding.folder import WEIGHTS_SHA256
from interviewer.search.embedding_cache import Written, write_vectors
from interviewer.search.reference_texts import reference_texts
from interviewer.settings import load_settings
from tests.search.small import WordEmbedder

OWN = """---
id: mine
topic: agents
level: mid
kind: concept
---
# What is mine?

It is my own.

## Key points
- [1] Nobody else has it.
  - probe: Who has it?
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A corpus folder with a question."""
    (tmp_path / "own" / "agents").mkdir(parents=True)
    (tmp_path / "own" / "agents" / "mine.md").write_text(OWN)
    return tmp_path / "own"


@pytest.fixture
def context(home: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppContext]:
    """The program with a corpus and a model of somebody's own."""
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(own))
    monkeypatch.setenv("INTERVIEWER_EMBEDDING_MODEL", str(own / "no-model"))
    with AppContext(load_settings(None)) as opened:
        yield opened


def test_only_bundled_questions_are_embedded(context: AppContext) -> None:
    assert context.corpus().by_id["mine"]
    assert {question.folder for question in bundled_questions()} == {bundled("corpus")}


def test_the_vectors_of_the_bundled_model_are_kept_though_another_one_searches(
    context: AppContext, own: Path, tmp_path: Path
) -> None:
    questions, path = read_corpus([own]).questions, tmp_path / "v.npz"
    texts = reference_texts(questions)
    write_vectors(path, dict(zip(texts, WordEmbedder().embed(texts), strict=True)), WEIGHTS_SHA256)
    assert write_corpus_vectors(context, questions, path, unwatched) == Written(texts=len(texts), embedded=0)


def test_a_bundled_question_that_cannot_be_read_keeps_its_vectors(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "agents" / "broken.md").write_text("broken")
    monkeypatch.setattr(shipped_vectors, "bundled", lambda _: own)
    with pytest.raises(CorpusError, match=r"agents/broken.md:1: error: expected '---'"):
        bundled_questions()
