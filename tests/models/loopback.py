"""A server on this machine that speaks the chat-completions protocol, well or badly, as a test scripts it.

    with ChatServer([answers.text("Hello."), answers.status(503)]) as server:
        ...  # a client of server.url
        assert len(server.requests) == 2

A script is a list of answers, one a request, whose last is given again and again; or a function from the request to
its answer. `server.requests` keeps what came, `server.peak` how many were in work at the same time.
"""

from __future__ import annotations

import http.server
import json
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

Body = dict[str, Any]
Script = Sequence["Answer"] | Callable[[Body], "Answer"]
Servers = Callable[..., "ChatServer"]

# What servers say of a feature that they do not have, by the name under which `ChatServer.rejects` holds it.
COMPLAINTS = {
    "json_schema": "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
    "tools": "registry.example/model does not support tools",
    "json_mode": "'response_format' of type 'json_object' is not supported",
    "stream": "Streaming is not supported by this server.",
    "stream_options": "Unknown parameter: 'stream_options'.",
    "temperature": "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) is.",
    "max_tokens": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'.",
    "max_completion_tokens": "max_completion_tokens: Extra inputs are not permitted",
}


@dataclass
class Request:
    """One request as it came, `at` seconds of the monotonic clock.

    `hung_up` is set when the client closed the connection before its answer was out.
    """

    path: str
    headers: Mapping[str, str]
    body: Body
    at: float = field(default_factory=time.monotonic)
    hung_up: threading.Event = field(default_factory=threading.Event)

    @property
    def streamed(self) -> bool:
        """Whether the client asked for server-sent events."""
        return bool(self.body.get("stream"))

    @property
    def messages(self) -> list[dict[str, str]]:
        """The messages, each with role and content."""
        return list(self.body["messages"])

    @property
    def features(self) -> set[str]:
        """Which of the features of `COMPLAINTS` the request uses."""
        kind = (self.body.get("response_format") or {}).get("type")
        used = {name for name in COMPLAINTS if self.body.get(name, False) is not False}
        return used | {
            name for name, value in (("json_schema", "json_schema"), ("json_mode", "json_object")) if kind == value
        }


@dataclass(frozen=True)
class Answer:
    """What the server does with a request: it is given the open connection."""

    act: Callable[[Connection], None]

    def after(self, seconds: float) -> Answer:
        """The same, `seconds` later."""

        def act(connection: Connection) -> None:
            if connection.wait(seconds):
                self.act(connection)

        return Answer(act)


