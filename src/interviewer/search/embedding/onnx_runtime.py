"""onnxruntime and tokenizers as the runtime: a tenth of a second to import and load."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_THREADS = 4


class OnnxRuntime:
    """A model run by onnxruntime, each text by itself.

    A text that is run alone needs no padding, and its vector cannot depend on the texts around it, which matters where
    the scale of the 8-bit activations is taken from the input. A text is computed by one thread; several texts use the
    cores.
    """

    def __init__(
        self, model: Path | bytes, tokenizer: Path, max_tokens: int, precision: str, threads: int | None = None
    ) -> None:
        """Reads the model's ONNX file, or takes its content, and reads the tokenizer's file.

        `threads` is how many texts are computed at a time, the number of cores by default. Raises EmbeddingError if a
        file cannot be read, ImportError if a library is missing.
        """
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_cpu_mem_arena = False
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
            self._session = onnxruntime.InferenceSession(
                model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare Exceptions from their native parts
            reason = " ".join(str(error).split())[:200]
            where = (model if isinstance(model, Path) else tokenizer).parent
            raise EmbeddingError(f"The embedding model in {where} cannot be loaded: {reason}.") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        self._inputs = [wanted.name for wanted in self._session.get_inputs()]
        self._precision = precision
        self._threads = threads or min(_MOST_THREADS, os.cpu_count() or 1)

    @property
    def label(self) -> str:
        """The library and the precision."""
        return f"onnxruntime, {self._precision}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`. Raises MemoryError and EmbeddingError."""
        import numpy as np

        alone = self._threads == 1 or len(texts) == 1
        return np.concatenate(list((map if alone else self._pool.map)(self._encode_one, texts)))

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        encoding = self._tokenizer.encode(text)
        known = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        try:
            feed = {name: np.array([known[name]], dtype=np.int64) for name in self._inputs}
            vector: NDArray[np.float32] = self._session.run(None, feed)[0]
        except Exception as error:  # onnxruntime's exceptions share no base but Exception
            if isinstance(error, MemoryError) or "alloc" in str(error).lower():
                raise MemoryError(str(error)) from error
            raise EmbeddingError(f"The embedding model failed: {' '.join(str(error).split())[:200]}") from error
        return vector

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="embedding")
