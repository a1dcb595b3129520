"""Opens the index: builds, refreshes or rebuilds it first if needed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from interviewer.corpus.question import Question
from interviewer.errors import IndexUnavailableError
from interviewer.files.writing import make_private_folder
from interviewer.progress import OnProgress
from interviewer.search.chroma import forget_clients, open_folder, open_server
from interviewer.search.chroma_errors import DamagedIndexError
from interviewer.search.embedder import Embedder
from interviewer.search.exemplar_search import NO_EXEMPLARS, ExemplarVectors
from interviewer.search.index import Index, SnapshotIndex, StoredIndex
from interviewer.search.passages import SPLITTER
from interviewer.search.refresh import Refreshed, refresh
from interviewer.search.searcher import Searcher
from interviewer.search.snapshot import Snapshot, read_snapshot, snapshot_name, write_snapshot
from interviewer.search.store import PassageStore
from interviewer.search.word_tools import WordTools

MOST_COMPARED = 20_000
"""Up to this many passages, a query is compared with each, in a few milliseconds; beyond, Chroma finds the nearest."""

_FORMAT = "3"  # of the records in the collection
_PATIENCE_SECONDS = 300.0


def open_index(
    where: Path | str,
    questions: Sequence[Question],
    embedder: Callable[[], Embedder],
    progress: OnProgress,
    *,
    references: Embedder,
    exemplars: Callable[[], ExemplarVectors] = lambda: NO_EXEMPLARS,
    most_compared: int = MOST_COMPARED,
) -> Searcher:
    """The index over `questions`, ready to search.

    `where` is a folder, or the URL of a Chroma server as text. `references` embeds passages, and only those that
    changed; `embedder`, of the same model, and `exemplars` are called at the first search. An index that is up to date
    and has at most `most_compared` passages opens without Chroma. A damaged folder is rebuilt.

    Raises IndexUnavailableError if the folder cannot be used, ServiceError if the server cannot, EmbeddingError if the
    model cannot.
    """
    index_fingerprint = {"format": _FORMAT, "model": references.fingerprint, "splitter": SPLITTER}
    if isinstance(where, str):
        store = open_server(where, index_fingerprint)
        passages = refresh(store, questions, references, progress).passages
        return Searcher(StoredIndex(store, passages), lambda: WordTools.of(passages), embedder, exemplars)

    folder = where
    name = snapshot_name(index_fingerprint, questions)

    def reopen() -> PassageStore:
        return _open_folder(folder, index_fingerprint, questions, references, progress, 0)[0]

    snapshot = read_snapshot(_snapshot_folder(folder), name)
    if snapshot is None:
        store, held = _open_folder(folder, index_fingerprint, questions, references, progress, most_compared)
        progress("Indexing the words of the passages", 0, 0)
        snapshot = _snapshot_of(held)
        write_snapshot(_snapshot_folder(folder), name, snapshot)
        store.close()
    index: Index
    if snapshot.vectors is not None:
        index = SnapshotIndex(snapshot.passages, snapshot.vectors)
    else:
        store = _reopened(folder, index_fingerprint, len(snapshot.passages), reopen)
        index = StoredIndex(store, snapshot.passages, reopen)
    return Searcher(index, snapshot.words, embedder, exemplars)


def _snapshot_folder(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-snapshot")


def _reopened(
    folder: Path, index_fingerprint: Mapping[str, str], count: int, reopen: Callable[[], PassageStore]
) -> PassageStore:
    """The store whose `count` passages are known, without reading them; rebuilt if some are missing."""
    try:
        store = open_folder(folder, index_fingerprint)
        if store.count() == count:
            return store
        store.close()
    except DamagedIndexError:
        pass
    return reopen()


def _snapshot_of(held: Refreshed) -> Snapshot:
    """What a snapshot will hold, its vectors rounded as it stores them, so that all searches find the same."""
    import numpy as np

    words = WordTools.of(held.passages)
    rounded = None if held.vectors is None else held.vectors.astype(np.float16).astype(np.float32)
    return Snapshot(held.passages, lambda: words, rounded)


def _open_folder(
    folder: Path,
    index_fingerprint: Mapping[str, str],
    questions: Sequence[Question],
    references: Embedder,
    progress: OnProgress,
    most_vectors: int,
) -> tuple[PassageStore, Refreshed]:
    def opened() -> tuple[PassageStore, Refreshed]:
        store = open_folder(folder, index_fingerprint)
        try:
            return store, refresh(store, questions, references, progress, most_vectors=most_vectors)
        except BaseException:
            store.close()
            raise

    with _alone(folder, progress):
        try:
            return opened()
        except DamagedIndexError:
            progress("Rebuilding the damaged search index", 0, 0)
            _clear(folder)
        return opened()


@contextmanager
def _alone(folder: Path, progress: OnProgress) -> Iterator[None]:
    """Keeps other processes of this program from writing to `folder`, by a lock file beside it."""
    import filelock

    lock = filelock.FileLock(folder.with_name(f"{folder.name}.lock"))
    try:
        make_private_folder(folder.parent)
        try:
            lock.acquire(timeout=0.1)
        except filelock.Timeout:
            progress("Waiting for another program that is building the search index", 0, 0)
            lock.acquire(timeout=_PATIENCE_SECONDS)
    except filelock.Timeout as error:
        raise IndexUnavailableError(
            "Another program has been building the search index for minutes.", "Stop it, then try again."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise _unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _clear(folder: Path) -> None:
    """Empties `folder`, or removes what is in its place. A link to a folder stays a link."""
    forget_clients()
    try:
        if not folder.is_dir():
            folder.unlink(missing_ok=True)
            return
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: Exception) -> IndexUnavailableError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return IndexUnavailableError(
        f"The search index cannot be written to {folder}: {reason}.",
        "Make the folder writable, or set INTERVIEWER_HOME to another one.",
    )
