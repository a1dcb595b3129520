"""Keeping keys out of what is shown and stored: a server knows the key that it is sent, and may repeat it."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pydantic import SecretStr

from interviewer.models.errors import BadReplyError
from interviewer.models.reply import Reply
from interviewer.strict_json import dumps

HIDDEN = "[key]"

LEAST = 8
"""Characters. A shorter "key" is a word such as `none` or `ollama` for local servers, not a secret."""

_MOST_DECODED = 8  # times that a text is decoded; one with more layers is assumed to hide something
_ESCAPE = re.compile(r"""\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([bfnrt"'/\\]))""")
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DECODABLE = re.compile(r"[\\%&]")
_SPACES = " \t\n\r"
_WORDS = re.compile(f"([{_SPACES}]+)")
_UNSEEN = dict.fromkeys([*(code for code in range(0x20) if chr(code) not in _SPACES), 0x7F, ord("\\")])
# Letters and symbols that render as nothing: Hangul fillers and the Braille blank.
_BLANK = "\u115f\u1160\u2800"
_MAY_DISGUISE = re.compile(r"[\\%&\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[^\x00-\x7f]")
_KEY_VARIABLE = re.compile(r"_(?:API_KEY|ACCESS_KEY|TOKEN|SECRET|PASSWORD)\Z", re.IGNORECASE)
_IN_URL = re.compile(r"(?<=://)[^\s/]+@")


class Secrets:
    """Texts that must not be shown. Those shorter than LEAST are shown.

    They are found as they are and in whatever decodes to them: JSON escapes, also in JSON within JSON, percent and HTML
    escapes, other cases, compatible letters (NFKC), and invisible characters in between. Other encodings (Base64,
    letters in another order) are not decoded, here or anywhere in the program.
    """

    def __init__(self, values: Iterable[SecretStr | str | None]) -> None:
        plain = {_value(value).strip() for value in values}
        self._plain = tuple(sorted((value for value in plain if len(_seen(value)) >= LEAST), key=len, reverse=True))
        self._seen = tuple(map(_seen, self._plain))
        self._folded = tuple(map(str.casefold, self._plain))
        self._pattern = re.compile("|".join(map(re.escape, self._plain)), re.IGNORECASE) if self._plain else None

    def hide(self, text: str) -> str:
        """`text` with HIDDEN in place of each secret, and of each word that disguises one."""
        shown = self.replace(text)
        if not self.shows(shown):
            return shown
        words = "".join(HIDDEN if self.shows(word) else word for word in _WORDS.split(shown))
        return HIDDEN if self.shows(words) else words

    def replace(self, text: str) -> str:
        """`text` with HIDDEN in place of each undisguised secret, in upper or lower case."""
        return text if self._pattern is None else self._pattern.sub(HIDDEN, text)

    def shows(self, text: str) -> bool:
        """Whether a secret is in `text`, disguised or not."""
        if not self._seen:
            return False
        for _ in range(_MOST_DECODED):
            seen = _seen(text)
            if any(secret in seen for secret in self._seen):
                return True
            decoded = _decoded(text)
            if decoded == text:
                return False
            text = decoded
        return True

    def begun_at(self, text: str) -> int:
        """Where in `text` what may be the beginning of a secret starts; the text's length if there is none."""
        if not self._plain:
            return len(text)
        last_word = max(map(text.rfind, _SPACES)) + 1
        disguise = _first_disguise(text, last_word)
        longest = min(disguise, max(map(len, self._plain)) - 1)
        return next(
            (start for start in range(disguise - longest, disguise) if self._begins(text[start:disguise])), disguise
        )

    def _begins(self, part: str) -> bool:
        return any(secret.startswith(part.casefold()) for secret in self._folded)


class KeyFilter:
    """Hides secrets in a text that comes in pieces: what may be the beginning of one waits for what follows."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._held: list[str] = []
        self._disguised = False  # what is held may be a disguised secret, which a space ends

    def feed(self, piece: str) -> str:
        """What may be shown after `piece`."""
        self._held.append(piece)
        if self._disguised and not any(space in piece for space in _SPACES):
            return ""
        text = self._secrets.replace("".join(self._held))
        end = self._secrets.begun_at(text)
        self._held = [text[end:]]
        self._disguised = _first_disguise(text, end) < len(text)
        return self._secrets.hide(text[:end])

    def end(self) -> str:
        """What was held back, at the end of the text."""
        held, self._held = "".join(self._held), []
        return self._secrets.hide(held)


class HidingFormatter(logging.Formatter):
    """Formats records without secrets, tracebacks included, and without what precedes the host in a URL."""

    def __init__(self, form: str, secrets: Secrets) -> None:
        super().__init__(form)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The record as it is written."""
        return self._secrets.hide(_IN_URL.sub(f"{HIDDEN}@", super().format(record)))


def without_key(reply: Reply, secrets: Secrets) -> Reply:
    """`reply` with HIDDEN in place of each secret. Raises BadReplyError where one is disguised in its text."""
    text = secrets.replace(reply.text)
    if secrets.shows(text):
        raise BadReplyError(
            "The reply repeats the key in disguise and was discarded.",
            "Do not trust this server: check OPENAI_BASE_URL, and replace the key.",
        )
    return replace(reply, text=text, refusal=secrets.hide(reply.refusal))


def line_without_key(line: bytes, secrets: Secrets) -> bytes:
    """A line of a batch's file with HIDDEN in place of each secret; only its id is left where one is disguised."""
    text = line.decode("utf-8", "replace")
    shown = secrets.replace(text)
    if secrets.shows(shown):
        error = {"message": "The line repeats the key in disguise and was discarded."}
        return dumps({"custom_id": secrets.hide(_custom_id(line)), "error": error}).encode() + b"\n"
    return line if shown == text else shown.encode()


def keys_of(environ: Mapping[str, str]) -> tuple[SecretStr, ...]:
    """The values of environment variables that are named like keys, such as ANTHROPIC_API_KEY."""
    return tuple(SecretStr(value) for name, value in environ.items() if _KEY_VARIABLE.search(name))


def _value(value: SecretStr | str | None) -> str:
    if value is None:
        return ""
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _seen(text: str) -> str:
    """What the eye tells apart in `text`: compatible letters are unified, case and invisible characters removed."""
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in letters if char in _SPACES or not _is_unseen(char))
    return text.translate(_UNSEEN).casefold()


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char)[0] in "CM" or char in _BLANK


def _decoded(text: str) -> str:
    """`text` with one layer of JSON, percent and HTML escapes undone; unpaired surrogates are removed."""
    if not _DECODABLE.search(text):
        return text
    from html import unescape
    from urllib.parse import unquote

    decoded = unescape(unquote(_ESCAPE.sub(_unescaped, text)))
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _SHORT.get(escape[3], escape[3])


def _first_disguise(text: str, start: int) -> int:
    """The first position from `start` of a character that may be part of a secret without looking like it."""
    for match in _MAY_DISGUISE.finditer(text, start):
        if match.group().isascii() or _seen(match.group()).isascii():
            return match.start()
    return len(text)


def _custom_id(line: bytes) -> str:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    found = fields.get("custom_id") if isinstance(fields, dict) else None
    return found if isinstance(found, str) else ""
