"""The box for typing an answer."""

from __future__ import annotations

from textual import events, on
from textual.message import Message
from textual.widgets import TextArea

from interviewer.exercises.program import keeps_most
from interviewer.grading.limits import MAX_ANSWER_CHARACTERS
from interviewer.settings import SubmitKey
from interviewer.tui.code_colours import can_colour, code_colours

MAX_IN_BOX = 5 * MAX_ANSWER_CHARACTERS
"""Longer pastes are refused: a line of that length takes a second to lay out."""

_NEW_LINE_ALSO = ("shift+enter", "alt+enter")
_WORD_KEYS = {
    SubmitKey.ENTER: "Enter sends · Ctrl+J makes a new line",
    SubmitKey.CTRL_J: "Ctrl+J sends · Enter makes a new line",
}
_AHEAD = "Kept for the next question · nothing can be sent yet"
_LEFT = "The box is left and takes no keys · Tab goes back to it"
_PROGRAM_KEYS = "Ctrl+J sends · F7 selects all · Esc leaves the box"
_KEYS_WITH_TESTS = "Ctrl+J sends · F5 runs the tests · Esc leaves the box"


class AnswerBox(TextArea):
    """Several lines of text. One key sends, the other makes a new line; a paste never sends.

    A program has syntax colours and line numbers; Enter and Tab indent it, and only Ctrl+J sends. So it does where an
    answer in words takes several lines.
    """

    class Submitted(Message):
        """The person sends the answer."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, submit_key: SubmitKey) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, tab_behavior="focus", id="answer")
        self._submit_key = submit_key
        self._holds_program = False
        self._in_lines = False
        self._is_left = False
        self._is_ahead = False
        self._last_sent: SubmitKey | None = None
        self._key_changed = False
        self._to_debug = ""
        self._program_keys = _PROGRAM_KEYS
        self.border_title = "Your answer"
        self.border_subtitle = self._keys

    def on_mount(self) -> None:
        """Follows the colours of the app."""
        self._take_colours()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._take_colours())

    @property
    def holds_program(self) -> bool:
        """Whether the answer is written as a program."""
        return self._holds_program

    def hold_words(self, *, in_lines: bool = False) -> None:
        """Becomes a box for words; with `in_lines` Enter makes a line whatever key sends other answers."""
        self._holds_program = False
        self._in_lines = in_lines
        self.tab_behavior = "focus"
        self._note_key()
        self._take_looks()

    def hold_program(self, to_debug: str = "", *, runs: bool = False) -> None:
        """Becomes a box for a program, which `runs` where there are tests for it. One `to_debug` may give way to words
        on its faults, which are shown as words."""
        self._holds_program = True
        self._to_debug = to_debug
        self._program_keys = _KEYS_WITH_TESTS if runs else _PROGRAM_KEYS
        self.tab_behavior = "indent"
        self._note_key()
        self._take_looks()

    def show_ahead(self, *, ahead: bool) -> None:
        """Says that what is typed is kept for the next prompt, which is not open yet, or what the keys do again."""
        self._is_ahead = ahead
        self._tell_length()

    def empty_of(self, sent: str) -> None:
        """Empties it; what was typed behind `sent`, if that was sent from here, stays."""
        typed = self.text.removeprefix(sent) if sent and self.text.startswith(sent) else ""
        self.load_text(typed)
        self.move_cursor(self.document.end)

    def _note_key(self) -> None:
        """Notes whether another key sends than at the prompt before."""
        self._key_changed = self._last_sent not in (None, self._sends)
        self._last_sent = self._sends

    @on(TextArea.Changed)
    def _take_looks(self) -> None:
        """Looks like an editor while it has a program; words are wrapped."""
        program = self._holds_program and not self._has_words
        if program is not self.show_line_numbers:
            cursor = self.selection
            self.language = "python" if program and can_colour() else None  # which moves the cursor
            self.selection = cursor
            self.show_line_numbers = program
            self.soft_wrap = not program
            self.border_title = "Your program" if program else "Your answer"
            self.set_class(program, "program")
        self._tell_length()

    @property
    def _has_words(self) -> bool:
        """Whether words stand where there was a program to debug."""
        return bool(self._to_debug and self.text.strip()) and not keeps_most(self.text, self._to_debug)

    def _take_colours(self) -> None:
        name = f"answer-{self.app.theme}"
        self.register_theme(code_colours(name, self.app.theme_variables))
        self.theme = name

    @property
    def _sends(self) -> SubmitKey:
        """The key that sends."""
        return SubmitKey.CTRL_J if self._holds_program or self._in_lines else self._submit_key

    @property
    def _keys(self) -> str:
        """What the keys do, and whether they did something else at the prompt before; or where they went."""
        if self._is_left:
            return _LEFT
        if self._is_ahead:
            return _AHEAD
        keys = self._program_keys if self._holds_program else _WORD_KEYS[self._sends]
        if not self._key_changed:
            return keys
        return keys.replace(" sends", " sends again", 1) if self._sends is self._submit_key else f"Here {keys}"

    @on(events.Focus)
    def _return(self) -> None:
        self._is_left = False
        self._tell_length()

    @on(events.Blur)
    def _leave(self) -> None:
        """Says that what is typed no longer gets here."""
        self._is_left = True
        self._tell_length()

    def _tell_length(self) -> None:
        """Says so if the answer is longer than what is graded."""
        length = len(self.text)
        too_long = f"{length:,} characters; at most {MAX_ANSWER_CHARACTERS:,} are graded"
        self.border_subtitle = too_long if length > MAX_ANSWER_CHARACTERS and not self._is_left else self._keys

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
        if event.key == self._sends:
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self.text))
        elif event.key == "enter" and self._holds_program:
            event.stop()
            event.prevent_default()
            self.insert(f"\n{self._indentation}")
        elif event.key in ("enter", "ctrl+j", *_NEW_LINE_ALSO):
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            await super()._on_key(event)

    @property
    def _indentation(self) -> str:
        """What the next line begins with: as the one up to the cursor, a step further where that opens a block."""
        row, column = self.cursor_location
        line = self.document[row][:column]
        own = line[: len(line) - len(line.lstrip())]
        return f"{own}{' ' * self.indent_width}" if line.rstrip().endswith(":") else own
