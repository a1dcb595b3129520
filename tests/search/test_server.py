import http.server
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.errors import ServiceError, UsageError
from tests.search.small import WordEmbedder, first, open_small, small_corpus

QUESTIONS = small_corpus(30)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def run_server(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A real Chroma server on loopback that keeps its data in `folder`, and its URL."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=5).close()
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
        else:
            return process, url
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server for the tests of this file."""
    process, url = run_server(tmp_path_factory.mktemp("server"))
    yield url
    process.kill()
    process.wait()


def test_an_index_on_a_server_is_built_once_and_searched(url: str) -> None:
    embedder = WordEmbedder()
    searcher = open_small(url, QUESTIONS, embedder)
    assert len(embedder.asked) == len(searcher.index.passages) == 150
    assert [first(searcher, f"thing{number}") for number in (0, 17, 29)] == ["thing0", "thing17", "thing29"]
    again = WordEmbedder()
    assert open_small(url + "/", QUESTIONS, again).index.passages == searcher.index.passages
    assert again.asked == []
    cosines = searcher.index.cosines(WordEmbedder().embed(["What is thing3?"]))[0]
    assert searcher.index.passages[int(cosines.argmax())].id == "thing3#title"
    assert cosines.max() == pytest.approx(1.0, abs=1e-6)


def test_an_index_on_a_server_is_refreshed(url: str) -> None:
    open_small(url, QUESTIONS)
    embedder = WordEmbedder()
    changed = (replace(QUESTIONS[0], title="What is a periwinkle?"), *QUESTIONS[2:])
    searcher = open_small(url, changed, embedder)
    assert embedder.asked == ["What is a periwinkle?"]
    assert first(searcher, "periwinkle") == "thing0"
    assert len(searcher.search("thing1", 30)) == 29


def test_another_model_means_another_index_on_a_server(url: str) -> None:
    open_small(url, QUESTIONS)
    embedder = WordEmbedder()
    open_small(url, QUESTIONS, embedder, fingerprint="words-2")
    assert len(embedder.asked) == 150


@pytest.mark.slow
def test_a_server_that_stops_is_a_service_that_cannot_be_reached(tmp_path: Path) -> None:
    process, url = run_server(tmp_path)
    searcher = open_small(url, QUESTIONS)
    process.kill()
    process.wait()
    with pytest.raises(ServiceError, match=url) as raised:
        searcher.search("thing1")
    assert raised.value.exit_code == 3
    with pytest.raises(ServiceError, match="could not be used"):
        open_small(url, QUESTIONS)


class NotChroma(http.server.BaseHTTPRequestHandler):
    """Answers everything with a web page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Hello [/]</html>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass


def test_a_server_that_is_not_chroma_is_one_sentence() -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), NotChroma) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(ServiceError, match="could not be used"):
            open_small(f"http://127.0.0.1:{server.server_port}", QUESTIONS)
        server.shutdown()


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://h:1",
        "http://",
        "http://h:port",
        "http://h:99999",
        "http://h:1/path",
        "http://[x",
        "http://me:secret@h:1",
    ],
)
def test_a_url_of_another_form_is_a_mistake_in_the_settings(url: str) -> None:
    with pytest.raises(UsageError, match="CHROMA_URL") as raised:
        open_small(url, QUESTIONS)
    assert "secret" not in str(raised.value)
