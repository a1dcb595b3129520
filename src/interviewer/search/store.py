"""The Chroma collection of passages: what is read from it and written to it, and its failures as our errors."""

from __future__ import annotations

import errno
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from interviewer.errors import IndexUnavailableError, InterviewerError, ServiceError, UsageError
from interviewer.search.checksum import is_intact, write_checksum
from interviewer.search.passage import Passage, PassageKind
from interviewer.strict_json import dumps

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings
    from numpy.typing import NDArray

COLLECTION = "interviewer-passages"
_RECORD = "record"
_ANEW = "Start the program again: it rebuilds the index."
_PROBE_SECONDS = 5.0
_PAGE = 10_000
_ROOM = 64_000_000
"""Bytes: more than twice what filling the index of the bundled corpus takes while it is written."""
_SQLITE_CODE = re.compile(r"\(code: (\d+)\)")
# Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that say the machine, not the file, is at fault.
_SQLITE_CONDITIONS = {
    5: "it is locked by another program",
    6: "it is locked by another program",
    8: "it is read-only",
    13: "the disk is full",
}
_SYSTEM_CONDITIONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EMFILE: "too many files are open",
    errno.EIO: "the disk reports an error",
}


class DamagedIndexError(IndexUnavailableError):
    """The index on disk cannot be read, or not all of it; rebuilding it fixes that."""


@dataclass(frozen=True)
class Record:
    """A passage as it is stored: with the digest of its question, how many passages that has, and its place there."""

    passage: Passage
    digest: str
    of: int
    position: int


@dataclass(frozen=True)
class Contents:
    """What a store holds. `vectors` are by passage id, and empty where they were not asked for."""

    records: tuple[Record, ...]
    vectors: Mapping[str, NDArray[np.float32]]


class PassageStore:
    """One collection. A folder fails with IndexUnavailableError or DamagedIndexError, a server with ServiceError."""

    def __init__(self, client: Client, collection: Collection, *, folder: Path | None = None, server: str = "") -> None:
        """Stored in `folder`, or on the Chroma server whose URL is `server`."""
        self._client = client
        self._collection = collection
        self._folder = folder
        self._server = server
        self._where: Path | str = folder or server

    @property
    def is_shared(self) -> bool:
        """Whether other programs may write to it at any time, as on a server. A folder is locked for its writer."""
        return bool(self._server)

    def read(self, most_vectors: int = 0) -> Contents:
        """Everything that is stored; of a folder that holds no more than `most_vectors` passages, the vectors too.

        In a folder every vector is checked to be there and intact: if some are lost, Chroma silently leaves them out of
        its answers.
        """
        with _told_as(self._where):
            records: list[Record] = []
            vectors: dict[str, NDArray[np.float32]] = {}
            keep = self._collection.count() <= most_vectors
            for page in self._pages():
                if not self.is_shared:
                    whole = _checked_vectors(page["embeddings"], len(page["ids"]))
                    vectors.update(zip(page["ids"], whole, strict=True) if keep else ())
                rows = zip(page["ids"], page["metadatas"], page["documents"], strict=True)
                records += [_record(passage_id, metadata, text) for passage_id, metadata, text in rows]
            if not self.is_shared:
                self._write_checksum()  # Chroma may have moved vectors from its database to its files
            return Contents(tuple(records), vectors)

    def _pages(self) -> Iterator[Any]:
        """Everything that is stored, by the page: Chroma names every id in one SQL statement, which has a limit."""
        include = ["metadatas", "documents"] if self.is_shared else ["metadatas", "documents", "embeddings"]
        for offset in range(0, self._collection.count(), _PAGE):
            yield self._collection.get(include=include, limit=_PAGE, offset=offset)  # type: ignore[arg-type]  # names as text

    def count(self) -> int:
        """How many passages are stored."""
        with _told_as(self._where):
            return self._collection.count()

    def write(self, records: Sequence[Record], vectors: NDArray[np.float32]) -> None:
        """Stores records with their vectors, replacing records with the same ids."""
        with _told_as(self._where):
            self._collection.upsert(
                ids=[record.passage.id for record in records],
                embeddings=vectors,
                documents=[record.passage.text for record in records],
                metadatas=[_metadata(record) for record in records],
            )
            self._write_checksum()

    def relabel(self, records: Sequence[Record]) -> None:
        """Updates the metadata of passages whose texts, and so their vectors, are unchanged."""
        with _told_as(self._where):
            self._collection.update(
                ids=[record.passage.id for record in records], metadatas=[_metadata(record) for record in records]
            )
            self._write_checksum()

    def delete(self, ids: Sequence[str]) -> None:
        """Removes passages."""
        with _told_as(self._where):
            self._collection.delete(ids=list(ids))
            self._write_checksum()

    def nearest(self, vectors: NDArray[np.float32], limit: int) -> list[dict[str, float]]:
        """For each vector, the cosines of the `limit` passages nearest to it, by passage id."""
        with _told_as(self._where):
            found: Any = self._collection.query(query_embeddings=vectors, n_results=limit, include=["distances"])
            rows = zip(found["ids"], found["distances"], strict=True)
            return [
                {passage_id: 1.0 - distance for passage_id, distance in zip(ids, distances, strict=True)}
                for ids, distances in rows
            ]

    def close(self) -> None:
        """Releases files and connections."""
        with _told_as(self._where):
            self._client.close()

    def _write_checksum(self) -> None:
        if self._folder is not None:
            write_checksum(self._folder)


