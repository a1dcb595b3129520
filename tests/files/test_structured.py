import time
from contextlib import suppress

import pytest

from interviewer.files.structured import MAX_TOML_BYTES, MOST_PARTS, parse_toml


def test_a_table_is_read() -> None:
    assert parse_toml('a = "b"') == {"a": "b"}


@pytest.mark.parametrize("text", ["a = ", "a = " + "[" * 50_000, "a = " + "{b=" * 20_000, "a = " + "9" * 5000])
def test_what_is_no_toml_is_one_kind_of_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_toml(text)


def test_a_text_that_is_too_large_is_refused() -> None:
    line = "a = 1\n"
    assert parse_toml(line + "#" * (MAX_TOML_BYTES - len(line))) == {"a": 1}
    with pytest.raises(ValueError, match="larger than 64,000 bytes"):
        parse_toml(line + "#" * (MAX_TOML_BYTES - len(line) + 1))


@pytest.mark.parametrize("part", ["a", "'a'", '"a.b" ', '"\\""', " a-1 "])
@pytest.mark.parametrize("form", ["{} = 1", "[{}]", "[[{}]]", "x = {{ {} = 1 }}"])
def test_a_key_of_too_many_parts_is_refused(part: str, form: str) -> None:
    assert parse_toml("\n" + form.format(".".join([part] * MOST_PARTS)))
    with pytest.raises(ValueError, match="more than 16 parts"):
        parse_toml("\n" + form.format(".".join([part] * (MOST_PARTS + 1))))


def test_a_text_with_many_dots_is_no_long_key() -> None:
    text = "One. Two... And so on: 3.14, e.g. a.b.c! " * 50
    assert parse_toml(f'a = "{text}"') == {"a": text}


@pytest.mark.parametrize(
    "form",
    [
        'a = "{}"',
        "a = '{}'",
        'a = """\n\\"""{}"""""',
        "a = '''\n'{}'''''",
        'a = "\\"{}"',
        "a = 1 # {}",
        '# """\na = 1 # {}',
    ],
)
def test_dotted_words_in_a_string_or_a_comment_are_no_key(form: str) -> None:
    dotted = ".".join("a" * (MOST_PARTS + 1))
    assert set(parse_toml(form.format(dotted))) == {"a"}


def test_a_long_key_after_strings_and_comments_is_refused_at_its_line() -> None:
    long_key = ".".join("b" * (MOST_PARTS + 1))
    for before in ['a = """\n\\""""""', "a = '''\n'''''", "a = 'it' # isn't\n", '"" = "\\"" # "\n']:
        with pytest.raises(ValueError, match=r"more than 16 parts \(at line 3\)"):
            parse_toml(f"{before}\n{long_key} = 1")


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "-",
        "é",
        ".",
        '"',
        "'",
        '\\"',
        '"""',
        "'''",
        '"\\',
        '"a',
        "'a",
        '"" ',
        "a ",
        "a.",
        'a."',
        '"".',
        '# "',
        "[a.a]\n",
    ],
)
def test_no_text_takes_long_to_be_read_or_refused(unit: str) -> None:
    started = time.process_time()
    with suppress(ValueError):
        parse_toml(unit * (MAX_TOML_BYTES // len(unit)))
    assert time.process_time() - started < 2.0
