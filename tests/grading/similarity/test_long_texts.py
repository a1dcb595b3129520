"""The work on an answer grows with its length and no faster, whatever its shape.

Each text is five times as long as an answer may be: one that is looked at once for each of its characters takes
minutes.
"""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from interviewer.bulk.time_limit import time_limit
from interviewer.grading.addressed import is_addressed_to_grader
from interviewer.grading.gate import gate
from interviewer.grading.limits import MAX_ANSWER_CHARACTERS
from interviewer.grading.similarity.legible import why_not_assessable
from interviewer.grading.similarity.segments import MAX_SEGMENTS, segments_of
from interviewer.text import clean_input

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 5 * MAX_ANSWER_CHARACTERS
TELLING = frozenset({"dropout"})


def of(part: str, end: str = "") -> str:
    return (part * (SIZE // len(part) + 1))[: SIZE - len(end)] + end


HOSTILE = {
    "one word": of("a"),
    "only spaces": of(" "),
    "two words far apart": "dropout" + " " * SIZE + "dropout",
    "only line breaks": of("\n"),
    "two lines far apart": "dropout" + "\n" * SIZE + "is random",
    "only punctuation": of(",;:!?()[]{}"),
    "words among punctuation": f"a {of(',;:')} b",
    "dots before a word": of(".", "a"),
    "very short sentences": of("a. a. "),
    "abbreviations": of("e.g. "),
    "endings of lists": of("etc. "),
    "leaning sentences": of("It is a. "),
    "hard-wrapped lines": of("dropout is\n"),
    "opening brackets": of("(a "),
    "nested brackets": "(" * (SIZE // 2) + "a" + ")" * (SIZE // 2),
    "emoji": of("😀"),
    "combining marks": of("\u0301\u0316"),
    "code fences": of("```\na\n"),
    "fences left open": of("a ```\n"),
    "dollars": of("$a "),
    "one long sentence": of("dropout is random and "),
    "a role far from its colon": "system" + " " * SIZE + "x",
    "an angle far from its tag": "<" + " " * SIZE + "x",
}


@pytest.mark.parametrize("shape", HOSTILE)
@pytest.mark.parametrize(
    "read",
    [
        lambda text: segments_of(text, ("What is dropout?",), TELLING),
        lambda text: gate(text, ("What is dropout?",)),
        is_addressed_to_grader,
        why_not_assessable,
        clean_input,
    ],
    ids=["segments", "gate", "addressed", "legible", "kept"],
)
def test_no_shape_of_an_answer_holds_up_a_reader_of_it(shape: str, read: Callable[[str], object]) -> None:
    with time_limit(20):
        read(HOSTILE[shape])


@pytest.mark.parametrize("sentences", [1_000, 10_000])
def test_the_pieces_that_are_embedded_are_as_many_at_every_length(sentences: int) -> None:
    text = " ".join(f"Dropout zeroes unit {number} at random." for number in range(sentences))
    assert len(segments_of(text, ("What is dropout?",), TELLING)) == MAX_SEGMENTS


def test_a_chain_of_sentences_that_lean_on_each_other_takes_memory_by_its_length() -> None:
    def peak(count: int) -> int:
        text = "It is a dropout. " * count
        tracemalloc.start()
        segments_of(text, ("What is dropout?",), TELLING)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(200)
    assert peak(4_000) < 2.5 * peak(2_000)
