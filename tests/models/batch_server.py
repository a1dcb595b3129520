"""A real HTTP server on the loopback interface that speaks the Batch API, and fails in it as it is told."""

from __future__ import annotations

import email.parser
import email.policy
import itertools
import json
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Line = dict[str, Any]
ENDED = ("completed", "failed", "expired", "cancelled")


def replied(custom_id: str, text: str, *, tokens: tuple[int, int] = (100, 10), **message: Any) -> Line:
    """A line of the output file: a reply with its usage."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text, **message}}
    usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    body = {"id": "chatcmpl-1", "object": "chat.completion", "model": "fake-1", "choices": [choice], "usage": usage}
    return {"id": "r", "custom_id": custom_id, "error": None, "response": {"status_code": 200, "body": body}}


def refused(custom_id: str, status: int, message: str, code: str | None = None) -> Line:
    """A line of the error file: what the service answered instead of a reply."""
    body = {"error": {"message": message, "code": code, "type": "invalid_request_error"}}
    return {"id": "r", "custom_id": custom_id, "error": None, "response": {"status_code": status, "body": body}}


def expired(custom_id: str) -> Line:
    """A line of the error file: the request had not been answered when the batch expired."""
    return {"id": "r", "custom_id": custom_id, "response": None, "error": {"code": "batch_expired", "message": "Late."}}


def echo(request: Line) -> Line:
    """Answers each request with its own id."""
    return replied(request["custom_id"], json.dumps({"of": request["custom_id"]}))


class Drop:
    """Closes the connection without an answer, after `then` was called."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        self.then = then


@dataclass(frozen=True)
class Status:
    """Answers with an HTTP status and an error."""

    status: int
    message: str = "It is broken."
    code: str | None = None


@dataclass
class Batch:
    """A batch at the service, with the statuses that it is still to have."""

    id: str
    input_file: str
    metadata: dict[str, str]
    life: deque[str]
    created_at: int
    status: str = "validating"
    files: dict[str, str] = field(default_factory=dict)
    total: int = 0


class BatchServer:
    """The service: what it was given, and how it answers.

    `answer` makes the line for each request, None where none is to be had. `lives` has the statuses of the batches to
    come, one taken at each look, the last one kept; without an entry a batch is seen in progress once. `problems` are
    the errors of batches that fail. `before` and `after` hold, by route (upload, create, list, status, content,
    cancel), what happens to the next requests before and after they have had their effect; None lets one pass.
    `cut` holds for how many bytes the next files of content break off, `page` is the length of a page of the list.
    """

    def __init__(self, answer: Callable[[Line], Line | None] = echo) -> None:
        self.answer = answer
        self.lives: deque[tuple[str, ...]] = deque()
        self.problems: list[Line] = []
        self.before: defaultdict[str, deque[Drop | Status | None]] = defaultdict(deque)
        self.after: defaultdict[str, deque[Drop | Status | None]] = defaultdict(deque)
        self.cut: deque[tuple[int, Callable[[], object]]] = deque()
        self.raw_output: bytes | None = None
        self.page = 100
        self.calls: list[str] = []
        self.keys: set[str] = set()
        self.names: list[str] = []
        self.files: dict[str, bytes] = {}
        self.batches: list[Batch] = []
        self.answered: Counter[str] = Counter()
        self.lock = threading.RLock()
        self._ids = itertools.count(1)
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.api = self
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"

    def start(self) -> None:
        """Answers from here on."""
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Answers no more."""
        self._http.shutdown()
        self._http.server_close()

    def lines(self, batch: Batch) -> list[Line]:
        """The requests of a batch."""
        return [json.loads(line) for line in self.files[batch.input_file].splitlines()]

    def asked(self) -> Counter[str]:
        """How many batches each request is in."""
        return Counter(line["custom_id"] for batch in self.batches for line in self.lines(batch))

    def upload(self, name: str, content: bytes) -> Line:
        """POST /v1/files."""
        self.names.append(name)
        return {
            "id": self._keep(content),
            "object": "file",
            "filename": name,
            "bytes": len(content),
            "purpose": "batch",
        }

    def create(self, asked: Line) -> Line:
        """POST /v1/batches."""
        life = self.lives.popleft() if self.lives else ("in_progress", "completed")
        number = next(self._ids)
        batch = Batch(
            f"batch_{number}", asked["input_file_id"], asked["metadata"], deque(life), int(time.time()) + number
        )
        batch.total = len(self.lines(batch))
        self.batches.append(batch)
        return self.shown(batch)

    def look(self, batch_id: str) -> Line | None:
        """GET /v1/batches/{id}."""
        for batch in self.batches:
            if batch.id == batch_id:
                batch.status = batch.life.popleft() if len(batch.life) > 1 else batch.life[0]
                if batch.status in ENDED and batch.status != "failed" and not batch.files:
                    self._finish(batch)
                return self.shown(batch)
        return None

    def listed(self, limit: int, after: str | None) -> Line:
        """GET /v1/batches: the newest first, a page of them."""
        found = self.batches[::-1]
        if after is not None:
            found = found[[batch.id for batch in found].index(after) + 1 :]
        page = found[: min(limit, self.page)]
        return {"object": "list", "data": [self.shown(batch) for batch in page], "has_more": len(found) > len(page)}

    def shown(self, batch: Batch) -> Line:
        """A batch as the API shows it."""
        ended = batch.total if batch.status in ENDED else 0
        return {
            "id": batch.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "created_at": batch.created_at,
            "input_file_id": batch.input_file,
            "metadata": batch.metadata,
            "status": batch.status,
            "request_counts": {"total": batch.total, "completed": ended, "failed": 0},
            "errors": {"object": "list", "data": self.problems} if batch.status == "failed" else None,
            **batch.files,
        }

    def _finish(self, batch: Batch) -> None:
        """Answers all requests, in an order of its own."""
        lines = [(request["custom_id"], self.answer(request)) for request in reversed(self.lines(batch))]
        self.answered.update(custom_id for custom_id, line in lines if line is not None)
        output = [line for _, line in lines if line is not None and _is_reply(line)]
        errors = [line for _, line in lines if line is not None and not _is_reply(line)]
        batch.files["status"] = batch.status
        if output or self.raw_output is not None:
            batch.files["output_file_id"] = self._keep((self.raw_output or b"") + _jsonl(output))
        if errors:
            batch.files["error_file_id"] = self._keep(_jsonl(errors))

    def _keep(self, content: bytes) -> str:
        name = f"file-{next(self._ids)}"
        self.files[name] = content
        return name


@contextmanager
def serving(server: BatchServer) -> Iterator[BatchServer]:
    """Runs a server as long as the block."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _is_reply(line: Line) -> bool:
    return not line.get("error") and (line.get("response") or {}).get("status_code") == 200


