"""Fits the similarity grader on the development half of the answers benchmark, and writes its numbers.

    python -m benchmarks.fit_relations            writes relations.npz, prints figures across development questions
    python -m benchmarks.fit_relations --check    fits again and compares with the file, number by number
    python -m benchmarks.fit_relations --ablate   the same figures without each group of features

Needs scikit-learn, which the `torch` extra brings. Uses one thread. The last bits of the embeddings depend on the
processor's instructions (AVX-512 VNNI or not), and so does the file. The kept half is not read.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from benchmarks.whole_answers import measures, read
from interviewer.bootstrap import AppContext
from interviewer.grading.similarity import features, fitted
from interviewer.grading.similarity.prototypes import PrototypeStore
from interviewer.grading.similarity.segments import segments_of
from interviewer.settings import load_settings

TARGET = Path(fitted.__file__).parent / fitted.FIT
FOLDS = 5
CREDIT = {"met": 1.0, "partial": 0.5, "missed": 0.0, "contradicted": 0.0}
TREES = {
    "learning_rate": 0.04, "max_iter": 300, "max_leaf_nodes": 8, "min_samples_leaf": 30, "l2_regularization": 5.0,
    "max_features": 0.3, "early_stopping": False, "random_state": 0,
}  # fmt: skip
"""Few leaves, many rows a leaf: 75 questions are few. From 150 to 500 trees, 6 to 12 leaves and 20 to 30 rows the error
across questions is the same to within 0.001."""

Matrix = NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """Features and labels of one sort of question; `points_of` and `beliefs_of` say which answer a row belongs to."""

    points: Matrix
    credit: Matrix
    contradicted: Matrix
    points_of: NDArray[np.int64]
    weights: Matrix
    beliefs: Matrix
    stated: Matrix
    beliefs_of: NDArray[np.int64]


def main() -> None:
    """Fits, prints, and writes or compares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--ablate", action="store_true")
    options = parser.parse_args()
    rows = [row for row in read("whole-answers.jsonl") if row["split"] == "dev"]
    tables = {sort: table_of(rows, exemplified=sort == "exemplars") for sort in ("exemplars", "claims")}
    for sort, table in tables.items():
        report(sort, rows, table)
    if options.ablate:
        ablate(rows, tables["exemplars"])
        return
    arrays = {name: array for sort, table in tables.items() for name, array in fit(sort, table).items()}
    if options.check:
        with np.load(TARGET) as shipped:
            same = set(shipped) == set(arrays) and all(np.array_equal(shipped[n], arrays[n]) for n in arrays)
        print("the same numbers" if same else "OTHER numbers")
        raise SystemExit(not same)
    np.savez_compressed(TARGET, **arrays)
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def table_of(rows: Sequence[Row], *, exemplified: bool) -> Table:
    """The features of answers, with or without exemplars."""
    context = AppContext(load_settings(None).model_copy(update={"offline": True}))
    corpus, embedder = context.corpus(), context.reader(lambda *_: None)
    exemplars = context.exemplars if exemplified else lambda _: ()
    store = PrototypeStore(corpus.questions, context.wordings(lambda *_: None), exemplars)
    points, credit, contradicted, of, weights = [], [], [], [], []
    beliefs, stated, beliefs_of = [], [], []
    for n, row in enumerate(rows):
        question = corpus.by_id[row["question_id"]]
        prototypes = store.of(question)
        segments = segments_of(row["answer"], (question.title,), prototypes.telling)
        if not segments:
            continue
        vectors = embedder.embed([segment.text for segment in segments])
        found = features.likeness(row["answer"], segments, vectors, prototypes, store.idf)
        points.append(found.points)
        beliefs.append(found.beliefs)
        for point in question.key_points:
            verdict = row["verdicts"][point.id]
            credit.append(CREDIT[verdict])
            contradicted.append(verdict == "contradicted")
            of.append(n)
            weights.append(point.weight)
        for one in question.misconceptions:
            stated.append(one.id in row["misconceptions"])
            beliefs_of.append(n)
    return Table(
        _without_empty(np.concatenate(points)), np.array(credit), np.array(contradicted, float), np.array(of),
        np.array(weights, float),
        _without_empty(np.concatenate(beliefs)), np.array(stated, float), np.array(beliefs_of),
    )  # fmt: skip


def _without_empty(x: Matrix) -> Matrix:
    """Columns that are all NaN, which scikit-learn cannot bin, as zeros: no tree asks for them."""
    return np.where(np.isnan(x).all(axis=0), 0.0, x)


def credit_model() -> Any:
    """Expected credit, by squared error."""
    return HistGradientBoostingRegressor(**TREES)


def odds_model() -> Any:
    """The log-odds of yes."""
    return HistGradientBoostingClassifier(**TREES)


def across(make: Callable[[], Any], x: Matrix, y: Matrix, groups: Sequence[str]) -> Matrix:
    """Predictions for each row by a model that saw no answer to its question."""
    out = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        model = make().fit(x[train], y[train])
        out[test] = model.predict_proba(x[test])[:, 1] if hasattr(model, "predict_proba") else model.predict(x[test])
    return out


