"""Opening a chat model by its name."""

from __future__ import annotations

from pydantic import SecretStr

from interviewer.models.asking import BeforeCall
from interviewer.models.endpoint import parse_endpoint
from interviewer.models.langchain_chat import LangChainChat
from interviewer.models.prices import Price
from interviewer.models.retrying import Patience


def open_chat(
    name: str,
    *,
    base_url: str = "",
    key: SecretStr | None = None,
    price: Price | None = None,
    before_call: BeforeCall | None = None,
    patience: Patience | None = None,
) -> LangChainChat:
    """The chat model `name`, "provider:model"; no connection is made yet.

    `base_url` and `key` are OPENAI_BASE_URL and OPENAI_API_KEY, for the provider openai alone. `price` tells the
    dollars of input and output tokens. Raises UsageError where the name or URL is malformed, and ModelRefusedError
    where openai has neither a server nor a key.
    """
    endpoint = parse_endpoint(name, base_url, key)
    return LangChainChat(endpoint, price=price, before_call=before_call, patience=patience)
