"""Makes the vectors that travel with the corpus: of its reference texts, and of what answers are compared with.

A text that the file has a vector of already, by the same model, keeps it; delete the file to have all made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap.context import AppContext
from interviewer.errors import CorpusError
from interviewer.paths import bundled
from interviewer.progress import OnProgress

if TYPE_CHECKING:
    from interviewer.corpus.question import Question
    from interviewer.search.embedding_cache import Written


def bundled_questions() -> Sequence[Question]:
    """The questions of the bundled corpus. Raises CorpusError where one cannot be read: it would lose its vectors."""
    from interviewer.corpus.reader import read_corpus

    corpus = read_corpus([bundled("corpus")])
    if corpus.findings:
        raise CorpusError(
            f"Nothing is embedded, since not all of the corpus can be read: {corpus.findings[0]}.",
            "Mend it; see all mistakes with: interviewer corpus check",
        )
    return corpus.questions


def write_wordings(context: AppContext, questions: Sequence[Question], path: Path, progress: OnProgress) -> Written:
    """Writes the vector of every wording that answers are compared with. Raises InterviewerError."""
    from interviewer.grading.similarity.prototypes import texts_of
    from interviewer.search.embedding.reader import reader_checksum
    from interviewer.search.embedding_cache import complete_vectors

    texts = [text for question in questions for text in texts_of(question, context.exemplars(question))]
    return complete_vectors(path, texts, reader_checksum(), lambda: context.embedding.reader(progress), progress)


def write_corpus_vectors(
    context: AppContext, questions: Sequence[Question], path: Path, progress: OnProgress
) -> Written:
    """Writes the vector of every reference text by the bundled model, in full. Raises InterviewerError."""
    from interviewer.search.embedding.folder import find_model
    from interviewer.search.embedding.load import load_embedder
    from interviewer.search.embedding_cache import complete_vectors
    from interviewer.search.reference_texts import reference_texts
    from interviewer.settings import EmbedderChoice

    model = find_model("", offline=True)
    return complete_vectors(
        path,
        reference_texts(questions),
        model.checksum,
        lambda: load_embedder(model, EmbedderChoice.TORCH, context.paths.cache, progress),
        progress,
    )