def report(
    sort: str, rows: Sequence[Row], table: Table, keep: tuple[Sequence[int], Sequence[int]] | None = None
) -> None:
    """Prints figures across the questions of the development half."""
    columns, belief_columns = keep or (range(table.points.shape[1]), range(table.beliefs.shape[1]))
    points, beliefs = table.points[:, columns], table.beliefs[:, belief_columns]
    questions = [rows[n]["question_id"] for n in table.points_of]
    credit = across(credit_model, points, table.credit, questions).clip(0, 1)
    contradicted = across(odds_model, points, table.contradicted, questions)
    stated = across(odds_model, beliefs, table.stated, [rows[n]["question_id"] for n in table.beliefs_of])
    credit = np.minimum(credit, 1 - contradicted)
    aucs = [roc_auc_score(table.credit > 0, credit), roc_auc_score(table.contradicted, contradicted)]
    aucs.append(roc_auc_score(table.stated, stated))
    scores = np.zeros(len(rows))
    for n in range(len(rows)):
        own = table.points_of == n
        if own.any():
            scores[n] = np.average(credit[own], weights=table.weights[own])
    marks = np.array([row["score"] for row in rows])
    slope, start = np.polyfit(scores, marks, 1)
    found = ", ".join(f"{name} {value}" for name, value in measures(rows, marks, scores).items())
    print(
        f"{sort}: AUC credit {aucs[0]:.3f}, contradicted {aucs[1]:.3f}, belief {aucs[2]:.3f}; "
        f"mark = {slope:.3f} * score {start:+.3f}; {found}",
        flush=True,
    )
    if keep is None:
        intervals(scores, marks)
        verdict_table(credit, contradicted, table)
        kinds(rows, scores, marks)


def kinds(rows: Sequence[Row], scores: Matrix, marks: Matrix) -> None:
    """Prints the mean score and mark by kind."""
    every = np.array([row["kind"] for row in rows])
    for kind in sorted(set(every), key=lambda kind: -float(marks[every == kind].mean())):
        own = every == kind
        error = np.sqrt(np.mean((marks[own] - scores[own]) ** 2))
        print(f"  {kind:<17}{own.sum():>4} mark {marks[own].mean():.2f} score {scores[own].mean():.2f} "
              f"highest {scores[own].max():.2f} rmse {error:.2f}")  # fmt: skip


def intervals(scores: Matrix, marks: Matrix) -> None:
    """Prints what marks lie around a score, by band of scores: the interval that 80 of 100 keep to."""
    for low in (0.0, 0.15, 0.3, 0.45, 0.6, 0.75):
        own = (scores >= low) & (scores < low + 0.15 if low < 0.75 else scores <= 1)
        off = np.quantile(marks[own] - scores[own], (0.1, 0.9))
        print(f"  scores from {low:.2f}: {own.sum():>4} answers, marks {off[0]:+.2f} to {off[1]:+.2f} off")


def verdict_table(credit: Matrix, contradicted: Matrix, table: Table) -> None:
    """Prints how often thresholds agree with the labelled verdicts."""
    label = np.where(table.contradicted > 0, 3, np.round(table.credit * 2)).astype(int)
    for met in (0.55, 0.6, 0.65):
        for partial in (0.25, 0.3, 0.35):
            for turned in (0.4, 0.5):
                given = np.where(
                    contradicted >= turned, 3, np.where(credit >= met, 2, np.where(credit >= partial, 1, 0))
                )
                print(f"  met {met} partial {partial} contradicted {turned}: agree {np.mean(given == label):.3f}")


def ablate(rows: Sequence[Row], table: Table) -> None:
    """Prints the figures without each group of features."""
    groups = {
        "wrong wordings": ("wrong", "worst"),
        "right wordings but the claim": ("right", "three", "second right", "most right"),
        "partial and vague": ("partial", "vague"),
        "misconceptions": ("belief", "truth"),
        "words and pairs": ("cover", "words", "pairs"),
        "manner": ("ask", "hedge", "false", "function"),
        "answer": ("answer",),
        "length": ("length",),
    }
    for name, words in groups.items():
        columns = [n for n, one in enumerate(features.OF_POINT) if not any(word in one for word in words)]
        others = [n for n, one in enumerate(features.OF_BELIEF) if not any(word in one for word in words)]
        report(f"- {name}"[:30], rows, table, (columns, others))


def fit(sort: str, table: Table) -> dict[str, NDArray[Any]]:
    """The arrays of one sort of question, by name."""
    made = {
        "credit": credit_model().fit(table.points, table.credit),
        "contradiction": odds_model().fit(table.points, table.contradicted),
        "belief": odds_model().fit(table.beliefs, table.stated),
    }
    return {f"{sort}.{target}.{name}": a for target, model in made.items() for name, a in arrays_of(model).items()}


def arrays_of(model: Any) -> dict[str, NDArray[Any]]:
    """A fitted model's trees as arrays, see `BoostedTrees`."""
    trees = [predictor[0].nodes for predictor in model._predictors]
    most = max(len(nodes) for nodes in trees)
    own = np.arange(most)

    def column(name: str, fill: float) -> NDArray[Any]:
        out = np.full((len(trees), most), fill)
        for n, nodes in enumerate(trees):
            out[n, : len(nodes)] = np.where(nodes["is_leaf"], fill, nodes[name]) if name != "value" else nodes[name]
        return out

    def child(name: str) -> NDArray[np.int32]:
        out = np.tile(own, (len(trees), 1))
        for n, nodes in enumerate(trees):
            out[n, : len(nodes)] = np.where(nodes["is_leaf"], own[: len(nodes)], nodes[name])
        return out.astype(np.int32)

    return {
        "start": np.asarray(model._baseline_prediction).reshape(-1)[0],
        "feature": column("feature_idx", 0).astype(np.int32),
        "threshold": column("num_threshold", 0.0),
        "left": child("left"),
        "right": child("right"),
        "missing_left": column("missing_go_to_left", 0).astype(bool),
        "value": column("value", 0.0),
        "depth": np.asarray(max(int(nodes["depth"].max()) for nodes in trees)),
    }


if __name__ == "__main__":
    main()
