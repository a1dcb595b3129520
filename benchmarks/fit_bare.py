"""Fits the similarity grader's numbers for bare references, and measures them on collections they were not fitted on.

    python -m benchmarks.fit_bare                 measure: each collection left out in turn, and five folds by question
    python -m benchmarks.fit_bare --write         fit on everything, and write the shipped numbers
    python -m benchmarks.fit_bare --vectors FILE  keep the texts' vectors in FILE, so that the next run is quick

The data are the collections of ../shared/asag, which are not shipped, and the development half of the answers
benchmark. Input is sorted, seeds are fixed, nothing runs in threads but the embedding model, whose vectors do not
depend on them: the same data give the same numbers.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from benchmarks.whole_answers import read
from interviewer.bootstrap import AppContext
from interviewer.grading.evaluation.formulas import pearson, rmse
from interviewer.grading.similarity.bare import model as bare
from interviewer.grading.similarity.bare.asserted import asserted_in
from interviewer.grading.similarity.bare.features import NAMES, compared, texts_of
from interviewer.grading.similarity.bare.model import BareModel
from interviewer.grading.similarity.bare.reference import BareReference
from interviewer.grading.similarity.legible import why_not_assessable
from interviewer.settings import load_settings
from interviewer.strict_json import dumps

SHARED = Path(__file__).parents[2] / "shared" / "asag"
COLLECTIONS = ("saf", "semeval_beetle", "semeval_scientsbank", "stita")
WHOLE = "whole answers"
POINTS = ("saf", "stita")
"""The collections that teachers marked in points. They set the level of the score; the others have labels, of which
all that is short of correct counts at most half."""
LEFT_OUT_FEATURES = ("numbers", "cosine", "asserted", "turned")
"""Each makes the score worse on collections it was not fitted on, or, the last, counts by a rule."""
DOUBTS = ("contradicted", "negation", "disorder", "echo")
"""The features that speak against an answer. All others speak for it."""
GATE_NAMES = ("projected", "nearest", "precise", "words")
"""The features by which answers to the question are told from answers to others, and from the question itself."""
RIDGE = 0.1
"""The penalty on standardized weights, times the number of answers. From 0.03 to 0.3 it makes no difference."""
GATE_RIDGE = 1e-3
NONE_SHARE = 0.15
"""How often an answer is none at all: a convention. With more, short right answers are doubted."""
STEPS = 30
MOST_OF_A_COLLECTION = 1200
"""About how many answers of a collection are used, the same number to each question, drawn with a fixed seed."""
MADE_FOR = 3
"""For one of so many questions, answers are made that are none."""

Row = NDArray[np.float64]


@dataclass(frozen=True)
class Marked:
    """One answer with the mark that people gave it. `made` names what this script made, and should get little."""

    collection: str
    question_id: str
    question: str
    reference: str
    answer: str
    mark: float
    made: str = ""


class Vectors:
    """The vectors of texts, kept in a file if there is one."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        context = AppContext(load_settings(None).model_copy(update={"offline": True}))
        self._embedder = context.embedding.reader(lambda *_: None)
        self._known: dict[str, NDArray[np.float32]] = {}
        if path is not None and path.exists():
            with np.load(path, allow_pickle=True) as file:
                self._known = dict(zip(file["t"].tolist(), file["v"], strict=True))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the embedder's."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._known.update(zip(missing, self._embedder.embed(missing), strict=True))
        return np.stack([self._known[text] for text in texts])

    def save(self) -> None:
        """Writes the file."""
        if self._path is not None:
            np.savez(self._path, t=np.array(list(self._known), dtype=object), v=np.stack(list(self._known.values())))


@dataclass(frozen=True)
class Data:
    """Answers with their features, in one order. `rows` of answers that assert nothing are NaN: these get 0."""

    answers: tuple[Marked, ...]
    rows: Row

    @property
    def marks(self) -> Row:
        """The marks, 0..1."""
        return np.array([answer.mark for answer in self.answers])

    @property
    def collections(self) -> NDArray[np.str_]:
        """The name of each answer's collection."""
        return np.array([answer.collection for answer in self.answers])

    @property
    def honest(self) -> NDArray[np.bool_]:
        """Which answers people wrote, and not this script."""
        return np.array([not answer.made for answer in self.answers])

    def only(self, which: NDArray[np.bool_]) -> Data:
        """Some of them."""
        return Data(tuple(answer for answer, kept in zip(self.answers, which, strict=True) if kept), self.rows[which])


