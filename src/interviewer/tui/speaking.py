"""The interviewer's own words: Markdown that comes sentence by sentence, without links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from textual.widgets.markdown import MarkdownStream

LABEL = "Interviewer"
_WAITING = f"{LABEL} …"


def plain_markdown() -> MarkdownIt:
    """A parser that knows emphasis, lists and code, and neither links, images, nor HTML: those stay text."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["link", "image", "autolink", "reference"])


def markdown_with_tables() -> MarkdownIt:
    """The same parser, which knows tables too."""
    return plain_markdown().enable("table")


class Speaking(Vertical):
    """An entry that is being said: `post_message` it pieces, and Over, from any thread."""

    class Piece(Message, bubble=False):
        """Some more of it, usually a sentence."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Over(Message, bubble=False):
        """It is all said."""

    def __init__(self, text: str = "") -> None:
        """With `text`, it is all said already."""
        from textual.widgets import Markdown  # a session without a chat model never needs it

        self._label = Static(Content(LABEL if text else _WAITING), classes="speaker", markup=False)
        self._markdown = Markdown(text, parser_factory=plain_markdown, open_links=False)
        self._stream: MarkdownStream | None = None
        self._said = text
        super().__init__(self._label, self._markdown, classes="entry speech")

    @property
    def plain(self) -> str:
        """What has been said so far, as Markdown."""
        return self._said

    async def on_speaking_piece(self, message: Piece) -> None:
        """Shows some more of it."""
        self._said += message.text
        if self._stream is None:
            self._stream = self._markdown.get_stream(self._markdown)
        await self._stream.write(message.text)

    async def on_speaking_over(self, message: Over) -> None:
        """Removes the sign of waiting, or the whole entry if nothing was said."""
        message.stop()
        await self._end()
        if self._said.strip():
            self._label.update(Content(LABEL))
        else:
            await self.remove()

    async def on_unmount(self) -> None:
        """Ends a speech that is left."""
        await self._end()

    async def _end(self) -> None:
        if self._stream is not None:
            stream, self._stream = self._stream, None
            await stream.stop()
