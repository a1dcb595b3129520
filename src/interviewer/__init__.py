"""A mock interviewer for deep-learning interviews whose grades can be checked.

`grade`, `search` and `load_corpus` are for scripts and notebooks. Nothing in `__all__` is loaded before it is
used.
"""

import os
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from interviewer import search as _search_package
from interviewer.telemetry import opt_out

if TYPE_CHECKING:
    from interviewer.api import GradeResult, Interviewer, grade, load_corpus, search
    from interviewer.corpus.corpus import Corpus
    from interviewer.corpus.question import Question
    from interviewer.errors import InterviewerError
    from interviewer.grading.grade import Grade, Method
    from interviewer.grading.grader import GradingRequest
    from interviewer.grading.judge import Judge, Judgement
    from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
    from interviewer.search.passage import Hit

__all__ = [
    "Corpus",
    "Evidence",
    "Grade",
    "GradeResult",
    "GradingRequest",
    "Hit",
    "Interviewer",
    "InterviewerError",
    "Judge",
    "Judgement",
    "Method",
    "PointVerdict",
    "Question",
    "Verdict",
    "__version__",
    "grade",
    "load_corpus",
    "search",
]

__version__ = "0.2.0"

# Work at import, for once: every process of the program comes through here before it loads a library with telemetry.
opt_out(os.environ)

_HOMES = {
    "Corpus": "corpus.corpus",
    "Evidence": "grading.verdict",
    "Grade": "grading.grade",
    "GradeResult": "api",
    "GradingRequest": "grading.grader",
    "Hit": "search.passage",
    "Interviewer": "api",
    "InterviewerError": "errors",
    "Judge": "grading.judge",
    "Judgement": "grading.judge",
    "Method": "grading.grade",
    "PointVerdict": "grading.verdict",
    "Question": "corpus.question",
    "Verdict": "grading.verdict",
    "grade": "api",
    "load_corpus": "api",
}


def __getattr__(name: str) -> object:
    """A name in `__all__`, loaded when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _SearchPackage(ModuleType):
    """The package `interviewer.search`, which is also the function `search`: both have the same name."""

    def __call__(self, text: str, limit: int = 5) -> "list[Hit]":
        """The passages that fit `text` best; see `Interviewer.search`."""
        from interviewer.api import search

        return search(text, limit)


_search_package.__class__ = _SearchPackage