def main() -> None:
    """Measures or writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--vectors", type=Path)
    options = parser.parse_args()
    missing = [name for name in COLLECTIONS if not (SHARED / f"{name}.csv").is_file()]
    if missing:
        sys.exit(f"Skipped: {SHARED} has no {missing[0]}.csv. The collections are not shipped with the project.")
    vectors = Vectors(options.vectors)
    answers = [*marked(), *marked_whole()]
    data = prepared([*answers, *made(answers)], vectors)
    vectors.save()
    measure(data)
    if options.write:
        write(data)


def marked() -> list[Marked]:
    """The answers of the collections."""
    found = []
    for name in COLLECTIONS:
        with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                texts = row["question"], row["reference_answer"], row["student_answer"]
                found.append(Marked(name, f"{name} {row['question_id']}", *texts, float(row["score_0_1"])))
    english = [one for one in found if why_not_assessable(one.answer) is None]
    return thinned(sorted(english, key=lambda one: (one.collection, one.question_id, one.answer, one.mark)))


def thinned(answers: Sequence[Marked]) -> list[Marked]:
    """As many answers of each question as make about MOST_OF_A_COLLECTION of its collection."""
    draw = random.Random(0)
    by_question: dict[str, list[Marked]] = defaultdict(list)
    for answer in answers:
        by_question[answer.question_id].append(answer)
    questions = Counter(some[0].collection for some in by_question.values())
    found = []
    for some in by_question.values():
        most = -(-MOST_OF_A_COLLECTION // questions[some[0].collection])
        found += draw.sample(some, min(len(some), most))
    return found


def marked_whole() -> list[Marked]:
    """The development half of the answers benchmark, with the corpus's references alone."""
    questions = AppContext(load_settings(None)).corpus().by_id
    found = []
    for row in read("whole-answers.jsonl"):
        if row["split"] == "dev":
            question = questions[row["question_id"]]
            texts = question.title, question.reference, row["answer"]
            found.append(Marked(WHOLE, question.id, *texts, row["score"]))
    return sorted(found, key=lambda one: (one.question_id, one.answer))


def made(answers: Sequence[Marked]) -> list[Marked]:
    """Answers that are none, to each question: what it asks, another question's answer, its reference denied or
    shuffled. A shuffled reference has .3: its words are right."""
    draw = random.Random(1)
    by_question: dict[str, list[Marked]] = defaultdict(list)
    for answer in answers:
        by_question[answer.question_id].append(answer)
    ids = sorted(by_question)
    found = []
    for question_id in ids[::MADE_FOR]:
        one = by_question[question_id][0]
        others = [other for other in ids if other != question_id and other.split()[0] == question_id.split()[0]]
        pool = by_question[draw.choice(others or [other for other in ids if other != question_id])]
        best = max(pool, key=lambda answer: (answer.mark, answer.answer))
        words = one.reference.split()
        draw.shuffle(words)
        texts = {
            "echo": (one.question, 0.0),
            "other question": (best.answer, 0.0),
            "denied": (denied(one.reference), 0.0),
            "shuffled": (" ".join(words), 0.3),
        }
        for kind, (text, mark) in texts.items():
            if text.strip():
                found.append(Marked(one.collection, question_id, one.question, one.reference, text, mark, kind))
    return found


def denied(reference: str) -> str:
    """A reference with each verb that can be denied denied, and said to be false where there is none."""
    import re

    turned, count = re.subn(
        r"\b(is|are|was|were|can|could|will|would|has|have|does|do|must|should|may)\b(?!\s+not\b)", r"\1 not", reference
    )
    return turned if count else f"It does not hold that {reference[:1].lower()}{reference[1:]}"


def prepared(answers: Iterable[Marked], vectors: Vectors) -> Data:
    """The answers with their features."""
    known: dict[tuple[str, str], BareReference] = {}
    kept, rows = [], []
    for answer in answers:
        key = answer.question, answer.reference
        if key not in known:
            ready = BareReference.of(*key, vectors.embed)
            if ready is None:
                continue
            known[key] = ready
        found = comparison(known[key], answer.answer, vectors)
        kept.append(answer)
        rows.append(np.full(len(NAMES), np.nan) if found is None else found)
    return Data(tuple(kept), np.array(rows))


def comparison(reference: BareReference, answer: str, vectors: Vectors) -> Row | None:
    """The features of an answer beside a reference; None if it asserts nothing."""
    asserted = asserted_in(answer, lists=reference.is_list)
    return compared(reference, asserted, vectors.embed(texts_of(asserted))) if asserted.sentences else None


def fitted(data: Data) -> BareModel:
    """The model of these answers."""
    asserting = data.only(~np.isnan(data.rows[:, 0]))
    honest = asserting.only(asserting.honest)
    return BareModel(quality_of(honest), gate_of(asserting))


def quality_of(data: Data) -> dict[str, float]:
    """Ridge regression of the marks by the features whose weight has the sign of what they mean."""
    names = [name for name in NAMES if name not in LEFT_OUT_FEATURES]
    while True:
        found = ridge(data, names)
        odd = [name for name in names if (found[name] > 0) is (name in DOUBTS)]
        if not odd:
            return found
        names = [name for name in names if name not in odd]


def ridge(data: Data, names: Sequence[str]) -> dict[str, float]:
    """Ridge regression of the marks, each collection with a level of its own: how strict its markers were, or what its
    labels are worth, says nothing of answers."""
    rows = data.rows[:, [NAMES.index(name) for name in names]]
    present = sorted(set(data.collections))
    weights = _balanced(data.collections)
    center = np.average(rows, axis=0, weights=weights)
    scale = np.sqrt(np.average((rows - center) ** 2, axis=0, weights=weights)) + 1e-9
    levels = np.array([[name == collection for collection in present] for name in data.collections], dtype=float)
    design = np.hstack([(rows - center) / scale, levels])
    penalty = np.diag([RIDGE * weights.sum()] * len(names) + [1e-9] * len(present))
    solved = np.linalg.solve(design.T @ (weights[:, None] * design) + penalty, design.T @ (weights * data.marks))
    slopes = solved[: len(names)] / scale
    level = _level(data, present, solved[len(names) :])
    return {**dict(zip(names, slopes.tolist(), strict=True)), "": level - float(slopes @ center)}


