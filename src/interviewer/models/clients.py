"""LangChain's chat models for one endpoint: made once and reused, with what is passed along with each request."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from interviewer.errors import UnknownNameError
from interviewer.models import structured
from interviewer.models.capabilities import ServerCapabilities, StructuredOutputMode
from interviewer.models.chat import Call, Message
from interviewer.models.endpoint import NO_KEY, OPENAI, Endpoint
from interviewer.models.errors import ModelRefusedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

_MOST_KEPT = 16


class Clients:
    """Makes and keeps the chat models of one endpoint. Belongs to the thread of one event loop."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._kept: OrderedDict[tuple[float | None, int | None], BaseChatModel] = OrderedDict()
        self._http: Any = None

    def runnable(
        self, call: Call, capabilities: ServerCapabilities, shape: type[BaseModel] | None
    ) -> tuple[Runnable[LanguageModelInput, AIMessage], dict[str, Any]]:
        """What to invoke for `call`, and with which keyword arguments. Raises ModelRefusedError."""
        temperature = call.temperature if capabilities.temperature else None
        model = self._model(temperature, call.max_tokens)
        body: dict[str, Any] = {}
        if self._endpoint.provider == OPENAI:
            body = dict.fromkeys(capabilities.limits[:1], call.max_tokens)
            asked = structured.response_format(shape, capabilities.mode) if shape is not None else None
            if asked is not None:
                body["response_format"] = asked
        arguments: dict[str, Any] = {"extra_body": body} if body else {}
        if capabilities.streaming and "stream_usage" in type(model).model_fields:
            arguments["stream_usage"] = capabilities.stream_usage
        if shape is not None and capabilities.mode is StructuredOutputMode.TOOL:
            return model.bind_tools([structured.tool(shape)], tool_choice=structured.name_of(shape)), arguments
        return model, arguments

    def before_sending(self, sent: Callable[[], None]) -> None:
        """Has `sent` called when this task's next request goes out; at once if only LangChain knows when."""
        if self._endpoint.provider != OPENAI:
            sent()
            return
        from interviewer.models.openai_chat import SENT

        SENT.set(sent)

    async def close(self) -> None:
        """Closes the connections, including those that a provider's package opened itself.

        Left to the garbage collector, those would be closed on whatever event loop runs by then.
        """
        for model in self._kept.values():
            client = getattr(model, "root_async_client", None)
            if client is not None:
                await client.close()
        self._kept.clear()
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def _model(self, temperature: float | None, max_tokens: int) -> BaseChatModel:
        """The model with its sampling, which LangChain omits for models that accept none."""
        key = (temperature, None if self._endpoint.provider == OPENAI else max_tokens)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        model = self._make(temperature, max_tokens)
        self._kept[key] = model
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return model

    def _make(self, temperature: float | None, max_tokens: int) -> BaseChatModel:
        # They warn about settings made on purpose, and quote what servers say.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"langchain_openai\.")
        warnings.filterwarnings("ignore", category=UserWarning, message="Pydantic serializer warnings")
        sampling = {} if temperature is None else {"temperature": temperature}
        arguments = {**sampling, "max_retries": 0, **self._connection(max_tokens)}
        provider, model = self._endpoint.provider, self._endpoint.model
        try:
            if provider == OPENAI:
                from interviewer.models.openai_chat import ProtocolChat

                return ProtocolChat(model=model, **arguments)
            from langchain.chat_models import init_chat_model

            made: BaseChatModel = init_chat_model(model, model_provider=provider, **arguments)
        except ImportError as missing:
            refusal = _not_installed(provider, missing)
        except Exception as error:  # noqa: BLE001 - each provider's package checks its settings in its own way
            refusal = _unusable(self._endpoint, error)
        else:
            return made
        raise refusal

    def _connection(self, max_tokens: int) -> Mapping[str, Any]:
        """Arguments that say where requests go. For openai, all that would otherwise come from the environment."""
        if self._endpoint.provider != OPENAI:
            return {"max_tokens": max_tokens}
        if self._http is None:
            from interviewer.models.openai_chat import make_http_client

            self._http = make_http_client(self._endpoint)
        key = self._endpoint.key

        async def secret() -> str:
            return key.get_secret_value() if key is not None else NO_KEY

        return {
            "api_key": secret,  # given a coroutine, LangChain makes no second, synchronous client
            "base_url": self._endpoint.url,
            "http_async_client": self._http,
            "openai_proxy": None,
            "stream_chunk_timeout": None,
            "timeout": self._http.timeout,
            "use_responses_api": False,
        }


def first_capabilities(endpoint: Endpoint) -> ServerCapabilities:
    """What to ask a server for initially."""
    if endpoint.provider != OPENAI:
        return ServerCapabilities(modes=(StructuredOutputMode.TOOL, StructuredOutputMode.TEXT), limits=())
    if not endpoint.base_url:
        return ServerCapabilities(limits=("max_completion_tokens", "max_tokens"))
    return ServerCapabilities()


def as_langchain(messages: Sequence[Message]) -> list[tuple[str, str]]:
    """The messages as LangChain expects them."""
    return [(message.role.value, message.text) for message in messages]


def _not_installed(provider: str, missing: ImportError) -> ModelRefusedError:
    """LangChain's own message names the package after the word `install`."""
    package = str(missing).rpartition("install ")[2].strip("` .") or f"langchain-{provider.replace('_', '-')}"
    return ModelRefusedError(
        f"The package for {provider} models is not installed.", f"Install {package}: pip install {package}"
    )


def _unusable(endpoint: Endpoint, error: Exception) -> ModelRefusedError:
    said = str(error)
    if "Unsupported provider" in said:
        known = tuple(said.rpartition(": ")[2].split(", "))
        unknown = UnknownNameError(
            "provider of chat models", endpoint.provider, known, "Write it as openai:gpt-4.1-mini."
        )
        return ModelRefusedError(unknown.message, unknown.hint)
    return ModelRefusedError(
        f"The model {endpoint.name} cannot be set up ({type(error).__name__}).",
        f"Check the name, and the settings that {endpoint.provider} reads from the environment, such as its key.",
    )
