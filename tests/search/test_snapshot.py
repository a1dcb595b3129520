from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.corpus.question import Question
from interviewer.search.snapshot import read_snapshot
from tests.search.small import WordEmbedder, about, first, open_small, small_corpus

QUESTIONS = small_corpus(30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index with its snapshot."""
    open_small(tmp_path / "index", QUESTIONS, most_compared=1000)
    return tmp_path / "index"


def test_an_index_that_is_current_opens_without_chroma(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interviewer.search.chroma._chromadb", lambda: pytest.fail("Chroma was imported"))
    seen: list[object] = []
    searcher = open_small(folder, QUESTIONS, progress=lambda *said: seen.append(said), most_compared=1000)
    assert first(searcher, "thing7") == "thing7"
    assert seen == []


def test_the_first_search_and_later_ones_find_the_same(tmp_path: Path) -> None:
    before = open_small(tmp_path / "index", QUESTIONS, most_compared=1000).search("a thing that sleeps", 30)
    after = open_small(tmp_path / "index", QUESTIONS, most_compared=1000).search("a thing that sleeps", 30)
    assert before == after


def test_a_changed_question_is_found_anew_and_only_it_is_embedded(folder: Path) -> None:
    model = WordEmbedder()
    changed = (*QUESTIONS[:-1], about("thing29", "A wombat digs."))
    searcher = open_small(folder, changed, model, most_compared=1000)
    assert model.asked == ["A wombat digs."]
    assert first(searcher, "wombat") == "thing29"


@pytest.mark.slow
def test_another_model_means_another_snapshot(folder: Path) -> None:
    model = WordEmbedder()
    open_small(folder, QUESTIONS, model, fingerprint="words-2", most_compared=1000)
    assert len(model.asked) == 150


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def _removed(path: Path) -> None:
    path.unlink()


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [_cut, _removed, _flipped])
@pytest.mark.parametrize(
    "file", ["passages.json", "vectors.npy", "speller.json", "manifest.json", "stems/indptr.csc.index.npy"]
)
def test_a_snapshot_that_is_not_whole_is_made_again(folder: Path, file: str, spoil: Callable[[Path], None]) -> None:
    model = WordEmbedder()
    spoil(folder.with_name("index-snapshot") / file)
    assert read_snapshot(folder.with_name("index-snapshot"), "any name") is None
    assert first(open_small(folder, QUESTIONS, model, most_compared=1000), "thing7") == "thing7"
    assert model.asked == ["thing7"]


@pytest.mark.slow
def test_a_snapshot_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "index-snapshot").write_text("a file, not a folder")
    for _ in range(2):
        assert first(open_small(tmp_path / "index", QUESTIONS, most_compared=1000), "thing7") == "thing7"


@pytest.mark.parametrize("others", [QUESTIONS[:20], tuple(reversed(QUESTIONS))], ids=["fewer", "as many"])
def test_words_are_those_of_the_passages_though_the_snapshot_is_replaced_meanwhile(
    folder: Path, others: tuple[Question, ...]
) -> None:
    early = open_small(folder, QUESTIONS, most_compared=1000)
    open_small(folder, others, most_compared=1000)
    rankings = early.rankings("thing7")
    assert rankings is not None
    found = {early.index.passages[place].question_id for place in rankings.word.nonzero()[0]}
    assert (found, len(rankings.word)) == ({"thing7"}, len(early.index.passages))


def test_a_large_index_asks_chroma_and_knows_its_passages_already(folder: Path) -> None:
    open_small(folder, QUESTIONS[:-1], most_compared=0).index.close()
    model = WordEmbedder()
    searcher = open_small(folder, QUESTIONS[:-1], model, most_compared=0)
    assert first(searcher, "thing7") == "thing7"
    assert model.asked == ["thing7"]
    searcher.index.close()
