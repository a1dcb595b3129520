"""LangChain's chat model for the chat-completions protocol, including what it leaves out of a stream.

Importing this loads langchain-openai, which takes a second; `clients.py` does so when a model is first used.
"""

from __future__ import annotations

from typing import Any

from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from interviewer.models.reply import THOUGHTS

_THOUGHTS = ("reasoning_content", "reasoning")  # as DeepSeek, vLLM and llama.cpp call it, and as OpenRouter does


class ProtocolChat(ChatOpenAI):
    """Preserves refusals and thoughts in the chunks of a stream."""

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        choices = chunk.get("choices")
        if made is not None and choices:
            delta = choices[0]["delta"]
            thoughts = next((delta[name] for name in _THOUGHTS if isinstance(delta.get(name), str)), None)
            for name, value in (("refusal", delta.get("refusal")), (THOUGHTS, thoughts)):
                if value:
                    made.message.additional_kwargs[name] = value
        return made
