from typing import Any

import pytest

from interviewer.search.near import NEAR, PASSAGES, near_passages
from interviewer.search.passage import Hit, Passage, PassageKind


def a_hit(question_id: str, cosine: float) -> Hit:
    passage = Passage(f"{question_id}#reference-1", question_id, PassageKind.REFERENCE, "Heading", "a/b.md", "Text.")
    return Hit(passage, 1.0, cosine)


class Found:
    """A searcher that finds these."""

    def __init__(self, *hits: Hit) -> None:
        self._hits = list(hits)

    def search(self, text: str, limit: int = 5) -> list[Hit]:
        return self._hits[:limit]


def given(*hits: Hit) -> list[str]:
    searcher: Any = Found(*hits)
    return [passage.question_id for passage in near_passages(searcher, "An answer.", "own")]


def test_a_passage_that_is_not_near_the_answer_is_not_given() -> None:
    assert given(a_hit("near", NEAR + 0.01), a_hit("far", NEAR - 0.01)) == ["near"]


@pytest.mark.parametrize("place", [0, PASSAGES - 1])
def test_a_passage_of_the_question_itself_is_not_given(place: int) -> None:
    others = [a_hit(f"other-{number}", 0.9) for number in range(9)]
    assert given(*others[:place], a_hit("own", 0.9), *others[place:]) == [f"other-{n}" for n in range(PASSAGES)]


def test_no_more_passages_are_given_than_a_grader_is_to_read() -> None:
    assert len(given(*(a_hit(f"other-{number}", 0.9) for number in range(9)))) == PASSAGES
