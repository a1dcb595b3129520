"""The text of a file, whatever editor wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.files.decoding import LineError, decode_text


@pytest.mark.parametrize("raw", [b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\r\nb\n"])
def test_line_ends_and_the_mark_at_the_beginning_do_not_matter(raw: bytes) -> None:
    assert decode_text(raw) == "a\nb\n"


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b"a\nb\xff", 2, "not UTF-8"),
        (b"a\rb\r\xff", 3, "not UTF-8"),
        (b"\xef\xbb\xbf\n\xff", 2, "not UTF-8"),
        ("a\n".encode("utf-16"), 1, "not UTF-8"),
        (b"a\n\x00", 2, "U+0000"),
        (b"a\x0bb", 1, "U+000B"),
        (b"\n\n\x1b[2J", 3, "U+001B"),
        ("a\n\x85".encode(), 2, "U+0085"),
        ("a\n\u2028".encode(), 2, "U+2028"),
        ("a\ufeff".encode(), 1, "U+FEFF"),
    ],
)
def test_what_is_no_plain_text_is_told_with_its_line(raw: bytes, line: int, said: str) -> None:
    with pytest.raises(LineError, match=said.replace("+", r"\+")) as caught:
        decode_text(raw)
    assert caught.value.line == line


@given(st.binary())
def test_every_content_is_text_of_lines_or_refused(raw: bytes) -> None:
    try:
        text = decode_text(raw)
    except LineError as error:
        line, last = error.line, raw.count(b"\n") + raw.count(b"\r") + 1
    else:
        line, last = 1, 1
        assert len(text.splitlines()) == text.count("\n") + (not text.endswith("\n") and text != "")
    assert 1 <= line <= last
