from pathlib import Path

import numpy as np

from interviewer.search.exemplar_search import NO_EXEMPLARS, ExemplarVectors
from interviewer.search.open import open_index
from interviewer.search.searcher import Searcher
from tests.search.small import WordEmbedder, small_corpus

SAID = {
    "thing0": ("paper folded twice",),
    "thing1": ("green slime dripping", "slime all over"),
    "thing2": ("copper wires hum",),
    "thing3": ("seven old sailors",),
    "thing5": ("chalk on a window",),
}


def known(embedder: WordEmbedder) -> ExemplarVectors:
    """What people say about all the things but one."""
    texts = [text for said in SAID.values() for text in said]
    return ExemplarVectors(embedder.embed(texts), tuple(name for name, said in SAID.items() for _ in said), embedder)


def searching(folder: Path) -> Searcher:
    """Search over six things, of which five are known by what people say."""
    embedder = WordEmbedder()
    return open_index(
        folder, small_corpus(6), embedder, lambda *_: None, references=embedder, exemplars=lambda: known(embedder)
    )


def test_a_question_is_found_by_words_that_only_answers_use(tmp_path: Path) -> None:
    searcher = searching(tmp_path / "index")
    assert searcher.search("copper wires hum", 1)[0].passage.question_id == "thing2"
    assert searcher.search("green slime dripping all over", 1)[0].passage.question_id == "thing1"


def test_a_question_without_exemplars_is_found_as_before(tmp_path: Path) -> None:
    searcher = searching(tmp_path / "index")
    assert searcher.search("Tell me about a thing4.", 1)[0].passage.question_id == "thing4"


def test_the_best_exemplars_speak_for_a_question_and_the_others_are_not_known() -> None:
    embedder = WordEmbedder()
    scores = known(embedder).scores("slime all over", ["thing1", "thing2", "thing4"])
    vectors = embedder.embed([*SAID["thing1"], "slime all over"])
    assert np.isnan(scores).tolist() == [False, False, True]
    assert np.isclose(scores[0], (vectors[:2] @ vectors[2]).mean())


def test_without_exemplars_nothing_is_known_of_any_question() -> None:
    assert np.isnan(NO_EXEMPLARS.scores("anything", ["thing0", "thing1"])).all()
