"""Front matter: names, texts and lists of texts, each as it is written, and nothing else."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from interviewer.files import front_matter
from interviewer.files.decoding import UNWANTED, LineError
from interviewer.files.front_matter import MAX_ITEMS, MAX_TEXT, Field, parse_front_matter


@pytest.fixture(params=[yaml.CBaseLoader, yaml.BaseLoader], ids=["libyaml", "python"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML may come with libyaml or without."""
    monkeypatch.setattr(front_matter, "_Loader", request.param)


def parsed(text: str) -> dict[str, str | tuple[str, ...] | None]:
    return {name: field.items if field.text is None else field.text for name, field in parse_front_matter(text).items()}


@pytest.mark.parametrize(
    "value",
    [
        "no",
        "~",
        "null",
        "1e3",
        "1e999",
        "0x1F",
        "012",
        "1_000",
        "2024-99-99",
        "2024-01-01",
        "12:34:56",
        ".inf",
        "=",
        "<<",
    ],
)
def test_everything_is_the_text_that_is_written(value: str) -> None:
    assert parsed(f"key: {value}\nlist: [{value}, {value}]") == {"key": value, "list": (value, value)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"id": x', {"id": "x"}),
        ("'id' : 'it''s'", {"id": "it's"}),
        ('id: "a \\"b\\" \\u00e9"', {"id": 'a "b" é'}),
        ("id: x   # why", {"id": "x"}),
        ("# only\n\nid: x\n", {"id": "x"}),
        ("id:", {"id": ""}),
        ("{id: x, list: [a, b]}", {"id": "x", "list": ("a", "b")}),
        ("list: []", {"list": ()}),
        ("list:\n- a\n- b: c" .replace("b: c", "'b: c'"), {"list": ("a", "b: c")}),
        ('list:\n  - "a"\n\n  # why\n  - b', {"list": ("a", "b")}),
        ('list: ["a",\n  "b",\n]', {"list": ("a", "b")}),
        ("id: two\n  lines", {"id": "two lines"}),
    ],
)  # fmt: skip
def test_the_usual_ways_to_write_a_text_or_a_list_are_read(text: str, expected: dict[str, object]) -> None:
    assert parsed(text) == expected


def test_a_field_has_the_line_of_its_name() -> None:
    assert parse_front_matter("a: 1\n\nb:\n  - x", first_line=2) == {"a": Field(2, "1"), "b": Field(4, items=("x",))}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: &x c", 3, "anchors (&), aliases (*) and tags (!) are unsupported"),
        ("a: 1\nb: *x", 3, "aliases (*)"),
        ('a: 1\nb: !!int "abc"', 3, "tags (!)"),
        ("a: 1\nb: !!timestamp x", 3, "tags (!)"),
        ("a: 1\nb: ! c", 3, "tags (!)"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 3, "tags (!)"),
        ("a: 1\nb: [!!int 1]", 3, "tags (!)"),
        ("!!map\na: 1", 2, "tags (!)"),
        ("a: 1\n--- \nb: 2", 3, "one document"),
        ("%YAML 1.1\n--- \na: 1", 2, "one document"),
        ("a: 1\n...", 3, "one document"),
        ("a: 1\nb: 2\na: 3", 4, "the field 'a' is already in line 2"),
        ("a: 1\n<<: {b: c}", 3, "expected '<<' to be a text or a list of texts"),
        ("a: 1\nb: {c: d}", 3, "a text or a list of texts; put each in quotes"),
        ("a: 1\nb: [c: d]", 3, "a text or a list of texts; put each in quotes"),
        ("a: 1\nb:\n  - c\n  - d: e", 5, "a text or a list of texts; put each in quotes"),
        ("a: 1\nb: [[c]]", 3, "a text or a list of texts"),
        ("a: 1\n? [b]\n: c", 3, "expected a name before the ':'"),
        ("- a\n- b", 2, "'key: value' lines"),
        ("just text", 2, "'key: value' lines"),
        ("", 2, "'key: value' lines"),
        ("# nothing", 2, "'key: value' lines"),
        ("a: 1\nb: [c", 3, "not YAML"),
        ("a: 1\nb: [c\nd: 2\ne: 3", 3, "not YAML"),
        ('a: 1\nb: "c\nd: 2\ne: 3', 3, "not YAML"),
        ('a: 1\nb: "c\n  \\q"', 4, "not YAML"),
        ("a: 1\nb\nc: 2", 3, "not YAML"),
        ("a: 1\nb: c: d", 3, "not YAML"),
        ("a: 1\n\tb: 2", 3, "not YAML"),
        ("a: 1\nb: @x", 3, "not YAML"),
        ("a: 1\nb: x\x07", 2, "not YAML"),
        ("a: 1\nb: |\n  two\n  lines", 3, "one line of text in 'b'"),
        ('a: 1\nb: "\\x1b[2J"', 3, "without tabs or control characters"),
        ('a: 1\nb: [c, "\\L"]', 3, "without tabs or control characters"),
        ('a: 1\nb: [c, " "]', 3, "text in each item"),
        ("a: 1\nb:\n  - c\n  -\n  - d", 5, "text in each item"),
        ("a: 1\nb: " + "x" * (MAX_TEXT + 1), 3, "at most 2,000 characters"),
        ("a: 1\nb:" + "\n- x" * (MAX_ITEMS + 1), 54, "at most 50 items"),
        ("a: 1\nb: " + "[" * 60_000, 3, "a text or a list of texts"),
        ("a: 1\nb: " + "{" * 60_000, 3, "a text or a list of texts"),
        ("a: 1\nb:\n" + "- " * 30_000, 4, "a text or a list of texts"),
        ("? " * 30_000, 2, "expected a name"),
        ("a: " + "[" * 100_000, 2, "more than 64,000 characters"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(LineError, match=re.escape(said)) as caught:
        parse_front_matter(text)
    assert caught.value.line == line


@pytest.mark.parametrize("escape", ["\\ud800", "\\UFFFFFFFF", "\\U00110000"])
def test_an_escape_that_is_no_character_is_refused(escape: str) -> None:
    with pytest.raises(LineError):
        parse_front_matter(f'a: "{escape}"')


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip()) and not UNWANTED.search(text)
)


@given(st.dictionaries(_WORDS, _WORDS | st.lists(_WORDS, max_size=5).map(tuple), min_size=1, max_size=6))
def test_what_was_written_is_what_is_read(fields: dict[str, str | tuple[str, ...]]) -> None:
    def quote(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [
        f"{quote(name)}: {quote(value) if isinstance(value, str) else '[' + ', '.join(map(quote, value)) + ']'}"
        for name, value in fields.items()
    ]
    assert parsed("\n".join(lines)) == fields


@given(st.text(st.sampled_from("ab:[]{},-?!&*|>%@`#\"'\\ \n\t\x00\x85\u2028\ud8001~<=."), max_size=60))
def test_no_text_ends_in_anything_but_fields_or_a_refusal(text: str) -> None:
    try:
        lines = [field.line for field in parse_front_matter(text).values()]
    except LineError as error:
        lines = [error.line]
    assert all(2 <= line <= text.count("\n") + 2 for line in lines)
