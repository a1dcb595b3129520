"""The Batch API of OpenAI, and of servers that speak it: files up, a batch created, its state, files down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from interviewer.models.batch.requests import ENDPOINT, MAX_REQUESTS
from interviewer.models.endpoint import NO_KEY, OPENAI, Endpoint
from interviewer.models.errors import BadReplyError, ModelError, ModelRefusedError
from interviewer.models.failures import explain, redacted
from interviewer.models.secret import Secrets, line_without_key
from interviewer.text import one_line

if TYPE_CHECKING:
    import httpx2
    from openai import APIStatusError

Result = TypeVar("Result")

LONGEST_LINE = 8_000_000
"""Bytes of a line in a file that a service sends. A reply of 4000 tokens is some 20 KB."""

_SECONDS = 60.0  # for each read and write, not for a whole file
_SHOWN = 200
_PAGE = 100
# A batch is not older than the job that made it, but their two clocks may differ.
_CLOCKS_DIFFER = 2 * 86_400.0
_NO_SUCH_THING = frozenset({404, 405, 501})


@dataclass(frozen=True)
class BatchStatus:
    """What the service says about a batch.

    `status` is its own word, `done` and `total` count requests, the file ids are empty where there is no file.
    `problem` is a sentence that says why the whole batch was rejected.
    """

    status: str
    done: int = 0
    total: int = 0
    output_file: str = ""
    error_file: str = ""
    problem: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in ("completed", "failed", "expired", "cancelled")


class BatchService:
    """Calls to the Batch API, one attempt each. Every method raises ModelError; the key is in none of its texts."""

    def __init__(self, endpoint: Endpoint, *, seconds: float = _SECONDS) -> None:
        import httpx2
        from openai import OpenAI

        if endpoint.provider != OPENAI:
            raise ModelRefusedError(
                f"{endpoint.name} is not available through the Batch API.",
                "Choose an openai: model, or grade without --batch.",
            )
        self._endpoint = endpoint
        # An attempt that seems to have failed may have created a batch: the caller looks for it before trying again.
        self._client = OpenAI(
            api_key=endpoint.key.get_secret_value() if endpoint.key is not None else NO_KEY,
            base_url=endpoint.url,
            max_retries=0,
            timeout=seconds,
            http_client=httpx2.Client(
                trust_env=not endpoint.on_this_machine,
                follow_redirects=True,
                timeout=seconds,
                event_hooks={"request": [self._stay]},
            ),
        )

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def upload(self, path: Path, name: str) -> str:
        """Uploads a file of requests as `name`, without reading it whole; its id at the service."""
        with path.open("rb") as file:
            content = (name, file, "application/jsonl")
            return self._id_of(self._told(lambda: self._client.files.create(file=content, purpose="batch")))

    def create(self, file_id: str, metadata: Mapping[str, str]) -> str:
        """Creates a batch of an uploaded file; its id."""
        batch = self._told(
            lambda: self._client.batches.create(
                input_file_id=file_id, endpoint=ENDPOINT, completion_window="24h", metadata=dict(metadata)
            )
        )
        return self._id_of(batch)

    def find(self, metadata: Mapping[str, str], since: float) -> str | None:
        """The id of a batch with this metadata that is not older than `since` (seconds since 1970), or None."""
        return self._told(lambda: self._find(metadata, since))

    def status(self, batch_id: str) -> BatchStatus:
        """What the service says about a batch."""
        batch = self._told(lambda: self._client.batches.retrieve(batch_id))
        self._id_of(batch)
        return _status_of(batch, self._endpoint.secrets)

    def download(self, file_id: str, path: Path) -> None:
        """Writes a file of the service to `path`, whole or not at all, without the key, a line at a time in memory."""
        neighbour = path.with_name(f".{path.name}")
        self._told(lambda: self._write(file_id, neighbour))
        neighbour.replace(path)

    def _write(self, file_id: str, path: Path) -> None:
        content = self._client.files.with_streaming_response.content
        with path.open("wb") as file, content(file_id) as response:
            for line in whole_lines(response.iter_bytes()):
                file.write(line_without_key(line, self._endpoint.secrets))

    def _stay(self, request: httpx2.Request) -> None:
        """Allows a redirect to another server only if nothing is sent along: files may be on a server of their own."""
        here = self._client.base_url
        if request.method != "GET" and (request.url.scheme, request.url.netloc) != (here.scheme, here.netloc):
            raise ModelRefusedError(
                f"{self._endpoint.place} redirects requests.", "Set OPENAI_BASE_URL to the final address."
            )

    def _find(self, metadata: Mapping[str, str], since: float) -> str | None:
        for batch in self._client.batches.list(limit=_PAGE):
            given = getattr(batch, "metadata", None)
            if isinstance(given, dict) and metadata.items() <= given.items():
                return self._id_of(batch)
            created = getattr(batch, "created_at", None)
            if isinstance(created, int | float) and created < since - _CLOCKS_DIFFER:
                return None  # they come newest first
        return None

    def _id_of(self, thing: Any) -> str:
        """The id of what the service made. Raises BadReplyError where the reply has none."""
        given = _text(thing, "id", self._endpoint.secrets)
        if not given:
            raise BadReplyError("The Batch API's reply has no id.", "Check OPENAI_BASE_URL.")
        return given

    def _told(self, step: Callable[[], Result]) -> Result:
        """What `step` returns. What the client raises becomes one of our errors, raised outside the `except`: the
        client's errors hold the request, which carries the key, and nothing may lead to them.
        """
        import httpx2
        from openai import APIStatusError, OpenAIError

        failure: ModelError
        try:
            return step()
        except APIStatusError as error:
            failure = self._of_status(error)
        except (OpenAIError, httpx2.HTTPError, ValueError) as error:
            failure = explain(error, self._endpoint).error
        raise failure

    def _of_status(self, error: APIStatusError) -> ModelError:
        if error.status_code not in _NO_SUCH_THING:
            return explain(error, self._endpoint).error
        return ModelRefusedError(
            f"{self._endpoint.place} has no Batch API, or not what was requested ({error.status_code}): "
            f"{one_line(redacted(error.message, self._endpoint), _SHOWN)}",
            "Check OPENAI_BASE_URL, or grade without --batch.",
        )


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """`pieces` cut after each newline. Raises BadReplyError where a line is longer than LONGEST_LINE."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for end in ended:
            yield b"".join((*held, end, b"\n"))
            held, size = [], 0
        held.append(rest)
        size += len(rest)
        if size > LONGEST_LINE:
            raise BadReplyError(f"The service sent a line of more than {LONGEST_LINE // 1_000_000} MB.", "Try again.")
    if size:
        yield b"".join(held)


