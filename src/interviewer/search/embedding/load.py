"""Brings an embedding model into memory: the fast runtime if it is available, otherwise the other one."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from interviewer.errors import EmbeddingError
from interviewer.files.writing import make_private_folder
from interviewer.progress import OnProgress
from interviewer.search.embedding.answer_reader import AnswerReader
from interviewer.search.embedding.export import export
from interviewer.search.embedding.folder import REINSTALL, ModelFolder, find_reader
from interviewer.search.embedding.layers import EIGHT_BIT, join
from interviewer.search.embedding.onnx_runtime import OnnxRuntime
from interviewer.search.embedding.pair_runtime import PairRuntime
from interviewer.search.embedding.runtime import Runtime
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.embedding.torch_runtime import TorchRuntime, is_installed, load_model
from interviewer.settings import EmbedderChoice
from interviewer.strict_json import dumps

RECIPE = "3"
"""Names how ONNX files are made. Change it whenever the same model would give a different file."""

_PATIENCE_SECONDS = 300.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """An ONNX file that was made: its checksum, its precision, and its mean cosine to the full model."""

    path: Path
    checksum: str
    precision: str
    fidelity: float


def load_embedder(
    folder: ModelFolder, choice: EmbedderChoice, cache: Path, progress: OnProgress, *, threads: int | None = None
) -> TextEmbedder:
    """The embedder of a model, in memory.

    With the choice `onnx` the ONNX file below `cache` is used, and built first if it is missing, damaged or of another
    recipe: in a second for the bundled model, in a few seconds for others, by sentence-transformers. If it cannot be
    cached, the bundled model is built in memory; another model, or one that onnxruntime cannot run, is run by
    sentence-transformers. `notice` then says why. `threads` is how many texts are computed at a time, the number of
    cores by default. Raises EmbeddingError if neither runtime can be used.
    """
    if choice is EmbedderChoice.TORCH:
        return _with(_torch(folder, progress), folder)
    try:
        return _with(_onnx(folder, cache, progress, threads), folder)
    except ImportError as error:
        _log.warning("onnxruntime cannot be used", exc_info=True)
        if not is_installed():
            raise EmbeddingError(f"The embedding model cannot be run: {error}.", REINSTALL) from error
        reason = _reason(error)
    except (EmbeddingError, OSError) as error:
        if folder.bundled:
            runtime, notice = _uncached(folder, cache, threads, error)
            return _with(runtime, folder, notice)
        _log.warning("The embedding model cannot be cached in %s", cache, exc_info=True)
        reason = _reason(error)
    notice = f"The embedding model starts slowly: {reason} Fix that, or set INTERVIEWER_EMBEDDER=torch."
    return _with(_torch(folder, progress), folder, notice)


def load_reader(cache: Path, progress: OnProgress, *, threads: int | None = None) -> AnswerReader:
    """The model that reads answers, in memory: as `load_embedder` does it with the bundled model, but by onnxruntime
    alone, since sentence-transformers has only the weights that it was fitted from.

    Raises EmbeddingError if it cannot be run.
    """
    folder, notice = find_reader(), ""
    try:
        try:
            runtime = _onnx(folder, cache, progress, threads)
        except (EmbeddingError, OSError) as error:
            runtime, notice = _uncached(folder, cache, threads, error)
        pairs = PairRuntime(runtime)
    except ImportError as error:
        raise EmbeddingError(f"The embedding model cannot be run: {error}.", REINSTALL) from error
    return AnswerReader(runtime, pairs, folder.name, folder.checksum, folder.dimension, notice)


def made_folder(folder: ModelFolder, cache: Path) -> Path:
    """Where the ONNX file of a model is cached below `cache`."""
    return cache / "models" / f"{folder.checksum[:16]}-{RECIPE}"


def read_made(where: Path) -> Made | None:
    """The ONNX file in the folder `where`, None if it is missing or incomplete."""
    try:
        stated = json.loads((where / "made.json").read_text(encoding="utf-8"))
        made = Made(where / "model.onnx", stated["checksum"], stated["precision"], float(stated["fidelity"]))
        with made.path.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == made.checksum
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if whole else None


def _with(runtime: Runtime, folder: ModelFolder, notice: str = "") -> TextEmbedder:
    return TextEmbedder(runtime, folder.name, folder.checksum, folder.dimension, notice)


def _torch(folder: ModelFolder, progress: OnProgress) -> Runtime:
    progress("Loading the embedding model", 0, 0)
    return TorchRuntime(load_model(folder))


def _onnx(folder: ModelFolder, cache: Path, progress: OnProgress, threads: int | None) -> OnnxRuntime:
    where = made_folder(folder, cache)
    made = read_made(where)
    if made is None:
        with _alone(where, progress):
            made = read_made(where) or _make(folder, where, progress)
    return OnnxRuntime(made.path, folder.tokenizer, folder.max_tokens, made.precision, threads)


def _uncached(folder: ModelFolder, cache: Path, threads: int | None, error: Exception) -> tuple[OnnxRuntime, str]:
    """The bundled model built in memory, and what to tell the user of the error that kept it from the cache."""
    _log.warning("The embedding model cannot be cached in %s", cache, exc_info=error)
    runtime = OnnxRuntime(join(folder).content, folder.tokenizer, folder.max_tokens, EIGHT_BIT, threads)
    return runtime, f"The embedding model cannot be cached and is rebuilt at every start: {_reason(error)}"


def _make(folder: ModelFolder, where: Path, progress: OnProgress) -> Made:
    """Builds the ONNX file in a folder next to `where`, then moves it there."""
    neighbour = where.with_name(f".{where.name}.{os.getpid()}.part")
    shutil.rmtree(neighbour, ignore_errors=True)
    try:
        neighbour.mkdir(parents=True)
        path = neighbour / "model.onnx"
        precision, fidelity = _write(folder, path, progress)
        with path.open("rb") as file:
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
        stated = {"checksum": checksum, "precision": precision, "fidelity": fidelity, "model": folder.name}
        (neighbour / "made.json").write_text(dumps(stated), encoding="utf-8")
        if where.exists():
            shutil.rmtree(where)
        neighbour.replace(where)
    finally:
        shutil.rmtree(neighbour, ignore_errors=True)
    made = read_made(where)
    if made is None:
        raise EmbeddingError(f"The folder {where} does not retain what is written to it.")
    return made


def _write(folder: ModelFolder, path: Path, progress: OnProgress) -> tuple[str, float]:
    """Writes the ONNX file of a model; returns its precision and its mean cosine to the full model."""
    if not folder.bundled:
        return export(folder, path, progress)
    progress("Preparing the embedding model", 0, 0)
    joined = join(folder)
    path.write_bytes(joined.content)
    return EIGHT_BIT, joined.fidelity


@contextmanager
def _alone(where: Path, progress: OnProgress) -> Iterator[None]:
    """Keeps other processes from building the same file, and removes what a killed one left half built."""
    import filelock

    make_private_folder(where.parent)
    lock = filelock.FileLock(where.with_name(f".{where.name}.lock"))
    try:
        try:
            lock.acquire(timeout=0.1)
        except filelock.Timeout:
            progress("Waiting for another program that is preparing the embedding model", 0, 0)
            lock.acquire(timeout=_PATIENCE_SECONDS)
    except filelock.Timeout as error:
        raise EmbeddingError("Another program has been preparing the embedding model for minutes.") from error
    try:
        for left in where.parent.glob(f".{where.name}.*.part"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        with suppress(OSError):
            lock.release()


def _reason(error: Exception) -> str:
    if isinstance(error, EmbeddingError):
        return error.message
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'its file'} cannot be written ({error.strerror})."
    return f"{error}."
