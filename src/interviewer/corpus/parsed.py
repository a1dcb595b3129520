"""Questions that were parsed before: with them the corpus is read in a fifth of the time."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import interviewer
from interviewer.corpus.parsing import parse_question
from interviewer.corpus.question import Question
from interviewer.errors import FileError, UsageError
from interviewer.files.decoding import decode_text
from interviewer.files.reading import read_regular
from interviewer.files.writing import atomic_write

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MAX_BYTES = 200_000_000
"""The largest file of parsed questions that is read. That of the bundled ones has 4 million."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Stored:
    """What the file holds. `rules` identify how the questions, by the SHA-256 of name and content, were parsed."""

    rules: str
    questions: Mapping[str, Question]


class ParsedQuestions:
    """The questions in one file, a cache: where it cannot be used, files are parsed. Not for several threads."""

    def __init__(self, path: Path) -> None:
        """Reads nothing yet."""
        self._path = path
        self._stored: Mapping[str, Question] | None = None
        self._used: dict[str, Question] = {}

    def question(self, raw: bytes, file: str) -> Question:
        """The question in the content of one corpus file. Raises LineError as `decode_text` and `parse_question` do."""
        if self._stored is None:
            self._stored = self._read()
        text = decode_text(raw)
        key = hashlib.sha256(file.encode("utf-8", "surrogatepass") + b"\0" + raw).hexdigest()
        known = self._stored.get(key)
        self._used[key] = parse_question(text, file) if known is None else replace(known, text=text)
        return self._used[key]

    def save(self) -> None:
        """Stores the questions that were asked for, and no others, if some were not stored."""
        if self._used.keys() <= (self._stored or {}).keys():
            return
        stored = _Stored(_rules(), {key: replace(found, text="") for key, found in self._used.items()})
        try:
            atomic_write(self._path, _adapter().dump_json(stored), replace=True)
        except (FileError, UsageError, ValueError):
            _log.warning("The parsed questions cannot be written to %s", self._path, exc_info=True)

    def _read(self) -> Mapping[str, Question]:
        try:
            stored = _adapter().validate_json(read_regular(self._path, MAX_BYTES))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):  # pydantic's errors are values' errors
            _log.warning("The parsed questions in %s cannot be read", self._path, exc_info=True)
            return {}
        return stored.questions if stored.rules == _rules() else {}


@cache
def _adapter() -> TypeAdapter[_Stored]:
    from pydantic import TypeAdapter

    return TypeAdapter(_Stored)


def _rules() -> str:
    """Identifies how a file becomes a question: the version, and the source of the rooms that read and parse it."""
    digest = hashlib.sha256(interviewer.__version__.encode())
    package = Path(interviewer.__file__).parent
    for room in ("corpus", "files"):
        for source in sorted((package / room).glob("*.py")):
            digest.update(source.read_bytes() + b"\0")
    return digest.hexdigest()
