"""What tests of several rooms share."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import filelock
import hypothesis
import pytest

from interviewer.bootstrap import VECTORS, WORDINGS, AppContext
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import exemplars_of
from interviewer.corpus.parsed import ParsedQuestions
from interviewer.corpus.reader import read_corpus
from interviewer.exercises.checks.check import FoundRight, check_exercises
from interviewer.grading.similarity.fitted import FittedRelations
from interviewer.grading.similarity.judge import SimilarityJudge
from interviewer.paths import bundled, user_paths
from interviewer.sandbox.choosing import open_runner
from interviewer.search.embedding.answer_reader import AnswerReader
from interviewer.search.embedding.folder import find_model
from interviewer.search.embedding.load import load_embedder, load_reader
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.embedding_cache import ReferenceEmbedder, ShippedVectors
from interviewer.settings import EmbedderChoice, SandboxChoice, load_settings
from tests.commands.linked_home import link_home
from tests.machine import in_zone
from tests.models.loopback import ChatServer, Script, Servers
from tests.models.scripted_model import scripted
from tests.shared import share

_EXTRA = ("sentence_transformers", "torch", "keras")
_LOADS_THE_MODEL = "model_cache"
_SETS_THE_ZONE = {"far_east", "in_utc"}
_LONG = 600  # seconds
_TESTS = Path(__file__).parent

MadeOnce = Callable[[str, Callable[[Path], object]], Path]
CHECKS = user_paths().exercise_checks.name

collect_ignore = [
    # What these need at their import Windows does not have: termios, fcntl, resource, and pexpect's terminals.
    "commands/checkup/test_terminal.py",
    "fuzz/test_fuzz.py",
    "records/test_failures.py",
    "sandbox/test_attacks.py",
    "test_end_to_end.py",
    "tui/test_kill.py",
    "tui/test_terminal.py",
] * (sys.platform == "win32")


LONGEST = (
    "test_network.py",
    "tui/test_kill.py",
    "test_corpus_grades.py",
    "test_secrets.py",
    "test_model_failures.py",
    "commands/test_grade_batch.py",
    "commands/test_grade_llm.py",
    "test_foreign_folder.py",
    "sandbox/test_attacks.py",
    "search/embedding/test_load.py",
    "search/embedding/test_layers.py",
    "test_corpus_code.py",
    "simulation/test_whole_sessions.py",
    "commands/test_grade.py",
    "test_private_files.py",
    "test_signals.py",
    "test_offline.py",
    "search/test_open.py",
    "interview/test_engine_later.py",
)
"""Files that take longest, the longest first: they are begun first, so that no worker ends long after the others."""

hypothesis.settings.register_profile("ci", deadline=None, max_examples=40)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """An option for who edits the corpus."""
    parser.addoption(
        "--every-question",
        action="store_true",
        help="look at every question of the corpus where one in three does otherwise (tests/test_corpus_grades.py)",
    )


def pytest_configure() -> None:
    """Chooses how many examples hypothesis makes, and lets the hundreds of processes that tests start keep the code
    that Python compiles: without that each of them compiles all that it imports, a third of its processor time.

    Signals that a run in the background of a shell or under nohup ignores reach what tests start all the same.
    """
    hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


@pytest.hookimpl(tryfirst=True)  # before -m chooses by the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Orders, marks and limits the tests.

    The longest files come first. Those that load the model or set the time zone are marked, long ones get more time,
    and those marked `torch` are skipped where what they need is not installed.
    """
    items.sort(key=_place_in_order)
    for item in items:
        if _LOADS_THE_MODEL in getattr(item, "fixturenames", ()):
            item.add_marker("model")
        if _SETS_THE_ZONE.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("posix")
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


