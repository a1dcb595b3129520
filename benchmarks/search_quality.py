"""How often search puts the right question first, and among the first five.

    python benchmarks/search_quality.py [QUERIES.jsonl] [--misses]

Each line of QUERIES (by default the dev queries) has a `query`, the `question_id` it is about and its `kind`. Prints,
for each way of ranking, the share of queries whose question comes first and among five, over all and by kind. Ties
with a wrong question count against the right one. Weights are tuned on `queries-dev.jsonl` only; `queries-kept.jsonl`
is reserved for the final check.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled
from interviewer.progress import unwatched
from interviewer.search import fusion
from interviewer.search.embedder import Embedder
from interviewer.search.open import open_index
from interviewer.search.searcher import Rankings, Searcher
from interviewer.settings import load_settings

DEV = Path(__file__).parent / "data" / "queries-dev.jsonl"
Ranker = Callable[[str], NDArray[np.float64]]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("queries", nargs="?", type=Path, default=DEV)
    parser.add_argument("--misses", action="store_true", help="print the queries that are not put first")
    parsed = parser.parse_args()
    queries = [json.loads(line) for line in parsed.queries.read_text(encoding="utf-8").splitlines() if line.strip()]
    questions = read_corpus([bundled("corpus")]).questions
    known = {question.id: number for number, question in enumerate(questions)}
    asked = [query for query in queries if query["question_id"] in known]
    if len(asked) < len(queries):
        print(f"{len(queries) - len(asked)} queries are about questions that the corpus does not have; left out.")
    right = np.array([known[query["question_id"]] for query in asked])
    kinds = [query["kind"] for query in asked]

    context = AppContext(load_settings(None))
    embedder = context.embedding.embedder(unwatched)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        searcher = open_index(
            Path(folder) / "index",
            questions,
            lambda: embedder,
            unwatched,
            references=embedder,
            exemplars=lambda: context.search_exemplars(unwatched),
        )
        passages = len(searcher.index.passages)
        print(f"{len(questions)} questions, {passages} passages indexed in {time.perf_counter() - began:.1f} s")
        names = list(dict.fromkeys(kinds))
        print(f"{'':28}" + "".join(f"{name:>16}" for name in ["all", *names]))
        for title, ranker in _rankers(searcher, questions, embedder).items():
            began = time.perf_counter()
            scores = np.stack([ranker(query["query"]) for query in asked])
            each = (time.perf_counter() - began) / len(asked) * 1000
            places = (scores >= scores[np.arange(len(asked)), right][:, None]).sum(axis=1) - 1
            print(f"{title:28}" + _row(places, kinds, names) + f"   {each:5.1f} ms a query")
        if parsed.misses:
            _print_misses(asked, places, scores, questions)
        searcher.index.close()


def _rankers(searcher: Searcher, questions: tuple[Question, ...], embedder: Embedder) -> dict[str, Ranker]:
    whole = embedder.embed([f"{question.title}\n{question.reference}" for question in questions])
    number = {question.id: place for place, question in enumerate(questions)}
    groups = np.array([number[passage.question_id] for passage in searcher.index.passages])

    def by(pick: Callable[[Rankings], NDArray[np.float64]]) -> Ranker:
        def rank(query: str) -> NDArray[np.float64]:
            rankings = _known(searcher, query)
            return fusion.mean_of_best(pick(rankings), groups, len(questions))

        return rank

    def fused(query: str) -> NDArray[np.float64]:
        scores = {hit.passage.question_id: hit.score for hit in searcher.search(query, len(questions))}
        return np.array([scores[question.id] for question in questions])

    return {
        "plain MiniLM, whole texts": lambda query: (whole @ embedder.embed([query])[0]).astype(np.float64),
        "dense, passages": by(lambda rankings: rankings.dense),
        "lexical, stemmed words": by(lambda rankings: rankings.word),
        "lexical, pieces of words": by(lambda rankings: rankings.gram),
        "exemplars": lambda query: np.nan_to_num(_known(searcher, query).exemplar, nan=-1.0),
        "fused": fused,
    }


def _known(searcher: Searcher, query: str) -> Rankings:
    rankings = searcher.rankings(query)
    assert rankings is not None
    return rankings


def _row(places: NDArray[np.intp], kinds: list[str], names: list[str]) -> str:
    row = ""
    for name in ["", *names]:
        chosen = np.array([not name or kind == name for kind in kinds])
        row += f"{np.mean(places[chosen] < 1) * 100:8.0f} {np.mean(places[chosen] < 5) * 100:7.0f}"
    return row


def _print_misses(
    asked: list[dict[str, str]], places: NDArray[np.intp], scores: NDArray[np.float64], questions: tuple[Question, ...]
) -> None:
    for query, place, row in zip(asked, places, scores, strict=True):
        if place:
            first = questions[int(row.argmax())].id
            print(f"{place + 1:3} {query['kind']:10} {query['query']!r}: {query['question_id']}, got {first}")


if __name__ == "__main__":
    main()
