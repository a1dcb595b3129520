"""What leaves this machine, in sentences that name each server and the setting that names it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from interviewer.errors import UsageError
from interviewer.hosts import host_of, is_this_machine, server_of
from interviewer.settings import Settings, variable_of
from interviewer.text import one_line

if TYPE_CHECKING:
    from interviewer.models.endpoint import Endpoint

NOTHING_ELSE = "Nothing else of yours leaves this machine; --offline sends nothing."


def full_notice(sentences: Iterable[str]) -> str:
    """The non-empty sentences, and that nothing else is sent; empty if there are none."""
    told = [sentence for sentence in sentences if sentence]
    return " ".join((*told, NOTHING_ELSE)) if told else ""


def chat_sentence(settings: Settings, endpoints: Iterable[Endpoint]) -> str:
    """What chat models are sent, and where."""
    asked = tuple(endpoints)
    places = dict.fromkeys(address_of(settings, endpoint) for endpoint in asked)
    follows = any(_key_follows_file(settings, endpoint) for endpoint in asked)
    with_key = " OPENAI_API_KEY from the environment goes there too." if follows else ""
    return (
        "Your answers, their questions and the reference material they are graded by are sent to "
        f"{' and '.join(places)}.{with_key}"
    )


def address_of(settings: Settings, endpoint: Endpoint) -> str:
    """An endpoint's server, and the setting that names it if there is one."""
    shown = one_line(endpoint.address)
    return f"{shown} ({named_by(settings, 'openai_base_url')})" if endpoint.base_url else shown


def index_sentence(settings: Settings) -> str:
    """What a Chroma server elsewhere is sent; empty if there is none."""
    host = host_of(settings.chroma_url)
    if settings.offline or not host or is_this_machine(host):
        return ""
    return (
        "The passages of the corpus, and vectors of what is looked up in them, answers included, are sent to "
        f"{one_line(server_of(settings.chroma_url))} ({named_by(settings, 'chroma_url')})."
    )


def sessions_sentence(settings: Settings) -> str:
    """That sessions are stored on a database server elsewhere; empty if they are not."""
    if settings.offline or settings.database_url is None:
        return ""
    from interviewer.records.database import server_elsewhere

    server = server_elsewhere(settings.database_url.get_secret_value())
    return f"Your sessions are kept on {one_line(server)} ({named_by(settings, 'database_url')})." if server else ""


def named_by(settings: Settings, field: str) -> str:
    """A setting and where it was found."""
    origin = settings.origin(field)
    return variable_of(field) + (f" from {one_line(origin)}" if origin else "")


def refuse_redirected_key(settings: Settings, endpoint: Endpoint) -> None:
    """Raises UsageError where a file in the working folder would send the environment's key to another machine."""
    if _key_follows_file(settings, endpoint) and not endpoint.on_this_machine:
        raise UsageError(
            f"OPENAI_BASE_URL from {one_line(settings.origin('openai_base_url'))} would send OPENAI_API_KEY from the "
            f"environment to {one_line(endpoint.address)}.",
            "If that is meant, set OPENAI_BASE_URL in the environment, or put the key for that server into the file.",
        )


def _key_follows_file(settings: Settings, endpoint: Endpoint) -> bool:
    """Whether a file decides where a key goes that is not in the file."""
    named_by_file = bool(endpoint.base_url) and settings.is_from_file("openai_base_url")
    return named_by_file and endpoint.key is not None and not settings.is_from_file("openai_api_key")