def _place_in_order(item: pytest.Item) -> int:
    file = item.path.relative_to(_TESTS).as_posix() if item.path.is_relative_to(_TESTS) else ""
    return LONGEST.index(file) if file in LONGEST else len(LONGEST)


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """What the program does to the umask of its process ends with the test."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="session", autouse=True)
def shared() -> Iterator[None]:
    """What never changes is read once for all tests of a process."""
    with pytest.MonkeyPatch.context() as patch:
        share(patch)
        yield


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Makes a folder by name for all workers of a run: the first that asks makes it, the others wait for it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / name
        with filelock.FileLock(shared / f"{name}.lock"):
            if not folder.exists():
                unfinished = shared / f"{name}.unfinished"
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return make_once


@pytest.fixture(scope="session")
def model_cache(made_once: MadeOnce) -> Path:
    """A cache folder that has the ONNX files of both models. Tests only read it."""

    def make(cache: Path) -> None:
        load_embedder(find_model("", offline=True), EmbedderChoice.ONNX, cache, lambda *_: None)
        load_reader(cache, lambda *_: None)

    return made_once("cache", make)


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> TextEmbedder:
    """The real embedding model as the program runs it, loaded once."""
    return load_embedder(find_model("", offline=True), EmbedderChoice.ONNX, model_cache, lambda *_: None)


@pytest.fixture(scope="session")
def reader(model_cache: Path) -> AnswerReader:
    """The real model that reads answers, loaded once."""
    return load_reader(model_cache, lambda *_: None)


@pytest.fixture(scope="session")
def wordings(reader: AnswerReader) -> ReferenceEmbedder:
    """The embedder of what answers are compared with, as the program has it, without a cache of its own."""
    shipped = ShippedVectors.read(bundled("corpus") / WORDINGS, reader.fingerprint)
    return ReferenceEmbedder(lambda: reader, reader.fingerprint, shipped)


@pytest.fixture(scope="session")
def bundled_corpus() -> Corpus:
    """The questions that ship with the program."""
    return read_corpus([bundled("corpus")])


@pytest.fixture(scope="session")
def similarity_judge(bundled_corpus: Corpus, reader: AnswerReader, wordings: ReferenceEmbedder) -> SimilarityJudge:
    """The similarity judge as the program builds it for the bundled questions."""
    return SimilarityJudge(FittedRelations(bundled_corpus.questions, reader, wordings, exemplars_of))


@pytest.fixture(scope="session")
def judge_without_pairs(bundled_corpus: Corpus, reader: AnswerReader, wordings: ReferenceEmbedder) -> SimilarityJudge:
    """The same without what is read in pairs, as reasons for faults are read."""
    return SimilarityJudge(FittedRelations(bundled_corpus.questions, reader, wordings, exemplars_of, pairs=False))


@pytest.fixture(scope="session")
def references(embedder: TextEmbedder) -> ReferenceEmbedder:
    """The embedder of reference texts as the program has it: the corpus's own vectors come with it."""
    shipped = ShippedVectors.read(bundled("corpus") / VECTORS, embedder.fingerprint)
    return ReferenceEmbedder(lambda: embedder, embedder.fingerprint, shipped)


@pytest.fixture(scope="session")
def built_home(made_once: MadeOnce, model_cache: Path) -> Path:
    """A home that has the embedding model's file, the parsed corpus and the index. Tests only read it."""

    def make(home: Path) -> None:
        (home / "cache").symlink_to(model_cache)
        parsed = ParsedQuestions(user_paths(home).questions)
        read_corpus([bundled("corpus")], parsed.question)
        parsed.save()
        AppContext(load_settings(None).model_copy(update={"home": home})).searcher(lambda *_: None)

    return made_once("built-home", make)


@pytest.fixture
def ready_home(home: Path, built_home: Path) -> Path:
    """A home of the test's own that has what `built_home` has, and nothing else yet."""
    link_home(home, built_home)
    return home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for everything that is written, and no `.env` of anybody."""
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def far_east() -> Iterator[None]:
    """A machine in a time zone where noon in UTC is early on the next day."""
    with in_zone("EAST-14"):
        yield


@pytest.fixture(scope="session")
def exercise_checks(made_once: MadeOnce) -> Path:
    """A folder with what checking every bundled exercise came to, which takes a minute or more."""

    def make(folder: Path) -> None:
        with ExitStack() as opened:
            check_exercises(
                read_corpus([bundled("corpus")]).questions,
                lambda: opened.enter_context(open_runner(SandboxChoice.AUTO)),
                lambda _: None,
                FoundRight(folder / CHECKS),
                lambda *_: None,
            )

    return made_once("exercise-checks", make)


@pytest.fixture
def checked_home(home: Path, exercise_checks: Path) -> Path:
    """An empty home for which the bundled exercises were checked before."""
    (home / "cache").mkdir(parents=True)
    shutil.copy(exercise_checks / CHECKS, home / "cache" / CHECKS)
    return home


@pytest.fixture
def chat_server() -> Iterator[Servers]:
    """Starts chat servers on this machine, with the arguments of `ChatServer`; they end with the test."""
    with ExitStack() as running:
        yield lambda *script, **options: running.enter_context(ChatServer(*script, **options))


@pytest.fixture
def serve(chat_server: Servers, monkeypatch: pytest.MonkeyPatch) -> Servers:
    """Starts chat servers as `chat_server` does, scripted unless told otherwise, and configures a model of theirs."""

    def start(script: Script = scripted, **options: Any) -> ChatServer:
        server = chat_server(script, **options)
        monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        return server

    return start
