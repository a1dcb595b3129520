"""sentence-transformers as the runtime: any model, any device; seconds to import."""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from interviewer.errors import INSTALL_TORCH, EmbeddingError
from interviewer.search.embedding.folder import REINSTALL, ModelFolder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

# Read by the libraries while they are imported: no look-up of newer files, nothing on the terminal.
_QUIET_AND_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class TorchRuntime:
    """A model run by sentence-transformers, on a GPU where there is one."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model

    @property
    def label(self) -> str:
        """The library, the precision and the device."""
        return f"sentence-transformers, full precision, {self._model.device.type}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`, padded to the longest. Raises MemoryError and EmbeddingError."""
        try:
            return self._model.encode(
                list(texts),
                batch_size=len(texts),
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            ).astype("float32", copy=False)
        except (RuntimeError, ValueError) as error:
            if "memory" in str(error).lower():
                raise MemoryError(str(error)) from error
            raise EmbeddingError(f"The embedding model failed: {error}") from error


def is_installed() -> bool:
    """Whether the `torch` extra is installed; imports nothing."""
    return importlib.util.find_spec("sentence_transformers") is not None


def load_model(folder: ModelFolder, *, plain_attention: bool = False) -> SentenceTransformer:
    """The model in memory (seconds), its weights verified.

    `plain_attention` writes attention out in simple operations, as an export needs it. Raises EmbeddingError, with the
    command to install the `torch` extra if it is missing.
    """
    folder.verify()
    os.environ.update(_QUIET_AND_OFFLINE)
    # torch creates this folder on import, or else one in /tmp, after asking the system for the user's name. Nothing is
    # compiled, so nothing is written there.
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(folder.path))
    for name in ("sentence_transformers", "transformers", "huggingface_hub", "torch"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        if not is_installed():
            raise EmbeddingError("sentence-transformers is needed but not installed.", INSTALL_TORCH) from error
        raise EmbeddingError(f"The embedding model's library cannot be loaded: {error}.", REINSTALL) from error
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types
    torch.set_num_threads(_threads())
    device = "cuda" if torch.cuda.is_available() and not plain_attention else "cpu"
    arguments = {"attn_implementation": "eager"} if plain_attention else {}
    try:
        model = SentenceTransformer(str(folder.path), device=device, local_files_only=True, model_kwargs=arguments)
    except (OSError, RuntimeError, ValueError, KeyError, AttributeError) as error:
        raise EmbeddingError(f"The embedding model in {folder.path} cannot be loaded: {error}.", REINSTALL) from error
    return model


def _threads() -> int:
    """All cores but one, at most four: torch's threads wait for each other actively, so that one core shared with the
    screen or another program makes two threads three times slower than one."""
    return max(1, min(4, (os.cpu_count() or 1) - 1))
