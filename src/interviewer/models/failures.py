"""What went wrong with a request to a chat model, as one sentence with what to do.

No sentence holds the key, or more than 200 characters of what the server said. What is raised from here has no
link to the library's exception, whose request carries the key.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from interviewer.models.endpoint import OPENAI, Endpoint
from interviewer.models.errors import (
    BadReplyError,
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
    RequestRefusedError,
)
from interviewer.models.secret import HIDDEN
from interviewer.models.waits import asked_wait, in_words
from interviewer.text import one_line

_MOST_QUOTED = 200
_MOST_READ = 10_000
_KEY_LIKE = re.compile(r"\b(?:sk|pk|lsv2|gsk|xai|key)[-_][\w*.\-]{6,}|(?<=[Bb]earer )\S+")
_TOO_LONG = re.compile(
    r"context.?length|context.?window|maximum context|context size|too many (?:input )?tokens"
    r"|(?:prompt|input) is too long|reduce the length"
)
_NO_QUOTA = re.compile(
    r"insufficient.quota|exceeded your current quota|billing|out of credits?|insufficient (?:funds|balance)"
)
_TRANSIENT_STATUSES = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_OF_THE_REQUEST = frozenset({400, 413, 422})


class TimedOutError(Exception):
    """A call took longer than its `seconds`, or its server was `silent` for as long."""

    def __init__(self, seconds: float, *, silent: bool) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.silent = silent


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed.

    `error` is for the user. `retry` is whether the same request may work a little later, `wait` how many seconds the
    server asks for, at most `waits.LONGEST`. `status` and `said` are the HTTP status and the server's words,
    without the key, if it answered.
    """

    error: ModelError
    retry: bool = False
    wait: float | None = None
    status: int | None = None
    said: str = ""


def explain(error: BaseException, endpoint: Endpoint) -> Failure:
    """What `error`, raised by an attempt to reach `endpoint`, means."""
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, ModelError):
            return Failure(cause)
        if isinstance(cause, TimedOutError):
            return _too_slow(cause, endpoint)
    for cause in chain:
        status = _status_of(cause)
        if status is not None:
            return _of_status(status, cause, endpoint)
    if _is_connection(chain):
        return _of_connection(chain, endpoint)
    body = _error_body(error)
    if body:
        return _reported(body, endpoint)
    return Failure(
        BadReplyError(
            f"The reply from {endpoint.place} does not follow the chat-completions protocol ({type(error).__name__}).",
            "Check OPENAI_BASE_URL; it usually ends in /v1." if endpoint.base_url else "Try again, or another model.",
        )
    )


def redacted(text: str, endpoint: Endpoint) -> str:
    """The beginning of `text`, without the key or anything that looks like one."""
    return _KEY_LIKE.sub(HIDDEN, endpoint.secrets.hide(text[:_MOST_READ]))


def _of_status(status: int, error: BaseException, endpoint: Endpoint) -> Failure:
    body = _error_body(error)
    said = redacted(_words(body) or (str(error.args[0]) if error.args else ""), endpoint)
    quoted = one_line(said, _MOST_QUOTED)
    lowered = f"{said} {body.get('code')} {body.get('type')}".lower()
    if status in {400, 413, 422} and (status == 413 or _TOO_LONG.search(lowered)):
        refused: ModelRefusedError = RequestRefusedError(
            f"The text is too long for {endpoint.name}.", "Choose a model with a larger context, or a shorter answer."
        )
        return Failure(refused, status=status, said="too long")
    if status == 429 and _NO_QUOTA.search(lowered):
        refused = ModelRefusedError(
            f"The quota at {endpoint.place} is used up.", "Check plan and billing there, or choose another model."
        )
        return Failure(refused, status=status, said=said)
    if status in _TRANSIENT_STATUSES:
        headers = getattr(getattr(error, "response", None), "headers", None) or {}
        wait = asked_wait(headers)
        retry = headers.get("x-should-retry") != "false"
        return Failure(_busy(status, wait, quoted, endpoint), retry=retry, wait=wait, status=status, said=said)
    return Failure(_refused(status, quoted, endpoint), status=status, said=said)


def _busy(status: int, wait: float | None, quoted: str, endpoint: Endpoint) -> ModelError:
    later = f"Try again in {in_words(wait)}, as it asks." if wait else "Try again in a minute."
    if status == 429:
        return ModelUnreachableError(f"{_start(endpoint.place)} takes no more requests for now (429).", later)
    return ModelUnreachableError(f"{_start(endpoint.place)} failed ({status}){_quote(quoted)}", later)