def _status_of(batch: Any, secrets: Secrets) -> BatchStatus:
    counts = getattr(batch, "request_counts", None)
    problem = _problem(getattr(batch, "errors", None), secrets)
    status = _text(batch, "status", secrets)
    if status == "failed" and not problem:
        problem = "The service rejected the batch without saying why."
    return BatchStatus(
        status=status,
        done=_number(counts, "completed") + _number(counts, "failed"),
        total=_number(counts, "total"),
        output_file=_text(batch, "output_file_id", secrets),
        error_file=_text(batch, "error_file_id", secrets),
        problem=problem,
    )


def _problem(errors: Any, secrets: Secrets) -> str:
    """Why a batch was rejected; empty if nothing is said."""
    found = getattr(errors, "data", None)
    if not isinstance(found, list) or not found:
        return ""
    line = min({_number(error, "line") for error in found} - {0}, default=0)
    where = f" (line {line} of its file)" if line else ""
    said = one_line(_text(found[0], "message", secrets), _SHOWN) or "no reason given."
    return f"The service rejected the batch{where}: {said}"


def _text(thing: Any, name: str, secrets: Secrets) -> str:
    value = getattr(thing, name, None)
    return secrets.hide(value) if isinstance(value, str) else ""


def _number(thing: Any, name: str) -> int:
    """A number of requests or a line number, capped at what a file may have; 0 if it is not a number."""
    value = getattr(thing, name, None)
    return min(max(value, 0), MAX_REQUESTS) if isinstance(value, int) else 0
