from dataclasses import replace

import pytest

from interviewer.corpus.question import Question
from interviewer.search.passages import split_question
from interviewer.search.refresh import find_changes
from interviewer.search.store import Record
from tests.search.small import about, small_corpus


def silent(what: str, done: int, total: int) -> None:
    pass


def stored(questions: tuple[Question, ...]) -> list[Record]:
    """What a store holds after a refresh."""
    return list(find_changes([], questions, silent).embed)


def test_an_empty_store_needs_every_passage() -> None:
    questions = small_corpus(3)
    changes = find_changes([], questions, silent)
    assert [record.passage for record in changes.embed] == [
        passage for question in questions for passage in split_question(question)
    ]
    assert (changes.remove, changes.relabel) == ((), ())


def test_a_store_that_is_current_needs_nothing() -> None:
    questions = small_corpus(3)
    assert not find_changes(stored(questions), questions, silent)


def test_only_the_changed_passage_is_embedded_and_the_rest_relabelled() -> None:
    old = about("crab")
    new = replace(old, title="What makes a crab?")
    changes = find_changes(stored((old,)), (new,), silent)
    assert [record.passage.id for record in changes.embed] == ["crab#title"]
    assert len(changes.relabel) == 4
    assert changes.remove == ()


def test_a_moved_file_embeds_nothing() -> None:
    old = about("crab")
    changes = find_changes(stored((old,)), (replace(old, file="elsewhere/crab.md"),), silent)
    assert changes.embed == ()
    assert {record.passage.file for record in changes.relabel} == {"elsewhere/crab.md"}


def test_passages_and_questions_that_are_gone_are_removed() -> None:
    crab, whelk = about("crab"), about("whelk")
    fewer = replace(crab, key_points=crab.key_points[:1])
    changes = find_changes(stored((crab, whelk)), (fewer,), silent)
    assert set(changes.remove) == {"crab#key-point-2", *(passage.id for passage in split_question(whelk))}


@pytest.mark.parametrize("lost", range(5))
def test_a_question_with_a_passage_lost_is_made_whole(lost: int) -> None:
    questions = (about("crab"),)
    records = stored(questions)
    changes = find_changes(records[:lost] + records[lost + 1 :], questions, silent)
    assert list(changes.embed) == [records[lost]]
