"""Puts together what searching knows of how people word what questions ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interviewer.corpus.exemplars import ExemplarKind
from interviewer.errors import CorpusError
from interviewer.progress import OnProgress
from interviewer.search.wordings import Wordings

if TYPE_CHECKING:
    from interviewer.bootstrap.context import AppContext

_SEARCHED = (ExemplarKind.RIGHT, ExemplarKind.PARTIAL, ExemplarKind.SAID, ExemplarKind.DENIED)
"""What is said about a question's own subject; wrong wordings often speak of a neighbouring one."""


def wordings_to_search(context: AppContext, progress: OnProgress) -> Wordings:
    """The exemplars of the corpus with their vectors. A question whose file cannot be read is told of and left out.

    Raises EmbeddingError where the model cannot be used.
    """
    owners: list[str] = []
    texts: list[str] = []
    for question in context.corpus().questions:
        try:
            said = [exemplar.text for exemplar in context.exemplars(question) if exemplar.kind in _SEARCHED]
        except CorpusError as error:
            progress(str(error), 0, 0)
            continue
        texts.extend(said)
        owners.extend([question.id] * len(said))
    vectors = context.wordings(progress).embed(texts) if texts else None
    return Wordings(vectors, tuple(owners), context.reader(progress))
