"""Where a chat model is: its provider, its name, the server and the key."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from pydantic import SecretStr

from interviewer.errors import UsageError
from interviewer.hosts import is_this_machine, server_of
from interviewer.models.errors import ModelRefusedError
from interviewer.models.secret import Secrets

OPENAI = "openai"
OPENAI_URL = "https://api.openai.com/v1"

# Names that no public DNS server knows, RFC 6762, RFC 8375 and ICANN's .internal.
_LOCAL_DOMAINS = (".local", ".lan", ".internal", ".home.arpa")
_LOCAL_PROVIDERS = frozenset({"ollama"})

# Servers on this machine need no key, but the protocol's client sends one.
NO_KEY = "none"


@dataclass(frozen=True)
class Endpoint:
    """A chat model and how it is reached.

    `base_url` is empty for the provider's own server. `key` is None where the server needs none, or where the
    provider's package reads it from its own environment variable (every provider but openai). `other_keys` are those
    that such a package may send.
    """

    provider: str
    model: str
    base_url: str = ""
    key: SecretStr | None = None
    other_keys: tuple[SecretStr, ...] = ()

    @property
    def name(self) -> str:
        """The model as it was configured: "provider:model"."""
        return f"{self.provider}:{self.model}"

    @property
    def url(self) -> str:
        """The base URL that requests go to; empty where only the provider's package knows it."""
        return self.base_url or (OPENAI_URL if self.provider == OPENAI else "")

    @property
    def place(self) -> str:
        """The server in words, for sentences."""
        return urlsplit(self.url).netloc or f"the provider {self.provider}"

    @property
    def address(self) -> str:
        """Scheme, host and port of the server; the provider in words where only its package knows them."""
        return server_of(self.url) or f"the provider {self.provider}"

    @property
    def on_this_machine(self) -> bool:
        """Whether the server is reached over loopback, so that no proxy is used."""
        return is_this_machine(urlsplit(self.url).hostname or "")

    @property
    def is_local(self) -> bool:
        """Whether the server is the user's own: on this machine or in its network, judging by its address or name."""
        host = urlsplit(self.url).hostname or ("localhost" if self.provider in _LOCAL_PROVIDERS else "")
        try:
            return ipaddress.ip_address(host).is_private
        except ValueError:
            return bool(host) and (not host.count(".") or host.endswith(_LOCAL_DOMAINS))

    @cached_property
    def secrets(self) -> Secrets:
        """What must not be shown in anything that comes from the server."""
        return Secrets((self.key, *self.other_keys))


def parse_endpoint(
    name: str, base_url: str = "", key: SecretStr | None = None, *, other_keys: tuple[SecretStr, ...] = ()
) -> Endpoint:
    """The endpoint of `name`, "provider:model".

    `base_url` and `key` are those of OPENAI_BASE_URL and OPENAI_API_KEY and matter only for the provider openai.
    `other_keys` are the keys that other providers' packages may find on their own.
    Raises UsageError where a part is malformed, and ModelRefusedError where openai has neither server nor key.
    """
    provider, separator, model = (part.strip() for part in name.partition(":"))
    if not (provider and separator and model):
        raise UsageError(
            f"{name!r} is not the name of a chat model.",
            "Write the provider and the model, such as openai:gpt-4.1-mini.",
        )
    provider = provider.lower().replace("-", "_")
    if provider != OPENAI:
        return Endpoint(provider, model, other_keys=other_keys)
    if key is not None and not key.get_secret_value().strip():
        key = None
    if not base_url and key is None:
        raise ModelRefusedError(
            f"There is no key for {provider}:{model}.",
            "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own that needs no key.",
        )
    return Endpoint(provider, model, _checked(base_url), key, other_keys)


def _checked(base_url: str) -> str:
    """The URL without a final slash. Raises UsageError that does not quote it, as it may hold a password."""
    if not base_url:
        return ""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    hint = "Write it as http://host:port/v1."
    if not usable:
        raise UsageError("OPENAI_BASE_URL is not the URL of a server.", hint)
    if not base_url.isascii():
        raise UsageError(
            "OPENAI_BASE_URL has letters other than plain ASCII, which can look like another server's.",
            "Write a name with other letters in its xn-- form.",
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError("OPENAI_BASE_URL contains a name or a password.", f"{hint} The key belongs in OPENAI_API_KEY.")
    if parts.query or parts.fragment:
        raise UsageError("OPENAI_BASE_URL contains a query or a fragment.", hint)
    return base_url.rstrip("/")
