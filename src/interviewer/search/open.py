"""Opens the index: builds, refreshes or mends it first where that is needed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.errors import IndexUnavailableError
from interviewer.files.writing import make_private_folder
from interviewer.search.embedder import Embedder
from interviewer.search.index import StoredIndex
from interviewer.search.passage import Passage
from interviewer.search.passages import SPLITTER
from interviewer.search.refresh import Progress, refresh
from interviewer.search.searcher import Searcher
from interviewer.search.snapshot import Snapshot, SnapshotIndex, read_snapshot, snapshot_name, write_snapshot
from interviewer.search.store import DamagedIndexError, PassageStore, forget_clients, open_folder, open_server
from interviewer.search.word_tools import WordTools

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_COMPARED = 20_000
"""Up to so many passages a query is compared with each, in a few milliseconds; beyond, Chroma finds the nearest."""

_FORMAT = "1"  # of the records in the collection
_PATIENCE_SECONDS = 300.0


def open_index(
    where: Path | str,
    questions: Sequence[Question],
    embedder: Callable[[], Embedder],
    progress: Progress,
    *,
    references: Embedder,
    most_compared: int = MOST_COMPARED,
) -> Searcher:
    """The index over `questions`, ready to search.

    `where` is a folder, or the URL of a Chroma server as text. `references` embeds passages, and only those that
    changed; `embedder`, of the same model, is called at the first search. An index that is up to date and has at
    most `most_compared` passages opens without Chroma. A damaged folder is built anew.

    Raises IndexUnavailableError where the folder cannot be used, ServiceError where the server cannot, EmbeddingError
    where the model cannot.
    """
    stamp = {"format": _FORMAT, "model": references.fingerprint, "splitter": SPLITTER}
    if isinstance(where, str):
        store = open_server(where, stamp)
        passages = refresh(store, questions, references, progress)
        return Searcher(StoredIndex(store, passages), lambda: WordTools.of(passages), embedder)

    folder = where
    name = snapshot_name(stamp, questions)

    def reopen() -> PassageStore:
        return _open_folder(folder, stamp, questions, references, progress)[0]

    snapshot = read_snapshot(_snapshot_folder(folder), name)
    if snapshot is None:
        store, passages = _open_folder(folder, stamp, questions, references, progress)
        progress("Indexing the words of the passages", 0, 0)
        vectors = _vectors(store, passages) if 0 < len(passages) <= most_compared else None
        words = WordTools.of(passages)
        snapshot = Snapshot(passages, lambda: words, vectors)
        write_snapshot(_snapshot_folder(folder), name, snapshot)
        store.close()
    if snapshot.vectors is not None:
        return Searcher(SnapshotIndex(snapshot.passages, snapshot.vectors), snapshot.words, embedder)
    return Searcher(
        StoredIndex(_reopened(folder, stamp, len(snapshot.passages), reopen), snapshot.passages, reopen),
        snapshot.words,
        embedder,
    )


def _snapshot_folder(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-snapshot")


def _reopened(folder: Path, stamp: Mapping[str, str], count: int, reopen: Callable[[], PassageStore]) -> PassageStore:
    """The store whose `count` passages are known, without reading them; mended where it has not kept them."""
    try:
        store = open_folder(folder, stamp)
        if store.count() == count:
            return store
        store.close()
    except DamagedIndexError:
        pass
    return reopen()


def _vectors(store: PassageStore, passages: Sequence[Passage]) -> NDArray[np.float32]:
    """The vectors of passages, rounded as a snapshot keeps them, so that the first search finds what later ones do."""
    import numpy as np

    found = store.vectors([passage.id for passage in passages])
    rows = [found[passage.id] for passage in passages]
    return np.array(rows, dtype=np.float16).astype(np.float32)


def _open_folder(
    folder: Path,
    stamp: Mapping[str, str],
    questions: Sequence[Question],
    references: Embedder,
    progress: Progress,
) -> tuple[PassageStore, tuple[Passage, ...]]:
    with _alone(folder, progress):
        try:
            return _opened(folder, stamp, questions, references, progress)
        except DamagedIndexError:
            progress("Mending the search index", 0, 0)
            _clear(folder)
        return _opened(folder, stamp, questions, references, progress)


def _opened(
    folder: Path,
    stamp: Mapping[str, str],
    questions: Sequence[Question],
    references: Embedder,
    progress: Progress,
) -> tuple[PassageStore, tuple[Passage, ...]]:
    store = open_folder(folder, stamp)
    try:
        return store, refresh(store, questions, references, progress)
    except BaseException:
        store.close()
        raise


@contextmanager
def _alone(folder: Path, progress: Progress) -> Iterator[None]:
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
            "Another program has been building the search index for minutes.", "End it, then try again."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise _unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _clear(folder: Path) -> None:
    """Empties `folder`, or removes what stands in its place. A link to a folder stays a link."""
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
