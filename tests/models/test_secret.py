"""A key that a server says back is not passed on: whole, in pieces, or in what decodes to it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from interviewer.models.errors import BadReplyError
from interviewer.models.reply import Reply
from interviewer.models.secret import (
    HIDDEN,
    HidingFormatter,
    KeyFilter,
    Secrets,
    keys_of,
    line_without_key,
    without_key,
)

KEY = "abab-secret"
SECRETS = Secrets([SecretStr(KEY)])
NONE = Secrets([])


def escaped(text: str) -> str:
    """`text` with every character as a JSON escape."""
    return "".join(f"\\u{ord(char):04x}" for char in text)


def as_double_struck(text: str) -> str:
    """`text` in letters beyond the first plane of Unicode, which JSON writes as two escapes each."""
    return "".join(chr(0x1D552 + ord(char) - ord("a")) if char.isalpha() else char for char in text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "JSON escapes": escaped,
    "one escape": lambda key: key.replace("s", "\\u0073"),
    "JSON within JSON": lambda key: json.dumps(json.dumps(f'{{"k": "{escaped(key)}"}}')),
    "escaped backslashes": lambda key: escaped(key).replace("\\", "\\u005c"),
    "another case": str.upper,
    "characters that are not seen": "\u200b".join,
    "soft hyphens and joiners": lambda key: key.replace("-", "-\u00ad\u2060"),
    "control characters": "\x00".join,
    "escaped control characters": "\\b".join,
    "Hangul fillers": "\u3164".join,
    "a variation selector": "\ufe0f".join,
    "accents": "\u0301".join,
    "full width": lambda key: "".join(chr(ord(char) + 0xFEE0) for char in key),
    "pairs of surrogates": lambda key: json.dumps(as_double_struck(key)),
    "percent": lambda key: "".join(f"%{ord(char):02X}" for char in key),
    "percent twice": lambda key: quote("".join(f"%{ord(char):02X}" for char in key)),
    "HTML numbers": lambda key: "".join(f"&#{ord(char)};" for char in key),
    "HTML names": lambda key: key.replace("-", "&#45;&shy;"),
    "more layers than are undone": lambda key: _layers(escaped(key), 12),
}


def _layers(text: str, count: int) -> str:
    for _ in range(count):
        text = text.replace("\\", "\\\\")
    return text


def filtered(pieces: list[str], secrets: Secrets = SECRETS) -> str:
    hide = KeyFilter(secrets)
    return "".join(hide.feed(piece) for piece in pieces) + hide.end()


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_disguised_key_is_found_and_nothing_of_its_text_is_shown(disguise: Callable[[str], str]) -> None:
    text = f"It is {disguise(KEY)}."
    assert SECRETS.shows(text)
    assert not SECRETS.shows(SECRETS.hide(text))


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
@pytest.mark.parametrize("size", [1, 2, 7])
def test_a_disguised_key_is_hidden_in_a_stream(disguise: Callable[[str], str], size: int) -> None:
    text = f"So, it is {disguise(KEY)} and no more."
    shown = filtered([text[start : start + size] for start in range(0, len(text), size)])
    assert not SECRETS.shows(shown)
    assert shown.startswith("So, it is ")
    assert shown.endswith(" and no more.")


@given(st.lists(st.sampled_from(["plain", "u", "uu", "x", "%", "&#"]), min_size=len(KEY), max_size=len(KEY)))
def test_however_its_characters_are_escaped_a_key_is_found(forms: list[str]) -> None:
    write: dict[str, Callable[[str], str]] = {
        "plain": str,
        "u": lambda char: f"\\u{ord(char):04X}",
        "uu": lambda char: f"\\\\u{ord(char):04x}",
        "x": lambda char: f"\\x{ord(char):02x}",
        "%": lambda char: f"%{ord(char):02x}",
        "&#": lambda char: f"&#x{ord(char):x};",
    }
    assert SECRETS.shows("".join(write[form](char) for form, char in zip(forms, KEY, strict=True)))


@given(st.text(max_size=60))
@example("C:\\users\\new, 100 % of it, A&B &amp; C &lt; \\alpha \\u00e9 naïve 你好")
def test_what_holds_no_key_stays_as_it_is(text: str) -> None:
    assert SECRETS.hide(text) == text
    assert filtered(list(text)) == text


def test_words_around_a_plain_key_stay() -> None:
    reply = without_key(Reply(f"It is {KEY}.", "stop", f"Not for {KEY}."), SECRETS)
    assert reply == Reply(f"It is {HIDDEN}.", "stop", f"Not for {HIDDEN}.")


def test_a_reply_that_disguises_the_key_is_thrown_away_with_the_reason() -> None:
    with pytest.raises(BadReplyError, match="repeats the key in disguise") as raised:
        without_key(Reply(f'{{"reasoning": "{escaped(KEY)}"}}', "stop", ""), SECRETS)
    assert not SECRETS.shows(str(raised.value))


@pytest.mark.parametrize("keys", [[], [None], [""], ["  "], ["ollama"], [SecretStr("none")]])
def test_without_a_key_or_with_a_mere_word_for_one_nothing_is_changed(keys: list[SecretStr | str | None]) -> None:
    secrets, reply = Secrets(keys), Reply("ollama: none", "stop", "")
    assert without_key(reply, secrets) == reply
    assert filtered(["olla", "ma as ", "it is"], secrets) == "ollama as it is"


@given(st.lists(st.text("abc-secrt", max_size=4), max_size=12), st.integers(1, 11), st.integers(0, 12))
def test_however_a_text_is_cut_the_key_is_hidden_and_all_else_stays(words: list[str], size: int, at: int) -> None:
    text = "".join([*words[:at], KEY, *words[at:]])
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert KEY not in filtered(pieces)
    assert filtered(pieces) == text.replace(KEY, HIDDEN)


def test_what_only_begins_like_the_key_comes_out_in_the_end() -> None:
    assert filtered(["It is abab", "-sec"]) == "It is abab-sec"


@pytest.mark.parametrize("piece", ["Hello, ", "Hello", "你好吗", "naïve "])
def test_text_that_cannot_be_the_key_is_not_held_back(piece: str) -> None:
    assert KeyFilter(SECRETS).feed(piece) == piece


def test_a_stream_without_a_space_is_not_looked_at_again_with_every_piece() -> None:
    looked_at = 0

    class Counting(Secrets):
        def replace(self, text: str) -> str:
            nonlocal looked_at
            looked_at += len(text)
            return super().replace(text)

    pieces = ["a\\bcdef"] * 2000
    assert filtered(pieces, Counting([KEY])) == "".join(pieces)
    assert looked_at < 3 * len("".join(pieces))


def test_of_a_line_that_disguises_the_key_only_its_owner_is_kept() -> None:
    line = json.dumps({"custom_id": "line-3", "response": {"body": KEY}}).replace("abab", "\\u0061bab").encode()
    kept = json.loads(line_without_key(line, SECRETS))
    assert kept["custom_id"] == "line-3"
    assert "disguise" in kept["error"]["message"]
    assert "response" not in kept


def test_a_line_in_another_encoding_of_json_does_not_pass() -> None:
    line = json.dumps({"custom_id": KEY}).encode("utf-16")
    assert json.loads(line)["custom_id"] == KEY
    assert not SECRETS.shows(line_without_key(line, SECRETS).decode())


@pytest.mark.parametrize("line", [b'{"custom_id": "a", "text": "\\u00e9\\n"}\n', b"\xff\xfe no JSON\n", b""])
def test_a_line_without_the_key_is_not_touched(line: bytes) -> None:
    assert line_without_key(line, SECRETS) == line


def test_a_line_with_the_plain_key_stays_the_json_that_it_was() -> None:
    line = json.dumps({"custom_id": "a", "text": f"It is {KEY}."}).encode() + b"\n"
    assert json.loads(line_without_key(line, SECRETS)) == {"custom_id": "a", "text": f"It is {HIDDEN}."}


def test_the_keys_of_the_environment_are_known_by_their_names() -> None:
    environ = {"ANTHROPIC_API_KEY": "one", "AWS_SECRET_ACCESS_KEY": "two", "HOME": "/h/me", "INTERVIEWER_THEME": "dark"}
    assert [key.get_secret_value() for key in keys_of(environ)] == ["one", "two"]


def logged(message: str, *arguments: object, error: Exception | None = None) -> str:
    """A record as the log file has it."""
    info = (type(error), error, None) if error is not None else None
    record = logging.LogRecord("a", logging.ERROR, "f", 1, message, arguments, info)
    return HidingFormatter("%(levelname)s: %(message)s", SECRETS).format(record)


def test_the_log_shows_no_key_in_messages_arguments_or_tracebacks() -> None:
    assert logged("It is %s.", KEY) == f"ERROR: It is {HIDDEN}."
    assert logged("It is %s .", escaped(KEY)) == f"ERROR: It is {HIDDEN} ."
    caused = ValueError("outer")
    caused.__cause__ = ValueError(f"Bearer {KEY}")
    shown = logged("It failed", error=caused)
    assert KEY not in shown
    assert f"ValueError: Bearer {HIDDEN}" in shown


def test_the_log_shows_no_password_of_a_url_however_short() -> None:
    shown = logged("No connection to postgresql://me:pa@ss@db.example:5432/x or http://proxy.example:1")
    assert shown == f"ERROR: No connection to postgresql://{HIDDEN}@db.example:5432/x or http://proxy.example:1"