def _refused(status: int, quoted: str, endpoint: Endpoint) -> ModelError:
    place = _start(endpoint.place)
    match status:
        case 401:
            return ModelRefusedError(f"{place} does not accept the key (401).", _key_hint(endpoint))
        case 403:
            return ModelRefusedError(
                f"The key is not allowed to use {endpoint.name} at {endpoint.place} (403){_quote(quoted)}",
                "Choose a model that it may use, or another key.",
            )
        case 404:
            hint = "Check INTERVIEWER_MODEL" + (
                " and OPENAI_BASE_URL, which usually ends in /v1." if endpoint.base_url else "."
            )
            return ModelRefusedError(f"{place} has no model {endpoint.model!r} (404){_quote(quoted)}", hint)
        case _ if 300 <= status < 400:
            return ModelRefusedError(
                f"{place} redirects requests ({status}).", "Set OPENAI_BASE_URL to the final address."
            )
        case _:
            kind = RequestRefusedError if status in _OF_THE_REQUEST else ModelRefusedError
            return kind(f"{place} refuses the request ({status}){_quote(quoted)}", "Choose another model.")


def _of_connection(chain: list[BaseException], endpoint: Endpoint) -> Failure:
    place, trace = endpoint.place, " ".join(f"{type(cause).__name__} {cause}" for cause in chain)
    resolving = next((cause for cause in chain if isinstance(cause, socket.gaierror)), None)
    address = "Check OPENAI_BASE_URL and the network." if endpoint.base_url else "Check the network."
    if resolving is not None:
        later = resolving.errno == socket.EAI_AGAIN
        return Failure(ModelUnreachableError(f"The name {place} cannot be found (DNS).", address), later)
    if any(isinstance(cause, ssl.SSLError) for cause in chain) or "CERTIFICATE_VERIFY" in trace:
        return Failure(
            ModelUnreachableError(
                f"No secure connection to {place} could be made (TLS).",
                "Check that the URL's https is right, and the certificates (SSL_CERT_FILE).",
            )
        )
    if "Timeout" in trace:
        unsent = "ConnectTimeout" in trace  # once sent, a request may still be worked on, and is not sent again
        return Failure(ModelUnreachableError(f"{_start(place)} did not answer in time.", address), retry=unsent)
    if any(isinstance(cause, ConnectionRefusedError) for cause in chain) or "ConnectError" in trace:
        return Failure(
            ModelUnreachableError(f"No connection to {place} could be made.", f"Is the server up? {address}"),
            retry=True,
        )
    return Failure(ModelUnreachableError(f"{_start(place)} dropped the connection.", "Try again."), retry=True)


def _too_slow(error: TimedOutError, endpoint: Endpoint) -> Failure:
    seconds = f"{error.seconds:.0f} seconds" if error.seconds >= 1.5 else "a second"
    if error.silent:
        what, hint = f"nothing came for {seconds}", "Check that its model is running, or choose a faster one."
    else:
        what, hint = f"not within {seconds}", "Choose a faster model, or a higher INTERVIEWER_CALL_SECONDS."
    return Failure(ModelUnreachableError(f"{_start(endpoint.place)} did not answer: {what}.", hint))


def _reported(body: Mapping[str, Any], endpoint: Endpoint) -> Failure:
    """An error reported in place of a reply: in a stream, or under status 200."""
    said = redacted(_words(body), endpoint)
    quoted = one_line(said, _MOST_QUOTED)
    lowered = f"{said} {body.get('code')} {body.get('type')}".lower()
    if _NO_QUOTA.search(lowered):
        return Failure(ModelRefusedError(f"The quota at {endpoint.place} is used up.", "Check plan and billing there."))
    error = ModelUnreachableError(
        f"{_start(endpoint.place)} reports an error{_quote(quoted)}", "Try again in a minute."
    )
    return Failure(error, retry=True, said=said)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and what led to it, outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_connection(chain: list[BaseException]) -> bool:
    """Whether the transport failed. Libraries use different classes with the same names."""
    names = {kind.__name__ for cause in chain for kind in type(cause).__mro__}
    return bool(
        names & {"OSError", "TransportError", "APIConnectionError", "ModelConnectionError", "ModelTimeoutError"}
    )


def _status_of(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    for holder in (error, response):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int) and not isinstance(status, bool) and status >= 300:
            return status
    return None


def _error_body(error: BaseException) -> Mapping[str, Any]:
    """The error object that a server sent, empty if it sent none."""
    candidates = [getattr(error, "body", None), *error.args[:1]]
    for found in candidates:
        if isinstance(found, Mapping):
            inner = found.get("error", found)
            return inner if isinstance(inner, Mapping) else {"message": inner}
        if isinstance(found, str) and found and found is candidates[0]:
            return {"message": found}
    return {}


def _words(body: Mapping[str, Any]) -> str:
    for name in ("message", "detail", "error", "code", "type"):
        if body.get(name):
            return str(body[name])
    return ""


def _key_hint(endpoint: Endpoint) -> str:
    if endpoint.provider != OPENAI:
        return f"Check the key of {endpoint.provider} in its environment variable."
    return "Check OPENAI_API_KEY." if endpoint.key is not None else "It needs one: set OPENAI_API_KEY."


def _quote(quoted: str) -> str:
    return f": {quoted}" if quoted.endswith((".", "!", "?", "…")) else f": {quoted}." if quoted else "."


def _start(place: str) -> str:
    """The place at the start of a sentence."""
    return place if "." in place or ":" in place else place[:1].upper() + place[1:]
