"""Reads and writes a snapshot of an index; `index.py` says what it is for."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.corpus.question import Question
from interviewer.search.passage import Passage
from interviewer.search.passages import question_digest
from interviewer.search.word_tools import WORDS, WordTools
from interviewer.strict_json import dumps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydantic import TypeAdapter

_PASSAGES, _VECTORS, _MANIFEST = "passages.json", "vectors.npy", "manifest.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """Passages in the order of the corpus, what loads the tools for their words, and the vectors of a small index."""

    passages: tuple[Passage, ...]
    words: Callable[[], WordTools]
    vectors: NDArray[np.float32] | None


def snapshot_name(index_fingerprint: Mapping[str, str], questions: Iterable[Question]) -> str:
    """Identifies what a snapshot must hold: the corpus as it is, and what its passages are made with."""
    content = dumps([dict(index_fingerprint), WORDS, [question_digest(question) for question in questions]])
    return hashlib.sha256(content.encode()).hexdigest()


def read_snapshot(folder: Path, name: str) -> Snapshot | None:
    """The snapshot called `name` in `folder`; None if it is missing or incomplete."""
    import numpy as np

    try:
        manifest = _manifest(folder)
        if manifest["name"] != name or manifest["files"] != _checksums(folder):
            return None
        passages = _adapter().validate_json((folder / _PASSAGES).read_bytes())
        path = folder / _VECTORS
        vectors = np.load(path, allow_pickle=False).astype(np.float32) if path.is_file() else None
        return Snapshot(passages, lambda: _load_words(folder, name, passages), vectors)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def write_snapshot(folder: Path, name: str, snapshot: Snapshot) -> None:
    """Writes a snapshot, all or nothing; if it cannot be written, the next start is just slower."""
    import numpy as np

    neighbour = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        shutil.rmtree(neighbour, ignore_errors=True)
        neighbour.mkdir(parents=True)
        (neighbour / _PASSAGES).write_bytes(_adapter().dump_json(snapshot.passages))
        if snapshot.vectors is not None:
            np.save(neighbour / _VECTORS, snapshot.vectors.astype(np.float16))
        snapshot.words().save(neighbour)
        manifest: dict[str, Any] = {"name": name, "files": _checksums(neighbour)}
        (neighbour / _MANIFEST).write_text(dumps(manifest), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        neighbour.replace(folder)
    except OSError:
        _log.warning("The snapshot %s cannot be written", folder, exc_info=True)
        with suppress(OSError):
            shutil.rmtree(neighbour)


@cache
def _adapter() -> TypeAdapter[tuple[Passage, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Passage, ...])


def _load_words(folder: Path, name: str, passages: Sequence[Passage]) -> WordTools:
    """The words of the snapshot called `name`, or made of its passages where it was replaced since it was opened."""
    try:
        tools = WordTools.load(folder, len(passages))
        if _manifest(folder)["name"] == name:  # after they were read: it could be replaced meanwhile
            return tools
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return WordTools.of(passages)


def _manifest(folder: Path) -> Any:
    return json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))


def _checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a snapshot by its path in the folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _MANIFEST:
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
