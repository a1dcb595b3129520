"""Exercises for a program that leads an interview."""

from __future__ import annotations

from pathlib import Path

from tests.exercises.samples import CODE, ESTIMATE, exercise
from tests.front_ends import ExerciseContext
from tests.jsonl.test_interviewer import act, led, names, of, submit

EXERCISE = exercise(CODE)
OVERFLOWS = EXERCISE.wrong[0].program


def run(text: str) -> dict[str, str]:
    return {"action": "run_tests", "text": text}


def test_an_exercise_comes_with_its_task_and_visible_tests_and_nothing_that_is_hidden(tmp_path: Path) -> None:
    events = led(ExerciseContext(tmp_path, CODE))
    (asked,) = of(events, "question_asked")
    assert asked["exercise"] == {
        "kind": "code",
        "language": "numpy",
        "task": EXERCISE.task,
        "how_to_answer": "",
        "starter": EXERCISE.starter,
        "visible_tests": EXERCISE.visible_tests,
        "seconds": 8.0,
    }
    assert "test_large_inputs" not in str(events)


def test_an_exercise_says_how_it_is_answered(tmp_path: Path) -> None:
    (asked,) = of(led(ExerciseContext(tmp_path, ESTIMATE)), "question_asked")
    assert asked["exercise"]["how_to_answer"] == "End with a line such as: answer: 17 GB"


def test_visible_tests_run_and_are_told_one_by_one(tmp_path: Path) -> None:
    events = led(ExerciseContext(tmp_path, CODE), run(OVERFLOWS), run("x ="))
    first, second = of(events, "run_done")
    assert (first["passed"], first["tests"][0]["name"]) == (True, "test_a_row_sums_to_one")
    assert (second["passed"], "SyntaxError" in second["tests"][0]["message"]) == (False, True)
    assert names(events)[2:4] == ["run_started", "run_done"]


def test_running_tests_is_offered_only_where_there_are_some(tmp_path: Path) -> None:
    for name, offered in ((CODE, True), (ESTIMATE, False)):
        (state, *_) = of(led(ExerciseContext(tmp_path, name)), "state")
        assert ("run_tests" in state["actions"]) is offered


def test_a_run_can_be_stopped_while_it_goes_on(tmp_path: Path) -> None:
    context = ExerciseContext(tmp_path, CODE)
    context.tests.hold()
    events = led(context, run(OVERFLOWS), act("stop_run"), act("hint"), act("leave"))
    context.tests.let_go()
    assert names(events)[2:] == ["run_started", "run_stopped", "hint_given", "closed"]


def test_no_judge_is_named_for_an_answer_that_a_rule_settled(tmp_path: Path) -> None:
    events = led(ExerciseContext(tmp_path, CODE), act("dont_know"))
    assert [one["grader"] for one in of(events, "grading_done")] == ["a rule"]


def test_feedback_says_how_the_program_was_marked_and_has_the_solution(tmp_path: Path) -> None:
    events = led(ExerciseContext(tmp_path, CODE), submit(OVERFLOWS), submit("finite"), submit("fact4"))
    (closed,) = of(events, "turn_closed")
    feedback = closed["feedback"]
    assert feedback["marked"] == "4 of 7 points"
    assert feedback["solution"][0]["heading"] == "A right program"
    missed = next(point for point in feedback["points"] if point["point"] == "k2")
    assert (missed["verdict"], missed["evidence"]) == ("missed", [])
    assert missed["reason"].startswith("test_large_inputs failed: AssertionError")


def test_a_resumed_session_has_its_exercise_again_and_a_follow_up_too(tmp_path: Path) -> None:
    context = ExerciseContext(tmp_path, CODE)
    led(context, act("leave"))
    (resumed,) = of(led(context, act("leave"), resume=True), "session_resumed")
    assert resumed["exercise"]["language"] == "numpy"
