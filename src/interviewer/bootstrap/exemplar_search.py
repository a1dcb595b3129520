"""Puts together what searching knows of how people word what questions ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from interviewer.corpus.exemplars import Exemplar, ExemplarKind
from interviewer.corpus.question import Question
from interviewer.errors import CorpusError
from interviewer.progress import OnProgress
from interviewer.search.embedder import Embedder
from interviewer.search.exemplar_search import ExemplarVectors

_SEARCHED = (ExemplarKind.RIGHT, ExemplarKind.PARTIAL, ExemplarKind.SAID, ExemplarKind.DENIED)
"""What is said about a question's own subject; wrong wordings often speak of a neighbouring one."""


def exemplars_to_search(
    questions: Sequence[Question],
    exemplars: Callable[[Question], Sequence[Exemplar]],
    references: Embedder,
    reader: Embedder,
    progress: OnProgress,
) -> ExemplarVectors:
    """The exemplars of `questions`, embedded by `references`; `reader` embeds queries by the same model.

    A question whose file cannot be read is told of and left out. Raises EmbeddingError where the model cannot be used.
    """
    owners: list[str] = []
    texts: list[str] = []
    for question in questions:
        try:
            said = [exemplar.text for exemplar in exemplars(question) if exemplar.kind in _SEARCHED]
        except CorpusError as error:
            progress(str(error), 0, 0)
            continue
        texts.extend(said)
        owners.extend([question.id] * len(said))
    return ExemplarVectors(references.embed(texts) if texts else None, tuple(owners), reader)
