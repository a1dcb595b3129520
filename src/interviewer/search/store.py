"""The Chroma collection of passages: what is read from it and written to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.search.checksum import write_checksum
from interviewer.search.chroma_errors import REBUILT_AT_START, DamagedIndexError, translated_errors
from interviewer.search.passage import Passage, PassageKind
from interviewer.strict_json import dumps

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

_RECORD = "record"
_PAGE = 10_000


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
        with translated_errors(self._where):
            records: list[Record] = []
            vectors: dict[str, NDArray[np.float32]] = {}
            keep = self._collection.count() <= most_vectors
            for page in self._pages():
                if not self.is_shared:
                    whole = _checked_vectors(page["embeddings"], len(page["ids"]))
                    vectors.update(zip(page["ids"], whole, strict=True) if keep else ())
                rows = zip(page["ids"], page["metadatas"], strict=True)
                records += [_record(passage_id, metadata) for passage_id, metadata in rows]
            if not self.is_shared:
                self._write_checksum()  # Chroma may have moved vectors from its database to its files
            return Contents(tuple(records), vectors)

    def _pages(self) -> Iterator[Any]:
        """Everything that is stored, by the page: Chroma names every id in one SQL statement, which has a limit."""
        include = ["metadatas"] if self.is_shared else ["metadatas", "embeddings"]
        for offset in range(0, self._collection.count(), _PAGE):
            yield self._collection.get(include=include, limit=_PAGE, offset=offset)  # type: ignore[arg-type]  # names as text

    def count(self) -> int:
        """How many passages are stored."""
        with translated_errors(self._where):
            return self._collection.count()

    def write(self, records: Sequence[Record], vectors: NDArray[np.float32]) -> None:
        """Stores records with their vectors, replacing records with the same ids."""
        with translated_errors(self._where):
            self._collection.upsert(
                ids=[record.passage.id for record in records],
                embeddings=vectors,
                metadatas=[_metadata(record) for record in records],
            )
            self._write_checksum()

    def relabel(self, records: Sequence[Record]) -> None:
        """Updates the metadata of passages whose texts, and so their vectors, are unchanged."""
        with translated_errors(self._where):
            self._collection.update(
                ids=[record.passage.id for record in records], metadatas=[_metadata(record) for record in records]
            )
            self._write_checksum()

    def delete(self, ids: Sequence[str]) -> None:
        """Removes passages."""
        with translated_errors(self._where):
            self._collection.delete(ids=list(ids))
            self._write_checksum()

    def nearest(self, vectors: NDArray[np.float32], limit: int) -> list[dict[str, float]]:
        """For each vector, the cosines of the `limit` passages nearest to it, by passage id."""
        with translated_errors(self._where):
            found: Any = self._collection.query(query_embeddings=vectors, n_results=limit, include=["distances"])
            rows = zip(found["ids"], found["distances"], strict=True)
            return [
                {passage_id: 1.0 - distance for passage_id, distance in zip(ids, distances, strict=True)}
                for ids, distances in rows
            ]

    def close(self) -> None:
        """Releases files and connections."""
        with translated_errors(self._where):
            self._client.close()

    def _write_checksum(self) -> None:
        if self._folder is not None:
            write_checksum(self._folder)


def _checked_vectors(vectors: Any, count: int) -> NDArray[np.float32]:
    import numpy as np

    matrix = np.asarray(vectors, dtype=np.float32)
    if matrix.ndim != 2 or len(matrix) != count or not np.allclose(np.linalg.norm(matrix, axis=1), 1.0, atol=1e-3):
        raise DamagedIndexError("The search index has lost vectors.", REBUILT_AT_START)
    return matrix


def _metadata(record: Record) -> dict[str, str]:
    """One value, since Chroma keeps each in a row of its own with three indexes: seven would take a second more.

    The text is in it, not a document of Chroma's: those have a full-text index, unused here, that takes half the time
    of filling the collection.
    """
    passage = record.passage
    content = {
        "question_id": passage.question_id,
        "kind": passage.kind.value,
        "heading": passage.heading,
        "file": passage.file,
        "text": passage.text,
        "digest": record.digest,
        "of": record.of,
        "position": record.position,
    }
    return {_RECORD: dumps(content, ensure_ascii=False)}


def _record(passage_id: str, metadata: Mapping[str, Any]) -> Record:
    content = json.loads(metadata[_RECORD])
    return Record(
        passage=Passage(
            id=passage_id,
            question_id=content["question_id"],
            kind=PassageKind(content["kind"]),
            heading=content["heading"],
            file=content["file"],
            text=content["text"],
        ),
        digest=content["digest"],
        of=content["of"],
        position=content["position"],
    )
