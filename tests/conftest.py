"""What tests of several rooms share."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.search.embedding.folder import find_model
from interviewer.search.embedding.load import load_embedder
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.settings import EmbedderChoice, load_settings
from tests.models.loopback import ChatServer

_EXTRA = ("sentence_transformers", "torch", "keras")


_LOADS_THE_MODEL = "model_cache"
_LONG = 600  # seconds

collect_ignore = [
    # What these need at their import Windows does not have: termios, fcntl, resource, and pexpect's terminals.
    "commands/checkup/test_terminal.py",
    "fuzz/test_fuzz.py",
    "records/test_failures.py",
    "test_end_to_end.py",
    "tui/test_kill.py",
    "tui/test_terminal.py",
] * (sys.platform == "win32")


@pytest.hookimpl(tryfirst=True)  # before -m chooses by the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks and limits the tests that load the model, gives long ones time, and skips those marked `torch` where what
    they need is not installed."""
    for item in items:
        if _LOADS_THE_MODEL in getattr(item, "fixturenames", ()):
            item.add_marker("model")
        if sys.platform == "win32" and item.get_closest_marker("posix"):
            item.add_marker(pytest.mark.skip(reason="needs what only POSIX systems have"))
        is_long = item.get_closest_marker("model") or item.get_closest_marker("slow")
        if is_long and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(_LONG))
    missing = [name for name in _EXTRA if importlib.util.find_spec(name) is None]
    if missing:
        reason = f"needs {', '.join(missing)}: uv sync --group ci --extra torch"
        for item in items:
            if item.get_closest_marker("torch"):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """What the program does to the umask of its process ends with the test."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder that has the model's ONNX file, made once a run."""
    cache = tmp_path_factory.mktemp("cache")
    load_embedder(find_model("", offline=True), EmbedderChoice.ONNX, cache, lambda *_: None)
    return cache


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> TextEmbedder:
    """The real embedding model as the program runs it, loaded once."""
    return load_embedder(find_model("", offline=True), EmbedderChoice.ONNX, model_cache, lambda *_: None)


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A home that has the embedding model's file and the index, built once a run. Tests only read it."""
    home = tmp_path_factory.mktemp("built") / "home"
    home.mkdir()
    (home / "cache").symlink_to(model_cache)
    AppContext(load_settings(None).model_copy(update={"home": home})).searcher(lambda *_: None)
    return home


@pytest.fixture
def ready_home(home: Path, built_home: Path) -> Path:
    """A home of the test's own that has the embedding model's file and the index, and nothing else yet."""
    (home / "cache").mkdir(parents=True)
    (home / "data").mkdir()
    for made in (built_home / "cache").iterdir():
        (home / "cache" / made.name).symlink_to(made)
    (home / "data" / "index").symlink_to(built_home / "data" / "index")
    return home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for everything that is written, and no `.env` of anybody."""
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def chat_server() -> Iterator[Callable[..., ChatServer]]:
    """Starts chat servers on this machine, with the arguments of `ChatServer`; they end with the test."""
    with ExitStack() as running:
        yield lambda *script, **options: running.enter_context(ChatServer(*script, **options))
