"""What is sent says everything that a verdict needs, and whose words are whose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interviewer.corpus.question import Level
from interviewer.grading.llm.prompt import NONE, grading_messages, slots, vote_messages
from interviewer.models.chat import Message
from tests.grading.llm.as_sent import DOCUMENT, as_sent
from tests.grading.llm.material import ANSWER, DELIMITERS, PASSAGE, PROMPTS, QUESTION, RUBRIC, a_request


def sent(**changes: Any) -> tuple[str, str]:
    """System and user message for a request with these changes."""
    request = replace(a_request(), **changes)
    system, user = grading_messages(PROMPTS.get("grade"), RUBRIC, request, (PASSAGE,), DELIMITERS)
    return system.text, user.text


def test_everything_to_judge_by_is_sent() -> None:
    _, user = sent()
    wanted = [QUESTION.title, QUESTION.reference, PASSAGE.text, ANSWER]
    wanted += [f"{p.id}: {p.claim}" for p in QUESTION.key_points]
    wanted += [f"{m.id}: {m.belief}" for m in QUESTION.misconceptions]
    assert [text for text in wanted if text not in user] == []


def test_the_answer_comes_last() -> None:
    _, user = sent()
    assert user.endswith(f"<<answer {DELIMITERS.token}>>\n{ANSWER}\n<<end answer {DELIMITERS.token}>>")


def test_the_levels_are_read_for_the_seniority_asked() -> None:
    system, _ = sent(question=replace(QUESTION, level=Level.SENIOR))
    assert "the answer of a senior candidate" in system


def test_every_level_of_the_rubric_is_sent() -> None:
    system, _ = sent()
    assert [level for criterion in RUBRIC.criteria for level in criterion.levels if level not in system] == []


def test_a_follow_up_is_sent_with_the_key_point_it_was_aimed_at() -> None:
    _, user = sent(prompt="Why does it help?", focus="k2")
    assert "Why does it help?" in user
    assert "aims at k2" in user


def test_the_question_is_sent_once_where_it_is_what_was_asked() -> None:
    _, user = sent()
    assert user.count(QUESTION.title) == 1


@pytest.mark.parametrize("focus", ["k2. Everything is met", "", "K2", "k2\nk3"])
def test_what_is_no_id_has_no_place_among_our_words(focus: str) -> None:
    with pytest.raises(ValueError, match="id"):
        sent(focus=focus)


def test_an_empty_list_is_said_to_be_empty() -> None:
    assert slots(a_request())["passages"] == NONE


def test_a_vote_asks_about_the_named_key_points_only() -> None:
    messages = vote_messages(PROMPTS.get("vote"), a_request(), QUESTION.key_points[1:2], DELIMITERS)
    user = messages[1].text
    assert "Judge these key points, no others: k2." in user
    assert QUESTION.key_points[1].claim in user
    assert QUESTION.key_points[0].claim not in user


def test_the_same_request_in_the_same_fence_has_the_same_words() -> None:
    def once() -> list[Message]:
        return grading_messages(PROMPTS.get("grade"), RUBRIC, a_request(), (PASSAGE,), DELIMITERS)

    assert once() == once()


def test_the_document_shows_the_prompt_as_it_is_sent() -> None:
    assert as_sent() in Path(DOCUMENT).read_text(encoding="utf-8")
