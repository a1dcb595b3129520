"""Targets of what others write into files: questions, prompts, rubrics, prices, items, vectors."""

from __future__ import annotations

import io
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

import numpy as np

from interviewer.corpus.check import check_corpus
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.documents import parse_items
from interviewer.corpus.parsing import parse_question
from interviewer.corpus.question import Question
from interviewer.errors import UsageError
from interviewer.files.decoding import LineError, decode_text
from interviewer.files.front_matter import parse_front_matter
from interviewer.grading.rubric import parse_rubric
from interviewer.models.chat import Message
from interviewer.models.prices import parse_prices
from interviewer.models.prompts import parse_prompt
from interviewer.models.spotlighting import Delimiters
from interviewer.paths import bundled
from interviewer.search.embedding_cache import vectors_in
from tests.fuzz.damage import TOKENS, damaged, soup
from tests.fuzz.target import target

_KEYS = ("id", "topic", "level", "kind", "aliases", "sources", "references", '"id"', "<<", "? id", "- id", "x" * 2000)
_VALUES = (
    "dropout",
    "no",
    "~",
    "1e3",
    "2024-99-99",
    "'it''s'",
    '"q\\"q"',
    '"\\ud800"',
    "|\n  x",
    ">-\n  x",
    "*a",
    "&a x",
)


@target
def question(random: Random) -> None:
    """A corpus file, damaged."""
    file, raw = random.choice(_questions())
    _ask(damaged(random, raw, [other for _, other in random.sample(_questions(), 2)]), file)


@target
def front_matter(random: Random) -> None:
    """Front matter by the grammar of YAML rather than of questions."""
    text = "\n".join(_front_line(random) for _ in range(random.randrange(1, 12)))
    with suppress(LineError):
        for field in parse_front_matter(text).values():
            assert field.line >= 2
            assert (field.text is None) != (field.items is None)


@target
def section(random: Random) -> None:
    """A good question with one of its sections made of lines of the format, damaged or not."""
    file, raw = random.choice(_questions())
    lines = [random.choice((*_SECTION_LINES, soup(random))) for _ in range(random.randrange(1, 80))]
    place = random.choice((b"## Key points", b"## Misconceptions", b"## Follow-ups", b"# "))
    head, found, rest = raw.partition(place)
    _ask(head + found + b"\n" + b"\n".join(lines) + rest, file)


@target
def code(random: Random) -> None:
    """A good question with a block of code of any sort."""
    file, raw = random.choice(_questions())
    piece = random.choice(_CODE) * random.randrange(random.choice((2, 10, 200, 20_000)))
    _ask(raw.replace(b"\n## Key points", b"\n```python\n" + piece[:150_000] + b"\n```\n## Key points", 1), file)


@target
def prompt(random: Random) -> None:
    """A prompt, damaged; what is still one is rendered."""
    path = random.choice(_files("prompts", "*.md"))
    with suppress(UsageError):
        found = parse_prompt(damaged(random, _content(path)), path)
        values = {name: soup(random).decode("utf-8", "replace") for name in found.trusted | found.untrusted}
        assert all(isinstance(message, Message) for message in found.render(Delimiters("8f3a8f3a8f3a8f3a"), **values))


@target
def rubric(random: Random) -> None:
    """A rubric, damaged."""
    path = random.choice(_files("prompts", "rubrics/*.toml"))
    with suppress(UsageError):
        found = parse_rubric(damaged(random, _content(path))[:64_000], path)
        assert sum(found.shares.values()) <= 1
        assert found.in_words()


@target
def prices(random: Random) -> None:
    """A table of prices, damaged."""
    with suppress(UsageError):
        found = parse_prices(damaged(random, _PRICES)[:64_000], Path("prices.toml"))
        assert all(price.cost(1000, 1000) < float("inf") for price in found.values())


@target
def items(random: Random) -> None:
    """A list of items, damaged."""
    with suppress(ValueError):
        assert all(
            isinstance(item, str) for item in parse_items(damaged(random, b'[{"id": "s1-01"}, {"id": "s1-02"}]'))
        )