def open_folder(folder: Path, index_fingerprint: Mapping[str, str]) -> PassageStore:
    """The collection stored in `folder`, emptied if its fingerprint, what its passages were made with, differs."""
    chromadb = _chromadb()
    with _told_as(folder):
        if not is_intact(folder):
            raise DamagedIndexError("The vector files of the search index do not match their checksum.", _ANEW)
        client = _client(chromadb.PersistentClient(str(folder), settings=_settings()))
        collection = _collection(client, index_fingerprint)
        write_checksum(folder)
        return PassageStore(client, collection, folder=folder)


def open_server(url: str, index_fingerprint: Mapping[str, str]) -> PassageStore:
    """The collection stored on the Chroma server at `url`, emptied if its fingerprint differs.

    Raises UsageError if `url` is not http://host:port, ServiceError if no Chroma server answers there.
    """
    scheme, host, port = _server_address(url)
    server = f"{scheme}://{host}:{port}"
    _probe(server)
    chromadb = _chromadb()
    with _told_as(server):
        secure = scheme == "https"
        client = _client(chromadb.HttpClient(host=host, port=port, ssl=secure, settings=_settings()))
        return PassageStore(client, _collection(client, index_fingerprint), server=server)


def forget_clients() -> None:
    """Makes Chroma release every folder: it keeps one client per folder for the whole process, broken ones too."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()


def _chromadb() -> ModuleType:
    try:
        import chromadb
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise IndexUnavailableError(
            f"Chroma, which stores the search index, cannot be loaded: {reason}.",
            "If the working folder has a .env file that other programs use, start from another folder.",
        ) from error
    return chromadb


def _settings() -> Settings:
    """No telemetry, and no .env file: Chroma would read the working folder's, whatever it holds.

    Environment variables meant for another program's Chroma send neither this one's index nor its traces to a server.
    """
    from chromadb.config import Settings

    return Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_otel_granularity="none",
    )


def _client(made: ClientAPI) -> Client:
    """The same client as its actual class, which its factories do not declare: only that one can be closed."""
    from chromadb.api.client import Client

    if not isinstance(made, Client):
        raise TypeError(f"Chroma made a {type(made).__name__}.")
    return made


def _server_address(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 8000)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or "@" in parts.netloc:
        shown = "an address with a name or password" if "@" in url else repr(url)
        raise UsageError(f"CHROMA_URL is invalid: {shown}.", "Write it as http://host:port.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return parts.scheme, host, port


def _probe(server: str) -> None:
    """Checks that the server responds within a time limit; Chroma's client has none and would wait for minutes."""
    from urllib.request import urlopen

    try:
        with urlopen(f"{server}/api/v2/heartbeat", timeout=_PROBE_SECONDS) as answer:  # noqa: S310 - the scheme is http or https
            answer.read(1000)
    except (OSError, ValueError) as error:
        raise _unreachable(server, getattr(error, "reason", None) or error) from error


