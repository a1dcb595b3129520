"""Which columns of a file of answers hold what: by their usual names, or as they are told."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from interviewer.errors import UnknownNameError, UsageError
from interviewer.text import one_line

USUAL: Mapping[str, tuple[str, ...]] = {
    "answer": ("answer", "student_answer", "candidate_answer", "response", "student_response"),
    "score": ("score", "score_0_1", "human_score", "gold_score", "grade", "mark", "score_avg"),
    "question": ("question", "question_text"),
    "reference": ("reference", "reference_answer", "model_answer", "desired_answer", "expected_answer"),
    "question_id": ("question_id", "qid"),
    "kind": ("kind", "category"),
    "split": ("split",),
    "id": ("id", "answer_id"),
    "max_score": ("max_score", "max_points", "maximum"),
    "verdicts": ("verdicts",),
    "misconceptions": ("misconceptions",),
}
"""The names that a column of each role goes by, in any case; a space or hyphen counts as an underscore."""

TELLABLE = ("answer", "score", "question", "reference", "question_id", "kind", "split")
"""The roles whose column an option can name: --answer-column and so on."""

_STATED_SCALE = re.compile(r"(?:score|grade|mark)_(\d+)_(\d+)")
_MOST_SHOWN = 20
_NAME = 40  # characters of a name that are shown


@dataclass(frozen=True)
class Columns:
    """The name of the column of each role; None where the file has none."""

    answer: str
    score: str
    question: str | None = None
    reference: str | None = None
    question_id: str | None = None
    kind: str | None = None
    split: str | None = None
    id: str | None = None
    max_score: str | None = None
    verdicts: str | None = None
    misconceptions: str | None = None


@dataclass(frozen=True)
class AnswerColumns:
    """The columns of answers without scores; None where the file has none."""

    answer: str
    question: str | None = None
    reference: str | None = None
    question_id: str | None = None
    id: str | None = None


def find_answer_columns(names: Sequence[str]) -> AnswerColumns:
    """The columns among `names`, of answers to grade.

    Raises UsageError, naming the columns there are, where one is missing or could be any of several.
    """
    found = {field.name: _column(field.name, names, tellable=()) for field in fields(AnswerColumns)}
    answer = found.pop("answer")
    if answer is None:
        raise UsageError(
            f"No column is known to hold the answer among the columns {_listed(names)}.",
            "Name it answer in the first line of the file.",
        )
    if found["question_id"] is None and (found["question"] is None or found["reference"] is None):
        raise UsageError(
            f"Nothing says which question an answer is to, among the columns {_listed(names)}.",
            "Add a column question_id with ids of the corpus, or the columns question and reference.",
        )
    return AnswerColumns(answer=answer, **found)


def find_columns(names: Sequence[str], told: Mapping[str, str | None]) -> Columns:
    """The columns among `names`. `told` has the roles of TELLABLE that an option names.

    Raises UsageError, naming the columns there are, where one is missing, unknown, or could be any of several.
    """
    found = {field.name: _column(field.name, names, told.get(field.name)) for field in fields(Columns)}
    answer, score = found.pop("answer"), found.pop("score")
    if answer is None or score is None:
        role = "answer" if answer is None else "score"
        raise UsageError(
            f"No column is known to hold the {role} among the columns {_listed(names)}.",
            f"Name it with --{role}-column.",
        )
    if found["question_id"] is None and found["reference"] is None:
        raise UsageError(
            f"Nothing says what an answer is to be compared with, among the columns {_listed(names)}.",
            "Name a column of corpus questions with --question-id-column, or one of references with "
            "--reference-column.",
        )
    return Columns(answer=answer, score=score, **found)


def stated_scale(column: str) -> tuple[float, float] | None:
    """The scale that the name of a column states, as score_0_5 does; None where it states none."""
    stated = _STATED_SCALE.fullmatch(_plain(column))
    return (float(stated[1]), float(stated[2])) if stated else None


def _column(
    role: str, names: Sequence[str], told: str | None = None, tellable: Collection[str] = TELLABLE
) -> str | None:
    if told is not None:
        alike = [name for name in names if _plain(name) == _plain(told)]
        if told not in names and len(alike) != 1:
            raise UnknownNameError("column", told, tuple(names), f"There are: {_listed(names)}.")
        return told if told in names else alike[0]
    found = [name for name in names if _is_usual(role, _plain(name))]
    if len(found) > 1:
        said = " or ".join(one_line(name, _NAME) for name in found)
        option = f"--{role.replace('_', '-')}-column"
        hint = f"Name the one with {option}." if role in tellable else "Rename or remove one of them."
        raise UsageError(f"The {role.replace('_', ' ')} could be the column {said}.", hint)
    return found[0] if found else None


def _is_usual(role: str, name: str) -> bool:
    return name in USUAL[role] or (role == "score" and _STATED_SCALE.fullmatch(name) is not None)


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name, _NAME) for name in names[:_MOST_SHOWN])
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return f"{shown}{more}"
