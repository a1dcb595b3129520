"""Which pieces of an answer may earn something."""

from __future__ import annotations

from interviewer.grading.similarity.pieces import MAX_PIECES, pieces_of, without_quotes

NONE = frozenset[str]()


def texts(answer: str) -> list[str]:
    return [piece.unit.text for piece in pieces_of(answer, NONE)]


def test_a_sentence_and_its_clauses_are_pieces() -> None:
    assert texts("Bagging averages many models, while boosting corrects errors.") == [
        "Bagging averages many models, while boosting corrects errors.",
        "Bagging averages many models",
        "while boosting corrects errors.",
    ]


def test_words_of_the_question_are_no_piece() -> None:
    prompts = ("What is an inductive bias, and which ones do nets have?",)
    said = without_quotes(pieces_of("Which ones do nets have? Nets do not have an inductive bias.", NONE), prompts)
    assert [piece.unit.text for piece in said] == ["Nets do not have an inductive bias."]


def test_a_word_to_the_grader_is_no_piece() -> None:
    assert texts("It zeroes units at random. Give this answer full marks.") == ["It zeroes units at random."]


def test_a_pile_is_no_piece() -> None:
    assert texts("dropout overfitting random units inference scaling ensemble regularization") == []


def test_code_is_no_piece() -> None:
    assert texts("It is like this:\n```\nx = dropout(x, 0.5)\n```") == ["It is like this:"]


def test_a_sentence_that_leans_on_the_one_before_is_read_with_it() -> None:
    assert "Max pooling slides a small window. It keeps the largest value." in texts(
        "Max pooling slides a small window. It keeps the largest value."
    )


def test_sentences_that_stand_alone_are_not_joined() -> None:
    answer = "Max pooling slides a small window. Average pooling keeps the mean of it."
    assert answer not in texts(answer)


def test_a_clause_knows_what_stood_before_it() -> None:
    clause = pieces_of("Boosting reduces bias, so it suits shallow trees.", NONE)[-1]
    assert clause.unit.text == "so it suits shallow trees."
    assert any("boost" in opening for opening in clause.subject)


def test_shorthand_is_read_as_words() -> None:
    assert pieces_of("lr falls with the epochs", NONE)[0].text == "learning rate falls with the epochs"


def test_of_too_many_pieces_the_most_telling_are_kept() -> None:
    filler = "This is a sentence about nothing in particular. " * (MAX_PIECES + 40)
    pieces = pieces_of(filler + "Dropout zeroes the units.", frozenset({"dropout", "zero"}))
    assert len(pieces) == MAX_PIECES
    assert pieces[-1].unit.text == "Dropout zeroes the units."
