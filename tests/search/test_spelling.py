import pytest

from interviewer.search.spelling import Speller

TEXTS = ["Backpropagation applies the chain rule to the gradient.", "Normalization of a batch, batch by batch."]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.of(TEXTS, ["silence", "forget", "patch", "rain"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bakpropogation", "backpropagation"),
        ("gradeint", "gradient"),
        ("bacth", "batch"),
        ("the chian RULE", "the chain rule"),
        ("normalizaton?!", "normalization?!"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_word_of_the_corpus(speller: Speller, written: str, meant: str) -> None:
    assert speller.correct(written) == meant


@pytest.mark.parametrize("text", ["patch", "rain", "silencing", "batches", "gan", "b4tch", "quokka", "", "日本語の本"])
def test_known_short_and_far_words_stay(speller: Speller, text: str) -> None:
    assert speller.correct(text) == text


def test_of_equally_near_words_the_frequent_one_wins() -> None:
    assert Speller.of(["batch match latch latch"], []).correct("xatch") == "latch"
