"""The box that an answer is typed into."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from interviewer.settings import SubmitKey

_NEW_LINE_ALSO = ("shift+enter", "alt+enter")


class AnswerBox(TextArea):
    """Several lines of text. One key sends, the other makes a new line; a paste never sends."""

    class Submitted(Message):
        """The person sends the answer."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, submit_key: SubmitKey) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, tab_behavior="focus", id="answer")
        self._submit_key = submit_key
        enter_sends = submit_key is SubmitKey.ENTER
        self.border_title = "Your answer"
        self.border_subtitle = (
            "Enter sends · Ctrl+J makes a new line" if enter_sends else "Ctrl+J sends · Enter makes a new line"
        )

    async def _on_key(self, event: events.Key) -> None:
        """Sends or breaks the line; every other key is the text area's."""
        if event.key == self._submit_key:
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self.text))
        elif event.key in ("enter", "ctrl+j", *_NEW_LINE_ALSO):
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            await super()._on_key(event)
