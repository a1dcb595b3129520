"""The session that the documents show is one that the program leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import exercise_transcript
from tests.transcript import as_written, played, written


@pytest.mark.model
@pytest.mark.slow
def test_the_session_in_the_document_is_what_the_program_says(ready_home: Path) -> None:
    assert as_written(played(ready_home)) == written(), "write it again: python -m tests.transcript"


@pytest.mark.model
@pytest.mark.slow
def test_the_session_over_an_exercise_is_what_the_program_says(ready_home: Path) -> None:
    shown = written(exercise_transcript.DOCUMENT)
    assert as_written(exercise_transcript.played(ready_home)) == shown, "again: python -m tests.exercise_transcript"