def _level(data: Data, present: Sequence[str], levels: Row) -> float:
    """The level of the collections that were marked in points, those with more answers counting more."""
    chosen = [name for name in present if name in POINTS] or list(present)
    sizes = [np.sqrt(np.sum(data.collections == name)) for name in chosen]
    return float(np.average([levels[present.index(name)] for name in chosen], weights=sizes))


def _balanced(collections: NDArray[np.str_]) -> Row:
    """Weights between those that make answers equal and those that make collections equal."""
    counts = {name: np.sum(collections == name) for name in set(collections)}
    weights = np.array([1 / np.sqrt(counts[name]) for name in collections])
    return np.asarray(weights / weights.mean())


def gate_of(data: Data) -> dict[str, float]:
    """Logistic regression of what is an answer, marked half or more, against echoes and answers to other questions."""
    is_none = np.array([answer.made in ("echo", "other question") for answer in data.answers])
    chosen = data.only((data.honest & (data.marks >= 0.5)) | is_none)
    rows = chosen.rows[:, [NAMES.index(name) for name in GATE_NAMES]]
    return logistic(rows, chosen.honest.astype(float), GATE_NAMES)


def logistic(rows: Row, targets: Row, names: Sequence[str]) -> dict[str, float]:
    """Logistic regression by Newton's steps; what is none counts NONE_SHARE."""
    center, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.hstack([(rows - center) / scale, np.ones((len(rows), 1))])
    weights = np.where(targets >= 0.5, (1 - NONE_SHARE) / np.mean(targets >= 0.5), NONE_SHARE / np.mean(targets < 0.5))
    penalty = np.diag([GATE_RIDGE * len(rows)] * len(names) + [1e-9])
    solved = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ solved, -30, 30)))
        slope = weights * chance * (1 - chance)
        gradient = design.T @ (weights * (targets - chance)) - penalty @ solved
        solved = solved + np.linalg.solve(design.T @ (slope[:, None] * design) + penalty, gradient)
    slopes = solved[:-1] / scale
    return {**dict(zip(names, slopes.tolist(), strict=True)), "": float(solved[-1] - slopes @ center)}


def scores(model: BareModel, data: Data) -> Row:
    """The score of each answer."""
    return np.array([0.0 if np.isnan(row[0]) else model.score(row) for row in data.rows])


def measure(data: Data) -> None:
    """Prints how near the scores come to marks of questions and of collections that were not fitted on."""
    names = (*COLLECTIONS, WHOLE)
    folded = by_folds(data)
    print(f"{'collection':<24}{'answers':>8}{'r out':>8}{'r folds':>8}{'cosine':>8}{'rmse':>8}{'mean':>8}{'marks':>8}")
    for name in names:
        inside = data.collections == name
        asked = data.only(inside & data.honest)
        out = scores(fitted(data.only(~inside)), asked)
        cosine = np.nan_to_num(asked.rows[:, NAMES.index("cosine")])
        folds = folded[inside & data.honest]
        figures = [pearson(list(zip(asked.marks, given, strict=True))) for given in (out, folds, cosine)]
        figures += [rmse(list(zip(asked.marks, folds, strict=True))), float(folds.mean()), float(asked.marks.mean())]
        print(f"{name:<24}{len(asked.answers):>8}" + "".join(f"{figure:>8.3f}" for figure in figures))
    for kind in ("echo", "other question", "denied", "shuffled"):
        some = folded[[answer.made == kind for answer in data.answers]]
        print(f"{kind:<24}{len(some):>8}  mean {some.mean():.2f}, at half marks or more {np.mean(some >= 0.5):.3f}")


def by_folds(data: Data) -> Row:
    """The score of each answer by a model fitted without a fifth of the questions, its own among them."""
    ids = {name: number for number, name in enumerate(sorted({answer.question_id for answer in data.answers}))}
    fold = np.array([ids[answer.question_id] % 5 for answer in data.answers])
    found = np.zeros(len(data.answers))
    for number in range(5):
        found[fold == number] = scores(fitted(data.only(fold != number)), data.only(fold == number))
    return found


def write(data: Data) -> None:
    """Writes the shipped numbers."""
    model = fitted(data)
    shipped = {"quality": rounded(model.quality), "gate": rounded(model.gate)}
    path = Path(bare.__file__).with_name(bare.WEIGHTS)
    path.write_text(dumps(shipped, indent=1) + "\n", encoding="utf-8")
    print(f"Written: {path}")


def rounded(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights with six decimals: more say nothing, and differ between machines."""
    return {name: round(value, 6) for name, value in weights.items()}


if __name__ == "__main__":
    main()
