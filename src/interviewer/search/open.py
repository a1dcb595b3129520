"""Opens the index: builds, refreshes or mends it first where that is needed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from interviewer.corpus.question import Question
from interviewer.errors import IndexUnavailableError
from interviewer.search.embedder import Embedder
from interviewer.search.index import PassageIndex
from interviewer.search.model import WEIGHTS_SHA256
from interviewer.search.passage import Passage
from interviewer.search.passages import SPLITTER
from interviewer.search.refresh import Progress, refresh
from interviewer.search.searcher import Searcher
from interviewer.search.store import DamagedIndexError, PassageStore, forget_clients, open_folder, open_server

_FORMAT = "1"  # of the records in the collection
_PATIENCE_SECONDS = 300.0


def open_index(
    where: Path | str,
    questions: Sequence[Question],
    embedder: Callable[[], Embedder],
    progress: Progress,
    *,
    fingerprint: str = WEIGHTS_SHA256,
) -> Searcher:
    """The index over `questions`, ready to search.

    `where` is a folder, or the URL of a Chroma server as text. `embedder` is called only to embed what changed and,
    later, for the first search; `fingerprint` is that of the model it gives. One that is up to date opens without it.
    A damaged folder is built anew. Raises IndexUnavailableError where the folder cannot be used, ServiceError where
    the server cannot, EmbeddingError where the model cannot.
    """
    stamp = {"format": _FORMAT, "model": fingerprint, "splitter": SPLITTER}
    if isinstance(where, str):
        store = open_server(where, stamp)
        return Searcher(PassageIndex(store, refresh(store, questions, embedder, progress)), embedder)

    folder = where

    def reopen() -> PassageStore:
        return _open_folder(folder, stamp, questions, embedder, progress)[0]

    store, passages = _open_folder(folder, stamp, questions, embedder, progress)
    return Searcher(PassageIndex(store, passages, reopen), embedder)


def _open_folder(
    folder: Path,
    stamp: Mapping[str, str],
    questions: Sequence[Question],
    embedder: Callable[[], Embedder],
    progress: Progress,
) -> tuple[PassageStore, tuple[Passage, ...]]:
    with _alone(folder, progress):
        try:
            return _opened(folder, stamp, questions, embedder, progress)
        except DamagedIndexError:
            progress("Mending the search index", 0, 0)
            _clear(folder)
        return _opened(folder, stamp, questions, embedder, progress)


def _opened(
    folder: Path,
    stamp: Mapping[str, str],
    questions: Sequence[Question],
    embedder: Callable[[], Embedder],
    progress: Progress,
) -> tuple[PassageStore, tuple[Passage, ...]]:
    store = open_folder(folder, stamp)
    try:
        return store, refresh(store, questions, embedder, progress)
    except BaseException:
        store.close()
        raise


@contextmanager
def _alone(folder: Path, progress: Progress) -> Iterator[None]:
    """Keeps other processes of this program from writing to `folder`, by a lock file beside it."""
    import filelock

    lock = filelock.FileLock(folder.with_name(f"{folder.name}.lock"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
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
