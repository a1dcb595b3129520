"""Prompts are files: front matter, a System part, a User part, and `$name` placeholders that are checked at load."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from interviewer.errors import UnknownNameError, UsageError
from interviewer.files.decoding import LineError, decode_text, quoted
from interviewer.files.front_matter import Field, parse_front_matter
from interviewer.files.reading import entries, read_regular
from interviewer.models.chat import Message, Role
from interviewer.models.spotlighting import Delimiters

PLACEHOLDER = "fence"
"""The placeholder that every prompt may use in its System part: the token of the request's delimiters."""
TEXT = "text"
"""The output of a prompt whose reply is free text."""

_MAX_BYTES = 100_000
_REQUIRED = ("id", "version", "output")
_INPUTS = ("trusted", "untrusted")
_NAME = re.compile(r"[a-z][a-z_]*")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[\w.-]+")
_OUTPUT = re.compile(r"[A-Za-z]\w*")
_README = "README.md"
_CORRECT = "Fix the prompt file."


@dataclass(frozen=True)
class PromptTemplate:
    """A prompt as its file defines it.

    `output` names the shape of the reply, or is TEXT. `trusted` inputs are this project's own text and may appear
    anywhere; `untrusted` ones carry other people's text and go between delimiters, in the User part only. `hash` is the
    first 12 hexadecimal digits of the SHA-256 of the file's text.
    """

    id: str
    version: str
    output: str
    trusted: frozenset[str]
    untrusted: frozenset[str]
    system: str
    user: str
    hash: str
    path: Path

    def render(self, delimiters: Delimiters, **values: str) -> list[Message]:
        """The messages with every input filled in; filled-in text is never searched for placeholders.

        Raises ValueError where `values` are not the prompt's inputs.
        """
        if set(values) != self.trusted | self.untrusted:
            odd = sorted(set(values) ^ (self.trusted | self.untrusted))
            raise ValueError(f"The values for the prompt {self.id} are not its inputs: {', '.join(odd)}.")
        filled = {
            name: delimiters.wrap(name, text) if name in self.untrusted else text for name, text in values.items()
        } | {PLACEHOLDER: delimiters.token}
        parts = ((Role.SYSTEM, self.system), (Role.USER, self.user))
        return [Message(role, Template(text).substitute(filled)) for role, text in parts]


class PromptLibrary:
    """Every prompt of some folders; a prompt in a later folder replaces the one with the same id in an earlier one."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Reads them all: the first folder is the program's own, the others may only replace prompts in it.

        Raises UsageError with path, line and what was expected where a prompt cannot be used.
        """
        self._prompts: dict[str, PromptTemplate] = {}
        for number, folder in enumerate(folders):
            for path in _files(folder):
                prompt = read_prompt(path)
                if number:
                    self._check_override(prompt)
                self._prompts[prompt.id] = prompt

    def get(self, prompt_id: str) -> PromptTemplate:
        """The prompt with this id. Raises UnknownNameError where there is none."""
        if prompt_id not in self._prompts:
            raise UnknownNameError("prompt", prompt_id, tuple(self._prompts))
        return self._prompts[prompt_id]

    def __iter__(self) -> Iterator[PromptTemplate]:
        return iter(self._prompts.values())

    def _check_override(self, prompt: PromptTemplate) -> None:
        original = self._prompts.get(prompt.id)
        if original is None:
            known = ", ".join(sorted(self._prompts))
            raise UsageError(f"{prompt.path}: there is no prompt {prompt.id!r} to replace.", f"Known: {known}.")
        for name in (*_INPUTS, "output"):
            expected = getattr(original, name)
            if getattr(prompt, name) != expected:
                listed = expected if isinstance(expected, str) else f"[{', '.join(sorted(expected))}]"
                raise UsageError(f"{prompt.path}: expected {name}: {listed}, as in the prompt it replaces.")


def read_prompt(path: Path) -> PromptTemplate:
    """The prompt in a file. Raises UsageError with path, line and what was expected."""
    try:
        raw = read_regular(path, _MAX_BYTES)
    except OSError as error:
        raise UsageError(f"{path}: the prompt cannot be read: {error.strerror}.", _CORRECT) from error
    return parse_prompt(raw, path)


def parse_prompt(raw: bytes, path: Path) -> PromptTemplate:
    """The prompt in the content of the file at `path`. Raises UsageError with path, line and what was expected."""
    try:
        return _Reader(path, decode_text(raw)).read()
    except LineError as error:
        raise UsageError(f"{path}:{error.line}: {error.message}.", _CORRECT) from error


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in entries(folder) if path.name.endswith(".md") and path.name != _README]
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"There is no prompt folder {folder}.", "Check INTERVIEWER_PROMPTS.") from None
    except OSError as error:
        raise UsageError(
            f"The prompt folder {folder} cannot be read: {error.strerror}.", "Check INTERVIEWER_PROMPTS."
        ) from error


