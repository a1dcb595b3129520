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
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from benchmarks.training_answers import left_out, row_of, training_answers
from benchmarks.whole_answers import measures, read
from interviewer.bootstrap import AppContext
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import Exemplar, ExemplarKind
from interviewer.corpus.question import Question
from interviewer.grading.similarity import features, fitted
from interviewer.grading.similarity.coverage import IdfWeights
from interviewer.grading.similarity.pair_features import OF_PAIRS
from interviewer.grading.similarity.prototypes import Prototypes, PrototypeStore, prototypes_of
from interviewer.grading.similarity.segments import segments_of
from interviewer.search.embedder import Reader
from interviewer.settings import load_settings

TARGET = Path(fitted.__file__).parent / fitted.FIT
FOLDS = 5
CREDIT = {"met": 1.0, "partial": 0.5, "missed": 0.0, "contradicted": 0.0}
VERDICTS = {
    ExemplarKind.RIGHT: "met",
    ExemplarKind.PARTIAL: "partial",
    ExemplarKind.WRONG: "contradicted",
    ExemplarKind.VAGUE: "missed",
}
SAID_AS = (8, 1, 3, 1)
"""How often a made-up answer has a right, a partial, a wrong and a vague wording."""
SAID_OF_BELIEFS = (5, 2, 1)
"""How often it leaves a misconception out, states it and denies it."""
TURNED = {"negated": "contradicted", "asked": "missed", "planned": "missed"}
TURNS = (
    ("plain", 0.8), ("plain", 0.65), ("plain", 0.5), ("plain", 0.3), ("negated", 0.5), ("negated", 0.3), ("asked", 0.3),
    ("planned", 0.3),
)  # fmt: skip
"""The answers that are made up for each question: how they are put, and the share of key points that they leave out."""
BEFORE = (
    "Okay, so. ", "Good question. ", "The way I'd put it: ", "Let me explain it like this: ", "I'd say the following: ",
    "Sure, I can talk about that. ", "Right, let me think for a moment. ", "As far as I remember: ",
)  # fmt: skip
AFTER = (
    " Does that make sense?", " Shall I go on?", " I can say more about any of these.", " That's it, I think.",
    " Many people get this wrong the first time.", " I hope that helps.", " Is that what you wanted to hear?",
    " I'd be happy to discuss the details.",
)  # fmt: skip
DRESSED, DRESSED_COUNT = 0.5, 0.5
"""What people say before and after an answer, which changes no mark; the share of the answers that are fitted on in
such a dress too, and what such a copy counts."""
MADE_UP_COUNT = 0.2
OTHER_HANDS_COUNT = 1.0
ATTACKS_COUNT = 3.0
"""What a made-up answer, one of another set, and an attack count beside one of the benchmark."""
CREDIT_SCALE = 1.25
"""What predicted credit is multiplied by: trees that are fitted by squared error stay too near the mean. With 1.2 the
error across development questions is .176, in own words .217, of short answers .185; with 1.25 .177, .209 and .181;
with 1.3 .179, .203 and .177, and more weak answers reach half marks."""
SETS = {"whole-answers.jsonl": 1.0, "own-words.jsonl": 2.0, "short-answers.jsonl": 1.0}
"""The sets of answers that are fitted on and reported on, and what an answer of each counts: the first has most
development answers."""
OTHERS = 3
STRANGERS = 8
STRANGERS_COUNT = 0.4
"""How many reference answers of other topics, and how many answers to questions of other topics, each question gets,
and what one of them counts."""
OWN_REFERENCE_COUNT = 1.6
"""What the reference answer counts as an answer to its own question. With half as much r across development questions
is .872 where this gives .870, and 16 in 100 such answers are below .8 over the corpus where this leaves 11."""
ASKED = ("Is it that", "Would you say that", "Could it be that", "Do people say that", "Am I right that")
PLANNED = ("I would explain that", "Next I'd go into how", "I would mention that", "Then I'd describe how")
NEGATABLE = re.compile(r"\b(is|are|was|were|can|will|does|do|has|have|must|should)\b(?! not)")
TREES = {
    "learning_rate": 0.04, "max_iter": 300, "max_leaf_nodes": 8, "min_samples_leaf": 30, "l2_regularization": 5.0,
    "max_features": 0.3, "early_stopping": False, "random_state": 0,
}  # fmt: skip
"""Few leaves, many rows a leaf: 75 questions are few. From 150 to 500 trees, 6 to 12 leaves and 20 to 30 rows the error
across questions is the same to within 0.001."""

