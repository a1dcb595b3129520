"""What sentences are about, and what stands for it."""

from __future__ import annotations

import pytest

from interviewer.language.subjects import subject_of, topic_of, with_topic


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("Adam combines momentum and RMSprop: it keeps averages of both.", "Adam"),
        ("Global average pooling averages over the channels.", "Global average pooling"),
        ("Dropout randomly zeroes units.", "Dropout"),
        ("It is off at test time.", ""),
        ("What is dropout?", ""),
        ("zero-shot, few-shot", ""),
    ],
)
def test_a_sentence_is_about_what_stands_before_its_first_verb(sentence: str, topic: str) -> None:
    assert topic_of(sentence) == topic


@pytest.mark.parametrize(
    ("clause", "whole"),
    [
        ("It is switched off at inference.", "Dropout is switched off at inference."),
        ("At test time it is off", "At test time Dropout is off"),
        ("It's chiefly used in training.", "Dropout is chiefly used in training."),
        ("which stops units from co-adapting", "Dropout stops units from co-adapting"),
        ("and works like an ensemble", "Dropout works like an ensemble"),
        ("so each parameter gets its own step size", "so each parameter gets its own step size"),
        ("weights of the layer are shared", "weights of the layer are shared"),
        ("because units may be missing", "because units may be missing"),
    ],
)
def test_a_clause_without_a_subject_gets_the_topic(clause: str, whole: str) -> None:
    assert with_topic(clause, "Dropout") == whole


def test_a_subject_is_told_only_where_it_is_sure() -> None:
    assert subject_of("The learning rate is a hyperparameter.") == "The learning rate"
    assert subject_of("It is a hyperparameter.") == ""
