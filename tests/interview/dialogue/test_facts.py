"""The facts of a session are computed from its turns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.corpus.exercise import Exercise
from interviewer.corpus.question import Kind, Question
from interviewer.grading.grade import Grade, Method
from interviewer.grading.graders import GraderName
from interviewer.grading.verdict import Evidence, MisconceptionFound, Verdict
from interviewer.interview.dialogue.facts import closing_facts, opening_facts
from interviewer.interview.dialogue.listing import listed_opening
from interviewer.interview.dialogue.scripted import greeting, spoken_grader, summary
from interviewer.interview.dialogue.summary_check import why_not_the_opening
from interviewer.interview.session import Exchange, Mode, Prompt, PromptKind, Turn
from interviewer.settings import Tone
from tests.factories import NOON, a_failed_grade, a_grade, a_plan, a_question

SIMILARITY = GraderName(Method.SIMILARITY, "minilm", "1")
QUESTION = a_question(weights=(2, 1, 1))
MET, MISSED, PARTIAL = Verdict.MET, Verdict.MISSED, Verdict.PARTIAL


def a_turn(*grades: Grade | None, topic: str = "regularization") -> Turn:
    exchanges = tuple(
        Exchange(Prompt(PromptKind.FOLLOW_UP if number else PromptKind.QUESTION, "?"), "an answer", NOON, grade)
        for number, grade in enumerate(grades)
    )
    return Turn("dropout", "What is dropout?", topic, NOON, exchanges)


def by_model(name: str, grade: Grade) -> Grade:
    return replace(grade, provenance=replace(grade.provenance, model=name))


def test_key_points_are_counted_by_the_best_verdict() -> None:
    first = a_grade(QUESTION, MISSED, PARTIAL, Verdict.CONTRADICTED)
    second = a_grade(QUESTION, MET, MISSED, MISSED)
    facts = closing_facts([a_turn(first, second)])
    assert (facts.met, facts.partial, facts.missed) == (1, 1, 1)


def test_scores_are_means_by_topic_and_over_all() -> None:
    whole, none = a_grade(QUESTION, MET, MET, MET), a_grade(QUESTION, MISSED, MISSED, MISSED)
    facts = closing_facts([a_turn(whole), a_turn(none), a_turn(whole, topic="optimization")])
    assert [(score.topic, score.percent, score.count) for score in facts.topics] == [
        ("regularization", 50, 2),
        ("optimization", 100, 1),
    ]
    assert [(score.percent, score.count) for score in facts.overall] == [(67, 3)]


def test_methods_are_not_mixed() -> None:
    by_llm = a_grade(QUESTION, MET, MET, MET, method=Method.LLM)
    by_similarity = a_grade(QUESTION, MISSED, MISSED, MISSED)
    both = a_turn(a_grade(QUESTION, MISSED, MISSED, MISSED, method=Method.LLM), by_similarity)
    facts = closing_facts([a_turn(by_llm), a_turn(by_similarity), both])
    scores = [(score.grader.method, score.percent) for score in facts.overall]
    assert scores == [(Method.LLM, 100), (Method.SIMILARITY, 0)]
    assert facts.mixed == 1


def test_two_models_are_two_graders() -> None:
    one, other = by_model("one", a_grade(QUESTION, MET, MET, MET)), by_model("two", a_grade(QUESTION, *[MISSED] * 3))
    facts = closing_facts([a_turn(one), a_turn(other), a_turn(one, other)])
    assert [(score.grader.model, score.percent) for score in facts.overall] == [("one", 100), ("two", 0)]
    assert facts.mixed == 1


def test_what_a_rule_settled_counts_with_the_only_judge() -> None:
    by_rule = a_grade(QUESTION, MISSED, MISSED, MISSED, method=Method.GATE)
    facts = closing_facts([a_turn(a_grade(QUESTION, MET, MET, MET)), a_turn(by_rule)])
    assert [(score.grader.method, score.percent) for score in facts.overall] == [(Method.SIMILARITY, 50)]


def test_a_summary_names_two_models_of_one_kind_of_grader() -> None:
    one, other = by_model("one", a_grade(QUESTION, MET, MET, MET)), by_model("two", a_grade(QUESTION, *[MISSED] * 3))
    said = summary(closing_facts([a_turn(one), a_turn(other)]))
    assert "100 % by similarity (one) and 0 % by similarity (two)." in said


@pytest.mark.parametrize(
    ("graders", "named"),
    [
        (["openai:gpt-4.1 7", "openai:gpt-4o 7"], ["gpt-4.1", "gpt-4o"]),
        (["openai:llama 7", "local:llama 7"], ["openai:llama", "local:llama"]),
        (["openai:llama 7", "openai:llama 8"], ["openai:llama, version 7", "openai:llama, version 8"]),
    ],
)
def test_graders_of_one_kind_are_named_by_what_tells_them_apart(graders: list[str], named: list[str]) -> None:
    names = [GraderName(Method.LLM, *grader.split()) for grader in graders]
    spoken = [spoken_grader(name, {*names, SIMILARITY}) for name in names]
    assert spoken == [f"by the language model ({name})" for name in named]
    assert spoken_grader(SIMILARITY, {*names, SIMILARITY}) == "by similarity"


def test_what_was_not_graded_is_counted_and_scores_nothing() -> None:
    skipped = replace(a_turn(None), skipped=True)
    open_ = replace(a_turn(), exchanges=(Exchange(Prompt(PromptKind.QUESTION, "?")),))
    facts = closing_facts([a_turn(a_failed_grade()), skipped, open_])
    assert (facts.asked, facts.ungraded, facts.skipped, facts.graded, facts.overall) == (3, 1, 1, 0, ())


def test_a_misconception_is_named_once() -> None:
    lie = MisconceptionFound("m1", "It is a lie.", "It is not.", (Evidence(0, 2, "an"),))
    grade = replace(a_grade(QUESTION, MET, MET, MET), misconceptions=(lie,))
    assert closing_facts([a_turn(grade), a_turn(grade)]).misconceptions == ("It is a lie.",)


def test_a_session_of_nothing_has_no_facts() -> None:
    assert closing_facts([]).asked == 0


def test_the_opening_names_the_first_three_topics_once() -> None:
    plan = a_plan("a", "b", "c", "d", "e", mode=Mode.MOCK)
    facts = opening_facts(plan, [a_question(f"q{number}", topic=topic) for number, topic in enumerate("xyxzw")])
    assert (facts.questions, facts.topics, facts.seconds_per_question) == (5, ("x", "y", "z"), 180)


CODE = replace(a_question("code"), kind=Kind.CODE, exercise=Exercise(task="Write it."))
ESTIMATE = replace(a_question("estimate"), kind=Kind.ESTIMATE, exercise=Exercise(task="Estimate it."))


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ((QUESTION,), "Keep to 180 seconds a question."),
        ((QUESTION, CODE), "Keep to 180 seconds a question, and to 15 minutes an exercise."),
        ((CODE, QUESTION, ESTIMATE), "Keep to 180 seconds a question, and to 8 to 15 minutes an exercise."),
        ((CODE,), "Keep to 15 minutes an exercise."),
    ],
)
def test_the_greeting_of_a_mock_interview_tells_the_limits_that_its_questions_have(
    questions: tuple[Question, ...], said: str
) -> None:
    plan = a_plan(*(question.id for question in questions), mode=Mode.MOCK)
    facts = opening_facts(plan, questions)
    assert greeting(facts, Tone.NEUTRAL).endswith(f" {said}")
    assert why_not_the_opening(greeting(facts, Tone.NEUTRAL), facts) is None


def test_a_model_is_told_the_limits_of_exercises_apart() -> None:
    facts = opening_facts(a_plan("q", "code", mode=Mode.MOCK), (QUESTION, CODE))
    listed = listed_opening(facts)
    assert "seconds to keep to for each question that is no exercise: 180" in listed
    assert "time to keep to for each exercise: 15 minutes" in listed


def test_without_a_limit_no_greeting_names_one() -> None:
    assert "Keep" not in greeting(opening_facts(a_plan("q", "code"), (QUESTION, CODE)), Tone.NEUTRAL)