Matrix = NDArray[np.floating[Any]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """Features and labels of one sort of question.

    `points_of` and `beliefs_of` say which answer a row belongs to, `questions` and `asked` which question rows of
    points and of beliefs belong to, `points_count` and `beliefs_count` how much a row counts.
    """

    points: Matrix
    credit: Matrix
    contradicted: Matrix
    points_of: NDArray[np.int64]
    beliefs_of: NDArray[np.int64]
    weights: Matrix
    questions: NDArray[Any]
    points_count: Matrix
    beliefs: Matrix
    stated: Matrix
    asked: NDArray[Any]
    beliefs_count: Matrix


def main() -> None:
    """Fits, prints, and writes or compares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--ablate", action="store_true")
    options = parser.parse_args()
    rows = [{**row, "set": name} for name in SETS for row in read(name) if row["split"] == "dev"]
    both = {sort: tables(rows, exemplified=sort == "exemplars") for sort in ("exemplars", "claims")}
    both |= {f"{sort} apart": (apart(table), apart(made_up)) for sort, (table, made_up) in both.items()}
    for sort, (table, made_up) in both.items():
        report(sort, rows, table, made_up)
    if options.ablate:
        ablate(rows, *both["exemplars"])
        return
    arrays = {name: array for sort, (table, more) in both.items() for name, array in fit(sort, table, more).items()}
    arrays = {name: array for name, array in arrays.items() if " apart.belief" not in name}  # the same as beside pairs
    if options.check:
        with np.load(TARGET) as shipped:
            same = set(shipped) == set(arrays) and all(np.array_equal(shipped[n], arrays[n]) for n in arrays)
        print("the same numbers" if same else "OTHER numbers")
        raise SystemExit(not same)
    np.savez_compressed(TARGET, allow_pickle=False, **arrays)
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def tables(rows: Sequence[Row], *, exemplified: bool) -> tuple[Table, Table]:
    """The features of answers, and of answers made up from exemplars, with or without exemplars to compare with."""
    context = AppContext(load_settings(None).model_copy(update={"offline": True}))
    corpus, reader = context.corpus(), context.embedding.reader(lambda *_: None)
    wordings = context.embedding.wordings(lambda *_: None)
    store = PrototypeStore(corpus.questions, wordings, lambda _: ())
    real, made_up = Collector(corpus, reader, store.idf), Collector(corpus, reader, store.idf)
    groups: dict[str, list[tuple[int, Row]]] = {}
    for n, row in enumerate(rows):
        groups.setdefault(row["question_id"], []).append((n, row))
    for question_id, answers in groups.items():
        question = corpus.by_id[question_id]
        every = context.exemplars(question)
        prototypes = prototypes_of(question, every if exemplified else (), wordings, store.idf)
        for n, row in answers:
            real.add(n, row, prototypes, SETS[row["set"]])
        random = Random(question_id)
        for _, row in answers:
            if random.random() < DRESSED:
                made_up.add(0, dressed(row, random), prototypes, SETS[row["set"]] * DRESSED_COUNT)
        for row, used in made_up_answers(question, every, random):
            left = [one for one in every if one not in used] if exemplified else []
            made_up.add(0, row, prototypes_of(question, left, wordings, store.idf), MADE_UP_COUNT)
        made_up.add(0, reference(question), prototypes, OWN_REFERENCE_COUNT)
        for row in (*other_references(question, corpus, random), *strangers(question, rows, corpus, random)):
            made_up.add(0, row, prototypes, STRANGERS_COUNT)
    for row in (*by_other_hands(), *training_rows(corpus)):
        question = corpus.by_id[row["question_id"]]
        every = context.exemplars(question) if exemplified else ()
        count = ATTACKS_COUNT if row.get("otherwise") == "missed" else OTHER_HANDS_COUNT
        made_up.add(0, row, prototypes_of(question, every, wordings, store.idf), count)
    return real.table(), made_up.table()


def apart(table: Table) -> Table:
    """The table without what is read in pairs, whose columns are the last."""
    others = (slice(None), slice(-len(OF_PAIRS)))
    return replace(table, points=table.points[others])


def dressed(row: Row, random: Random) -> Row:
    """An answer with something said before it, after it, or both."""
    before, after = random.choice(((1, 0), (0, 1), (1, 1)))
    answer = row["answer"]
    if before:
        answer = random.choice(BEFORE) + answer
    if after:
        answer = answer.rstrip() + random.choice(AFTER)
    return {**row, "answer": answer}


def by_other_hands() -> Iterator[Row]:
    """The development answers of the other sets: labelled, excellent (every key point met) and hostile (none)."""
    for row in read("answers-dev.jsonl"):
        verdicts = {point: name for name in ("met", "partial", "contradicted") for point in row[name]}
        yield {**row, "verdicts": verdicts, "misconceptions": ()}
    for name in ("honest.jsonl", "attacks.jsonl"):
        for row in read(name):
            if row["split"] == "dev":
                otherwise = "missed" if row.get("attack") else "met"
                yield {**row, "verdicts": {}, "otherwise": otherwise, "misconceptions": ()}


def training_rows(corpus: Corpus) -> Iterator[Row]:
    """The training answers that the pair reader was not fitted on."""
    answers = training_answers()
    questions = left_out(answers)
    for answer in answers:
        if answer.question_id in questions:
            question = corpus.by_id[answer.question_id]
            points, beliefs = ([one.id for one in every] for every in (question.key_points, question.misconceptions))
            yield row_of(answer, points, beliefs)


class Collector:
    """Gathers the features and labels of answers."""

    def __init__(self, corpus: Corpus, reader: Reader, idf: IdfWeights) -> None:
        self._corpus, self._reader, self._idf = corpus, reader, idf
        self._points: list[Matrix] = []
        self._beliefs: list[Matrix] = []
        self._labels: list[tuple[float, float, int, int, float]] = []  # credit, contradicted, answer, weight, count
        self._questions: list[str] = []
        self._stated: list[tuple[float, int, float]] = []  # stated, answer, count
        self._asked: list[str] = []

    def add(self, n: int, row: Row, prototypes: Prototypes, count: float = 1.0) -> None:
        """An answer's features and labels, which count that much; nothing of an answer without segments."""
        question = self._corpus.by_id[row["question_id"]]
        segments = segments_of(row["answer"], (question.title,), prototypes.telling)
        if not segments:
            return
        vectors = self._reader.embed([segment.text for segment in segments])
        found = features.likeness(segments, vectors, prototypes, self._idf, self._reader.compare)
        self._points.append(found.points)
        self._beliefs.append(found.beliefs)
        for point in question.key_points:
            verdict = row["verdicts"].get(point.id, row.get("otherwise", "missed"))
            self._labels.append((CREDIT[verdict], verdict == "contradicted", n, point.weight, count))
            self._questions.append(question.id)
        self._stated += [(one.id in row["misconceptions"], n, count) for one in question.misconceptions]
        self._asked += [question.id for _ in question.misconceptions]

    def table(self) -> Table:
        """Everything that was gathered."""
        credit, contradicted, of, weights, points_count = np.array(self._labels).T
        stated, beliefs_of, beliefs_count = np.array(self._stated).T
        return Table(
            points=_without_empty(np.concatenate(self._points)),
            credit=credit,
            contradicted=contradicted,
            points_of=of.astype(int),
            beliefs_of=beliefs_of.astype(int),
            weights=weights,
            questions=np.array(self._questions),
            points_count=points_count,
            beliefs=_without_empty(np.concatenate(self._beliefs)),
            stated=stated,
            asked=np.array(self._asked),
            beliefs_count=beliefs_count,
        )


def made_up_answers(
    question: Question, exemplars: Sequence[Exemplar], random: Random
) -> Iterator[tuple[Row, set[Exemplar]]]:
    """Answers put together from a question's exemplars, each with its labels and the exemplars that it uses.

    Short and long ones, and some that are turned so that they claim nothing or the opposite: the benchmark has few of
    either, and in it short answers are mostly bad.
    """
    by_point: dict[tuple[str, ExemplarKind], list[Exemplar]] = {}
    for one in exemplars:
        by_point.setdefault((one.about, one.kind), []).append(one)
    for turn, share in TURNS:
        kinds = [random.choices(tuple(VERDICTS), SAID_AS if turn == "plain" else (1, 0, 0, 0))[0] for _ in range(9)]
        used = [
            random.choice(by_point[point.id, kind])
            for point, kind in zip(question.key_points, kinds, strict=False)
            if random.random() > share
        ]
        if used:
            random.shuffle(used)
            answer = " ".join(turned(one.text, turn, random) for one in used)
            verdicts = {one.about: TURNED.get(turn, VERDICTS[one.kind]) for one in used}
            believed = beliefs(question, by_point, random) if turn == "plain" else []
            answer = " ".join([answer, *(one.text for one in believed)])
            stated = [one.about for one in believed if one.kind is ExemplarKind.SAID]
            row = {"question_id": question.id, "answer": answer, "verdicts": verdicts, "misconceptions": stated}
            yield row, {*used, *believed}


def beliefs(
    question: Question, exemplars: dict[tuple[str, ExemplarKind], list[Exemplar]], random: Random
) -> list[Exemplar]:
    """Wordings of some of a question's misconceptions, stated or denied."""
    found = []
    for one in question.misconceptions:
        kind = random.choices((None, ExemplarKind.SAID, ExemplarKind.DENIED), SAID_OF_BELIEFS)[0]
        if kind is not None and exemplars.get((one.id, kind)):
            found.append(random.choice(exemplars[one.id, kind]))
    return found


def reference(question: Question) -> Row:
    """The question's reference answer, which says every key point."""
    met = {point.id: "met" for point in question.key_points}
    return {"question_id": question.id, "answer": question.reference, "verdicts": met, "misconceptions": []}


def other_references(question: Question, corpus: Corpus, random: Random) -> Iterator[Row]:
    """Reference answers of other questions, which say none of its key points."""
    others = [other for other in corpus.questions if other.topic != question.topic]
    for other in random.sample(others, OTHERS):
        yield {"question_id": question.id, "answer": other.reference, "verdicts": {}, "misconceptions": []}


def strangers(question: Question, rows: Sequence[Row], corpus: Corpus, random: Random) -> Iterator[Row]:
    """Answers to questions of other topics, which say none of its key points."""
    others = [row for row in rows if corpus.by_id[row["question_id"]].topic != question.topic]
    for row in random.sample(others, STRANGERS):
        yield {"question_id": question.id, "answer": row["answer"], "verdicts": {}, "misconceptions": []}


def turned(text: str, turn: str, random: Random) -> str:
    """A wording as it is, or asked, planned or negated."""
    if turn == "plain":
        return text
    low = text[:1].lower() + text[1:] if text[1:2].islower() else text
    if turn == "asked":
        return f"{random.choice(ASKED)} {low.rstrip('.')}?"
    if turn == "planned":
        return f"{random.choice(PLANNED)} {low}"
    negated = NEGATABLE.sub(r"\1 not", text, count=1)
    return negated if negated != text else f"It is not the case that {low}"


def _without_empty(x: Matrix) -> Matrix:
    """Columns that are all NaN, which scikit-learn cannot bin, as zeros: no tree asks for them."""
    return np.where(np.isnan(x).all(axis=0), 0.0, x)


def credit_model() -> Any:
    """Expected credit, by squared error."""
    return HistGradientBoostingRegressor(**TREES)


def odds_model() -> Any:
    """The log-odds of yes."""
    return HistGradientBoostingClassifier(**TREES)


def across(make: Callable[[], Any], real: Labelled, made_up: Labelled) -> Matrix:
    """Predictions for each real row by a model that saw no answer to its question."""
    out = np.zeros(len(real.y))
    for train, test in GroupKFold(FOLDS).split(real.x, real.y, real.groups):
        seen = ~np.isin(made_up.groups, real.groups[test])
        model = trained(make(), real.only(train), made_up.only(seen))
        x = real.x[test]
        out[test] = model.predict_proba(x)[:, 1] if hasattr(model, "predict_proba") else model.predict(x)
    return out


def trained(model: Any, real: Labelled, made_up: Labelled) -> Any:
    """A model fitted on both."""
    both = [np.concatenate([getattr(real, part), getattr(made_up, part)]) for part in ("x", "y", "count")]
    return model.fit(both[0], both[1], sample_weight=both[2])


@dataclass(frozen=True)
class Labelled:
    """Rows of features, their labels, the question of each, and how much it counts."""

    x: Matrix
    y: Matrix
    groups: NDArray[Any]
    count: Matrix

    def only(self, these: NDArray[Any]) -> Labelled:
        """Some of the rows."""
        return Labelled(self.x[these], self.y[these], self.groups[these], self.count[these])


def report(
    sort: str,
    rows: Sequence[Row],
    table: Table,
    made_up: Table,
    keep: tuple[Sequence[int], Sequence[int]] | None = None,
) -> None:
    """Prints figures across the questions of the development half."""
    columns, belief_columns = keep or (range(table.points.shape[1]), range(table.beliefs.shape[1]))

    def of_points(one: Table, y: Matrix) -> Labelled:
        return Labelled(one.points[:, columns], y, one.questions, one.points_count)

    def of_beliefs(one: Table) -> Labelled:
        return Labelled(one.beliefs[:, belief_columns], one.stated, one.asked, one.beliefs_count)

    credit = across(credit_model, of_points(table, table.credit), of_points(made_up, made_up.credit))
    credit = (credit * CREDIT_SCALE).clip(0, 1)
    contradicted = across(odds_model, of_points(table, table.contradicted), of_points(made_up, made_up.contradicted))
    stated = across(odds_model, of_beliefs(table), of_beliefs(made_up))
    aucs = [roc_auc_score(table.credit > 0, credit), roc_auc_score(table.contradicted, contradicted)]
    aucs.append(roc_auc_score(table.stated, stated))
    scores = np.zeros(len(rows))
    for n in range(len(rows)):
        own = table.points_of == n
        if own.any():
            believed = stated[table.beliefs_of == n]
            credit[own], contradicted[own] = fitted.trusted(
                credit[own], contradicted[own], table.weights[own], believed
            )
            scores[n] = np.average(credit[own], weights=table.weights[own])
    marks = np.array([row["score"] for row in rows])
    print(f"{sort}: AUC credit {aucs[0]:.3f}, contradicted {aucs[1]:.3f}, belief {aucs[2]:.3f}", flush=True)
    for name in SETS:
        of_set = np.array([row["set"] == name for row in rows])
        slope, start = np.polyfit(scores[of_set], marks[of_set], 1)
        some = [row for row in rows if row["set"] == name]
        found = ", ".join(f"{key} {value}" for key, value in measures(some, marks[of_set], scores[of_set]).items())
        print(f"  {name}: mark = {slope:.3f} * score {start:+.3f}; {found}", flush=True)
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
    for met in (0.5, 0.55, 0.6):
        for partial in (0.3, 0.35, 0.4):
            for turned in (0.4, 0.5):
                given = np.where(
                    contradicted >= turned, 3, np.where(credit >= met, 2, np.where(credit >= partial, 1, 0))
                )
                print(f"  met {met} partial {partial} contradicted {turned}: agree {np.mean(given == label):.3f}")
    for least in (0.5, 0.6, 0.7):
        found = contradicted >= least
        print(f"  contradicted from {least}: {found.sum()} found, {table.contradicted[found].mean():.2f} of them so")


def ablate(rows: Sequence[Row], table: Table, made_up: Table) -> None:
    """Prints the figures without each group of features."""
    groups = {
        "wrong wordings": ("wrong", "worst"),
        "right wordings but the claim": ("right", "three", "second right", "most right"),
        "partial and vague": ("partial", "vague"),
        "misconceptions": ("belief", "truth"),
        "words and pairs": ("cover", "words", "pairs"),
        "pairs read together": ("says", "denies"),
        "manner": ("ask", "hedge", "false", "function"),
        "answer": ("answer",),
        "length": ("length",),
    }
    for name, words in groups.items():
        columns = [n for n, one in enumerate(features.OF_POINT) if not any(word in one for word in words)]
        others = [n for n, one in enumerate(features.OF_BELIEF) if not any(word in one for word in words)]
        report(f"- {name}", rows, table, made_up, (columns, others))


def fit(sort: str, table: Table, made_up: Table) -> dict[str, NDArray[Any]]:
    """The arrays of one sort of question, by name."""

    def model(make: Callable[[], Any], label: str, x: str) -> Any:
        real, more = (
            Labelled(getattr(one, x), getattr(one, label), np.empty(0), getattr(one, f"{x}_count"))
            for one in (table, made_up)
        )
        return trained(make(), real, more)

    made = {
        "credit": model(credit_model, "credit", "points"),
        "contradiction": model(odds_model, "contradicted", "points"),
        "belief": model(odds_model, "stated", "beliefs"),
    }
    arrays = {f"{sort}.{target}.{name}": a for target, model in made.items() for name, a in arrays_of(model).items()}
    for scaled in ("start", "value"):
        arrays[f"{sort}.credit.{scaled}"] = arrays[f"{sort}.credit.{scaled}"] * CREDIT_SCALE
    return arrays


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
