"""Where the file of a question is, as a person finds it."""

from __future__ import annotations

from interviewer.corpus.question import Question
from interviewer.files.reading import shown_name
from interviewer.paths import bundled


def file_of(question: Question) -> str:
    """The path of a question's file: `corpus/<topic>/<id>.md` of a bundled one, else the file below the folder that it
    was read from, as that was named."""
    folder = question.folder
    if folder is None or folder == bundled("corpus"):
        return f"corpus/{question.file}"
    return shown_name(str(folder / question.file))
