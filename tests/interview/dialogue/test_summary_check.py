"""A summary says what the grades say, or is not said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.interview.dialogue.facts import TopicScore
from interviewer.interview.dialogue.scripted import greeting, summary
from interviewer.interview.dialogue.summary_check import why_not_the_opening, why_not_the_summary
from interviewer.settings import Tone
from tests.interview.dialogue.facts import CLOSING, EMPTY, JUDGE, OPENING

BY_TWO_MODELS = replace(
    CLOSING,
    topics=(),
    overall=(
        TopicScore("", 67, 2, replace(JUDGE, model="openai:gpt-4.1")),
        TopicScore("", 50, 1, replace(JUDGE, model="openai:gpt-4o")),
    ),
)
BY_TWO_VERSIONS = replace(
    CLOSING,
    topics=(),
    overall=(TopicScore("", 67, 2, replace(JUDGE, version="41")), TopicScore("", 50, 1, replace(JUDGE, version="42"))),
)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you. Over 3 graded questions you scored 67 %.",
        "You reached 85 % on regularization and 30 % on attention and transformers.",
        "Regularization went well at 85%; attention-and-transformers, at 30 percent, is the one to work on next.",
        "You met 9 key points, met 2 in part and missed 7.",
        "One answer could not be graded, and 1 question was skipped.",
        "You stated a misconception to look up: Dropout stays on at inference time.",
        "Of the 18 key points 9 were met.",
        "Strong work on regularization. Attention and transformers needs more time.",
        "Five questions were asked, three of them have a score.",
    ],
)
def test_a_summary_of_the_facts_stands(text: str) -> None:
    assert why_not_the_summary(text, CLOSING) is None


@pytest.mark.parametrize(
    "text",
    [
        "You scored 92 %.",
        "You scored 6.7 out of 10.",
        "You scored 67 of 100 points.",
        "You reached 30 % on regularization.",
        "You reached 30 % on regularization and 85 % on attention and transformers.",
        "You met 7 key points and missed 9.",
        "You missed 2 key points.",
        "You stated 2 misconceptions.",
        "You stated no misconceptions.",
        "You met twelve key points.",
        "You met all key points.",
        "You missed none of the key points.",
        "About half of it was there.",
        "You covered most of it.",
        "Your attention and transformers answer was excellent.",
        "A strong result on attention-and-transformers.",
        "Your regularization is weak.",
        "I would hire you.",
        "You are ready for the next round.",
        "That is eighty-five percent on attention and transformers.",
        "You improved by 12 %.",
    ],
)
def test_what_the_facts_do_not_say_is_found(text: str) -> None:
    assert why_not_the_summary(text, CLOSING) is not None


def test_low_scores_and_praise_do_not_go_together() -> None:
    low = replace(CLOSING, overall=(TopicScore("", 20, 3, JUDGE),))
    assert why_not_the_summary("An excellent interview.", low) is not None
    assert why_not_the_summary("An excellent interview.", CLOSING) is None


def test_nothing_graded_is_nothing_to_praise() -> None:
    assert why_not_the_summary("Great job!", EMPTY) is not None


@pytest.mark.parametrize(
    "text",
    [
        "You scored 67 % by gpt-4.1 and 50 % by GPT-4o.",
        "Graded by the language model openai:gpt-4.1, you reached 67 %; openai:gpt-4o gave 50 %.",
    ],
)
def test_a_summary_may_name_the_models_that_graded(text: str) -> None:
    assert why_not_the_summary(text, BY_TWO_MODELS) is None


@pytest.mark.parametrize("text", ["You scored 4.1 %.", "gpt-4.1 gave you 4.1 points.", "You scored 67 % by gpt-8."])
def test_the_number_of_a_model_is_no_number_of_the_session(text: str) -> None:
    assert why_not_the_summary(text, BY_TWO_MODELS) is not None


def test_a_model_whose_name_is_a_number_makes_it_no_fact() -> None:
    named_so = replace(JUDGE, model="openai:92")
    facts = replace(BY_TWO_MODELS, overall=tuple(replace(one, grader=named_so) for one in BY_TWO_MODELS.overall))
    assert why_not_the_summary("You scored 92 %.", facts) is not None


@pytest.mark.parametrize(
    "facts",
    [
        CLOSING,
        EMPTY,
        BY_TWO_MODELS,
        BY_TWO_VERSIONS,
        replace(CLOSING, mixed=2),
        replace(CLOSING, misconceptions=()),
    ],
)
def test_the_authored_summary_passes_its_own_check(facts: object) -> None:
    assert isinstance(facts, type(CLOSING))
    assert why_not_the_summary(summary(facts), facts) is None


@pytest.mark.parametrize("tone", list(Tone))
def test_the_authored_greeting_passes_its_own_check(tone: Tone) -> None:
    assert why_not_the_opening(greeting(OPENING, tone), OPENING) is None


@pytest.mark.parametrize(
    "text",
    [
        "There are 7 questions.",
        "You have 90 seconds each.",
        "How are you today?",
        "Ten questions await you.",
        "Welcome to Acme!",
        "I am Alex.",
    ],
)
def test_a_greeting_invents_nothing_and_asks_nothing(text: str) -> None:
    assert why_not_the_opening(text, OPENING) is not None


def test_a_greeting_may_write_its_topics_in_capitals() -> None:
    assert (
        why_not_the_opening("Welcome to this Mock Interview on Deep Learning: Regularization comes first.", OPENING)
        is None
    )


def test_an_interview_that_was_stopped_is_not_said_to_have_had_its_last_question() -> None:
    assert "last question" in summary(CLOSING)
    assert "last question" not in summary(replace(CLOSING, planned=CLOSING.asked + 1))


def test_a_greeting_may_give_the_time_in_minutes() -> None:
    assert why_not_the_opening("Five questions, 3 minutes each.", OPENING) is None