class _Reader:
    """Reads one file, tracking the line of everything in it."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._lines = text.split("\n")

    def read(self) -> PromptTemplate:
        end = self._end_of_front_matter()
        front = self._front_matter(end)
        trusted, untrusted = (self._names(front, key) for key in _INPUTS)
        system_at, user_at = self._headings(end)
        parts = {
            "System": (system_at + 1, user_at),
            "User": (user_at + 1, len(self._lines)),
        }
        used = self._check_placeholders(parts, trusted, untrusted)
        for name in sorted(trusted | untrusted):
            if name not in used:
                raise self._error(1, f"the input ${name} to be used, or not declared")
        if untrusted and PLACEHOLDER not in used:
            raise self._error(
                system_at, "$fence in the System part, so that the model knows the token of the delimiters"
            )
        system, user = ("\n".join(self._lines[start:stop]).strip() for start, stop in parts.values())
        return PromptTemplate(
            id=front["id"].text or "",
            version=front["version"].text or "",
            output=front["output"].text or "",
            trusted=trusted,
            untrusted=untrusted,
            system=system,
            user=user,
            hash=hashlib.sha256(self._text.encode()).hexdigest()[:12],
            path=self._path,
        )

    def _end_of_front_matter(self) -> int:
        """The line index of the `---` that ends the front matter."""
        if self._lines[0].rstrip() != "---":
            raise self._error(0, "front matter between two lines of ---")
        for number, line in enumerate(self._lines[1:], start=1):
            if line.rstrip() == "---":
                return number
        raise self._error(len(self._lines) - 1, "a --- line that ends the front matter")

    def _front_matter(self, end: int) -> Mapping[str, Field]:
        front = parse_front_matter("\n".join(self._lines[1:end]))
        for key, field in front.items():
            if key not in (*_REQUIRED, *_INPUTS):
                expected = f"one of {', '.join((*_REQUIRED, *_INPUTS))}, not {quoted(key)}"
                raise self._error(field.line - 1, expected)
        for key, pattern in zip(_REQUIRED, (_ID, _VERSION, _OUTPUT), strict=True):
            field = front.get(key, Field(2))
            if not pattern.fullmatch(field.text or ""):
                raise self._error(field.line - 1, f"`{key}:` with a name or number")
        if front["id"].text != self._path.stem:
            raise self._error(front["id"].line - 1, f"the id {self._path.stem}, as the file is named")
        return front

    def _names(self, front: Mapping[str, Field], key: str) -> frozenset[str]:
        field = front.get(key, Field(2, items=()))
        names = field.items
        if names is None or not all(_NAME.fullmatch(name) for name in names):
            raise self._error(field.line - 1, f"`{key}:` with a list of names of lower-case letters and _")
        other = front.get("trusted" if key == "untrusted" else "untrusted")
        others = other.items or () if other else ()
        for name in names:
            if name == PLACEHOLDER or names.count(name) > 1 or name in others:
                raise self._error(field.line - 1, f"each input to be declared once, and none named {PLACEHOLDER}")
        return frozenset(names)

    def _headings(self, end: int) -> tuple[int, int]:
        """The line indexes of `## System` and `## User`."""
        places = [
            (line.rstrip(), number)
            for number, line in enumerate(self._lines)
            if number > end and line.rstrip() in ("## System", "## User")
        ]
        if [heading for heading, _ in places] != ["## System", "## User"]:
            raise self._error(end, "a `## System` part and then a `## User` part, once each")
        (_, system_at), (_, user_at) = places
        if "".join(self._lines[end + 1 : system_at]).strip():
            raise self._error(end + 1, "nothing between the front matter and `## System`")
        for start, stop in ((system_at + 1, user_at), (user_at + 1, len(self._lines))):
            if not "".join(self._lines[start:stop]).strip():
                raise self._error(start - 1, "text under this heading")
        return system_at, user_at

    def _check_placeholders(
        self, parts: Mapping[str, tuple[int, int]], trusted: frozenset[str], untrusted: frozenset[str]
    ) -> set[str]:
        """The names of all placeholders. Raises UsageError where one is not allowed."""
        used: set[str] = set()
        for part, (start, stop) in parts.items():
            for number in range(start, stop):
                for name in self._placeholders(number):
                    if name == PLACEHOLDER:
                        allowed, where = part == "System", "$fence in the System part only"
                    elif name in untrusted:
                        allowed = part == "User" and self._lines[number].strip() in (f"${name}", f"${{{name}}}")
                        where = f"the untrusted input ${name} in the User part only, alone on its line"
                    else:
                        allowed, where = name in trusted, f"${name} to be declared as an input"
                    if not allowed:
                        raise self._error(number, where)
                    used.add(name)
        return used

    def _placeholders(self, number: int) -> Iterator[str]:
        for found in Template.pattern.finditer(self._lines[number]):
            if found["invalid"] is not None:
                raise self._error(number, "a name after $, or $$ for a dollar sign")
            name = found["named"] or found["braced"]
            if name:
                yield name

    def _error(self, number: int, expected: str) -> UsageError:
        return UsageError(f"{self._path}:{number + 1}: expected {expected}.", _CORRECT)