class Connection:
    """The open connection of one request, to answer on."""

    def __init__(self, request: Request, server: ChatServer, connection: socket.socket) -> None:
        self.request = request
        self.server = server
        self._socket = connection
        self.keep = True

    def wait(self, seconds: float) -> bool:
        """Waits, and is False at once where the client hangs up meanwhile."""
        if seconds <= 0:
            return True
        ready, _, _ = select.select([self._socket], [], [], seconds)
        if ready and not self._peek():
            self.request.hung_up.set()
            self.keep = False
            return False
        return True

    def send(self, data: bytes) -> bool:
        """Sends bytes as they are; False where the client has hung up."""
        try:
            self._socket.sendall(data)
        except OSError:
            self.request.hung_up.set()
            self.keep = False
            return False
        return True

    def head(self, status: int, headers: Mapping[str, str]) -> bytes:
        """A status line and headers."""
        lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def whole(self, body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Sends a response with its length."""
        given = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        self.send(self.head(status, given) + body)

    def events(self, chunks: Iterator[Body], *, pause: float = 0.0, done: bool = True) -> None:
        """Sends server-sent events, one a chunk, with a pause before each but the first; `done` ends them properly."""
        self.send(self.head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"}))
        for number, chunk in enumerate(chunks):
            if number and not self.wait(pause):
                return
            if not self.send(framed(b"data: " + json.dumps(chunk).encode() + b"\n\n")):
                return
        if done:
            self.send(framed(b"data: [DONE]\n\n") + b"0\r\n\r\n")
        else:
            self.close()

    def close(self) -> None:
        """Ends the connection where it is, without the rest of the answer."""
        self.keep = False

    def reset(self) -> None:
        """Resets the connection (RST), as a crashed server does."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()
        self.keep = False

    def _peek(self) -> bool:
        try:
            return bool(self._socket.recv(1, socket.MSG_PEEK))
        except OSError:
            return False


class ChatServer:
    """The server. It answers POST /v1/chat/completions by its script, and GET /v1/models.

    `latency` seconds pass before each answer. `rejects` names features of `COMPLAINTS` that are refused, with the
    status `rejecting`. `key` is the one key that is accepted, None for any. `asked` is set at the first request, and
    `connections` counts those that clients opened. `before_stop` takes what is to be closed before the server ends.
    """

    def __init__(
        self,
        script: Script,
        *,
        latency: float = 0.0,
        rejects: Sequence[str] = (),
        rejecting: int = 400,
        key: str | None = None,
    ) -> None:
        self.script = script
        self.latency = latency
        self.rejects = set(rejects)
        self.rejecting = rejecting
        self.key = key
        self.requests: list[Request] = []
        self.at_once = 0
        self.peak = 0
        self.connections = 0
        self.asked = threading.Event()
        self.before_stop = ExitStack()
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._open: set[socket.socket] = set()
        self._http = _Http(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True, name="chat-server")

    @property
    def url(self) -> str:
        """The base URL for a client, ending in /v1."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def all_closed(self, seconds: float) -> bool:
        """Waits until no client holds a connection open; False where one still does after `seconds`."""
        with self._lock:
            return self._changed.wait_for(lambda: not self._open, seconds)

    def start(self) -> Self:
        """Begins to serve."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends everything, answers that are under way included."""
        self.before_stop.close()
        self._http.shutdown()
        with self._lock:
            for connection in self._open:
                _shut(connection)
        self._http.server_close()
        self._thread.join(5)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def answer(self, connection: Connection) -> None:
        """Answers one request."""
        with self._lock:
            self.requests.append(connection.request)
            number = len(self.requests) - 1
            self.at_once += 1
            self.peak = max(self.peak, self.at_once)
        self.asked.set()
        try:
            if connection.wait(self.latency):
                self._answer_to(connection.request, number).act(connection)
        finally:
            with self._lock:
                self.at_once -= 1

    def _answer_to(self, request: Request, number: int) -> Answer:
        if self.key is not None and request.headers.get("Authorization") != f"Bearer {self.key}":
            return _refused(401, "Incorrect API key provided.", "invalid_api_key")
        for feature in sorted(self.rejects & request.features):
            return _refused(self.rejecting, COMPLAINTS[feature], "unsupported_parameter")
        if callable(self.script):
            return self.script(request.body)
        return self.script[min(number, len(self.script) - 1)]

    def opened(self, connection: socket.socket) -> None:
        """A client connected."""
        with self._lock:
            self.connections += 1
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """A connection ended."""
        with self._lock:
            self._open.discard(connection)
            self._changed.notify_all()


class _Http(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, chat: ChatServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.chat = chat


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def setup(self) -> None:
        super().setup()
        self.server.chat.opened(self.connection)

    def finish(self) -> None:
        self.server.chat.closed(self.connection)
        try:
            super().finish()
        except OSError:  # the connection was reset
            return

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the client hung up, or the server stops
            return

    def do_GET(self) -> None:
        models = {"object": "list", "data": [{"id": "scripted", "object": "model", "created": 0, "owned_by": "tests"}]}
        connection = Connection(Request(self.path, dict(self.headers), {}), self.server.chat, self.connection)
        if self.path.endswith("/models"):
            connection.whole(json.dumps(models).encode())
        else:
            connection.whole(b'{"error": {"message": "not found"}}', 404)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length) or b"{}")
        connection = Connection(Request(self.path, dict(self.headers), body), self.server.chat, self.connection)
        if self.path.partition("?")[0].endswith("/chat/completions"):
            self.server.chat.answer(connection)
        else:
            connection.whole(b'{"error": {"message": "not found"}}', 404)
        self.close_connection = not connection.keep

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        return


def _refused(code: int, message: str, kind: str) -> Answer:
    body = json.dumps({"error": {"message": message, "type": kind, "code": kind}}).encode()
    return Answer(lambda connection: connection.whole(body, code))


def framed(data: bytes) -> bytes:
    """One chunk of a body in chunked encoding."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # already gone
        return
