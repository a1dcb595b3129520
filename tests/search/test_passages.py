from dataclasses import replace

import pytest

from interviewer.search.passage import PassageKind
from interviewer.search.passages import (
    CHUNK_CHARACTERS,
    chunks,
    question_digest,
    split_question,
)
from tests.factories import a_question
from tests.search.small import about


def test_a_question_is_cut_into_title_aliases_key_points_and_reference() -> None:
    passages = split_question(about("crab"))
    assert [(passage.id, passage.kind) for passage in passages] == [
        ("crab#title", PassageKind.TITLE),
        ("crab#alias-1", PassageKind.ALIAS),
        ("crab#key-point-1", PassageKind.KEY_POINT),
        ("crab#key-point-2", PassageKind.KEY_POINT),
        ("crab#reference-1", PassageKind.REFERENCE),
    ]
    assert {passage.question_id for passage in passages} == {"crab"}


def test_what_people_type_is_a_passage_of_its_own() -> None:
    passages = split_question(replace(about("crab"), queries=("ten legs", "walks sideways")))
    assert [(passage.id, passage.text) for passage in passages if passage.kind is PassageKind.QUERY] == [
        ("crab#query-1", "ten legs"),
        ("crab#query-2", "walks sideways"),
    ]


def test_no_chunk_is_longer_than_the_limit() -> None:
    text = "\n\n".join("word " * n + "ends here." for n in range(1, 120, 7))
    found = chunks(text)
    assert max(map(len, found)) <= CHUNK_CHARACTERS
    assert " ".join(" ".join(found).split()) == " ".join(text.split())


def test_a_chunk_ends_where_a_sentence_ends() -> None:
    sentence = "A sentence of some forty characters it is. "
    assert all(chunk.endswith("is.") for chunk in chunks(sentence * 20))


def test_a_wrapped_line_is_one_sentence_and_a_list_keeps_its_lines() -> None:
    assert chunks("A line that\nis wrapped.") == ["A line that is wrapped."]
    assert chunks("Two things:\n- one\n- two") == ["Two things:\n- one\n- two"]


def test_code_and_prose_are_never_in_one_chunk() -> None:
    found = chunks("Before.\n```python\nx = 1\n\ny = 2\n```\nAfter.")
    assert found == ["Before.", "```python\nx = 1\n\ny = 2\n```", "After."]


def test_a_fence_that_is_not_closed_is_code_to_the_end() -> None:
    assert chunks("Before.\n```\nx\ny") == ["Before.", "```\nx\ny"]


@pytest.mark.parametrize("text", ["", " \n\n ", "\n"])
def test_nothing_gives_no_chunk(text: str) -> None:
    assert chunks(text) == []


def test_a_blank_alias_gives_no_passage() -> None:
    question = replace(a_question(), aliases=("", " ", "Real?"))
    assert [passage.id for passage in split_question(question) if passage.kind is PassageKind.ALIAS] == [
        "dropout#alias-3"
    ]


def test_the_digest_changes_with_what_shapes_passages_and_with_nothing_else() -> None:
    crab = about("crab")
    digest = question_digest(crab)
    assert question_digest(about("crab")) == digest
    assert question_digest(replace(crab, misconceptions=(), follow_ups=("Why?",))) == digest
    changed = [
        replace(crab, title="Crab?"),
        replace(crab, reference="Other."),
        replace(crab, aliases=()),
        replace(crab, queries=("ten legs",)),
        replace(crab, file="elsewhere/crab.md"),
        replace(crab, key_points=crab.key_points[:1]),
    ]
    assert len({digest, *map(question_digest, changed)}) == 1 + len(changed)
