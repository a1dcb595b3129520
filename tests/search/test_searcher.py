from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.embedding_cache import ReferenceEmbedder
from interviewer.search.open import open_index
from interviewer.search.passage import PassageKind
from interviewer.search.searcher import Searcher
from tests.search.small import about, open_small, small_corpus


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Search over ten made-up questions."""
    return open_small(tmp_path_factory.mktemp("small") / "index", small_corpus(10))


@pytest.fixture(scope="module")
def searcher(built_home: Path, embedder: TextEmbedder, references: ReferenceEmbedder) -> Iterator[Searcher]:
    """Search over the bundled corpus with the real model."""
    folder = built_home / "data" / "index"
    questions = read_corpus([bundled("corpus")]).questions
    searcher = open_index(folder, questions, lambda: embedder, lambda *_: None, references=references)
    yield searcher
    searcher.index.close()


def nearest(found: Mapping[str, float]) -> list[str]:
    """The questions, nearest first."""
    return sorted(found, key=lambda question_id: -found[question_id])


@pytest.mark.parametrize("text", ["", "   \n", "?!", "_", "\x00"])
def test_a_text_without_a_word_finds_nothing(small: Searcher, text: str) -> None:
    assert small.search(text) == []


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (-1, 0), (1, 1), (5, 5), (10, 10), (99, 10)])
def test_a_search_gives_one_passage_a_question_and_no_more_than_asked(small: Searcher, limit: int, count: int) -> None:
    hits = small.search("thing4 sleeps", limit)
    assert len(hits) == len({hit.passage.question_id for hit in hits}) == count
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_passage_shown_is_the_one_that_fits(small: Searcher) -> None:
    assert small.search("thing4 shell", 1)[0].passage.id == "thing4#key-point-2"
    assert small.search("thing4 sleeps at night", 1)[0].passage.id == "thing4#reference-1"


def test_the_passage_shown_tells_something_and_is_no_wording_of_the_question(small: Searcher) -> None:
    shown = [hit.passage.kind for hit in small.search("tell me about thing4", 10)]
    assert set(shown) <= {PassageKind.KEY_POINT, PassageKind.REFERENCE}


def test_a_question_is_found_by_what_people_type_for_it_which_is_not_shown(tmp_path: Path) -> None:
    crab = replace(about("crab"), queries=("decapod walking sideways",))
    searcher = open_small(tmp_path / "index", (*small_corpus(10), crab))
    assert searcher.search("walking sideways", 1)[0].passage.question_id == "crab"
    (near,) = searcher.nearnesses(["decapod walking sideways"])
    assert nearest(near)[0] == "crab"
    assert searcher.nearest_passages({"crab": "decapod walking sideways"})["crab"].kind is not PassageKind.QUERY


def test_a_hit_tells_its_cosine_to_the_query(small: Searcher) -> None:
    (hit, *_) = small.search("a round shell", 1)
    query, passage = small.embed(["a round shell", hit.passage.text])
    assert hit.cosine == pytest.approx(float(query @ passage), abs=1e-5)


def test_the_same_query_always_gives_the_same_hits(small: Searcher) -> None:
    expected = small.search("a round shell", 10)
    with ThreadPoolExecutor(4) as pool:
        assert all(hits == expected for hits in pool.map(lambda _: small.search("a round shell", 10), range(8)))


@pytest.mark.parametrize("text", ["word " * 20_000, "x" * 20_000, "[/] [b] \x1b[31m \ud800 日本語 العربية 🙂"])
def test_any_text_can_be_searched_for(small: Searcher, text: str) -> None:
    assert len(small.search(text, 3)) == 3


def test_each_text_is_near_the_questions_that_it_is_about(small: Searcher) -> None:
    found = small.nearnesses(["every thing3 has a shell", "Tell me about a thing7!"])
    assert [nearest(one)[0] for one in found] == ["thing3", "thing7"]
    assert all(len(one) == 10 and all(0.0 <= score <= 1.0 for score in one.values()) for one in found)


def test_the_passage_of_a_question_that_is_nearest_to_a_text_is_told(small: Searcher) -> None:
    found = small.nearest_passages({"thing3": "every thing3 has a shell", "thing7": "thing7", "gone": "thing7"})
    assert {name: passage.question_id for name, passage in found.items()} == {"thing3": "thing3", "thing7": "thing7"}
    assert found["thing3"].kind is PassageKind.KEY_POINT


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    searcher = open_small(tmp_path / "index", ())
    assert searcher.search("thing") == []
    assert searcher.nearnesses(["thing"]) == [{}]
    assert searcher.nearest_passages({"thing": "thing"}) == {}


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "question_id"),
    [
        ("randomly leaving out units so that none relies on another", "dropout"),
        ("harmonic mean of the two", "precision-vs-recall"),
        ("bptt", "backpropagation-through-time"),
        ("vannishing gradeint", "vanishing-gradient"),
        ("gradient through a random draw", "reparameterization-trick"),
        ("KL divergence and the reparameterization trick", "reparameterization-trick"),
        ("knowlege distilation", "knowledge-distillation"),
    ],
)
def test_a_question_is_found_without_its_own_words(searcher: Searcher, text: str, question_id: str) -> None:
    assert searcher.search(text, 1)[0].passage.question_id == question_id


@pytest.mark.model
def test_a_line_of_a_job_description_is_near_what_it_asks_for(searcher: Searcher) -> None:
    (found,) = searcher.nearnesses(["Design reward functions for robots"])
    assert nearest(found)[0] == "reward-function"
