"""onnxruntime and tokenizers as the runtime: a tenth of a second to import and load."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from interviewer.errors import EmbeddingError
from interviewer.search.embedding.layers import STATES
from interviewer.search.embedding.states import LatestStates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

T = TypeVar("T")
R = TypeVar("R")

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
        import tokenizers

        where = (model if isinstance(model, Path) else tokenizer).parent
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # the library raises bare Exceptions from its native part
            raise _unreadable(error, str(where)) from error
        self._session = session_of(model, str(where))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        self._inputs = [wanted.name for wanted in self._session.get_inputs()]
        self._outputs = [given.name for given in self._session.get_outputs()]
        self._states = LatestStates()
        self._precision = precision
        self._threads = threads or min(_MOST_THREADS, os.cpu_count() or 1)

    @property
    def label(self) -> str:
        """The library and the precision."""
        return f"onnxruntime, {self._precision}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`. Raises MemoryError and EmbeddingError."""
        import numpy as np

        return np.concatenate(self.each(self._encode_one, texts))

    def states(self, texts: Iterable[str]) -> dict[str, NDArray[np.float16]]:
        """What the lowest layers make of each text, shape (tokens, dimension), of a model that gives it.

        Raises MemoryError and EmbeddingError.
        """
        known = {text: self._states.get(text) for text in texts}
        missing = [text for text, states in known.items() if states is None]
        found = dict(zip(missing, self.each(self._states_of_one, missing), strict=True))
        return {text: found[text] if states is None else states for text, states in known.items()}

    def each(self, compute: Callable[[T], R], inputs: Sequence[T]) -> list[R]:
        """What `compute` gives for each input, as many at a time as there are threads."""
        alone = self._threads == 1 or len(inputs) <= 1
        return list((map if alone else self._pool.map)(compute, inputs))

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        vector, *states = self._run(text)
        if states:
            self._states.put(text, states[0][0])
        return vector

    def _states_of_one(self, text: str) -> NDArray[np.float16]:
        return self._states.put(text, self._run(text)[self._outputs.index(STATES)][0])

    def _run(self, text: str) -> list[NDArray[np.float32]]:
        import numpy as np

        encoding = self._tokenizer.encode(text)
        known = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        try:
            given: list[NDArray[np.float32]] = self._session.run(
                None, {name: np.array([known[name]], dtype=np.int64) for name in self._inputs}
            )
        except Exception as error:  # onnxruntime's exceptions share no base but Exception
            raise failure(error) from error
        return given

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="embedding")


def session_of(model: Path | bytes, where: str) -> InferenceSession:
    """A session that runs a model's ONNX file, or its content, with one thread; `where` names it in an error.

    Raises EmbeddingError if it cannot be read, ImportError if the library is missing.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(
            model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # the library raises bare Exceptions from its native part
        raise _unreadable(error, where) from error


def failure(error: Exception) -> Exception:
    """What to raise for an exception of a session that ran: MemoryError or EmbeddingError."""
    if isinstance(error, MemoryError) or "alloc" in str(error).lower():
        return MemoryError(str(error))
    return EmbeddingError(f"The embedding model failed: {' '.join(str(error).split())[:200]}")


def _unreadable(error: Exception, where: str) -> EmbeddingError:
    reason = " ".join(str(error).split())[:200]
    return EmbeddingError(f"The embedding model in {where} cannot be loaded: {reason}.")
