"""Many requests by the Batch API: each answered exactly once, whatever happens in between."""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from interviewer.errors import UsageError
from interviewer.models.batch.job import BatchJob, Progress
from interviewer.models.batch.replies import BatchReply, read_reply
from interviewer.models.batch.service import BatchService
from interviewer.models.batch.state import STATE_NAME, read_state, write_state
from interviewer.models.chat import Usage
from interviewer.models.endpoint import parse_endpoint
from interviewer.models.errors import ModelError, ModelRefusedError, ModelUnreachableError
from tests.models import batch_child
from tests.models.batch_server import BatchServer, Drop, Status, echo, expired, refused, replied, serving

KEY = "sk-recognisable-0123456789"
IDS = [f"r{number}" for number in range(7)]


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with serving(BatchServer()) as running:
        yield running


@pytest.fixture
def service(server: BatchServer) -> Iterator[BatchService]:
    endpoint = parse_endpoint("openai:fake", server.url, SecretStr(KEY))
    service = BatchService(endpoint, seconds=10)
    yield service
    service.close()


class Sleeps:
    """Sleeps no time, and notes how long it should have."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def opened(tmp_path: Path, service: BatchService) -> Callable[..., BatchJob]:
    """Opens the job of a test, anew or again."""

    def open_job(ids: list[str] = IDS, **fields: Any) -> BatchJob:
        given = ((name, {"model": "fake", "messages": [{"role": "user", "content": name}]}) for name in ids)
        settings: dict[str, Any] = {"fingerprint": "seven", "max_requests": 3, "sleep": Sleeps(), **fields}
        return BatchJob.open(tmp_path / "job", given, service, **settings)

    return open_job


def run(job: BatchJob) -> list[BatchReply]:
    """All there is to a job."""
    with job:
        job.submit()
        job.wait()
        return list(job.results())


def texts(replies: list[BatchReply]) -> dict[str, str | None]:
    return {reply.custom_id: reply.text for reply in replies}


ECHOED = {name: json.dumps({"of": name}) for name in IDS}


def test_each_request_is_answered_in_the_order_it_was_given(
    server: BatchServer, opened: Callable[..., BatchJob]
) -> None:
    replies = run(opened())
    assert [reply.custom_id for reply in replies] == IDS
    assert texts(replies) == ECHOED
    assert {(reply.model, reply.failure) for reply in replies} == {("fake-1", "")}
    assert server.asked() == Counter(IDS)


def test_what_is_uploaded_is_a_chat_completion_a_line(server: BatchServer, opened: Callable[..., BatchJob]) -> None:
    run(opened(["one é"]))
    (content, *_) = server.files.values()
    assert json.loads(content) == {
        "custom_id": "one é",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "fake", "messages": [{"role": "user", "content": "one é"}]},
    }


def test_no_file_has_more_requests_than_it_may(server: BatchServer, opened: Callable[..., BatchJob]) -> None:
    run(opened())
    assert [len(server.lines(batch)) for batch in server.batches] == [3, 3, 1]


def test_no_file_is_larger_than_it_may_be(server: BatchServer, opened: Callable[..., BatchJob]) -> None:
    run(opened(max_bytes=300))
    assert [len(server.lines(batch)) for batch in server.batches] == [2, 2, 2, 1]
    assert all(len(server.files[batch.input_file]) <= 300 for batch in server.batches)


def test_a_request_larger_than_a_file_is_refused(opened: Callable[..., BatchJob]) -> None:
    with pytest.raises(UsageError, match="'r0' is too large"):
        opened(max_bytes=50)


@pytest.mark.parametrize("ids", [["a", "b", "a"], [""]])
def test_an_id_that_is_no_name_for_one_request_is_refused(opened: Callable[..., BatchJob], ids: list[str]) -> None:
    with pytest.raises(UsageError, match="empty or not unique"):
        opened(ids)


def test_no_requests_are_no_batch(server: BatchServer, opened: Callable[..., BatchJob]) -> None:
    assert run(opened([])) == []
    assert server.calls == []


def test_usage_and_its_cost_are_those_of_the_service(server: BatchServer, opened: Callable[..., BatchJob]) -> None:
    server.answer = lambda request: replied(request["custom_id"], "{}", tokens=(1000, 50))
    with opened(["a"]) as job:
        job.submit()
        job.wait()
        (reply,) = job.results(lambda input_tokens, output_tokens: input_tokens * 0.5 + output_tokens)
        (unpriced,) = job.results()
    assert reply.usage == Usage(1000, 50, 1, 550.0)
    assert unpriced.usage.cost is None


class TestFailures:
    @pytest.mark.parametrize(
        ("line", "failure"),
        [
            (refused("r1", 400, "Too long."), "The service answered with HTTP 400: Too long."),
            (refused("r1", 500, "Oops."), "The service answered with HTTP 500: Oops."),
            (refused("r1", 429, "Slow down."), "The service answered with HTTP 429: Slow down."),
            (refused("r1", 429, "Pay.", "insufficient_quota"), "The account has no quota left: Pay."),
            (expired("r1"), "The batch expired before the request was answered."),
            (replied("r1", ""), "The reply was empty."),
            (replied("r1", "", refusal="No."), "The model refused: No."),
            (None, "The batch ended without an answer to the request."),
        ],
    )
    def test_a_request_without_a_reply_is_told_and_the_others_are_answered(
        self, server: BatchServer, opened: Callable[..., BatchJob], line: Any, failure: str
    ) -> None:
        server.answer = lambda request: line if request["custom_id"] == "r1" else echo(request)
        replies = run(opened())
        assert [reply.custom_id for reply in replies] == IDS
        assert texts(replies) == {**ECHOED, "r1": None}
        assert replies[1].failure == failure

    @pytest.mark.parametrize(
        ("finish", "failure"), [("length", "cut off"), ("content_filter", "content filter blocked the reply")]
    )
    def test_a_reply_that_was_cut_is_none_and_its_tokens_count(self, finish: str, failure: str) -> None:
        line = replied("a", '{"half":')
        line["response"]["body"]["choices"][0]["finish_reason"] = finish
        reply = read_reply(line)
        assert reply is not None
        assert (reply.text, reply.usage.output_tokens) == (None, 10)
        assert failure in reply.failure

    def test_the_arguments_of_a_tool_call_are_a_reply(self) -> None:
        call = {"type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
        reply = read_reply(replied("a", "", tool_calls=[call]))
        assert reply is not None
        assert reply.text == '{"a": 1}'

    @pytest.mark.parametrize(
        "line",
        [
            None,
            [],
            {},
            {"custom_id": 1},
            {"custom_id": "a"},
            {"custom_id": "a", "response": 3, "error": "x"},
            {"custom_id": "a", "response": {"status_code": 200, "body": []}},
            {
                "custom_id": "a",
                "response": {"status_code": 200, "body": {"choices": [3], "usage": {"prompt_tokens": "9"}}},
            },
            {"custom_id": "a", "response": {"status_code": 200, "body": {"choices": [{"message": {"content": [1]}}]}}},
            {
                "custom_id": "a",
                "response": {"status_code": 200, "body": {"choices": [], "usage": {"prompt_tokens": -9}}},
            },
            {
                "custom_id": "a",
                "response": {"status_code": 200, "body": {"choices": [], "usage": {"prompt_tokens": 10**400}}},
            },
        ],
    )
    def test_a_line_of_any_form_is_no_reply_and_no_crash(self, line: Any) -> None:
        reply = read_reply(line)
        assert reply is None or (reply.text is None and reply.failure and reply.usage.input_tokens == 0)

    def test_lines_that_cannot_be_read_hide_no_others(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.raw_output = b'not JSON\n\n{"custom_id": 5}\n' + b"[" * 100_000 + b"\n\xff\xfe\n"
        assert texts(run(opened())) == ECHOED

    def test_a_reply_to_what_was_not_asked_is_dropped(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.raw_output = json.dumps(replied("someone-else", "{}")).encode() + b"\n"
        assert texts(run(opened())) == ECHOED

    def test_a_request_that_is_answered_twice_has_one_answer(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.raw_output = json.dumps(replied("r0", "first")).encode() + b"\n"
        replies = run(opened())
        assert [reply.custom_id for reply in replies] == IDS
        assert replies[0].text == "first"

    def test_a_batch_that_is_not_taken_fails_each_of_its_requests(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.lives.append(("validating", "failed"))
        server.problems = [{"code": "invalid_json", "message": "It is no JSON.", "line": 2}]
        replies = run(opened())
        assert [reply.text is None for reply in replies] == [True] * 3 + [False] * 4
        assert replies[0].failure == "The service rejected the batch (line 2 of its file): It is no JSON."

    def test_a_cancelled_batch_keeps_what_was_answered(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.lives.append(("cancelling", "cancelled"))
        server.answer = lambda request: None if request["custom_id"] == "r1" else echo(request)
        replies = run(opened())
        assert texts(replies) == {**ECHOED, "r1": None}
        assert replies[1].failure == "The batch was cancelled before the request was answered."

    def test_what_the_service_says_cannot_command_the_terminal(self) -> None:
        reply = read_reply(refused("a", 400, "\x1b[2J\nfine " + "x" * 1000))
        assert reply is not None
        assert "\x1b" not in reply.failure
        assert "\n" not in reply.failure
        assert len(reply.failure) < 260


def test_results_are_told_while_batches_are_under_way(opened: Callable[..., BatchJob]) -> None:
    with opened() as job:
        job.submit()
        assert [reply.failure for reply in job.results()] == ["The batch has not ended yet."] * 7


class TestWaiting:
    def test_polls_come_at_growing_intervals(self, server: BatchServer, opened: Callable[..., BatchJob]) -> None:
        server.lives.append(("validating", *["in_progress"] * 9, "finalizing", "completed"))
        sleeps = Sleeps()
        run(opened(["a"], sleep=sleeps))
        assert sleeps.seconds[:3] == [5.0, 7.5, 11.25]
        assert sleeps.seconds[-1] == 60.0
        assert len(sleeps.seconds) == 11

    def test_progress_is_told_at_each_poll(self, server: BatchServer, opened: Callable[..., BatchJob]) -> None:
        server.lives.extend([("completed",), ("in_progress", "completed"), ("completed",)])
        told: list[Progress] = []
        with opened() as job:
            job.submit()
            job.wait(tell=told.append)
        assert told == [Progress(2, 3, 4, 7), Progress(3, 3, 7, 7)]

    def test_a_poll_that_fails_in_passing_is_repeated(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.before["status"].extend([Status(500), Drop(), Status(429), Status(503)])
        assert texts(run(opened())) == ECHOED

    def test_polls_that_keep_failing_end_the_wait_and_the_next_run_goes_on(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.before["status"].extend([Status(500)] * 10)
        with pytest.raises(ModelUnreachableError):
            run(opened())
        assert texts(run(opened())) == ECHOED
        assert server.asked() == Counter(IDS)

    def test_a_download_that_breaks_off_is_made_again_whole(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.cut.append((10, lambda: None))
        assert texts(run(opened())) == ECHOED

    def test_a_download_that_breaks_off_leaves_no_file(
        self, server: BatchServer, service: BatchService, tmp_path: Path
    ) -> None:
        file = server.upload("x", b"0123456789" * 10)["id"]
        server.cut.append((50, lambda: None))
        with pytest.raises(ModelUnreachableError):
            service.download(file, tmp_path / "file")
        assert not (tmp_path / "file").exists()
        service.download(file, tmp_path / "file")
        assert (tmp_path / "file").read_bytes() == b"0123456789" * 10

    def test_waiting_can_be_interrupted_and_gone_on_with(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        def interrupt(_: float) -> None:
            raise KeyboardInterrupt

        with opened(sleep=interrupt) as job:
            job.submit()
            with pytest.raises(KeyboardInterrupt):
                job.wait()
        assert texts(run(opened())) == ECHOED
        assert server.asked() == Counter(IDS)


class TestSubmitting:
    @pytest.mark.slow
    @pytest.mark.parametrize("route", ["upload", "create"])
    @pytest.mark.parametrize("fault", [Status(500), Status(429), Drop()])
    def test_what_fails_in_passing_is_tried_again(
        self, server: BatchServer, opened: Callable[..., BatchJob], route: str, fault: Any
    ) -> None:
        server.before[route].extend([None, fault, fault])
        assert texts(run(opened())) == ECHOED
        assert server.asked() == Counter(IDS)

    def test_a_batch_whose_creation_was_not_confirmed_is_found_and_not_created_twice(
        self, server: BatchServer, opened: Callable[..., BatchJob]
    ) -> None:
        server.after["create"].extend([None, Drop(), Status(500)])
        assert texts(run(opened())) == ECHOED
        assert server.asked() == Counter(IDS)

    def test_it_is_found_behind_many_others(self, server: BatchServer, opened: Callable[..., BatchJob]) -> None:
        def others() -> None:
            for number in range(7):
                server.create({"input_file_id": server.batches[0].input_file, "metadata": {"job": str(number)}})

        server.page = 3
        server.after["create"].append(Drop(others))
        assert texts(run(opened())) == ECHOED
        assert sum(batch.metadata.get("batch") == "000-0" for batch in server.batches) == 1

    def test_batches_far_older_than_the_job_are_not_looked_through(
        self, server: BatchServer, service: BatchService
    ) -> None:
        file = server.upload("x", b"{}\n")["id"]
        for _ in range(9):
            server.create({"input_file_id": file, "metadata": {}})
        server.page = 2
        assert service.find({"job": "mine"}, since=2e9 * 2) is None
        assert server.calls == ["list"]
        assert service.find({"job": "mine"}, since=0) is None
        assert server.calls == ["list"] * 6

    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            (Status(401), "does not accept the key"),
            (Status(403), "is not allowed"),
            (Status(404), "no Batch API"),
            (Status(400), "refuses the request"),
            (Status(429, "Pay.", "insufficient_quota"), "quota"),
        ],
    )
    def test_what_does_not_pass_is_told_at_once(
        self, server: BatchServer, opened: Callable[..., BatchJob], fault: Status, said: str
    ) -> None:
        server.before["upload"].extend([fault, fault])
        with pytest.raises(ModelRefusedError, match=said):
            run(opened())
        assert server.calls == ["upload"]

    def test_a_server_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        service = BatchService(parse_endpoint("openai:fake", "http://127.0.0.1:9/v1"), seconds=2)
        job = BatchJob.open(tmp_path / "job", [("a", {})], service, fingerprint="f", sleep=Sleeps())
        with job, pytest.raises(ModelUnreachableError):
            job.submit()
        service.close()

    @pytest.mark.parametrize("content", [{}, [], "text", {"id": 5}, None])
    def test_a_reply_without_an_id_is_told(
        self, server: BatchServer, service: BatchService, tmp_path: Path, content: Any
    ) -> None:
        server.upload = lambda name, given: content  # type: ignore[method-assign, assignment]
        (tmp_path / "file").write_text("{}\n")
        with pytest.raises(ModelError):
            service.upload(tmp_path / "file", "name")

    def test_the_batch_api_is_that_of_openai(self) -> None:
        with pytest.raises(ModelRefusedError, match="not available through the Batch API"):
            BatchService(parse_endpoint("anthropic:claude"))

    @pytest.mark.parametrize(
        "fault", [Status(401, f"Bad key {KEY}."), Status(400, f"Bad key {KEY}."), Status(404, KEY), Drop()]
    )
    def test_no_error_shows_the_key(
        self, server: BatchServer, opened: Callable[..., BatchJob], fault: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.before["upload"].extend([fault] * 5)
        with pytest.raises(ModelError) as raised:
            run(opened())
        shown = "".join(traceback.format_exception(raised.value)) + repr(raised.value) + caplog.text
        assert server.keys == {f"Bearer {KEY}"}
        assert KEY not in shown
        assert raised.value.__context__ is None


class TestState:
    def test_a_job_of_another_input_is_not_gone_on_with(self, opened: Callable[..., BatchJob]) -> None:
        run(opened())
        with pytest.raises(UsageError, match="another input"):
            opened(fingerprint="eight")
        run(opened())

    def test_the_input_of_a_job_that_has_begun_is_not_read_again(
        self, tmp_path: Path, service: BatchService, opened: Callable[..., BatchJob]
    ) -> None:
        opened().close()

        def unreadable() -> Iterator[tuple[str, dict[str, Any]]]:
            raise AssertionError("read")
            yield

        assert (
            texts(run(BatchJob.open(tmp_path / "job", unreadable(), service, fingerprint="seven", sleep=Sleeps())))
            == ECHOED
        )

    def test_two_runs_do_not_work_on_one_job(self, opened: Callable[..., BatchJob]) -> None:
        with opened(), pytest.raises(UsageError, match="Another run"):
            opened()

    @pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"job": "x", "fingerprint": "seven"'])
    def test_a_state_that_cannot_be_read_is_told_and_left(
        self, tmp_path: Path, opened: Callable[..., BatchJob], content: bytes
    ) -> None:
        opened().close()
        (tmp_path / "job" / STATE_NAME).write_bytes(content)
        with pytest.raises(UsageError, match="cannot be read"):
            opened()
        assert (tmp_path / "job" / STATE_NAME).read_bytes() == content

    def test_a_state_is_read_as_it_was_written(self, tmp_path: Path, opened: Callable[..., BatchJob]) -> None:
        run(opened())
        state = read_state(tmp_path / "job")
        assert state is not None
        write_state(tmp_path, replace(state, job="again"))
        assert read_state(tmp_path) == replace(state, job="again")

    def test_nothing_on_disk_holds_the_key(self, tmp_path: Path, opened: Callable[..., BatchJob]) -> None:
        run(opened())
        assert all(KEY.encode() not in path.read_bytes() for path in (tmp_path / "job").iterdir())


class Child:
    """A run of the job in a process of its own; `kill` kills it and waits until it is dead."""

    def __init__(self, out: Path, url: str) -> None:
        self._out = out
        self._url = url
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Runs to its end, or its death; the exit code."""
        command = [sys.executable, "-m", "tests.models.batch_child", str(self._out), self._url]
        with subprocess.Popen(command, cwd=Path(batch_child.__file__).parents[2]) as self.process:
            return self.process.wait(60)

    def kill(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)


@pytest.mark.posix
@pytest.mark.slow
def test_a_process_that_is_killed_again_and_again_answers_each_request_exactly_once(
    tmp_path: Path, server: BatchServer
) -> None:
    """It dies planning, around uploads and creations, polling, downloading, and writing: once at each."""
    child = Child(tmp_path / "out.jsonl", server.url)
    server.after["upload"].append(Drop(child.kill))
    server.before["create"].append(Drop(child.kill))
    server.after["create"].extend([None, Drop(child.kill)])
    server.before["status"].append(Drop(child.kill))
    server.cut.append((20, child.kill))
    server.after["content"].extend([None, Drop(child.kill)])
    for marker in ("die-while-planning", "die-while-writing"):
        (tmp_path / marker).touch()

    deaths = 0
    while child.run() == -signal.SIGKILL:
        deaths += 1
        assert deaths <= 8
    assert child.process is not None
    assert child.process.returncode == 0
    assert deaths == 8
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert lines == [[name, json.dumps({"of": name})] for name in IDS]
    assert server.asked() == server.answered == Counter(IDS)
    assert len(server.names) == 4  # three files, and the one whose upload it died of before it knew the id
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
