"""A Batch API that tells the key back, counts what cannot be, or leads elsewhere gets nothing by it."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from interviewer.models.batch import service
from interviewer.models.batch.job import BatchJob, Progress
from interviewer.models.batch.replies import BatchReply, read_reply
from interviewer.models.batch.service import BatchService, whole_lines
from interviewer.models.chat import Usage
from interviewer.models.endpoint import parse_endpoint
from interviewer.models.errors import BadReplyError, ModelRefusedError
from tests.echoes import KEY, escaped, shows_key
from tests.models.batch_server import BatchServer, Line, refused, replied, serving

IDS = ["r0", "r1", "r2"]


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with serving(BatchServer()) as running:
        yield running


def service_at(url: str) -> BatchService:
    return BatchService(parse_endpoint("openai:fake", url, SecretStr(KEY)), seconds=10)


def finished(folder: Path, server: BatchServer, told: list[Progress] | None = None) -> list[BatchReply]:
    """What comes of a job of three requests, whose files are left in `folder`."""
    service = service_at(server.url)
    try:
        with BatchJob.open(
            folder, ((name, {}) for name in IDS), service, fingerprint="f", sleep=lambda *_: None
        ) as job:
            job.submit()
            job.wait(tell=told.append if told is not None else lambda _: None)
            return list(job.results(lambda given, taken: given + taken))
    finally:
        service.close()


def key_files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if shows_key(path.read_bytes().decode("utf-8", "replace"))]


def in_the_model(line: Line) -> Line:
    line["response"]["body"]["model"] = KEY
    return line


ECHOES: dict[str, Callable[[Line], Line]] = {
    "in its words": lambda asked: replied(asked["custom_id"], f"It is {KEY}."),
    "in escapes in its words": lambda asked: replied(
        asked["custom_id"], json.dumps({"k": KEY}).replace(KEY, escaped(KEY))
    ),
    "in unseen characters": lambda asked: replied(asked["custom_id"], "\u200b".join(KEY)),
    "in the model": lambda asked: in_the_model(replied(asked["custom_id"], "Yes.")),
    "in a refusal": lambda asked: replied(asked["custom_id"], "", refusal=KEY),
    "in an error": lambda asked: refused(asked["custom_id"], 400, f"No: {KEY}"),
    "in an error in escapes": lambda asked: refused(asked["custom_id"], 400, escaped(KEY)),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_the_key_is_in_no_file_of_the_job_and_in_no_reply(
    server: BatchServer, tmp_path: Path, echo: Callable[[Line], Line]
) -> None:
    server.answer = echo
    replies = finished(tmp_path / "job", server)
    assert server.keys == {f"Bearer {KEY}"}
    assert [reply.custom_id for reply in replies] == IDS
    assert not shows_key(repr(replies))
    assert key_files(tmp_path / "job") == []


def test_of_a_reply_that_disguises_the_key_it_is_said_that_it_was_thrown_away(
    server: BatchServer, tmp_path: Path
) -> None:
    server.answer = ECHOES["in unseen characters"]
    (reply, *_) = finished(tmp_path / "job", server)
    assert reply.text is None
    assert "repeats the key in disguise" in reply.failure


@pytest.mark.parametrize("words", [KEY, escaped(KEY)])
def test_a_batch_that_is_not_taken_keeps_no_key_in_its_state(server: BatchServer, tmp_path: Path, words: str) -> None:
    server.lives.append(("failed",))
    server.problems = [{"code": "invalid", "message": f"No: {words}", "line": 10**300}]
    (reply, *_) = finished(tmp_path / "job", server)
    assert "rejected the batch" in reply.failure
    assert len(reply.failure) < 300
    assert key_files(tmp_path / "job") == []


def test_ids_and_statuses_that_are_the_key_are_not_kept(server: BatchServer, tmp_path: Path) -> None:
    shown = server.shown
    server.shown = lambda batch: {**shown(batch), "id": KEY, "status": KEY}  # type: ignore[method-assign]
    service = service_at(server.url)
    with BatchJob.open(tmp_path / "job", [("r0", {})], service, fingerprint="f", sleep=lambda *_: None) as job:
        job.submit()
    service.close()
    assert server.batches
    assert key_files(tmp_path / "job") == []


@pytest.mark.parametrize("counted", [10**40, -5, 10**300])
def test_what_a_batch_has_done_is_no_more_than_it_was_given(server: BatchServer, tmp_path: Path, counted: int) -> None:
    shown, told = server.shown, list[Progress]()
    server.shown = lambda batch: {**shown(batch), "request_counts": {"completed": counted, "failed": 0, "total": 3}}  # type: ignore[method-assign]
    finished(tmp_path / "job", server, told)
    assert told
    assert all(0 <= seen.done <= seen.requests for seen in told)


@pytest.mark.parametrize("count", [-9, 10**40, 2.5, "9", True, [9]])
def test_tokens_that_cannot_be_are_unknown_and_never_less_than_none(count: Any) -> None:
    line = replied("a", "Yes.")
    line["response"]["body"]["usage"] = {"prompt_tokens": count, "completion_tokens": 5}
    reply = read_reply(line, lambda given, taken: given + taken)
    assert reply is not None
    assert reply.usage == Usage(0, 0, 1, None)


@pytest.mark.parametrize("status", [10**300, -1, 0, 99, 600, "500", True])
def test_a_status_that_is_none_is_not_told(status: Any) -> None:
    line = refused("a", 500, "No.")
    line["response"]["status_code"] = status
    reply = read_reply(line)
    assert reply is not None
    assert reply.failure == "The service did not answer the request: No."


def test_lines_are_whole_however_they_come() -> None:
    assert list(whole_lines([b"a", b"b\nc\n\nd", b"e\n", b"f"])) == [b"ab\n", b"c\n", b"\n", b"de\n", b"f"]


def test_a_line_without_end_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LONGEST_LINE", 10)
    with pytest.raises(BadReplyError, match="a line of more than"):
        list(whole_lines([b"12345\n", b"123456789", b"0123"]))


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    """Sends every request on to another server, method and body with it."""

    target = ""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(307)
        self.send_header("Location", f"{self.target}/files")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_answers_are_not_sent_on_to_another_server(server: BatchServer, tmp_path: Path) -> None:
    named = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (_Elsewhere,), {"target": server.url}))
    threading.Thread(target=named.serve_forever, args=(0.01,), daemon=True).start()
    (tmp_path / "file").write_text("{}\n")
    service = service_at(f"http://127.0.0.1:{named.server_port}/v1")
    try:
        with pytest.raises(ModelRefusedError, match="redirects requests"):
            service.upload(tmp_path / "file", "name")
    finally:
        service.close()
        named.shutdown()
        named.server_close()
    assert server.calls == []