def _unreachable(server: str, cause: object) -> ServiceError:
    reason = " ".join(str(cause).split())[:200] or type(cause).__name__
    return ServiceError(
        f"The Chroma server at {server} could not be used: {reason}.",
        "Start it with `chroma run`, or clear CHROMA_URL to keep the index in a folder.",
    )


@contextmanager
def _told_as(where: Path | str) -> Iterator[None]:
    """Turns what Chroma raises for the index in a folder, or on the server of a URL, into our errors."""
    try:
        yield
    except InterviewerError:
        raise
    except Exception as error:
        # Chroma raises ValueError, KeyError, RuntimeError and httpx's errors too for broken files and servers.
        raise _our_error(error, where) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise _our_error(error, where) from error


def _is_panic(error: BaseException) -> bool:
    """Whether this is a panic of Chroma's Rust part, which is not an Exception and whose class cannot be imported."""
    return type(error).__name__ == "PanicException" and type(error).__module__ == "pyo3_runtime"


def _our_error(error: BaseException, where: Path | str) -> InterviewerError:
    if isinstance(where, str):
        return _unreachable(where, error)
    condition = _condition(error, where)
    if condition:
        return IndexUnavailableError(f"The search index cannot be used: {condition}.", "Fix that and try again.")
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    return DamagedIndexError(f"The search index is damaged: {reason}.", _ANEW)


def _condition(error: BaseException, folder: Path) -> str:
    """What is wrong with the machine rather than the index; empty if nothing is known to be."""
    if isinstance(error, OSError) and error.errno in _SYSTEM_CONDITIONS:
        return _SYSTEM_CONDITIONS[error.errno]
    code = _SQLITE_CODE.search(str(error))
    told = _SQLITE_CONDITIONS.get(int(code[1]) & 0xFF, "") if code else ""
    return told or ("the disk is full" if _is_full(folder) else "")


def _is_full(folder: Path) -> bool:
    """Whether the disk has no room to build an index: Chroma says only that it failed."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        return shutil.disk_usage(existing).free < _ROOM
    except OSError:
        return False


def _collection(client: Client, index_fingerprint: Mapping[str, str]) -> Collection:
    from chromadb.errors import NotFoundError

    try:
        collection = client.get_collection(COLLECTION, embedding_function=None)
    except NotFoundError:
        return _new_collection(client, index_fingerprint)
    if dict(collection.metadata or {}) == dict(index_fingerprint):
        return collection
    client.delete_collection(COLLECTION)
    return _new_collection(client, index_fingerprint)


def _new_collection(client: Client, index_fingerprint: Mapping[str, str]) -> Collection:
    return client.get_or_create_collection(
        COLLECTION,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine"}},
        metadata=dict(index_fingerprint),
    )


def _checked_vectors(vectors: Any, count: int) -> NDArray[np.float32]:
    import numpy as np

    matrix = np.asarray(vectors, dtype=np.float32)
    if matrix.ndim != 2 or len(matrix) != count or not np.allclose(np.linalg.norm(matrix, axis=1), 1.0, atol=1e-3):
        raise DamagedIndexError("The search index has lost vectors.", _ANEW)
    return matrix


def _metadata(record: Record) -> dict[str, str]:
    """One value, since Chroma keeps each in a row of its own with three indexes: seven would take a second more."""
    passage = record.passage
    content = {
        "question_id": passage.question_id,
        "kind": passage.kind.value,
        "heading": passage.heading,
        "file": passage.file,
        "digest": record.digest,
        "of": record.of,
        "position": record.position,
    }
    return {_RECORD: dumps(content, ensure_ascii=False)}


def _record(passage_id: str, metadata: Mapping[str, Any], text: str) -> Record:
    content = json.loads(metadata[_RECORD])
    return Record(
        passage=Passage(
            id=passage_id,
            question_id=content["question_id"],
            kind=PassageKind(content["kind"]),
            heading=content["heading"],
            file=content["file"],
            text=text,
        ),
        digest=content["digest"],
        of=content["of"],
        position=content["position"],
    )
