"""Exercises on the screen."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from interviewer.corpus.question import Question
from interviewer.interview.dialogue.review import REVIEW
from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.interview.dialogue.speech import Worded
from interviewer.interview.session import Phase
from interviewer.models.chat import Cancel
from interviewer.tui import answer_box
from interviewer.tui.theme import THEMES
from interviewer.tui.transcript import Transcript
from tests.exercises.samples import CODE, DEBUG, DERIVE, ESTIMATE, exercise
from tests.front_ends import ExerciseContext
from tests.tui.conftest import Begin, Person

EXERCISE = exercise(CODE)
STARTER, SOLUTION, OVERFLOWS = EXERCISE.starter, EXERCISE.solution, EXERCISE.wrong[0].program


@pytest.fixture
def exercises(tmp_path: Path) -> ExerciseContext:
    return ExerciseContext(tmp_path, CODE, DEBUG, ESTIMATE)


async def type_program(person: Person, program: str) -> None:
    person.box.load_text(program)
    await person.settle()


async def test_the_box_begins_with_the_starter_in_an_editor_with_colours(
    begin: Begin, exercises: ExerciseContext
) -> None:
    async with begin(parts=exercises) as person:
        assert person.box.text == STARTER
        assert (person.box.language, person.box.show_line_numbers) == ("python", True)
        assert "Write softmax(x, axis=-1)" in person.transcript.replace("`", "")


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_a_program_has_the_colours_of_the_theme(begin: Begin, exercises: ExerciseContext, theme: str) -> None:
    async with begin(parts=exercises) as person:
        person.app.theme = theme
        await person.settle()
        word = next(segment for segment in person.box.render_line(3) if segment.text == "def")
        assert word.style is not None
        assert word.style.color is not None
        assert word.style.color.name == person.app.theme_variables["lead"].lower()


async def test_without_the_parser_a_program_is_plain_text(
    begin: Begin, exercises: ExerciseContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_box, "can_colour", lambda: False)
    async with begin(parts=exercises) as person:
        assert (person.box.language, person.box.text) == (None, STARTER)
        await person.press("f5")
        assert "✗ failed: A row sums to one" in person.transcript


async def test_enter_and_tab_indent_a_program_and_neither_sends(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await type_program(person, "")
        await person.press(*"if x:", "enter", "y", "enter", "tab", "z")
        assert person.box.text == "if x:\n    y\n        z"


async def test_escape_leaves_the_box_and_tab_returns_to_it(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await person.press("escape")
        assert person.app.focused is not person.box
        await person.press("shift+tab")
        assert person.app.focused is person.box


async def test_a_box_that_was_left_says_so_and_how_to_come_back(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await person.press("escape")
        assert "Tab goes back" in str(person.box.border_subtitle)
        assert "Ctrl+J" not in str(person.box.border_subtitle)
        await person.press("tab")
        assert person.app.focused is person.box
        assert "Ctrl+J sends" in str(person.box.border_subtitle)


async def test_resuming_at_a_follow_up_shows_it(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await type_program(person, SOLUTION)
        await person.press("ctrl+j")
    async with begin(parts=exercises, resume="20261102-test") as person:
        transcript = person.app.screen.query_one(Transcript)
        last = transcript.query(".question").last()
        assert transcript.region.contains_region(last.region)


async def test_leaving_and_skipping_an_untouched_starter_ask_nothing(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await person.press("f4", "enter")
        assert person.box.text == exercise(DEBUG).starter
        await person.pilot.press("ctrl+q")
        await person.pilot.pause()
        assert not person.app.is_running


async def test_enter_makes_a_line_in_a_derivation_and_sends_a_follow_up(begin: Begin, tmp_path: Path) -> None:
    async with begin(parts=ExerciseContext(tmp_path, DERIVE)) as person:
        assert "Ctrl+J sends · Enter makes a new line" in str(person.box.border_subtitle)
        await person.press("a", "enter", "b")
        assert person.box.text == "a\nb"
        await person.press("ctrl+j")
        assert "a\nb" in person.transcript
        assert "Follow-up" in person.transcript
        assert "Enter sends again · Ctrl+J makes a new line" in str(person.box.border_subtitle)


async def test_the_tests_run_as_often_as_wanted_and_answer_nothing(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await person.press("f5")
        await type_program(person, OVERFLOWS)
        await person.press("f5")
        assert person.transcript.index("✗ failed: A row sums to one") < person.transcript.index("✓ passed: A row sums")
        assert (person.box.text, exercises.memory.saved[-1].phase) == (OVERFLOWS, Phase.ANSWERING)


async def test_running_tests_and_going_on_share_a_key_and_are_never_on_together(
    begin: Begin, exercises: ExerciseContext
) -> None:
    async with begin(parts=exercises) as person:
        screen = person.app.screen
        assert (screen.check_action("run_tests", ()), screen.check_action("proceed", ())) == (True, False)
        while screen.check_action("proceed", ()) is False:
            await person.press("f3")
        assert (screen.check_action("run_tests", ()), screen.check_action("proceed", ())) == (False, True)


async def test_while_the_tests_run_their_time_is_told_and_the_same_key_stops_them(
    begin: Begin, exercises: ExerciseContext
) -> None:
    exercises.tests.hold()
    async with begin(parts=exercises) as person:
        await person.pilot.press("f5")
        async with asyncio.timeout(20):
            while person.line("#ready") != "Running the visible tests … 1 s; F5 stops them.":
                await person.pilot.pause(0.05)
        await person.pilot.press("f5")
        exercises.tests.let_go()
        await person.settle()
        assert "The run was stopped." in person.transcript
        assert "visible test passed" not in person.transcript
        assert person.line("#ready") == ""


async def test_what_a_program_prints_is_shown_and_not_obeyed(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await type_program(person, "print('\\x1b[2J [bold]loud[/bold]')\n" + SOLUTION)
        await person.press("f5")
        assert "␛[2J [bold]loud[/bold]" in person.transcript


async def test_an_untouched_starter_stays_in_the_box(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await person.press("ctrl+j")
        assert "That is what the answer began with" in person.transcript
        assert person.box.text == STARTER


async def test_a_follow_up_is_answered_in_words_and_the_solution_comes_after(
    begin: Begin, exercises: ExerciseContext
) -> None:
    async with begin(parts=exercises) as person:
        await type_program(person, SOLUTION)
        await person.press("ctrl+j")
        assert "What does your function cost?" in person.transcript
        assert (person.box.text, person.box.language, person.box.show_line_numbers) == ("", None, False)
        assert "A right program" not in person.transcript
        await person.answer("fact4")
        assert "Marked by a program: 7 of 7 points" in person.transcript
        assert "A right program" in person.transcript


async def test_a_second_try_begins_with_the_last_program(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await type_program(person, OVERFLOWS)
        await person.press("ctrl+j")
        await person.press("f4")
        await person.press("f6")
        assert person.box.text == OVERFLOWS
        assert person.box.holds_program


async def test_a_faulty_program_has_numbered_lines_and_can_be_answered_in_words(
    begin: Begin, exercises: ExerciseContext
) -> None:
    async with begin(parts=exercises) as person:
        await person.press("f4", "enter")
        assert " 6 |     scores = q @ k.T / d\n" in person.transcript
        assert "F5" not in str(person.box.border_subtitle)
        await person.press("f7", *"6")
        assert person.box.text == "6"


async def test_words_on_a_faulty_program_are_wrapped_and_a_program_is_not(
    begin: Begin, exercises: ExerciseContext
) -> None:
    async with begin(parts=exercises) as person:
        await person.press("f4", "enter")
        box = person.box
        assert (box.soft_wrap, box.show_line_numbers, box.language) == (False, True, "python")
        await person.press("f7", *"line 6 divides by d")
        assert (box.text, box.soft_wrap, box.show_line_numbers, box.language) == (
            "line 6 divides by d",
            True,
            False,
            None,
        )
        assert box.border_title == "Your answer"
        await type_program(person, exercise(DEBUG).starter.replace("/ d", "/ np.sqrt(d)"))
        assert (box.soft_wrap, box.show_line_numbers, box.language) == (False, True, "python")


async def test_an_estimate_has_a_box_for_words(begin: Begin, exercises: ExerciseContext) -> None:
    async with begin(parts=exercises) as person:
        await person.press("f4", "enter", "f4", "enter")
        assert "A decoder has 32 layers" in person.transcript
        assert "End with a line such as: answer: 17 GB" in person.transcript
        assert not person.box.holds_program


async def test_a_program_that_is_being_written_is_there_again_when_resumed(
    begin: Begin, exercises: ExerciseContext
) -> None:
    async with begin(parts=exercises) as person:
        await type_program(person, OVERFLOWS)
    async with begin(parts=exercises, resume="20261102-test") as person:
        assert (person.box.text, person.box.holds_program) == (OVERFLOWS, True)
        assert "Write softmax" in person.transcript.replace("`", "")


class Reviewing(ScriptedDialogue):
    """Somebody who has a word on every program."""

    def review(self, question: Question, program: str, *, cancel: Cancel | None = None) -> Worded:
        return Worded("The names [bold]say[/bold] what they hold.", by_model=True)


async def test_a_models_remark_is_labelled_follows_the_feedback_and_is_there_again_when_resumed(
    begin: Begin, exercises: ExerciseContext
) -> None:
    exercises.voice = Reviewing(Random(1))
    async with begin(parts=exercises) as person:
        await type_program(person, SOLUTION)
        await person.press("ctrl+j")
        await person.answer("fact4")
        told = person.transcript
        assert f"{REVIEW}\nThe names [bold]say[/bold] what they hold." in told
        assert told.index("7 of 7 points") < told.index(REVIEW)
    async with begin(parts=exercises, resume="20261102-test") as person:
        assert f"{REVIEW}\nThe names [bold]say[/bold] what they hold." in person.transcript
