"""Embeddings of reference texts: those that ship with the program, and a cache for the user's own texts.

A vector is found by its text, whatever question or passage the text is in. Vectors are stored in half precision; a text
gets the same vector whether it was cached or has just been computed.
"""

from __future__ import annotations

import hashlib
import io
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from interviewer.files.writing import atomic_write, make_private_folder
from interviewer.progress import OnProgress
from interviewer.search.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KEY_BYTES = 16
_BATCH = 256  # texts embedded between two reports of progress
_SQL_VARIABLES = 500
_FOR_EVERYBODY = 0o644  # what ships is nobody's alone
_LENGTH_TOLERANCE = 0.01  # half precision is off by less than a thousandth
_log = logging.getLogger(__name__)


def key_of(text: str) -> bytes:
    """The key of a text: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES]


def write_vectors(path: Path, vectors: Mapping[str, NDArray[np.float32]], fingerprint: str) -> None:
    """Writes vectors by text, in half precision and in the order of their keys, all or nothing.

    Raises FileError and UsageError where `path` cannot be written.
    """
    import numpy as np

    by_key = {key_of(text): vector for text, vector in vectors.items()}
    keys = np.frombuffer(b"".join(sorted(by_key)), dtype=np.uint8).reshape(len(by_key), _KEY_BYTES)
    rows = np.stack([by_key[key] for key in sorted(by_key)]) if by_key else np.zeros((0, 0))
    content = io.BytesIO()
    np.savez(content, keys=keys, vectors=rows.astype(np.float16), model=np.array(fingerprint))
    atomic_write(path, content.getvalue(), replace=True)
    path.chmod(_FOR_EVERYBODY)


class ShippedVectors:
    """The embeddings in one file, all of one model; read-only."""

    def __init__(self, rows: Mapping[bytes, int], vectors: NDArray[np.float16] | None) -> None:
        self._rows = rows
        self._vectors = vectors

    @classmethod
    def read(cls, path: Path, fingerprint: str) -> ShippedVectors:
        """The vectors in `path`; none if the file is missing, broken, or of another model."""
        if not path.is_file():
            return cls({}, None)
        try:
            with path.open("rb") as file:
                found = vectors_in(file, fingerprint)
        except (OSError, ValueError):
            _log.warning("The vectors in %s cannot be read", path, exc_info=True)
            return cls({}, None)
        if found is None:
            return cls({}, None)
        keys, vectors = found
        return cls({key.tobytes(): row for row, key in enumerate(keys)}, vectors)

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, texts: Iterable[str]) -> dict[str, NDArray[np.float16]]:
        """The vectors of those texts that have one."""
        if self._vectors is None:
            return {}
        rows = ((text, self._rows.get(key_of(text))) for text in texts)
        return {text: self._vectors[row] for text, row in rows if row is not None}


def vectors_in(content: IO[bytes], fingerprint: str) -> tuple[NDArray[np.uint8], NDArray[np.float16]] | None:
    """The keys and vectors in the content of a file of `write_vectors`; None if they are of another model.

    Raises ValueError if the content is invalid.
    """
    import numpy as np

    try:
        with np.load(content, allow_pickle=False) as file:  # checks the CRC of what it reads
            if str(file["model"]) != fingerprint:
                return None
            keys, vectors = file["keys"], file["vectors"]
    except Exception as error:  # zipfile, zlib and NumPy raise a dozen kinds
        raise ValueError(f"invalid file of vectors: {type(error).__name__}") from error
    if keys.dtype != np.uint8 or keys.ndim != 2 or vectors.dtype != np.float16 or vectors.ndim != 2:
        raise ValueError("invalid file of vectors: unexpected arrays")
    if keys.shape[1] != _KEY_BYTES or len(keys) != len(vectors):
        raise ValueError("invalid file of vectors: unexpected shapes")
    return keys, vectors


@dataclass(frozen=True)
class Written:
    """How many texts a file of vectors has, and how many of them were embedded for it."""

    texts: int
    embedded: int


def complete_vectors(
    path: Path, texts: Iterable[str], fingerprint: str, embedder: Callable[[], Embedder], progress: OnProgress
) -> Written:
    """Writes the vectors of `texts` by the model of `fingerprint`, and no others, into a file of `write_vectors`.

    Those that the file has stay as they are; `embedder` is called only if some are missing. Raises EmbeddingError, and
    what `write_vectors` raises.
    """
    import numpy as np

    wanted = list(dict.fromkeys(texts))
    found = ShippedVectors.read(path, fingerprint).find(wanted)
    vectors = {text: vector.astype(np.float32) for text, vector in found.items()}
    missing = [text for text in wanted if text not in vectors]
    if missing:
        model, doing = embedder(), f"Embedding texts for {path.name}"
        for start in range(0, len(missing), _BATCH):
            progress(doing, start, len(missing))
            part = missing[start : start + _BATCH]
            vectors.update(zip(part, model.embed(part), strict=True))
        progress(doing, len(missing), len(missing))
    write_vectors(path, vectors, fingerprint)
    return Written(len(wanted), len(missing))


class EmbeddingCache:
    """A cache of the embeddings of the user's own reference texts, a SQLite file in the cache folder.

    A damaged file is replaced; if it cannot be used, nothing is cached.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def find(self, texts: Iterable[str]) -> dict[str, NDArray[np.float16]]:
        """The vectors of those texts that have one."""
        by_key = {key_of(text): text for text in texts}
        found: dict[str, NDArray[np.float16]] = {}
        if not by_key or not self._path.is_file():
            return found
        keys = list(by_key)
        for start in range(0, len(keys), _SQL_VARIABLES):
            part = keys[start : start + _SQL_VARIABLES]
            marks = ",".join("?" * len(part))
            rows = self._run(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", [part])  # noqa: S608 - marks only
            vectors = ((by_key[key], _vector(stored)) for key, stored in rows)
            found.update({text: vector for text, vector in vectors if vector is not None})
        return found

    def keep(self, vectors: Mapping[str, NDArray[np.float16]]) -> None:
        """Caches vectors by text."""
        rows = [(key_of(text), vector.tobytes()) for text, vector in vectors.items()]
        self._run("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _run(self, statement: str, rows: Sequence[Sequence[object]]) -> list[tuple[bytes, object]]:
        with self._lock:
            try:
                return self._once(statement, rows)
            except sqlite3.OperationalError:
                _log.warning("The embedding cache %s cannot be used", self._path, exc_info=True)
                return []
            except sqlite3.DatabaseError:
                _log.warning("The embedding cache %s is damaged and will be replaced", self._path, exc_info=True)
            except OSError:
                _log.warning("No embeddings can be cached in %s", self._path, exc_info=True)
                return []
            try:
                self._path.unlink(missing_ok=True)
            except OSError:
                _log.warning("The embedding cache %s cannot be removed", self._path, exc_info=True)
            return []

    def _once(self, statement: str, rows: Sequence[Sequence[object]]) -> list[tuple[bytes, object]]:
        make_private_folder(self._path.parent)
        connection = sqlite3.connect(self._path, timeout=5)
        try:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
            if statement.startswith("SELECT"):
                return connection.execute(statement, rows[0]).fetchall()
            with connection:
                connection.executemany(statement, rows)
            return []
        finally:
            connection.close()


def _vector(stored: object) -> NDArray[np.float16] | None:
    """A vector of the cache; None where what is stored is no unit vector in half precision."""
    import numpy as np

    if not isinstance(stored, bytes) or len(stored) % np.dtype(np.float16).itemsize:
        return None
    vector = np.frombuffer(stored, dtype=np.float16)
    length = np.linalg.norm(vector.astype(np.float32))
    return vector if abs(length - 1) < _LENGTH_TOLERANCE else None


class ReferenceEmbedder:
    """An embedder of reference texts that computes only what is neither shipped nor cached.

    `embedder` is called only if something has to be computed.
    """

    def __init__(
        self,
        embedder: Callable[[], Embedder],
        fingerprint: str,
        shipped: ShippedVectors,
        own: EmbeddingCache | None = None,
    ) -> None:
        self._embedder = embedder
        self._fingerprint = fingerprint
        self._shipped = shipped
        self._own = own

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the model's weights."""
        return self._fingerprint

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeddings of `texts`, shape (len(texts), dimension), each row of length 1 and of half precision.

        Raises EmbeddingError if some have to be computed and the model cannot be loaded or fails.
        """
        import numpy as np

        wanted = dict.fromkeys(texts)
        known = self._shipped.find(wanted)
        missing = [text for text in wanted if text not in known]
        if missing and self._own is not None:
            known.update(self._own.find(missing))
            missing = [text for text in missing if text not in known]
        if missing or not texts:
            computed = self._embedder().embed(missing).astype(np.float16)
            if not texts:
                return computed.astype(np.float32)
            new = dict(zip(missing, computed, strict=True))
            if self._own is not None:
                self._own.keep(new)
            known.update(new)
        rows = np.stack([known[text] for text in texts]).astype(np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, np.float32(1e-9)), dtype=np.float32)