@target
def vectors(random: Random) -> None:
    """A file of vectors, damaged."""
    with suppress(ValueError):
        found = vectors_in(io.BytesIO(damaged(random, _vectors())), "model")
        assert found is None or len(found[0]) == len(found[1])


def _ask(raw: bytes, file: str) -> None:
    """Reads a question as `read_corpus` does, and checks what can be read."""
    read = _read(raw, file)
    if isinstance(read, Question):
        str(read).encode()
        messages = [finding.message for finding in check_corpus(Corpus((read,), "version"))]
    else:
        messages = [read.message]
        assert 1 <= read.line <= raw.count(b"\n") + raw.count(b"\r") + 1
    assert all(len(message) < 1000 for message in messages)


def _read(raw: bytes, file: str) -> Question | LineError:
    try:
        return parse_question(decode_text(raw), file)
    except LineError as error:
        return error


def _front_line(random: Random) -> str:
    if random.random() < 0.2:
        return soup(random).decode("utf-8", "surrogateescape")
    key, value = random.choice(_KEYS), _front_value(random, 0)
    colon = random.choice((": ", ": ", ": ", ":", " : ", ":\n  - ", ":\n- ", ":\n    "))
    return f"{key}{colon}{value}{random.choice(('', '', ' # why', ' '))}"


def _front_value(random: Random, depth: int) -> str:
    drawn = random.random()
    if drawn < 0.5 or depth > 6:
        return random.choice(_VALUES)
    if drawn < 0.6:
        return random.choice(TOKENS).decode("utf-8", "surrogateescape")
    inner = [_front_value(random, depth + 1) for _ in range(random.randrange(4))]
    if drawn < 0.85:
        joined = random.choice((", ", ",\n ", " ")).join(inner)
        return f"[{joined}{random.choice((']', ']', ']', '', ']]'))}"
    if drawn < 0.95:
        return "{" + ", ".join(f"{random.choice(_KEYS)}: {value}" for value in inner) + "}"
    return random.choice("[{-?") * random.randrange(random.choice((5, 200, 20_000)))


_PRICES = b"""[openai]
source = "x"
checked = 2026-01-01
batch = 0.5
[openai.models]
"m" = { input = 0.1, output = 2 }
"""
_SECTION_LINES = (
    b"- [3] A claim of some words.", b"  - probe: What about the rest?", b"- A belief.",
    b"  - truth: The truth.", b"- Why?",
    b"- [5]", b"- [5] ", b"  - probe:", b"  - probe: ", b"-", b"- ", b"", b" ", b"\t- probe: x",
    b"```", b"# x", b"## x",
    b"## Follow-ups", b"- [" + b"9" * 5000 + b"] x", "- [٣] x".encode(), b"- " + b"word " * 500,
    b"- $x", b"- $\\left( x$",
)  # fmt: skip
_CODE = (
    b"(", b"[", b"{", b"-", b"not ", b"1+", b"a.b", b"f()", b"x = 1\n", b"if x:\n ", b"lambda:",
    b"\\\n", b'"""', b"f'{", b"\\d'",
    b"9", b"0x", b"class A: pass\n", b"@a\n", b"match x:\n case ", b"\xc2\xa0", b"\xe2\x80\xa8",
    b"await ", b"*", b"a=", b"# -*- coding: x -*-\n",
)  # fmt: skip


@cache
def _questions() -> tuple[tuple[str, bytes], ...]:
    folder = bundled("corpus")
    return tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(folder.glob("*/*.md")))


@cache
def _vectors() -> bytes:
    file = io.BytesIO()
    keys = np.arange(48, dtype=np.uint8).reshape(3, 16)
    np.savez(file, keys=keys, vectors=np.ones((3, 4), dtype=np.float16), model=np.array("model"))
    return file.getvalue()


@cache
def _files(folder: str, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted(bundled(folder).glob(pattern)))


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()
