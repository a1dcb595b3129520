"""The widget of the interviewer's words, given what no check has cleaned."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets.markdown import MarkdownBlock

from interviewer.tui.speaking import Speaking


class Showing(App[None]):
    """One speech."""

    def __init__(self, speaking: Speaking) -> None:
        super().__init__()
        self.speaking = speaking

    def compose(self) -> ComposeResult:
        yield self.speaking


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "![i](http://example.org/i.png)",
        "<http://example.org>",
        "http://example.org www.example.org",
        "[a]\n\n[a]: http://example.org",
        '<a href="http://example.org">a</a>',
        "[@click=app.quit]a[/]",
    ],
)
async def test_nothing_in_it_can_be_followed(text: str) -> None:
    app = Showing(Speaking(text))
    async with app.run_test() as pilot:
        await pilot.pause()
        blocks = list(app.query(MarkdownBlock))
        assert blocks
        assert all("@click" not in repr(block._content.spans) for block in blocks)


async def test_pieces_become_one_text_and_the_sign_of_waiting_goes() -> None:
    speaking = Speaking()
    app = Showing(speaking)
    async with app.run_test() as pilot:
        assert "…" in str(speaking.query_one(".speaker").render())
        for piece in ("One **two", "** three. ", "Four."):
            speaking.post_message(Speaking.Piece(piece))
        speaking.post_message(Speaking.Over())
        await pilot.pause()
        await pilot.pause()
        assert speaking.plain == "One **two** three. Four."
        assert [block._content.plain for block in app.query(MarkdownBlock)] == ["One two three. Four."]
        assert "…" not in str(speaking.query_one(".speaker").render())


async def test_a_speech_without_a_word_goes_away() -> None:
    speaking = Speaking()
    app = Showing(speaking)
    async with app.run_test() as pilot:
        speaking.post_message(Speaking.Over())
        await pilot.pause()
        await pilot.pause()
        assert not app.query(Speaking)
