"""The box for typing an answer."""

from __future__ import annotations

from textual import events, on
from textual.message import Message
from textual.widgets import TextArea

from interviewer.grading.limits import MAX_ANSWER_CHARACTERS
from interviewer.settings import SubmitKey

MAX_IN_BOX = 5 * MAX_ANSWER_CHARACTERS
"""Longer pastes are refused: a line of that length takes a second to lay out."""

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
        self._keys = "Enter sends · Ctrl+J makes a new line" if enter_sends else "Ctrl+J sends · Enter makes a new line"
        self.border_subtitle = self._keys

    @on(TextArea.Changed)
    def tell_length(self) -> None:
        """Says so if the answer is longer than what is graded."""
        length = len(self.text)
        too_long = f"{length:,} characters; at most {MAX_ANSWER_CHARACTERS:,} are graded"
        self.border_subtitle = too_long if length > MAX_ANSWER_CHARACTERS else self._keys

    async def _on_paste(self, event: events.Paste) -> None:
        """Refuses a paste too long to be an answer."""
        if len(self.text) + len(event.text) <= MAX_IN_BOX:
            return  # the text area's own handler comes after this one
        event.stop()
        event.prevent_default()
        self.notify(
            f"That is {len(event.text):,} characters, and an answer has at most {MAX_ANSWER_CHARACTERS:,}. "
            "Nothing was pasted.",
            severity="warning",
        )

    async def _on_key(self, event: events.Key) -> None:
        """Sends or breaks the line; the text area handles every other key."""
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
