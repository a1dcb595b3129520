import pytest

from interviewer.files.structured import parse_toml


def test_a_table_is_read() -> None:
    assert parse_toml('a = "b"') == {"a": "b"}


@pytest.mark.parametrize("text", ["a = ", "a = " + "[" * 50_000, "a = " + "{b=" * 20_000, "a = " + "9" * 5000])
def test_what_is_no_toml_is_one_kind_of_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_toml(text)
