"""Answers graded by the Batch API: every request is written to disk and submitted, and its reply read within a day.

The grades are written beside the job's state and moved into place whole, so that a kill at any moment leaves either a
job to continue or all the grades.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from interviewer.bulk.jobs import BadLineError, Line, graded_line, read_line
from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.grading.llm.batched import BatchGrader
from interviewer.grading.llm.shape import GradingReply
from interviewer.models.batch.replies import BatchReply
from interviewer.models.batch.requests import chat_body
from interviewer.models.budget import Budget
from interviewer.models.chat import Usage
from interviewer.models.endpoint import Endpoint
from interviewer.models.prices import Price
from interviewer.models.tokens import TokenMargin, estimated_tokens
from interviewer.strict_json import dumps

_GRADES = "grades.jsonl"
_READY = "grades-are-whole"
_BLOCK = 1_000_000  # bytes


@dataclass(frozen=True)
class JobFiles:
    """Where the grades go, and the folder of the job beside it."""

    out: Path

    @property
    def folder(self) -> Path:
        """The job's folder, while there is one."""
        return self.out.with_name(f"{self.out.name}.batch")

    @property
    def begun(self) -> bool:
        """Whether a job was begun and its grades are not in place yet."""
        return self.folder.is_dir()

    def settle(self) -> bool:
        """Finishes the end of a job that a kill interrupted; returns whether there was one. Raises OSError."""
        shutil.rmtree(self._over, ignore_errors=True)
        if not (self.folder / _READY).exists():
            return False
        if (self.folder / _GRADES).exists():
            (self.folder / _GRADES).replace(self.out)
        self.folder.rename(self._over)
        shutil.rmtree(self._over)
        return True

    def write(self, texts: Iterable[str]) -> None:
        """Writes the grades beside the job's state, whole; `settle` moves them into place. Raises OSError."""
        with (self.folder / _GRADES).open("w", encoding="utf-8") as file:
            file.writelines(f"{text}\n" for text in texts)
            file.flush()
            os.fsync(file.fileno())
        (self.folder / _READY).touch()

    @property
    def _over(self) -> Path:
        """The name of a job's folder while it is being deleted, and no longer a job."""
        return self.out.with_name(f".{self.out.name}.batch-over")


class Batched:
    """The requests of a file of answers, and its grades from their replies. `spent` adds up what they used."""

    def __init__(
        self,
        grader: BatchGrader,
        questions: Mapping[str, Question],
        endpoint: Endpoint,
        price: Price,
        budget: Budget,
        of_exercises: Callable[[GradingRequest], Grade],
    ) -> None:
        """`budget` is unspent; `price` is that of a batch; `of_exercises` grades exercises, of which none is sent."""
        self._of_exercises = of_exercises
        self._grader = grader
        self._questions = questions
        self._endpoint = endpoint
        self._price = price
        self._budget = budget
        self._margin = TokenMargin()
        self.spent = Usage()

    def requests(self, lines: Iterable[Line]) -> Iterator[tuple[str, dict[str, Any]]]:
        """An id and a request's body for each line that goes to the model.

        Raises BudgetError as soon as all of them together could cross the cap: a batch cannot be stopped in time.
        """
        most_input = most_output = 0
        for line in lines:
            try:
                _, request = read_line(line, self._questions)
            except BadLineError:
                continue
            call = self._grader.call_for(request) if request.question.exercise is None else None
            if call is None:
                continue
            body = chat_body(self._endpoint, call, GradingReply)
            most_input += self._margin.most(estimated_tokens(dumps(body, ensure_ascii=False)))
            most_output += call.max_tokens
            self._budget.check(most_input, most_output, self._price)
            yield _id_of(line), body

    def grades(self, lines: Iterable[Line], replies: Iterator[BatchReply]) -> Iterator[tuple[str, bool]]:
        """The grade of each line as JSON, and whether it is graded, from the replies to `requests` in their order."""
        following = next(replies, None)
        for line in lines:
            reply = None
            if following is not None and following.custom_id == _id_of(line):
                reply, following = following, next(replies, None)
                self.spent += reply.usage
            text, grade = graded_line(line, self._questions, partial(self._grade, reply=reply))
            yield text, grade is not None and grade.graded

    def _grade(self, request: GradingRequest, reply: BatchReply | None) -> Grade:
        if request.question.exercise is not None:
            return self._of_exercises(request)
        return self._grader.grade(request, reply)


def fingerprint(file: IO[bytes], endpoint: Endpoint, identity: Mapping[str, str]) -> str:
    """Identifies a file's content and all that affects its requests. Raises OSError where it cannot be read."""
    content = hashlib.sha256()
    while block := file.read(_BLOCK):
        content.update(block)
    parts = [content.hexdigest(), endpoint.name, endpoint.url, sorted(identity.items())]
    return hashlib.sha256(dumps(parts).encode()).hexdigest()


def _id_of(line: Line) -> str:
    return f"line-{line.number}"
