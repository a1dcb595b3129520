import errno
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.errors import IndexUnavailableError
from interviewer.search.chroma import forget_clients
from interviewer.search.open import open_index
from interviewer.search.passages import split_question
from tests.search.small import FINGERPRINT, WordEmbedder, about, first, open_small, small_corpus

QUESTIONS = small_corpus(220)  # 1100 passages: past the 1000 after which Chroma writes its vector files


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index over QUESTIONS, closed."""
    folder = tmp_path_factory.mktemp("built") / "index"
    open_small(folder, QUESTIONS).index.close()
    assert list(folder.glob("*/data_level0.bin"))
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of the built index."""
    copy = tmp_path / "index"
    shutil.copytree(built, copy)
    shutil.copytree(built.with_name("index-snapshot"), tmp_path / "index-snapshot")
    return copy


def test_an_index_is_built_with_progress_that_ends_at_the_total(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    searcher = open_small(tmp_path / "deep" / "index", small_corpus(), progress=lambda *said: seen.append(said))
    count = sum(len(split_question(question)) for question in small_corpus())
    assert len(searcher.index.passages) == count
    assert ("Embedding passages for search", count, count) in seen
    assert first(searcher, "thing3") == "thing3"


def test_an_index_that_is_current_opens_without_the_model(folder: Path) -> None:
    def no_model() -> WordEmbedder:
        raise AssertionError

    seen: list[object] = []
    searcher = open_index(folder, QUESTIONS, no_model, lambda *said: seen.append(said), references=WordEmbedder())
    assert len(searcher.index.passages) == 1100
    assert seen == []


@pytest.mark.slow
def test_opening_a_current_index_imports_neither_splitter_nor_model(folder: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from tests.search.small import open_small, small_corpus
open_small(Path({str(folder)!r}), small_corpus(220))
print([name for name in ("torch", "sentence_transformers", "langchain_text_splitters", "bm25s") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout == "[]\n"


def test_passages_keep_the_order_of_the_corpus(folder: Path) -> None:
    searcher = open_small(folder, QUESTIONS)
    assert searcher.index.passages == tuple(passage for question in QUESTIONS for passage in split_question(question))


def test_only_what_changed_is_embedded_again(folder: Path) -> None:
    embedder = WordEmbedder()
    changed = replace(QUESTIONS[7], title="What is a periwinkle?")
    questions = (*QUESTIONS[:7], changed, *QUESTIONS[9:], about("newcomer"))
    searcher = open_small(folder, questions, embedder)
    assert sorted(embedder.asked) == sorted(
        ["What is a periwinkle?", *(passage.text for passage in split_question(about("newcomer")))]
    )
    assert first(searcher, "periwinkle") == "thing7"
    assert "thing8" not in {passage.question_id for passage in searcher.index.passages}
    assert len(searcher.search("thing8", len(questions) + 1)) == len(questions)


@pytest.mark.slow
@pytest.mark.parametrize("fingerprint", [FINGERPRINT, "words-2"])
def test_another_model_means_another_index(folder: Path, fingerprint: str) -> None:
    embedder = WordEmbedder()
    open_small(folder, QUESTIONS, embedder, fingerprint=fingerprint)
    assert len(embedder.asked) == (0 if fingerprint == FINGERPRINT else 1100)


@pytest.mark.slow
def test_another_splitter_means_another_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interviewer.search.open.SPLITTER", "another")
    embedder = WordEmbedder()
    open_small(folder, QUESTIONS, embedder)
    assert len(embedder.asked) == 1100


def database(folder: Path) -> Path:
    return folder / "chroma.sqlite3"


def vector_file(folder: Path, name: str) -> Path:
    return next(folder.glob(f"*/{name}"))


def overwrite(path: Path, start: float = 0.0, end: float = 1.0) -> None:
    """Random bytes over a part of a file, `start` and `end` as shares of its length."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(int(size * start))
        file.write(random.Random(5).randbytes(int(size * end) - int(size * start)))


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def replace_by_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("no index")


DAMAGE: dict[str, Callable[[Path], None]] = {
    "database cut": lambda folder: halve(database(folder)),
    "database emptied": lambda folder: os.truncate(database(folder), 0),
    "database gone": lambda folder: database(folder).unlink(),
    "database overwritten": lambda folder: overwrite(database(folder)),
    "database overwritten within": lambda folder: overwrite(database(folder), 0.1, 0.4),
    "vector files gone": lambda folder: shutil.rmtree(vector_file(folder, "header.bin").parent),
    "vectors cut": lambda folder: halve(vector_file(folder, "data_level0.bin")),
    "vectors gone": lambda folder: vector_file(folder, "data_level0.bin").unlink(),
    "vectors overwritten": lambda folder: overwrite(vector_file(folder, "data_level0.bin")),
    "vectors overwritten within": lambda folder: overwrite(vector_file(folder, "data_level0.bin"), 0.5, 0.51),
    "vector header overwritten": lambda folder: overwrite(vector_file(folder, "header.bin")),
    "vector names gone": lambda folder: vector_file(folder, "index_metadata.pickle").unlink(),
    "vector names overwritten": lambda folder: overwrite(vector_file(folder, "index_metadata.pickle")),
    "vector lengths overwritten": lambda folder: overwrite(vector_file(folder, "length.bin")),
    "a file in place of the folder": replace_by_file,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_index_is_rebuilt(folder: Path, kind: str) -> None:
    DAMAGE[kind](folder)
    searcher = open_small(folder, QUESTIONS)
    assert len(searcher.index.passages) == 1100
    assert [first(searcher, f"thing{number}") for number in (0, 111, 219)] == ["thing0", "thing111", "thing219"]
    searcher.index.close()
    embedder = WordEmbedder()
    open_small(folder, QUESTIONS, embedder).index.close()
    assert embedder.asked == []


def test_a_rebuild_is_shown_as_one(folder: Path) -> None:
    halve(database(folder))
    seen: list[str] = []
    open_small(folder, QUESTIONS, progress=lambda what, done, total: seen.append(what))
    assert seen[0] == "Rebuilding the damaged search index"


@pytest.mark.slow
def test_a_folder_of_other_things_that_a_link_points_to_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    halve(database(folder))
    assert first(open_small(link, QUESTIONS), "thing5") == "thing5"
    assert link.is_symlink()


@pytest.mark.slow
def test_an_index_that_is_replaced_while_in_use_is_opened_again(folder: Path) -> None:
    searcher = open_small(folder, QUESTIONS)
    forget_clients()
    open_small(folder, QUESTIONS, fingerprint="words-2").index.close()
    assert first(searcher, "thing5") == "thing5"


def test_two_indexes_can_be_open_at_once(folder: Path) -> None:
    one, two = open_small(folder, QUESTIONS), open_small(folder, QUESTIONS)
    one.index.close()
    assert first(two, "thing5") == "thing5"


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexUnavailableError, match="cannot be written"):
        open_small(tmp_path / "file" / "index", small_corpus())


@pytest.mark.posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence_and_nothing_is_removed(tmp_path: Path) -> None:
    database(tmp_path).symlink_to("/dev/full")
    with pytest.raises(IndexUnavailableError, match="search index cannot be used"):
        open_small(tmp_path, small_corpus())
    assert database(tmp_path).is_symlink()


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (RuntimeError("Error in compaction: Failed to apply logs to the hnsw segment writer"), "the disk is full"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "the disk quota is used up"),
        (OSError(errno.EROFS, "Read-only file system"), "the disk is read-only"),
    ],
)
def test_what_the_machine_lacks_is_not_called_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, reason: str
) -> None:
    usage = shutil.disk_usage(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    monkeypatch.setattr("chromadb.api.models.Collection.Collection.upsert", fail)
    with pytest.raises(IndexUnavailableError) as caught:
        open_small(tmp_path, small_corpus())
    assert caught.value.message == f"The search index cannot be used: {reason}."


BUILD = """
import sys, time
from pathlib import Path
from tests.search.small import WordEmbedder, open_small, small_corpus

def show(what, done, total):
    print(done, flush=True)
    time.sleep(0.01)

open_small(Path(sys.argv[1]), small_corpus(int(sys.argv[2])), WordEmbedder(), show)
print("done", flush=True)
"""


def build(folder: Path, count: int) -> subprocess.Popen[str]:
    """A process that builds an index over so many questions and prints how many passages are done."""
    command = [sys.executable, "-c", BUILD, str(folder), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())


@pytest.mark.slow
@pytest.mark.posix
@pytest.mark.parametrize("passages", [1, 500, 1001])
def test_a_build_that_is_killed_is_finished_by_the_next(tmp_path: Path, passages: int) -> None:
    folder = tmp_path / "index"
    with build(folder, len(QUESTIONS)) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip().isdigit() and int(line) >= passages:
                break
        process.send_signal(signal.SIGKILL)
    embedder = WordEmbedder()
    searcher = open_small(folder, QUESTIONS, embedder)
    assert len(searcher.index.passages) == 1100
    assert first(searcher, "thing100") == "thing100"
    if passages == 500:
        assert len(set(embedder.asked)) < 1100 - 400  # what was written before the kill is kept


@pytest.mark.slow
def test_processes_that_build_at_once_wait_for_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    processes = [build(folder, 60) for _ in range(3)]
    said = [process.communicate()[0].split() for process in processes]
    assert [words[-1] for words in said] == ["done"] * 3
    assert sum("300" in words for words in said) == 1  # one embedded the passages, the others found them
    embedder = WordEmbedder()
    assert len(open_small(folder, small_corpus(60), embedder).index.passages) == 300
    assert embedder.asked == []


def test_a_build_can_be_stopped_from_its_progress(tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def stop(what: str, done: int, total: int) -> None:
        if done >= 64:
            raise StoppedError

    with pytest.raises(StoppedError):
        open_small(tmp_path / "index", small_corpus(30), progress=stop)
    embedder = WordEmbedder()
    assert first(open_small(tmp_path / "index", small_corpus(30), embedder), "thing20") == "thing20"


@pytest.mark.slow
def test_an_env_file_that_chroma_cannot_read_is_one_sentence_and_nothing_is_removed(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("IS_PERSISTENT=maybe\n")
    code = f"""
from pathlib import Path
from interviewer.errors import IndexUnavailableError
from interviewer.search.chroma import open_folder
try:
    open_folder(Path({str(folder)!r}), {{}})
except IndexUnavailableError as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith("IndexUnavailableError Chroma, which stores the search index, cannot be loaded")


@pytest.mark.slow
def test_an_env_file_with_settings_for_chroma_changes_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=os.system\nALLOW_RESET=true\nANONYMIZED_TELEMETRY=true\n")
    code = f"""
from pathlib import Path
from interviewer.search.open import _FORMAT, SPLITTER
from interviewer.search.chroma import open_folder
index_fingerprint = {{"format": _FORMAT, "model": {FINGERPRINT!r}, "splitter": SPLITTER}}
print(len(open_folder(Path({str(folder)!r}), index_fingerprint).read().records))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "1100\n"
