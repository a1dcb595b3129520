"""Ways to damage a file, each drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

Damage = Callable[[Random, bytes], bytes]

TOKENS: tuple[bytes, ...] = (
    *(b"[", b"]", b"{", b"}", b":", b": ", b",", b"- ", b"-", b"?", b"? ", b"!", b"!!int "),
    *(b"!!timestamp x", b"!!python/name:os"),
    *(b"&a ", b"*a", b"<<: ", b"|", b">", b"|+\n", b"%YAML 1.1", b"---", b"...", b"#", b" #", b"'"),
    *(b'"', b"\\", b"@", b"`", b"~"),
    *(b"null", b"no", b"yes", b"1e999", b".inf", b"-.nan", b"2024-99-99", b"2024-01-01T25:61:61Z"),
    *(b"0x", b"0o9", b"1_000"),
    *(b"12:34:56", b"{id: X}", b'"id": ', b"id:", b"level: ", b"aliases:", b"[[", b"]]", b"="),
    *(b'"""', b"'''", b"1979-99-99"),
    *(b"NaN", b"Infinity", b"-", b"9" * 5000, b"0x" + b"f" * 5000, b"\\ud800", b'"\\UFFFFFFFF"'),
    *(b'"\\x00"', b"\\u0000"),
    *(b"# ", b"## ", b"### x", b"## Key points", b"## Misconceptions", b"## Follow-ups"),
    *(b"- [3] x", b"- [99999] x", b"- [0] x"),
    *("- [٣] x".encode(), "- [²] x".encode(), b"  - probe: x", b"  - truth: x", b"  - ", b"```"),
    *(b"```python\n", b"`", b"$", b"$$"),
    *(b"\\left", b"\\right", b"\\begin{x}", b"\\end{x}", b"\\{", b"$name", b"${name}", b"$fence"),
    *(b"{0.__class__}", b"%(x)s", b"$$$"),
    *(b"\x00", b"\x0b", b"\x0c", b"\x1b[2J", b"\x7f", b"\x85", b"\r", b"\n", b"\r\n", b"\n\n"),
    *(b"\t", b" ", b"    ", b"\n ", b"\n  - "),
    *(b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(char.encode() for char in "\x85\u2028\u2029\u00a0\u200b\u202e\u2066\ufeff\ufffe\U0001f600\U000e0001\U0010ffff"),
    *("é".encode(), "e\u0301".encode(), "ı".encode(), "ſ".encode(), "ß".encode(), "٣".encode(), "²".encode()),
)  # fmt: skip
"""What parsers of the formats here treat in a way of its own."""

_MOST_TIMES = (2, 8, 64, 1200)
_MOST_BYTES = 200_000


def damaged(random: Random, raw: bytes, others: Sequence[bytes] = ()) -> bytes:
    """`raw` after one to four blows, half of them where the file begins; `others` are files to splice in."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        blow = random.choice(_BLOWS)
        raw = _spliced(random, raw, random.choice(others)) if others and random.random() < 0.1 else blow(random, raw)
    return raw[:_MOST_BYTES]


def soup(random: Random, tokens: Sequence[bytes] = TOKENS) -> bytes:
    """Tokens in a row, some of them many times."""
    return b"".join(_token(random, tokens) for _ in range(random.randrange(1, 40)))[:_MOST_BYTES]


def _place(random: Random, raw: bytes) -> int:
    longest = min(len(raw), 600) if random.random() < 0.5 else len(raw)
    return random.randrange(longest + 1)


def _span(random: Random, raw: bytes) -> tuple[int, int]:
    start = _place(random, raw)
    return start, min(len(raw), start + random.choice((1, 1, 2, 5, 20, 100)))


def _token(random: Random, tokens: Sequence[bytes] = TOKENS) -> bytes:
    token = random.choice(tokens)
    return token * random.randrange(random.choice(_MOST_TIMES)) if random.random() < 0.2 else token


def _flip(random: Random, raw: bytes) -> bytes:
    start, end = _span(random, raw)
    return raw[:start] + bytes(byte ^ (1 << random.randrange(8)) for byte in raw[start:end]) + raw[end:]


def _insert(random: Random, raw: bytes) -> bytes:
    place = _place(random, raw)
    return raw[:place] + _token(random) + raw[place:]


def _replace(random: Random, raw: bytes) -> bytes:
    start, end = _span(random, raw)
    return raw[:start] + _token(random) + raw[end:]


def _drop(random: Random, raw: bytes) -> bytes:
    start, end = _span(random, raw)
    return raw[:start] + raw[end:]


def _repeat(random: Random, raw: bytes) -> bytes:
    start, end = _span(random, raw)
    return raw[:end] + raw[start:end] * random.randrange(random.choice(_MOST_TIMES)) + raw[end:]


def _truncate(random: Random, raw: bytes) -> bytes:
    return raw[: _place(random, raw)]


def _move_line(random: Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    line = lines.pop(random.randrange(len(lines)))
    lines.insert(random.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def _drop_line(random: Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    del lines[random.randrange(len(lines))]
    return b"\n".join(lines)


def _indent_line(random: Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    place = random.randrange(len(lines))
    lines[place] = random.choice((b" ", b"  ", b"\t", b"- ", b"  - ")) + lines[place]
    return b"\n".join(lines)


def _new_value(random: Random, raw: bytes) -> bytes:
    """Another value behind the colon of a line at the beginning."""
    lines = raw.split(b"\n")
    place = random.randrange(min(len(lines), 12))
    lines[place] = lines[place].split(b":")[0] + b": " + soup(random)[: random.choice((5, 40, 400))]
    return b"\n".join(lines)


def _spliced(random: Random, raw: bytes, other: bytes) -> bytes:
    return raw[: _place(random, raw)] + other[_place(random, other) :]


_BLOWS: tuple[Damage, ...] = (
    *(_flip, _insert, _insert, _replace, _replace, _drop, _repeat, _truncate),
    *(_move_line, _drop_line, _indent_line, _new_value, _new_value),
)
