"""Search: dense and lexical rankings of the passages, fused, and the questions that they speak for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.search import fusion
from interviewer.search.embedder import Embedder
from interviewer.search.exemplar_search import NO_EXEMPLARS, ExemplarVectors
from interviewer.search.index import Index
from interviewer.search.lexical import words
from interviewer.search.passage import Hit, Passage, PassageKind
from interviewer.search.word_tools import WordTools

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from interviewer.search.fusion import Scores

_LONGEST_QUERY = 1000  # characters; the model reads about as many
_NEIGHBOURS = 300  # passages that a large index looks up for a query
_PIECE_NEIGHBOURS = 100  # and for each of many texts
_ANSWERING_KINDS = frozenset({PassageKind.KEY_POINT, PassageKind.REFERENCE})


@dataclass(frozen=True)
class Rankings:
    """The scores of every passage by each ranker, each of shape (number of passages,).

    `exemplar` has those of the questions, in the order of their passages, by how people word what they ask: of shape
    (number of questions,), NaN where nothing is known of a question.
    """

    dense: Scores
    word: Scores
    gram: Scores
    exemplar: Scores


class Searcher:
    """Finds passages and questions. Safe from any thread; loads the model at the first search, not before."""

    def __init__(
        self,
        index: Index,
        words: Callable[[], WordTools],
        embedder: Callable[[], Embedder],
        exemplars: Callable[[], ExemplarVectors] = lambda: NO_EXEMPLARS,
    ) -> None:
        """`words`, `embedder` and `exemplars` are called at the first search: an index may be opened only for its
        passages."""
        import numpy as np

        self._index = index
        self._embedder = embedder
        self._load_exemplars = exemplars
        self._exemplars: ExemplarVectors | None = None
        passages = index.passages
        self._question_ids = list(dict.fromkeys(passage.question_id for passage in passages))
        numbers = {question_id: number for number, question_id in enumerate(self._question_ids)}
        self._groups = np.array([numbers[passage.question_id] for passage in passages], dtype=np.intp)
        self._answering = np.array([passage.kind in _ANSWERING_KINDS for passage in passages], dtype=bool)
        self._shown = np.array([passage.kind is not PassageKind.QUERY for passage in passages], dtype=bool)
        self._words = words
        self._words_lock = threading.Lock()
        self._word_tools: WordTools | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of texts by the model that queries are embedded with, each of length 1."""
        return self._embedder().embed(texts)

    @property
    def index(self) -> Index:
        """The passages and their vectors."""
        return self._index

    def search(self, text: str, limit: int = 5) -> list[Hit]:
        """The best key point or piece of the reference answer of each of the `limit` questions that fit `text` best,
        best first.

        One passage per question, so that five hits are five different answers. A text without a word finds nothing.
        """
        rankings = self.rankings(text)
        if rankings is None or limit < 1:
            return []
        by_passage, by_question = self._fused(rankings)
        hits = []
        for number in _best_first(by_question)[:limit]:
            members = self._members(number, self._answering)
            best = members[_best_first(by_passage[members])[0]]
            hits.append(Hit(self._index.passages[best], float(by_question[number]), float(rankings.dense[best])))
        return hits

    def nearnesses(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
        """How near each question is to each of some texts, 0 to 1, by question id: as near as its best passages are."""
        import numpy as np

        if not texts or not self._question_ids:
            return [{} for _ in texts]
        cosines = self._index.cosines(self._embedder().embed(texts), _PIECE_NEIGHBOURS)
        by_question = fusion.mean_of_best(cosines, self._groups, len(self._question_ids))
        near = np.clip(by_question, 0.0, 1.0).tolist()
        return [dict(zip(self._question_ids, row, strict=True)) for row in near]

    def nearest_passages(self, texts: Mapping[str, str]) -> dict[str, Passage]:
        """For questions by id, each with a text: its passage that is nearest to that text. What people type who look
        for it is not among them. Questions that the index does not have are left out."""
        numbers = {name: number for number, name in enumerate(self._question_ids) if name in texts}
        if not numbers:
            return {}
        cosines = self._index.cosines(self._embedder().embed([texts[name] for name in numbers]), _PIECE_NEIGHBOURS)
        found = {}
        for near, (name, number) in zip(cosines, numbers.items(), strict=True):
            members = self._members(number, self._shown)
            found[name] = self._index.passages[members[near[members].argmax()]]
        return found

    def rankings(self, text: str) -> Rankings | None:
        """How each ranker scores each passage, in the order of `index.passages`; None for a text without a word."""
        import numpy as np

        query = " ".join(text[:_LONGEST_QUERY].split())
        if not words(query) or not self._question_ids:
            return None
        tools, exemplars = self._tools()
        lexical, query = tools.lexical, tools.speller.correct(query)
        dense = self._index.cosines(self._embedder().embed([query]), _NEIGHBOURS)[0]
        return Rankings(
            dense=dense,
            word=lexical.word_scores(query).astype(np.float64),
            gram=lexical.gram_scores(query).astype(np.float64),
            exemplar=exemplars.scores(query, self._question_ids),
        )

    def _fused(self, rankings: Rankings) -> tuple[Scores, Scores]:
        """Scores of the passages and of the questions."""
        weighted = (
            (fusion.DENSE_WEIGHT, rankings.dense),
            (fusion.WORD_WEIGHT, rankings.word),
            (fusion.GRAM_WEIGHT, rankings.gram),
        )
        count = len(self._question_ids)
        by_question = [(weight, fusion.mean_of_best(scores, self._groups, count)) for weight, scores in weighted]
        worded = fusion.filled(rankings.exemplar, by_question[0][1])
        return fusion.fuse(weighted), fusion.fuse([*by_question, (fusion.EXEMPLAR_WEIGHT, worded)])

    def _members(self, number: int, wanted: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The positions of a question's passages that are `wanted`; of all, where none is."""
        members: NDArray[np.intp] = (self._groups == number).nonzero()[0]
        found: NDArray[np.intp] = members[wanted[members]]
        return found if len(found) else members

    def _tools(self) -> tuple[WordTools, ExemplarVectors]:
        with self._words_lock:
            if self._word_tools is None:
                self._word_tools = self._words()
            if self._exemplars is None:
                self._exemplars = self._load_exemplars()
            return self._word_tools, self._exemplars


def _best_first(scores: Scores) -> NDArray[np.intp]:
    """Positions by falling score; equal scores keep the order of the corpus."""
    import numpy as np

    return np.argsort(-scores, kind="stable")
