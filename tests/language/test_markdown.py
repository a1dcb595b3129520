"""The parts of a Markdown text stand where they say, and are the text together."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.language.markdown import PartKind, blocks, parts, stretches, without

MARKDOWN = st.text(alphabet=st.sampled_from("ab1.) \n\t-*+#`~$>\\é漢\r\x00\u2028"), max_size=200)


def kinds(text: str) -> list[tuple[PartKind, str]]:
    return [(part.kind, text[part.start : part.end]) for part in parts(text)]


@settings(deadline=None)
@given(st.one_of(st.text(), MARKDOWN))
def test_parts_are_in_order_and_the_text_together(text: str) -> None:
    for found in (blocks(text), parts(text)):
        assert "".join(text[part.start : part.end] for part in found) == text
        assert all(one.end == other.start for one, other in pairwise(found))
        assert all(part.start < part.end for part in found)


@settings(deadline=None)
@given(MARKDOWN)
def test_what_is_left_out_is_all_that_is_missing(text: str) -> None:
    left_out = [text[part.start : part.end] for part in parts(text) if part.kind is PartKind.CODE_SPAN]
    kept = stretches(text, (PartKind.CODE_SPAN,))
    assert len(kept) == len(left_out) + 1
    assert sum(map(len, (*kept, *left_out))) == len(text)


def test_each_part_is_told_by_its_kind() -> None:
    assert kinds("# Title\n\nIt is $x^2$, so `f(x)`.\n\n- one\n- two\n\n```python\nx = 1\n```\nEnd.") == [
        (PartKind.HEADING, "# Title\n\n"),
        (PartKind.PROSE, "It is "),
        (PartKind.FORMULA, "$x^2$"),
        (PartKind.PROSE, ", so "),
        (PartKind.CODE_SPAN, "`f(x)`"),
        (PartKind.PROSE, ".\n\n"),
        (PartKind.ITEM, "- one\n"),
        (PartKind.ITEM, "- two\n\n"),
        (PartKind.CODE, "```python\nx = 1\n```\n"),
        (PartKind.PROSE, "End."),
    ]


def test_code_and_formulas_tell_their_content() -> None:
    found = parts("`a` $b$ $$c$$\n~~~python title\nd\n~~~")
    assert [part.content for part in found if part.kind is not PartKind.PROSE] == ["a", "b", "c", "d\n"]
    assert found[-1].language == "python title"


def test_money_is_no_formula() -> None:
    assert without("It costs $5 here and $10 there.") == "It costs $5 here and $10 there."


def test_a_formula_ends_with_its_paragraph() -> None:
    assert without("It is a$x\n\nand b$ there.") == "It is a$x\n\nand b$ there."


def test_an_indented_line_is_no_code() -> None:
    assert [part.kind for part in parts("So:\n\n    it zeroes units")] == [PartKind.PROSE]


def test_code_that_is_never_closed_goes_to_the_end() -> None:
    assert [part.kind for part in blocks("So:\n```\nx\n\n- y")] == [PartKind.PROSE, PartKind.CODE]


@pytest.mark.parametrize(
    "unit",
    [
        "`",
        "``a`",
        "$",
        "$$ a\n",
        "$a ",
        "\\$",
        "- ",
        "  - a\n",
        "1. a\n",
        "# ",
        "```\n",
        "~~~ a\n",
        "a ```\n",
        "> ",
        "\n\n",
    ],
)
def test_the_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        runs = []
        for _ in range(3):
            began = time.process_time()
            parts(text)
            runs.append(time.process_time() - began)
        return min(runs)

    assert seconds(40_000) < 12 * seconds(10_000) + 0.1
