"""Finding what a model said in the text it wrote: JSON objects among prose, and words after thoughts."""

from __future__ import annotations

import json
import re

from interviewer.strict_json import finite_float, refuse_constant

_BEGINNING = re.compile(r"\{\s*[\"}]")
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*(?P<closed>"?)|[{}]', re.DOTALL)
_MOST_FAILED = 1000
_OPEN, _CLOSE = "<think>", "</think>"


def json_objects(text: str) -> list[str]:
    """The JSON objects in `text` that are not inside another, in order, each as written.

    Braces inside strings are text. Anything around the objects, prose or code fences, is skipped, and so is an
    unfinished object. NaN and Infinity are not JSON, and 1e999 is not a number. After a thousand beginnings that turn
    out not to be objects, the text is read no further: it is noise, and would take long.
    """
    decoder = json.JSONDecoder(parse_constant=refuse_constant, parse_float=finite_float)
    found: list[str] = []
    failed = 0
    start = _BEGINNING.search(text)
    while start is not None and failed < _MOST_FAILED:
        try:
            _, end = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            end = start.start() + 1
            failed += 1
        else:
            found.append(text[start.start() : end])
        start = _BEGINNING.search(text, end)
    return found


def ends_inside_object(text: str) -> bool:
    """Whether `text` has the beginning of a JSON object, and ends before the end of it."""
    start = _BEGINNING.search(text)
    if start is None:
        return False
    depth = 0
    for part in _STRUCTURE.finditer(text, start.start()):
        if part.group().startswith('"'):
            if not part["closed"]:
                return True
        else:
            depth += 1 if part.group() == "{" else -1
            if not depth:
                return False
    return True


def without_thoughts(text: str) -> str:
    """`text` without the `<think>` block that it begins with; empty where that block does not end."""
    thoughts = Thoughts()
    return thoughts.feed(text) + thoughts.end()


class Thoughts:
    """Holds back the `<think>` block that a reply begins with, while the reply comes in pieces."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._over = False

    def feed(self, piece: str) -> str:
        """What of the reply so far may be passed on and was not yet."""
        if self._over:
            return piece
        self._held += piece
        if not self._thinking:
            start = self._held.lstrip()
            if len(start) < len(_OPEN) and _OPEN.startswith(start):
                return ""
            self._thinking = start.startswith(_OPEN)
            if not self._thinking:
                return self._release(self._held)
        _, closed, rest = self._held.partition(_CLOSE)
        if not closed:
            return ""
        if not rest.strip():
            self._held = _CLOSE  # white space after the thoughts is not yet the reply
            return ""
        return self._release(rest.lstrip())

    def end(self) -> str:
        """What is left at the end of the reply."""
        return "" if self._over or self._thinking else self._release(self._held)

    def _release(self, text: str) -> str:
        self._over = True
        self._held = ""
        return text
