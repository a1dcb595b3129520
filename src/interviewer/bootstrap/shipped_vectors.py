"""Makes the vectors that travel with the corpus: of its reference texts, and of what answers are compared with.

A text that the file has a vector of already, by the same model, keeps it; delete the file to have all made again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap.context import AppContext
from interviewer.progress import OnProgress

if TYPE_CHECKING:
    from interviewer.search.embedding_cache import Written


def write_wordings(context: AppContext, path: Path, progress: OnProgress) -> Written:
    """Writes the vector of every wording that answers are compared with. Raises InterviewerError."""
    from interviewer.grading.similarity.prototypes import texts_of
    from interviewer.search.embedding.reader import reader_checksum
    from interviewer.search.embedding_cache import complete_vectors

    questions = context.corpus().questions
    texts = [text for question in questions for text in texts_of(question, context.exemplars(question))]
    return complete_vectors(path, texts, reader_checksum(), lambda: context.embedding.reader(progress), progress)


def write_corpus_vectors(context: AppContext, path: Path, progress: OnProgress) -> Written:
    """Writes the vector of every reference text of the corpus, by the full model. Raises InterviewerError."""
    from interviewer.search.embedding.load import load_embedder
    from interviewer.search.embedding_cache import complete_vectors
    from interviewer.search.reference_texts import reference_texts
    from interviewer.settings import EmbedderChoice

    model = context.embedding.model()
    return complete_vectors(
        path,
        reference_texts(context.corpus().questions),
        model.checksum,
        lambda: load_embedder(model, EmbedderChoice.TORCH, context.paths.cache, progress),
        progress,
    )
