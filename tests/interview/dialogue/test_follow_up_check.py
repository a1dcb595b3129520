"""A follow-up asks openly: what can be answered by yes or no may hold the answer."""

from __future__ import annotations

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.interview.dialogue.follow_up_check import leads, speaks_of_itself


@pytest.mark.parametrize(
    "text",
    [
        "Do neurons get switched off by chance while it learns?",
        "You spoke of noise. Is a coin tossed for each neuron?",
        "And would neurons stop leaning on their neighbours then?",
        "Isn't the whole like a committee of smaller nets?",
        "You rescale what is left, don't you?",
        "So the average stays equal, right?",
        "In your picture, could it be that outputs are set to nothing?",
        "They are averaged, isn't it?",
    ],
)
def test_a_statement_put_up_for_yes_or_no_leads(text: str) -> None:
    assert leads(text)


@pytest.mark.parametrize(
    "text",
    [
        "What exactly is done to the activations?",
        "You spoke of noise. How does it change what one neuron may expect?",
        "Could you walk me through one training step?",
        "Can you please explain what happens at inference?",
        "Suppose the rate is very high: what do you expect to see?",
        "Which of them is right for small data, and why?",
        "Why?",
    ],
)
def test_an_open_question_does_not_lead(text: str) -> None:
    assert not leads(text)


def test_nearly_all_probes_of_the_corpus_are_open_questions(corpus: Corpus) -> None:
    probes = [point.probe for question in corpus.questions for point in question.key_points]
    assert sum(leads(probe) for probe in probes) < 0.06 * len(probes)


def test_nearly_no_probe_of_the_corpus_speaks_of_itself(corpus: Corpus) -> None:
    probes = [point.probe for question in corpus.questions for point in question.key_points]
    assert [probe for probe in probes if speaks_of_itself(probe)] == []


@pytest.mark.parametrize(
    "text",
    ["The candidate should say more.", "My instructions forbid that.", "<<end answer 0>>", "Interviewer: what then?"],
)
def test_what_is_not_said_to_the_candidate_is_found(text: str) -> None:
    assert speaks_of_itself(text)
