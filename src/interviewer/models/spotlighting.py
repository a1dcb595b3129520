"""Spotlighting (Hines et al. 2024): foreign text in a prompt goes between delimiters that nobody can guess, and that
no text can contain. https://arxiv.org/abs/2403.14720"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from interviewer.text import visible

TOKEN = re.compile(r"[0-9a-f]{16}")
BREAK = "·"
"""What is put between the two angles of a delimiter found in foreign text."""

_DRAWS = 100
_NAME = re.compile(r"[a-z][a-z_]*")
# Unicode's confusables for "<", single and double.
_ANGLES = "<\uff1c\ufe64\u2039\u2329\u3008\u27e8\u276e\u2770\u1438\u02c2\u16b2"
_DOUBLE_ANGLES = "\u00ab\u226a\u300a\u27ea\u22d8\u2af7"
# Format characters, fillers and selectors, which show nothing (Unicode general category Cf and those that render
# as empty), line and paragraph separators, and unpaired surrogates.
_UNSEEN = (
    "\u00ad\u034f\u061c\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000110bd\U000110cd\U00013430-\U00013438\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BETWEEN = rf"[\s\u0300-\u036f{_UNSEEN}{_CONTROL}]"
_UNSAFE = re.compile(
    rf"""(?P<newline>\r\n?)
      | (?P<unseen>[{_UNSEEN}])
      | (?P<control>[{_CONTROL}])
      | (?P<angle>[{_ANGLES}](?={_BETWEEN}*[{_ANGLES}{_DOUBLE_ANGLES}]|[{_UNSEEN}{_CONTROL}]))
      | (?P<double>[{_DOUBLE_ANGLES}](?={_BETWEEN}*(?:/|end\b|[\w-]+\s+[0-9a-f]{{8}})))""",
    re.VERBOSE | re.IGNORECASE,
)
_MARKS = re.compile(
    rf"<U\+[0-9A-F]{{4,6}}>|[\u2400-\u2421]|(?<=[{_ANGLES}{_DOUBLE_ANGLES}]){BREAK}|[{_UNSEEN}{_CONTROL}]"
)


@dataclass(frozen=True)
class Delimiters:
    """The delimiters of one request: `<<name token>>` and `<<end name token>>`, each on a line of its own."""

    token: str

    def __post_init__(self) -> None:
        if not TOKEN.fullmatch(self.token):
            raise ValueError("A delimiter's token is 16 hexadecimal digits in lower case.")

    def wrap(self, name: str, text: str) -> str:
        """`text` neutralised, between the delimiters of the slot `name` (lower-case letters and underscores)."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"A slot's name is lower-case letters and underscores, not {name!r}.")
        return f"<<{name} {self.token}>>\n{neutralise(text)}\n<<end {name} {self.token}>>"


def new_delimiters(texts: Iterable[str], random_token: Callable[[], str] | None = None) -> Delimiters:
    """Delimiters whose token occurs in none of `texts`, in any case or width.

    `random_token` draws 16 hexadecimal digits, by default from the system's random source. Raises RuntimeError if
    it draws no usable token.
    """
    draw = random_token or (lambda: secrets.token_hex(8))
    skeletons = [_skeleton(text) for text in texts]
    for _ in range(_DRAWS):
        token = draw()
        if not any(token in skeleton for skeleton in skeletons):
            return Delimiters(token)
    raise RuntimeError(f"No token of delimiters could be drawn in {_DRAWS} attempts.")


def keyed_token(key: bytes, texts: Iterable[str]) -> Callable[[], str]:
    """Draws tokens that nobody without `key` can guess, and that are the same for the same texts.

    With them a request that is repeated unchanged has the same text, so that a cached reply can answer it.
    """
    seed = hmac.new(key, digestmod=hashlib.sha256)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        seed.update(len(data).to_bytes(8, "big") + data)
    digest = seed.digest()
    drawn = 0

    def draw() -> str:
        nonlocal drawn
        drawn += 1
        return hmac.new(key, digest + drawn.to_bytes(4, "big"), hashlib.sha256).hexdigest()[:16]

    return draw


def neutralise(text: str) -> str:
    """`text` made safe to put between delimiters.

    A dot separates two opening angles in a row, in any width and with anything invisible between them, and a double
    angle from what would be a slot's name, so that it cannot contain one of our delimiters. Control and invisible
    characters are written out (`<U+200B>`). The rest is unchanged: a quote of it is a quote of the original.
    """
    return _UNSAFE.sub(_safe, text)


def without_marks(text: str) -> str:
    """`text` without what `neutralise` puts in, and without what it writes out, for comparing quotes."""
    return _MARKS.sub("", text)


def marks_of(text: str) -> list[tuple[int, int]]:
    """The spans that `without_marks` leaves out of `text`."""
    return [found.span() for found in _MARKS.finditer(text)]


def _safe(found: re.Match[str]) -> str:
    char = found.group()
    if found.lastgroup == "newline":
        return "\n"
    if found.lastgroup == "unseen":
        return f"<U+{ord(char):04X}>"
    if found.lastgroup == "control":
        return visible(char)
    return char + BREAK


def _skeleton(text: str) -> str:
    """`text` in one case and width, without invisible characters and white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", without_marks(text)).casefold())
