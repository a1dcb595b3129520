"""What the program depends on: Python, packages, folders, database, corpus, embedding model, index."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer import __version__
from interviewer.bootstrap import AppContext
from interviewer.commands.checkup.check import Check, State, examine
from interviewer.text import counted

if TYPE_CHECKING:
    from interviewer.progress import OnProgress

LEAST_PYTHON = (3, 11)
PACKAGES = (
    "textual",
    "chromadb",
    "onnxruntime",
    "tokenizers",
    "SQLAlchemy",
    "pydantic",
    "langchain",
    "langchain-openai",
    "openai",
)
"""The packages whose versions decide how the program behaves, by their names on the package index."""

EXTRA = ("sentence-transformers", "torch")
"""The packages of the `torch` extra."""

LEAST_FREE = 500_000_000
"""Bytes: the fast form of the embedding model, the index and a year of sessions take less."""

_AGAIN = "Install the program again."
_ELSEWHERE = "Make it writable, or set INTERVIEWER_HOME to another folder."


def look_at_program(context: AppContext, progress: OnProgress) -> Iterator[Check]:
    """Every check of the program itself, each run on demand."""
    looks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("Python", lambda: look_at_python(sys.version_info)),
        ("packages", lambda: look_at_packages(PACKAGES, EXTRA)),
        ("data folder", lambda: look_at_folder("data folder", context.paths.data)),
        ("cache folder", lambda: look_at_folder("cache folder", context.paths.cache)),
        ("database", lambda: look_at_database(context)),
        ("corpus", lambda: look_at_corpus(context)),
        ("embedding model", lambda: look_at_model(context)),
        ("runtime", lambda: look_at_runtime(context, progress)),
        ("index", lambda: look_at_index(context, progress)),
    )
    for name, look in looks:
        yield examine(name, look)


def look_at_python(version: Sequence[int | str]) -> Check:
    """Whether this Python is new enough."""
    says = f"{'.'.join(map(str, version[:3]))} on {platform.system()} {platform.machine()}, interviewer {__version__}"
    if tuple(version[:2]) < LEAST_PYTHON:
        needed = ".".join(map(str, LEAST_PYTHON))
        return Check("Python", State.PROBLEM, says, f"Use Python {needed} or newer.")
    return Check("Python", State.OK, says)


def look_at_packages(names: Sequence[str], extra: Sequence[str] = ()) -> Check:
    """The versions of packages; one of `names` that is missing is a problem, one of the `extra` is not."""
    versions = {name: _version(name) for name in (*names, *extra)}
    missing = [name for name in names if versions[name] is None]
    if missing:
        return Check("packages", State.PROBLEM, f"not installed: {', '.join(missing)}", _AGAIN)
    says = ", ".join(f"{name} {version}" for name, version in versions.items() if version is not None)
    absent = [name for name in extra if versions[name] is None]
    if absent:
        says += f"; not installed, and needed only for other embedding models: {', '.join(absent)}"
    return Check("packages", State.OK, says)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def look_at_folder(name: str, folder: Path) -> Check:
    """Whether a folder can be written to, by writing to it or to the folder it will be created in."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            free = shutil.disk_usage(existing).free
    except OSError as error:
        return Check(name, State.PROBLEM, f"{existing} cannot be written to: {error.strerror}", _ELSEWHERE)
    says = f"{folder}, {free / 1e9:.1f} GB free" + ("" if existing == folder else ", created when needed")
    if free < LEAST_FREE:
        return Check(name, State.WARNING, says, "Free some space: the program needs half a gigabyte.")
    return Check(name, State.OK, says)


def look_at_database(context: AppContext) -> Check:
    """Whether the session database opens. One that does not exist yet is not created."""
    from interviewer.records.database import missing_file
    from interviewer.records.schema import HEAD

    own = context.settings.database_url is None
    if context.settings.database_url is not None and missing_file(context.settings.database_url.get_secret_value()):
        return Check("database", State.OK, "the one in DATABASE_URL, created with the first session")
    if own and not context.paths.database.exists():
        return Check("database", State.OK, f"{context.paths.database}, created with the first session")
    context.store().summaries(1)
    where = str(context.paths.database) if own else "the one in DATABASE_URL"
    return Check("database", State.OK, f"{where}, revision {HEAD}")


def look_at_corpus(context: AppContext) -> Check:
    """Whether every question can be read and passes the checks."""
    from interviewer.corpus.check import check_corpus

    corpus = context.corpus()
    found = check_corpus(corpus)
    says = f"{counted(len(corpus.questions), 'question')}, version {corpus.version}, {counted(len(found), 'finding')}"
    if found:
        return Check("corpus", State.WARNING, says, "See them with: interviewer corpus check")
    return Check("corpus", State.OK, says)


def look_at_model(context: AppContext) -> Check:
    """Whether the files of the embedding model are intact."""
    folder = context.embedding.model()
    folder.verify()
    held = "the published file" if folder.bundled else "not known here"
    says = f"{folder.name}, {folder.dimension} numbers, SHA-256 {folder.checksum[:12]} ({held})"
    return Check("embedding model", State.OK, says)


def look_at_runtime(context: AppContext, progress: OnProgress) -> Check:
    """Whether the embedding model works, and what runs it."""
    import numpy as np

    embedder = context.embedding.embedder(progress)
    length = float(np.linalg.norm(embedder.embed(["What does the model make of this?"])[0]))
    if not abs(length - 1) < 0.01:  # also if it is NaN
        return Check("runtime", State.PROBLEM, f"{embedder.label} gives vectors of length {length:.2f}, not 1", _AGAIN)
    if embedder.notice:
        return Check("runtime", State.WARNING, embedder.label, embedder.notice)
    return Check("runtime", State.OK, embedder.label)


def look_at_index(context: AppContext, progress: OnProgress) -> Check:
    """Whether the index opens, built or rebuilt where needed, and finds something."""
    searcher = context.searcher(progress)
    passages = len(searcher.index.passages)
    where = (
        "the server in CHROMA_URL"
        if context.settings.chroma_url and not context.settings.offline
        else context.paths.index
    )
    says = f"{where}, {passages} passages, model {context.embedding.model().checksum[:12]}"
    if not searcher.search("What is a neural network?", 1):
        return Check("index", State.PROBLEM, f"{says}, but a search finds nothing", f"Remove {context.paths.index}.")
    return Check("index", State.OK, says)
