"""Which questions a session asks."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from interviewer.corpus.exercise import Exercise, Language
from interviewer.corpus.question import DIVIDED_TOPICS, TOPICS, Kind, Level, Question, Shelf
from interviewer.errors import UnknownNameError, UsageError
from interviewer.interview.choosing import Choices, choose, parse_topics, without_torch
from interviewer.interview.session import Mode
from interviewer.learning.pace import EXPECTED
from interviewer.learning.standing import Standing
from tests.factories import NOON, a_question

POOL = tuple(
    a_question(f"{topic}-{n}", topic=topic, level=level)
    for topic in ("optimization", "regularization", "evaluation")
    for n, level in enumerate(Level)
)


def standing(question: Question, unaided: float) -> Standing:
    return Standing(question.id, question.topic, unaided, NOON)


def pick(
    choices: Choices,
    known: dict[str, Standing] | None = None,
    seed: int = 1,
    drill: tuple[str, ...] = (),
    wanted: tuple[str, ...] | None = None,
) -> tuple[str, ...]:
    return choose(POOL, choices, known or {}, drill, random.Random(seed), wanted)


def test_no_question_is_asked_twice() -> None:
    chosen = pick(Choices(count=9))
    assert len(set(chosen)) == 9


def test_the_same_seed_chooses_the_same_questions() -> None:
    assert pick(Choices(count=4), seed=5) == pick(Choices(count=4), seed=5)


def test_other_seeds_choose_other_questions() -> None:
    assert len({pick(Choices(count=3), seed=seed) for seed in range(10)}) > 1


def test_topics_and_levels_restrict_the_choice() -> None:
    chosen = pick(Choices(count=9, topics=("optimization",), levels=(Level.MID, Level.SENIOR)))
    assert sorted(chosen) == ["optimization-1", "optimization-2"]


def test_kinds_restrict_the_choice() -> None:
    code = tuple(replace(question, kind=Kind.CODE) for question in POOL[:2])
    chosen = choose((*code, *POOL[2:]), Choices(count=9, kinds=(Kind.CODE,)), {}, (), random.Random(1))
    assert sorted(chosen) == [POOL[0].id, POOL[1].id]


def test_named_questions_are_asked_as_they_are_named() -> None:
    named = (POOL[5].id, POOL[1].id)
    assert pick(Choices(count=1, topics=("evaluation",), question_ids=named)) == named


def test_a_question_that_is_named_twice_is_asked_once() -> None:
    named = (POOL[5].id, POOL[1].id, POOL[5].id)
    assert pick(Choices(question_ids=named)) == (POOL[5].id, POOL[1].id)


def test_a_named_question_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no question 'optimization-9'"):
        pick(Choices(question_ids=("optimization-9",)))


@pytest.mark.parametrize("minutes", [7, 12, 20])
def test_minutes_are_filled_and_not_exceeded(minutes: int) -> None:
    for seed in range(20):
        chosen = pick(Choices(minutes=minutes, count=1), seed=seed)
        taken = EXPECTED.minutes(question for question in POOL if question.id in chosen)
        assert taken <= minutes
        assert all(taken + EXPECTED.minutes([left]) > minutes for left in POOL if left.id not in chosen)


def test_a_minute_is_enough_for_one_question() -> None:
    assert len(pick(Choices(minutes=1))) == 1


def test_a_drill_by_minutes_takes_the_first_that_fit() -> None:
    drill = tuple(question.id for question in POOL[:3])
    assert pick(Choices(mode=Mode.DRILL, minutes=9), drill=drill) == drill[:2]


def test_easier_levels_come_first() -> None:
    chosen = pick(Choices(count=9))
    assert [name[-1] for name in chosen] == sorted(name[-1] for name in chosen)


def test_nothing_that_fits_is_said_with_what_to_do() -> None:
    with pytest.raises(UsageError, match="No question matches these topics"):
        choose(POOL[:1], Choices(levels=(Level.SENIOR,)), {}, (), random.Random(1))


def test_weak_topics_come_up_more_often() -> None:
    known = {q.id: standing(q, 0.1 if q.topic == "evaluation" else 1.0) for q in POOL if q.id.endswith("0")}
    first = [pick(Choices(count=1), known, seed)[0].rsplit("-", 1)[0] for seed in range(300)]
    assert first.count("evaluation") > 1.5 * max(first.count("optimization"), first.count("regularization"))


def test_a_drill_asks_what_it_is_given_in_that_order() -> None:
    drill = (POOL[3].id, POOL[0].id, POOL[2].id)
    assert pick(Choices(mode=Mode.DRILL), drill=drill) == drill
    assert pick(Choices(mode=Mode.DRILL, count=2), drill=drill) == drill[:2]


def test_a_drill_keeps_to_the_chosen_topics_and_to_the_corpus() -> None:
    drill = (POOL[3].id, "gone", POOL[0].id, POOL[4].id)
    assert pick(Choices(mode=Mode.DRILL, topics=(POOL[3].topic,)), drill=drill) == (POOL[3].id, POOL[4].id)


def test_a_drill_without_anything_to_drill_says_so() -> None:
    with pytest.raises(UsageError, match="Nothing is weak or due"):
        pick(Choices(mode=Mode.DRILL))


def test_what_a_text_asks_for_comes_in_its_order_and_nothing_else_does() -> None:
    wanted = (POOL[4].id, "gone", POOL[7].id)
    assert pick(Choices(count=9, for_text="a job"), wanted=wanted) == (POOL[4].id, POOL[7].id)


def test_a_text_that_asks_for_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="No question is about what the job description or CV names"):
        pick(Choices(for_text="a job"), wanted=())


def test_a_drill_for_a_text_asks_only_what_is_weak_or_due_what_the_text_asks_for_first() -> None:
    drill = (POOL[0].id, POOL[3].id)
    assert pick(Choices(mode=Mode.DRILL), drill=drill, wanted=(POOL[7].id, POOL[3].id)) == (POOL[3].id, POOL[0].id)


def test_topics_may_come_one_by_one() -> None:
    assert parse_topics(iter(("evaluation", "optimization")), TOPICS) == ("evaluation", "optimization")


def test_an_unknown_topic_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'optimization'"):
        parse_topics(["optimisation"], ["optimization", "evaluation"])


def test_a_topic_that_was_divided_is_answered_with_its_parts() -> None:
    with pytest.raises(UsageError, match=r"was divided\. Its questions are in: .*multimodal.*inference-and-serving"):
        parse_topics(["transfer-and-efficiency"], TOPICS)


def test_the_parts_of_divided_topics_are_topics_and_they_themselves_are_not() -> None:
    assert {part for parts in DIVIDED_TOPICS.values() for part in parts} <= set(TOPICS)
    assert not set(DIVIDED_TOPICS) & set(TOPICS)


def exercises(count: int, kind: Kind = Kind.CODE, language: Language = Language.NUMPY) -> tuple[Question, ...]:
    return tuple(
        replace(
            a_question(f"{language}-{number}", topic="optimization"),
            kind=kind,
            exercise=Exercise(task="Write it.", language=language),
        )
        for number in range(count)
    )


def drawn(choices: Choices, *questions: Question, seed: int = 1) -> list[Question]:
    by_id = {question.id: question for question in questions}
    return [by_id[name] for name in choose(questions, choices, {}, (), random.Random(seed))]


def share(found: list[Question]) -> int:
    return sum(question.exercise is not None for question in found)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("count", "most"), [(1, 0), (3, 0), (4, 1), (7, 1), (8, 2)])
def test_at_most_one_in_four_questions_is_an_exercise(count: int, most: int, seed: int) -> None:
    assert share(drawn(Choices(count=count), *POOL, *exercises(30), seed=seed)) <= most


def test_exercises_are_drawn_where_there_is_room_for_them() -> None:
    assert any(share(drawn(Choices(count=4), *POOL, *exercises(30), seed=seed)) for seed in range(20))


def test_as_many_exercises_as_are_asked_for_by_their_kind() -> None:
    assert share(drawn(Choices(count=5, kinds=(Kind.CODE,)), *POOL, *exercises(9))) == 5


def test_exercises_fill_a_session_that_nothing_else_is_left_for() -> None:
    found = drawn(Choices(count=20), *POOL, *exercises(30))
    assert (len(found), share(found)) == (20, 11)


@pytest.mark.parametrize(("kind", "fits"), [(Kind.CODE, 2), (Kind.DEBUG, 3), (Kind.ESTIMATE, 3), (Kind.DERIVE, 2)])
def test_minutes_know_how_long_exercises_take(kind: Kind, fits: int) -> None:
    assert len(drawn(Choices(minutes=30, kinds=(kind,)), *exercises(9, kind))) == fits


def test_classics_are_drawn_only_where_they_are_asked_for() -> None:
    classic = replace(POOL[0], shelf=Shelf.CLASSIC)
    assert classic not in drawn(Choices(count=9), classic, *POOL[1:])
    assert drawn(Choices(count=9, shelf=Shelf.CLASSIC), classic, *POOL[1:]) == [classic]
    assert drawn(Choices(question_ids=(classic.id,)), classic, *POOL[1:]) == [classic]


def test_a_drill_keeps_the_classics_that_are_due() -> None:
    classic = replace(POOL[0], shelf=Shelf.CLASSIC)
    chosen = choose((classic,), Choices(mode=Mode.DRILL), {}, (classic.id,), random.Random(1))
    assert chosen == (classic.id,)


def test_exercises_in_pytorch_can_be_left_out() -> None:
    needs, others = exercises(2, language=Language.TORCH), exercises(2)
    assert without_torch((*POOL, *needs, *others)) == [*POOL, *others]
