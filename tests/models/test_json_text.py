import pytest

from interviewer.models.json_text import Thoughts, ends_inside_object, json_objects, without_thoughts


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("", []),
        ("no object, but { a brace", []),
        ('{"a": 1}', ['{"a": 1}']),
        ('Sure!\n```json\n{"a": {"b": 2}}\n```\nDone.', ['{"a": {"b": 2}}']),
        ('first {"a": 1} then {"a": 2}', ['{"a": 1}', '{"a": 2}']),
        ('{"a": "} {\\" {"} tail', ['{"a": "} {\\" {"}']),
        ('{broken {"a": 1}', ['{"a": 1}']),
        ('{"a": 1, "b": ', []),
        ('{"a": NaN} {"a": Infinity} {"a": 1e999}', []),
        ('[{"a": 1}, {"a": 2}]', ['{"a": 1}', '{"a": 2}']),
    ],
)
def test_objects_are_found_among_anything(text: str, objects: list[str]) -> None:
    assert json_objects(text) == objects


@pytest.mark.parametrize("text", ["{" * 64_000, '{"a":' * 13_000, '{"a":[' * 11_000, '{"' * 32_000, "{'a" * 21_000])
def test_hostile_nesting_neither_fails_nor_finds_anything(text: str) -> None:
    assert json_objects(text) == []


def test_an_object_in_hostile_nesting_is_found() -> None:
    assert json_objects('{"a":' * 500 + '"x" {"b": 1}') == ['{"b": 1}']


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hello.", "Hello."),
        ("<think>hm</think>\n\nHello.", "Hello."),
        (" \n<think>hm</think>Hello. </think>", "Hello. </think>"),
        ("<think>never ends", ""),
        ("<think></think>", ""),
        ("A <think>b</think>", "A <think>b</think>"),
        ("<thin", "<thin"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("  ", "  "),
        ("", ""),
    ],
)
def test_thoughts_at_the_start_are_left_out_however_the_text_comes(text: str, rest: str) -> None:
    assert without_thoughts(text) == rest
    for size in (1, 2, 3, 7):
        thoughts = Thoughts()
        pieces = [thoughts.feed(text[at : at + size]) for at in range(0, len(text), size)]
        assert "".join(pieces) + thoughts.end() == rest


def test_words_are_passed_on_as_soon_as_they_are_known_to_be_words() -> None:
    thoughts = Thoughts()
    assert [thoughts.feed(piece) for piece in ("<", "b", "old")] == ["", "<b", "old"]


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ('{"points": [{"id": "k1"}, {"id": "k', True),
        ('Here: {"points": [{"id": "k1"}]', True),
        ('{"said": "a \\" {"', True),
        ('{"said": "a \\" {"}', False),
        ('{"points": []} and {', False),
        ("no object", False),
    ],
)
def test_the_middle_of_an_object_is_no_end(text: str, *, unfinished: bool) -> None:
    assert ends_inside_object(text) is unfinished
