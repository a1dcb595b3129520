"""A whole session over an exercise with the real program, for the document that shows it.

    uv run python -m tests.exercise_transcript     writes it into docs/exercise-transcript.md

The folder of the exercise is trusted in the session's own home, as `interviewer corpus trust` does it.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import redirect_stderr
from pathlib import Path
from unittest import mock

from interviewer.bootstrap.trust import programs_in
from interviewer.cli import main as interviewer
from interviewer.exercises.trust import TrustedFolders, exercises_checksum
from interviewer.paths import user_paths
from tests.exercises.samples import FOLDER
from tests.transcript import Typist, alike, environment_of, write

DOCUMENT = Path(__file__).parents[1] / "docs" / "exercise-transcript.md"
COMMAND = "practice --plain --own --kind code --topic foundations --count 1 --seed 4 --offline"
TYPED = """\
/run
import numpy as np


def softmax(x, axis=-1):
    weights = np.exp(x)
    return weights / weights.sum(axis=axis, keepdims=True)
/run
/send
The exponential of ten thousand is infinite, so it gives nan; subtracting the row's maximum first avoids that.

It is linear: every entry is visited a fixed number of times, with one more array as large as the input.


"""


def played(home: Path) -> str:
    """The session as a person sees it, typed lines after "> ", with what differs from run to run made alike, and the
    file of the exercise as it is named in this repository."""
    page, beside = io.StringIO(), io.StringIO()
    environment = environment_of({"INTERVIEWER_CORPUS": str(FOLDER), "INTERVIEWER_HOME": str(home)})
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sys, "stdin", Typist(TYPED, page)),
        mock.patch.object(sys, "stdout", page),
        redirect_stderr(beside),
    ):
        trusted = user_paths(home).trusted
        trusted.parent.mkdir(parents=True, exist_ok=True)
        TrustedFolders(trusted).trust(FOLDER, exercises_checksum(programs_in(FOLDER)))
        code = interviewer(COMMAND.split())
    assert code == 0, beside.getvalue()
    return alike(page.getvalue()).replace(str(FOLDER), FOLDER.relative_to(DOCUMENT.parents[1]).as_posix())


def main() -> None:
    """Plays the session again."""
    with tempfile.TemporaryDirectory() as folder:
        write(played(Path(folder)), DOCUMENT)


if __name__ == "__main__":
    main()
