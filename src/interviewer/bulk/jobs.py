"""One line of a file of answers: what it asks for, and what is written for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from interviewer.bulk.time_limit import LINE_SECONDS, PROGRAM_SECONDS, TimeLimitError, time_limit
from interviewer.corpus.question import Question
from interviewer.errors import UnknownNameError
from interviewer.grading.checked import NOTHING_ASSESSED
from interviewer.grading.grade import Failure, Grade, Method, Provenance
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.limits import MAX_QUESTION_CHARACTERS, MAX_REFERENCE_CHARACTERS
from interviewer.grading.similarity.inline import question_of
from interviewer.grading.verdict import PointVerdict
from interviewer.streams import is_text
from interviewer.strict_json import StrictJsonError, dumps, loads

MAX_LINE_BYTES = 1_000_000
"""An answer, question and reference of the greatest length take half of it, with every character as two escapes."""
UNREADABLE = ("it is not JSON.", "it is not a JSON object.")
"""The reasons of lines that hold nothing to grade, as of a table."""
_TWO_QUESTIONS = (
    "its 'question_id' {question_id} is a question of the corpus, and it has a {own!r} besides. Leave out one of them; "
    "to bring a question of your own, give it another id."
)
_MOST_OF_AN_ID = 200  # characters
_GRADED_BY = ("id", "question_id", "question", "reference", "answer")
_DIGEST_CHARACTERS = 32


@dataclass(frozen=True)
class Line:
    """A line of input: its number from 1, and its bytes, cut off after MAX_LINE_BYTES.

    `fault` says why it is not graded though it could be read, such as an id that an earlier line has.
    """

    number: int
    raw: bytes
    fault: str = ""


class BadLineError(Exception):
    """A line cannot be graded; `line_id` is the line's own id, if it has one."""

    def __init__(self, reason: str, line_id: object = None) -> None:
        super().__init__(reason)
        self.line_id = line_id


GradeOf = Callable[[GradingRequest], Grade]


def grade_line(line: Line, questions: Mapping[str, Question], grader: Grader, seconds: float = LINE_SECONDS) -> str:
    """The grade of a line as JSON without a line break; an invalid line is ungraded, with its number.

    So is one that takes longer than `seconds`; see `time_limit`.
    """
    try:
        with time_limit(seconds):
            return graded_line(line, questions, partial(_with_time_for_programs, grader))[0]
    except TimeLimitError as error:
        return ungraded_line(line, str(error), id_of(line), retry=True)


def _with_time_for_programs(grader: Grader, request: GradingRequest) -> Grade:
    """The grade of an answer; whatever runs programs ends them in time, and is not cut off while it does."""
    if request.question.exercise is None:
        return grader.grade(request)
    with time_limit(PROGRAM_SECONDS):
        return grader.grade(request)


def graded_line(line: Line, questions: Mapping[str, Question], grade_of: GradeOf) -> tuple[str, Grade | None]:
    """As `grade_line`, with the grade; None for an invalid line."""
    try:
        line_id, request = read_line(line, questions)
    except BadLineError as bad:
        return ungraded_line(line, str(bad), bad.line_id), None
    grade = grade_of(request)
    retry = {} if grade.graded else {"retry": _may_pass(grade)}
    return dumps({"id": line_id, **describe(grade), **retry, "digest": digest_of(line)}), grade


def ungraded_line(line: Line, reason: str, line_id: object, *, retry: bool = False) -> str:
    """The JSON for a line that no grader graded; `retry` says that the reason may pass though the line stays."""
    nothing = _nothing(f"Line {line.number}: {reason}")
    return dumps({"id": line_id, "line": line.number, **nothing, "retry": retry, "digest": digest_of(line)})


def digest_of(line: Line) -> str:
    """Identifies what a line asks for: another answer, question or reference has another digest.

    Other fields and the way the JSON is written do not count; of a line that is no object, all of it does.
    """
    try:
        fields = _fields(line.raw)
        content = dumps([fields.get(name) for name in _GRADED_BY]).encode()
    except BadLineError:
        content = line.raw.strip()
    return hashlib.sha256(content).hexdigest()[:_DIGEST_CHARACTERS]


def id_of(line: Line) -> object:
    """The id that a line's grade gets; None if the line has none."""
    try:
        return _id_of(_fields(line.raw))
    except BadLineError:
        return None


