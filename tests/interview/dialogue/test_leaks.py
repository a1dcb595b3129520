"""What gives an answer away is found; what merely leads to it is not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.question import Question
from interviewer.grading.verdict import Verdict
from interviewer.interview.dialogue.leaks import REFERENCE, hidden_points, leaks
from tests.factories import a_grade, a_question

CLAIM = "At each training step every unit is zeroed at random with a set probability."


@pytest.mark.slow
def test_no_probe_of_the_corpus_leaks(corpus: Corpus) -> None:
    found = [
        (question.id, point.id, leaks(point.probe, question, question.key_points))
        for question in corpus.questions
        for point in question.key_points
    ]
    assert [leak for leak in found if leak[2]] == []


@pytest.mark.slow
def test_no_probe_leaks_once_half_the_reference_was_said(corpus: Corpus) -> None:
    found = [
        (question.id, point.id)
        for question in corpus.questions
        for point in question.key_points
        if leaks(point.probe, question, question.key_points, allowed=question.reference[: len(question.reference) // 2])
    ]
    assert found == []


@pytest.mark.slow
def test_every_claim_put_as_a_question_leaks(corpus: Corpus) -> None:
    passed = [
        point.claim
        for question in corpus.questions
        for point in question.key_points
        if leaks(f"Is it so that {point.claim.rstrip('.')}?", question, question.key_points) is None
    ]
    assert passed == []


def test_every_truth_beside_a_misconception_leaks(corpus: Corpus) -> None:
    passed = [
        found.truth
        for question in corpus.questions
        for found in question.misconceptions
        if leaks(found.truth, question, ()) is None
    ]
    assert passed == []


@pytest.mark.slow
def test_nearly_every_sentence_of_a_reference_leaks(corpus: Corpus) -> None:
    sentences = [
        (question, sentence)
        for question in corpus.questions
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", question.reference)
        if len(sentence.split()) >= 4
    ]
    caught = sum(leaks(sentence, question, question.key_points) is not None for question, sentence in sentences)
    assert caught / len(sentences) > 0.97


def test_the_leaked_point_is_named(dropout: Question) -> None:
    assert leaks(CLAIM, dropout, dropout.key_points) == "k1"


def test_a_point_that_was_met_is_no_leak(dropout: Question) -> None:
    text = "You said that every unit is zeroed at random with a set probability."
    assert leaks(text, dropout, dropout.key_points[1:], allowed=CLAIM) is None


def test_the_candidates_own_words_give_nothing_away(dropout: Question) -> None:
    said = "Surviving activations are divided by the keep probability during training."
    text = f"I noted this: {said}"
    assert leaks(text, dropout, dropout.key_points, allowed=said) is None
    assert leaks(text, dropout, dropout.key_points) == "k5"


def test_a_quotation_of_the_reference_leaks(dropout: Question) -> None:
    text = "Think of an implicit ensemble of exponentially many thinned subnetworks, and go on."
    assert leaks(text, dropout, ()) == REFERENCE


def test_a_formula_of_the_reference_leaks() -> None:
    question = replace(a_question(), reference="The update is $w = w - \\eta g$, nothing else.")
    assert leaks("Would `w = w-\\eta g` do?", question, ()) == REFERENCE


def test_a_line_of_the_references_code_leaks() -> None:
    question = replace(a_question(), reference="Do this:\n```python\nloss.backward()\noptimizer.step()\n```\n")
    assert leaks("Try loss.backward() first?", question, ()) == REFERENCE


@pytest.mark.parametrize(
    "text",
    [
        "Every unit is ze**ro**ed at ran**dom** with a set probability.",
        "Every unit is z-e-r-o-e-d at r-a-n-d-o-m with a set p-r-o-b-a-b-i-l-i-t-y.",
        "Every u n i t is z e r o e d at r a n d o m with a set p r o b a b i l i t y.",
        "Every unit is ze\u200broed at ran\u200bdom with a set proba\u200bbility.",
        "Every unit is zeroed at rаndоm with a set prоbаbility.",  # Cyrillic а and о
        "Every unit is ｚｅｒｏｅｄ at ｒａｎｄｏｍ with a set probability.",
        "Every unit is ze roed at ran dom with a set proba bility at each step.",
        "Every un1t is zer0ed at r4nd0m with a s3t pr0bability.",
        "EVERY UNIT IS ZEROED AT RANDOM, WITH A SET PROBABILITY.",
    ],
)
def test_dressed_up_words_leak_all_the_same(text: str, dropout: Question) -> None:
    assert leaks(text, dropout, dropout.key_points) is not None


def test_what_is_not_fully_met_or_not_assessed_is_hidden() -> None:
    question = a_question(weights=(3, 2, 1))
    grade = a_grade(question, Verdict.MET, Verdict.PARTIAL, Verdict.NOT_ASSESSED)
    assert [point.id for point in hidden_points(question, grade.verdicts)] == ["k2", "k3"]


def test_an_unsupported_verdict_leaves_its_point_hidden() -> None:
    question = a_question(weights=(3,))
    verdict = replace(a_grade(question, Verdict.MET).verdicts[0], supported=False)
    assert hidden_points(question, [verdict]) == list(question.key_points)


def test_an_empty_text_leaks_nothing(dropout: Question) -> None:
    assert leaks("", dropout, dropout.key_points) is None