def _jsonl(lines: list[Line]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


class _Http(ThreadingHTTPServer):
    """The server's HTTP side."""

    daemon_threads = True
    api: BatchServer


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits 40 ms for its head to be confirmed
    server: _Http

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) if method == "POST" else b""
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = self._chunks()
        url = urlsplit(self.path)
        route = _route(method, url.path)
        server = self.server.api
        with server.lock:
            server.calls.append(route)
            server.keys.add(self.headers.get("Authorization", ""))
            if self._happens(server.before[route]):
                return None
            content = self._effect(route, url.path.split("/"), parse_qs(url.query), body)
            if self._happens(server.after[route]):
                return None
            if route == "content" and server.cut and isinstance(content, bytes):
                return self._broken_off(content, *server.cut.popleft())
        if content is None:
            return self._send(404, {"error": {"message": "No such thing.", "code": None}})
        return self._send(200, content)

    def _effect(self, route: str, path: list[str], query: dict[str, list[str]], body: bytes) -> Any:
        server = self.server.api
        if route == "upload":
            return server.upload(*_uploaded(self.headers["Content-Type"], body))
        if route == "create":
            return server.create(json.loads(body))
        if route == "list":
            return server.listed(int(query.get("limit", ["20"])[0]), query.get("after", [None])[0])
        if route == "status":
            return server.look(path[3])
        if route == "content":
            return server.files.get(path[3])
        if route == "cancel":
            batch = next(batch for batch in server.batches if batch.id == path[3])
            batch.life = deque(["cancelled"])
            return server.shown(batch)
        return None

    def _happens(self, planned: deque[Drop | Status | None]) -> bool:
        """Does what is planned for this request; whether it is over with that."""
        what = planned.popleft() if planned else None
        if isinstance(what, Status):
            self._send(what.status, {"error": {"message": what.message, "code": what.code, "type": "error"}})
        elif isinstance(what, Drop):
            what.then()
            self.close_connection = True
        return what is not None

    def _broken_off(self, content: bytes, length: int, then: Callable[[], object]) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:length])
        self.wfile.flush()
        then()
        self.close_connection = True

    def _send(self, status: int, content: Any) -> None:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Says nothing."""


def _route(method: str, path: str) -> str:
    parts = path.strip("/").split("/")[1:]
    match (method, *parts):
        case ("POST", "files"):
            return "upload"
        case ("POST", "batches"):
            return "create"
        case ("POST", "batches", _, "cancel"):
            return "cancel"
        case ("GET", "batches"):
            return "list"
        case ("GET", "batches", _):
            return "status"
        case ("GET", "files", _, "content"):
            return "content"
        case _:
            return "unknown"


def _uploaded(content_type: str, body: bytes) -> tuple[str, bytes]:
    """The name and content of the file in a multipart form."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
    assert parts["purpose"].get_payload(decode=True) == b"batch"
    file = parts["file"]
    return str(file.get_filename()), bytes(file.get_payload(decode=True))