def read_line(line: Line, questions: Mapping[str, Question]) -> tuple[object, GradingRequest]:
    """The id and the request of a line. Raises BadLineError."""
    fields = _fields(line.raw)
    line_id = _id_of(fields)
    if line.fault:
        raise BadLineError(line.fault, line_id)
    answer = _text(fields, "answer", line_id)
    own = [name for name in ("question", "reference") if fields.get(name) not in (None, "")]
    question_id = _text(fields, "question_id", line_id, _MOST_OF_AN_ID) if "question_id" in fields else None
    question: Question | None = None
    if question_id is not None and question_id in questions:
        question = questions[question_id]
        if own:
            raise BadLineError(_TWO_QUESTIONS.format(question_id=question_id, own=own[0]), line_id)
    elif question_id is not None and len(own) < 2:
        raise BadLineError(str(UnknownNameError("question", question_id, tuple(questions))), line_id)
    else:
        title = _text(fields, "question", line_id, MAX_QUESTION_CHARACTERS)
        question = question_of(title, _text(fields, "reference", line_id, MAX_REFERENCE_CHARACTERS))
        if question is None:
            raise BadLineError("its 'reference' has no statement to compare an answer with.", line_id)
    return line_id, GradingRequest(question, answer, question.title)


def describe(grade: Grade) -> dict[str, Any]:
    """A grade as the fields of a line of output; claims beyond the reference if there are any."""
    beyond = [{"claim": claim.text, "supported_by": claim.supported_by} for claim in grade.beyond]
    return {
        "status": grade.status.value,
        "reason": grade.reason,
        "score": grade.score,
        **({"interval": list(grade.interval)} if grade.interval else {}),
        "verdicts": [_verdict(verdict) for verdict in grade.verdicts],
        "misconceptions": [
            {"belief": found.belief, "truth": found.truth, "evidence": found.evidence[0].text}
            for found in grade.misconceptions
        ],
        "criteria": [asdict(criterion) for criterion in grade.criteria],
        **({"beyond": beyond} if beyond else {}),
        "flags": list(grade.flags),
        "provenance": _provenance(grade.provenance),
    }


def _may_pass(grade: Grade) -> bool:
    """Whether what left an answer ungraded may pass, and is not the answer's own."""
    own = grade.failure is Failure.REQUEST or grade.provenance.method is Method.GATE
    return not own and not grade.reason.startswith(NOTHING_ASSESSED)


def _provenance(provenance: Provenance) -> dict[str, Any]:
    return {
        **asdict(provenance),
        "method": provenance.method.value,
        "graded_at": provenance.graded_at.isoformat(timespec="seconds"),
    }


def _verdict(verdict: PointVerdict) -> dict[str, Any]:
    return {
        "point": verdict.point,
        "claim": verdict.claim,
        "weight": verdict.weight,
        "verdict": verdict.verdict.value,
        "supported": verdict.supported,
        "evidence": verdict.evidence[0].text if verdict.evidence else None,
        "spans": [[evidence.start, evidence.end] for evidence in verdict.evidence],
        "passage": verdict.passage,
        **({"reasoning": verdict.reasoning} if verdict.reasoning else {}),
        **({"votes": list(verdict.votes)} if verdict.votes else {}),
        **({"expected": verdict.expected} if verdict.expected is not None else {}),
    }


def _nothing(reason: str) -> dict[str, Any]:
    return {
        "status": "ungraded",
        "reason": reason,
        "score": None,
        "verdicts": [],
        "misconceptions": [],
        "criteria": [],
        "flags": [],
        "provenance": None,
    }


def _fields(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_LINE_BYTES:
        raise BadLineError(f"it is longer than {MAX_LINE_BYTES // 1_000_000} MB.")
    try:
        fields = loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLineError("it is not UTF-8 text.") from None
    except StrictJsonError as error:
        raise BadLineError(f"{error}.") from None
    except (ValueError, RecursionError):
        raise BadLineError(UNREADABLE[0]) from None
    if not isinstance(fields, dict):
        raise BadLineError(UNREADABLE[1])
    return fields


def _id_of(fields: Mapping[str, Any]) -> object:
    line_id = fields.get("id")
    if isinstance(line_id, bool) or not isinstance(line_id, str | int | float) or not is_text(str(line_id)):
        raise BadLineError("it has no 'id' (text or a number).")
    return line_id


def _text(fields: Mapping[str, Any], name: str, line_id: object, most: int | None = None) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise BadLineError(f"its {name!r} is missing or not text.", line_id)
    if not is_text(value):
        raise BadLineError(f"its {name!r} has half a character: an unpaired surrogate.", line_id)
    if most is not None and len(value) > most:
        raise BadLineError(f"its {name!r} has {len(value):,} characters; at most {most:,} are allowed.", line_id)
    return value
