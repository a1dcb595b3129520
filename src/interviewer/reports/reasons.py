"""The reasons of verdicts and the remarks of graders, in runs: the names of tests, and what they said, are code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.language.document import Run, RunKind

# "test_scale", and in "test_scale failed: got 2.0 where 1.0 was expected" also what the test said, up to the end.
_TEST = re.compile(r"\b(test_\w+)(?:( failed: )(.+))?", re.DOTALL)


def reason_runs(text: str) -> Iterator[Run]:
    """A reason in order, as text and code. All else that looks like markup is text."""
    end = 0
    for found in _TEST.finditer(text):
        name, failed, why = found.groups(default="")
        yield from _runs((RunKind.TEXT, text[end : found.start()]), (RunKind.CODE, name))
        yield from _runs((RunKind.TEXT, failed), (RunKind.CODE, why))
        end = found.end()
    yield from _runs((RunKind.TEXT, text[end:]))


def _runs(*pieces: tuple[RunKind, str]) -> Iterator[Run]:
    yield from (Run(kind, text) for kind, text in pieces if text)
