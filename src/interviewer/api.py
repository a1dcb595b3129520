"""What a script or a notebook calls: grading, search and the corpus, without the command line."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from interviewer.bootstrap import AppContext
from interviewer.bootstrap.judges import AUTO, LLM, SIMILARITY, load_judge
from interviewer.bulk.jobs import describe
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.errors import UnknownNameError, UsageError
from interviewer.grading.custom import CustomJudge
from interviewer.grading.grade import Grade, Provenance
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.judge import Judge
from interviewer.grading.similarity.inline import question_of
from interviewer.grading.verdict import PointVerdict
from interviewer.paths import expanded
from interviewer.reports.grade_card import grade_markdown, grade_table, summary
from interviewer.sandbox.running import Author
from interviewer.search.passage import Hit
from interviewer.settings import load_settings

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True, repr=False)
class GradeResult:
    """A grade with what was asked and answered. Notebooks and `rich.print` show it as a table."""

    question: Question
    answer: str
    grade: Grade

    @property
    def score(self) -> float | None:
        """0..1, computed in code from the verdicts; None where the answer is ungraded."""
        return self.grade.score

    @property
    def reason(self) -> str:
        """Why the answer is ungraded, or why a rule settled it; empty otherwise."""
        return self.grade.reason

    @property
    def verdicts(self) -> tuple[PointVerdict, ...]:
        """The verdict on each key point, with the words of the answer that it rests on."""
        return self.grade.verdicts

    @property
    def provenance(self) -> Provenance:
        """Who graded, with what, against what, when."""
        return self.grade.provenance

    def as_dict(self) -> dict[str, Any]:
        """The grade as in a line of `interviewer grade`, without what is about its file, for JSON or a data frame."""
        return describe(self.grade)

    def __repr__(self) -> str:
        return f"<GradeResult {summary(self.grade)}>"

    def __rich__(self) -> Table:
        return grade_table(self.grade, self.question.title)

    def _repr_markdown_(self) -> str:
        return grade_markdown(self.grade, self.question.title)


class Interviewer:
    """Grades, searches and reads the corpus. The embedding model and the index are loaded once, when first needed.

    Settings come from the environment; a `.env` in the working folder is not read unless it is named. Safe to use
    from any thread.
    """

    def __init__(self, env_file: str | Path | None = None) -> None:
        """`env_file` is a file of settings to read as well. Raises UsageError where a setting is invalid."""
        settings = load_settings(None if env_file is None else expanded(env_file, "env_file"))
        self._context = AppContext(settings, author=Author.OTHERS)
        self._lock = threading.Lock()
        self._graders: dict[str, Grader] = {}

    def close(self) -> None:
        """Ends the processes and the connections that it started, which otherwise end with the script. Calls of a chat
        model in progress are cancelled; what is used afterwards is started again."""
        self._context.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def grade(
        self,
        *,
        answer: str,
        question: str | Question | None = None,
        reference: str | None = None,
        question_id: str | None = None,
        grader: str | Judge = SIMILARITY,
    ) -> GradeResult:
        """The grade of one answer, compared with a reference of your own or a question of a corpus.

        `grader` is "similarity", "llm" (the chat model of INTERVIEWER_MODEL), "auto" (llm if there is one, else
        similarity), the name of an installed judge, "package.module:Class", or a Judge. A failure while judging makes
        the answer ungraded, with the reason. Raises InterviewerError where there is no such question or grader,
        or where a part of the program cannot be loaded.
        """
        asked = self._question(question, reference, question_id)
        request = GradingRequest(asked, answer, asked.title)
        return GradeResult(asked, answer, self._grader(grader).grade(request))

    def search(self, text: str, limit: int = 5) -> list[Hit]:
        """The best passage of each of the `limit` questions that fit `text` best, best first.

        Builds the index on the first call if there is none. Raises InterviewerError.
        """
        return self._context.searcher(_silent).search(text, limit)

    def load_corpus(self, *folders: str | Path) -> Corpus:
        """The questions in these folders alone; without any, the program's and those of INTERVIEWER_CORPUS.

        Unreadable files are listed in its `findings`. Raises CorpusError where no question can be read.
        """
        if not folders:
            return self._context.corpus()
        return read_corpus([expanded(folder, "load_corpus()") for folder in folders])

    def _question(self, question: str | Question | None, reference: str | None, question_id: str | None) -> Question:
        match question, reference, question_id:
            case None, None, str():
                questions: Mapping[str, Question] = self._context.corpus().by_id
                if question_id not in questions:
                    raise UnknownNameError("question", question_id, tuple(questions))
                return questions[question_id]
            case Question(), None, None:
                return question
            case str(), str(), None:
                made = question_of(question, reference)
                if made is None:
                    raise UsageError("The reference has no statement to compare an answer with.", "Write one out.")
                return made
        raise UsageError(
            "Grading needs exactly one question.",
            "Give question and reference, or a corpus Question as question, or question_id.",
        )

    def _grader(self, grader: str | Judge) -> Grader:
        if not isinstance(grader, str):
            kind = type(grader)
            custom = self._context.custom_grader(CustomJudge(grader, f"{kind.__module__}:{kind.__qualname__}"))
            return self._context.with_exercises(custom, _silent)
        with self._lock:
            if grader not in self._graders:
                self._graders[grader] = self._named(grader)
            return self._graders[grader]

    def _named(self, name: str) -> Grader:
        context = self._context
        if name == SIMILARITY or (name == AUTO and not context.models.configured):
            return context.quick_grader(_silent)
        if name in (AUTO, LLM):
            if not context.models.configured:
                raise UsageError(
                    "No chat model is available.", "Set INTERVIEWER_MODEL, and leave INTERVIEWER_OFFLINE unset."
                )
            judge = context.models.judge(lambda: context.searcher(_silent), context.corpus().version)
            return context.with_exercises(judge, _silent)
        return context.with_exercises(context.custom_grader(load_judge(name)), _silent)


def _silent(*_: object) -> None:
    """Progress that nobody watches."""


@cache
def _shared() -> Interviewer:
    """The Interviewer behind the functions below; its settings are read on the first call."""
    return Interviewer()


def grade(
    *,
    answer: str,
    question: str | Question | None = None,
    reference: str | None = None,
    question_id: str | None = None,
    grader: str | Judge = SIMILARITY,
) -> GradeResult:
    """The grade of one answer; see `Interviewer.grade`."""
    return _shared().grade(
        answer=answer, question=question, reference=reference, question_id=question_id, grader=grader
    )


def search(text: str, limit: int = 5) -> list[Hit]:
    """The passages that fit `text` best; see `Interviewer.search`."""
    return _shared().search(text, limit)


def load_corpus(*folders: str | Path) -> Corpus:
    """The questions of these folders, or the program's; see `Interviewer.load_corpus`."""
    return _shared().load_corpus(*folders)
