"""Markdown of the corpus as plain text."""

from __future__ import annotations

import re

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.reports.readable import readable_line, readable_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("What does `from_logits=True` buy you?", "What does from_logits=True buy you?"),
        ("**Only** the *best* one.", "Only the best one."),
        (r"Some $10^{11}$ tokens.", "Some 10¹¹ tokens."),
        ("a_long_name and 2 * 3 * 4", "a_long_name and 2 * 3 * 4"),
        ("[a](http://b) <b>c</b>", "[a](http://b) <b>c</b>"),
        ("a\x1b[31m\n$x_1$", "a␛[31m x₁"),
    ],
)
def test_a_line_has_what_is_marked_without_the_marks(text: str, shown: str) -> None:
    assert readable_line(text) == shown


def test_blocks_are_told_apart_without_marks() -> None:
    text = "One `x`\ngoes on.\n\n1. **First**: $y^2$\n2. Then\n   - inner\n\n```python\na = 1\n\n```\n\n$$z_1$$\n"
    assert readable_text(text) == "One x goes on.\n\n1. First: y²\n2. Then\n   - inner\n\n    a = 1\n\nz₁"


def test_a_table_has_a_line_for_each_row() -> None:
    assert readable_text("| a | b |\n|---|---|\n| `c` | $d_1$ |") == "a | b\nc | d₁"


def test_code_is_shown_exactly_and_control_characters_are_written_out() -> None:
    assert readable_text("```\nx = a * b ** `c`\n\x1b[2J\n```") == "    x = a * b ** `c`\n    ␛[2J"


def test_no_text_of_the_corpus_keeps_a_mark(bundled_corpus: Corpus) -> None:
    for question in bundled_corpus.questions:
        marked = readable_text(re.sub(r"(?s)```.*?```|`[^`\n]+`", "code", question.reference))
        assert not re.search(r"\*\*|`|\$", marked), question.id
        for text in (question.title, *(point.probe for point in question.key_points)):
            assert "`" not in readable_line(text)
