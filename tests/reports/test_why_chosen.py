"""Why questions were chosen."""

from __future__ import annotations

from interviewer.interview.choosing import Chosen
from interviewer.reports.why_chosen import chosen_lines, why
from interviewer.search.passage import Nearness, Passage, PassageKind
from tests.factories import a_question


def near(piece: str, kind: PassageKind = PassageKind.KEY_POINT) -> Nearness:
    passage = Passage(
        "dropout#key-point-1", "dropout", kind, "Key points", "regularization/dropout.md", "It drops units."
    )
    return Nearness(0.8, piece, passage)


def test_the_words_of_the_text_and_what_they_are_near_to_are_told() -> None:
    assert (
        why(near("You know dropout")) == "“You know dropout” is near one of its key points (regularization/dropout.md)"
    )


def test_what_the_answer_has_to_say_is_not_given_away() -> None:
    for kind in set(PassageKind) - {PassageKind.QUERY}:  # which no nearness names
        assert "drops" not in why(near("You know dropout", kind))


def test_a_text_that_somebody_else_wrote_is_shown_and_not_obeyed() -> None:
    assert "␛[2J [b]x[/b] <U+202E>" in why(near("\x1b[2J [b]x[/b]\n \u202e"))


def test_each_question_is_listed_with_its_reason() -> None:
    question = a_question("dropout")
    lines = list(chosen_lines(Chosen(("dropout",), {"dropout": near("You know dropout")}), {"dropout": question}))
    assert lines[0] == "  1. What is dropout? (regularization, junior)"
    assert "You know dropout" in lines[1]


def test_a_question_without_a_reason_has_none() -> None:
    assert len(list(chosen_lines(Chosen(("dropout",)), {"dropout": a_question("dropout")}))) == 1
