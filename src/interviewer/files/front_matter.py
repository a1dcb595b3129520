"""Front matter: `name: value` lines at the head of a file, where a value is a text or a list of texts.

It is a small subset of YAML, read from the events of PyYAML's parser: nothing is constructed, so `no`, `1e3` and
`2024-99-99` are the texts that they look like, no tag turns them into anything else, and deeper nesting is rejected
where it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from interviewer.files.decoding import UNWANTED, LineError, quoted

MAX_CHARACTERS = 64_000
"""Of the whole front matter. The longest of the bundled questions has 822."""
MAX_ITEMS = 50
"""Of a list. The longest of the bundled questions has 7."""
MAX_TEXT = 2000
"""Characters of a name or text. The longest of the bundled questions has 348."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same, in C where PyYAML has it
_NOTICED_LATE = ("while scanning a quoted scalar", "while scanning a simple key")  # unclosed: noticed on any later line


@dataclass(frozen=True)
class Field:
    """One field with the line of its name. Either `text` or `items`, the texts of a list, is None."""

    line: int
    text: str | None = None
    items: tuple[str, ...] | None = None


def parse_front_matter(text: str, first_line: int = 2) -> dict[str, Field]:
    """The fields by their names, in their order. `first_line` is the line of the file that `text` begins in.

    Raises LineError if the text is not of that form: with anchors, aliases, tags, a second document, a field that
    appears twice, a list or mapping inside another, a text of several lines, or anything over its limit.
    """
    if len(text) > MAX_CHARACTERS:
        raise LineError(first_line, f"the front matter has more than {MAX_CHARACTERS:,} characters")
    events = _Events(text, first_line)
    events.take()  # the beginning of the stream
    events.take()  # of the document, or the end of an empty stream
    if not isinstance(events.current, yaml.DocumentStartEvent) or not isinstance(events.take(), yaml.MappingStartEvent):
        raise LineError(events.line, "expected front matter with 'key: value' lines")
    fields: dict[str, Field] = {}
    while not isinstance(events.take(), yaml.MappingEndEvent):
        name, line = events.text("the name of a field", "expected a name before the ':'"), events.line
        if name in fields:
            raise LineError(line, f"the field {quoted(name)} is already in line {fields[name].line}")
        fields[name] = _value(events, name, line)
    events.take()  # the end of the document
    events.take()  # of the stream: a second document would have been refused
    return fields


def _value(events: _Events, name: str, line: int) -> Field:
    otherwise = f"expected {quoted(name)} to be a text or a list of texts; put each in quotes"
    if not isinstance(events.take(), yaml.SequenceStartEvent):
        return Field(line, text=events.text(quoted(name), otherwise))
    items: list[str] = []
    events.in_brackets = bool(events.current.flow_style)
    if events.in_brackets:
        otherwise += f", and close the '[' of line {events.line}"
    while not isinstance(events.take(), yaml.SequenceEndEvent):
        items.append(events.text(quoted(name), otherwise))
        if not items[-1].strip():
            raise LineError(events.line, f"expected text in each item of {quoted(name)}")
        if len(items) > MAX_ITEMS:
            raise LineError(events.line, f"expected at most {MAX_ITEMS} items in {quoted(name)}")
    events.in_brackets = False
    return Field(line, items=tuple(items))


class _Events:
    """The events of YAML's parser one by one, rejecting those that no front matter needs."""

    def __init__(self, text: str, first_line: int) -> None:
        self._events = yaml.parse(text, Loader=_Loader)
        self._first_line = first_line
        self._last_line = first_line + text.count("\n")
        self.current: Any = None
        self.line = first_line
        self.in_brackets = False

    def take(self) -> Any:
        """The next event, which becomes the current one."""
        try:
            self.current = next(self._events)
        except yaml.MarkedYAMLError as error:
            raise LineError(self._line_of(error), f"the front matter is not YAML: {error.problem}") from error
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two come from PyYAML without libyaml
            raise LineError(self.line, "the front matter is not YAML") from error
        self.line = self._in_file(self.current.start_mark)
        if isinstance(self.current, yaml.AliasEvent) or any(
            getattr(self.current, name, None) is not None for name in ("anchor", "tag")
        ):
            raise LineError(self.line, "anchors (&), aliases (*) and tags (!) are unsupported; put the text in quotes")
        if isinstance(self.current, yaml.DocumentStartEvent | yaml.DocumentEndEvent) and self.current.explicit:
            raise LineError(self.line, "expected one document, without '...', '%' or another '---'")
        return self.current

    def text(self, what: str, otherwise: str) -> str:
        """The text of the current event. Raises LineError, with `otherwise` if it is not a text."""
        if not isinstance(self.current, yaml.ScalarEvent):
            raise LineError(self.line, otherwise)
        value = str(self.current.value)
        if UNWANTED.search(value) or "\n" in value or "\t" in value:
            raise LineError(self.line, f"expected one line of text in {what}, without tabs or control characters")
        if len(value) > MAX_TEXT:
            raise LineError(self.line, f"expected at most {MAX_TEXT:,} characters in {what}")
        return value

    def _line_of(self, error: yaml.MarkedYAMLError) -> int:
        """Where the mistake is, not where the parser noticed it."""
        if self.in_brackets and isinstance(error, yaml.parser.ParserError):
            return self.line  # the line of what comes before the missing comma or bracket
        left_open = error.context in _NOTICED_LATE and "escape" not in (error.problem or "")
        mark = error.context_mark if left_open else error.problem_mark
        return self._in_file(mark) if mark else self.line

    def _in_file(self, mark: yaml.Mark) -> int:
        return min(self._first_line + mark.line, self._last_line)
