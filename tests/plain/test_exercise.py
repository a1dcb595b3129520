"""Exercises in line mode: what is typed and what is read."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from interviewer.grading.gate import REFUSAL
from interviewer.interview.choosing import Choices
from interviewer.interview.programs import UNTOUCHED
from interviewer.plain import LineInterviewer, Pages
from tests.exercises.samples import CODE, DEBUG, DERIVE, ESTIMATE, exercise
from tests.front_ends import ExerciseContext

EXERCISE = exercise(CODE)
OVERFLOWS = EXERCISE.wrong[0].program


def said(folder: Path, typed: str, *names: str) -> str:
    context = ExerciseContext(folder, *(names or (CODE,)))
    page = io.StringIO()
    driver = context.sessions.begin(Choices(), lambda *_: None)
    LineInterviewer(context, driver, io.StringIO(typed), Pages(page, io.StringIO())).run()
    return page.getvalue()


def test_an_exercise_is_asked_with_its_task_its_starter_and_how_a_program_is_sent(tmp_path: Path) -> None:
    asked = said(tmp_path, "")
    assert "Write a softmax that survives large inputs\n\nWrite softmax(x, axis=-1)" in asked
    assert "It begins with:\nimport numpy as np\n\n\ndef softmax(" in asked
    assert "/send sends it" in asked
    assert "/run runs the visible tests" in asked


def test_one_question_is_told_in_the_singular(tmp_path: Path) -> None:
    assert "mode practice, 1 question." in said(tmp_path, "")


def test_how_a_program_is_sent_fits_a_line_each_of_80_columns(tmp_path: Path) -> None:
    asked = said(tmp_path, "").splitlines()
    (how,) = [number for number, line in enumerate(asked) if "/send sends it" in line]
    assert all(len(line) <= 80 for line in asked[how : how + 3])


def test_a_program_to_be_debugged_has_numbered_lines(tmp_path: Path) -> None:
    asked = said(tmp_path, "", DEBUG)
    assert " 6 |     scores = q @ k.T / d\n" in asked
    assert "/run" not in asked


def test_empty_lines_belong_to_a_program_which_is_sent_by_a_command(tmp_path: Path) -> None:
    assert "Marked by a program: 4 of 7 points" in said(tmp_path, f"{OVERFLOWS}\n/send\nfact2\n\nfact4\n\n")


def test_an_estimate_is_ended_by_an_empty_line_as_any_answer_in_words(tmp_path: Path) -> None:
    asked = said(tmp_path, "0.5 MiB per token\nso 17.2 GB\n\nfact3\n\n", ESTIMATE)
    assert "/send" not in asked
    assert "100 % unaided" in asked


@pytest.mark.parametrize(
    ("name", "how"),
    [
        (ESTIMATE, "End with a line such as: answer: 17 GB"),
        (DERIVE, "Write each formula on a line of its own, or in $...$."),
        (DEBUG, "Name the lines at fault and what is wrong there, or send the program without its faults."),
    ],
)
def test_how_an_answer_is_written_is_said_under_its_task_and_again_for_a_second_try(
    tmp_path: Path, name: str, how: str
) -> None:
    told = said(tmp_path, "/idk\n/idk\n/idk\n/retry\n", name)
    assert [line for line in told.splitlines() if line == how] == [how] * 2


def test_the_visible_tests_run_on_what_is_typed_as_often_as_wanted(tmp_path: Path) -> None:
    told = said(tmp_path, f"/run\n{OVERFLOWS}\n/run\n  x\n/run\n/skip\n")
    assert "Nothing is typed yet." in told
    assert "✓ passed: A row sums to one\n1 of 1 visible test passed" in told
    assert "✗ failed: A row sums to one\n    IndentationError" in told
    assert "Skipped." in told


def test_a_file_is_the_answer_with_its_empty_lines(tmp_path: Path) -> None:
    (tmp_path / "My softmax.py").write_text(OVERFLOWS)
    told = said(tmp_path, f"nonsense\n/load {tmp_path / 'My softmax.py'}\n/show\n/run\n")
    assert "Your answer has 6 lines from" in told
    assert "4 | def softmax(x, axis=-1):\n" in told
    assert "1 of 1 visible test passed" in told


@pytest.mark.parametrize(
    ("name", "why"), [("nowhere.py", "There is no file"), (".", "It is a folder"), ("bad.py", "is not UTF-8 text")]
)
def test_a_file_that_cannot_be_loaded_leaves_what_is_typed(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "bad.py").write_bytes(b"\xff\xfe")
    told = said(tmp_path, f"x = 1\n/load {tmp_path / name}\n/show\n")
    assert why in told
    assert "1 | x = 1\n" in told


def test_the_editor_begins_with_the_starter_and_its_file_is_one_of_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\ncase "$1" in *.py) echo "y = 2" >> "$1";; esac\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    told = said(tmp_path, "/edit\n/show\n/clear\n/show\n")
    assert "raise NotImplementedError\n6 | y = 2\n" in told
    assert "What you had typed is gone.\nNothing is typed yet.\n" in told


def test_the_untouched_starter_is_no_answer(tmp_path: Path) -> None:
    assert UNTOUCHED in said(tmp_path, f"{EXERCISE.starter}\n/send\n")


def test_where_nothing_is_open_there_is_nothing_to_send(tmp_path: Path) -> None:
    assert said(tmp_path, "/skip\n/send\n/run\n").count("There is no open question to answer.") == 2


def test_ctrl_c_stops_a_run_and_leaves_what_is_typed(tmp_path: Path) -> None:
    context = ExerciseContext(tmp_path, CODE)
    context.tests.hold()
    driver = context.sessions.begin(Choices(), lambda *_: None)
    page, typed = io.StringIO(), io.StringIO(f"{OVERFLOWS}\n/run\n/send\n/quit\n")

    def interrupt() -> None:
        while not context.tests.requests:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    LineInterviewer(context, driver, typed, Pages(page, io.StringIO())).run()
    context.tests.let_go()
    assert "The run was stopped.\n" in page.getvalue()
    assert "visible test passed" not in page.getvalue()
    assert driver.session.turn.exchanges[0].answer == OVERFLOWS


def test_of_an_answer_that_no_judge_was_asked_about_nobody_is_said_to_have_graded_it(tmp_path: Path) -> None:
    context = ExerciseContext(tmp_path, CODE)
    narration, page = io.StringIO(), io.StringIO()
    driver = context.sessions.begin(Choices(), lambda *_: None)
    LineInterviewer(context, driver, io.StringIO("/idk\n/quit\n"), Pages(page, narration)).run()
    assert "Graded by" not in narration.getvalue()
    assert REFUSAL in page.getvalue()


def test_it_is_said_who_marked_an_answer(tmp_path: Path) -> None:
    context = ExerciseContext(tmp_path, CODE)
    narration = io.StringIO()
    driver = context.sessions.begin(Choices(), lambda *_: None)
    typed = io.StringIO(f"{OVERFLOWS}\n/send\nfact2\n\n/quit\n")
    LineInterviewer(context, driver, typed, Pages(io.StringIO(), narration)).run()
    graded = [line.partition(" in ")[0] for line in narration.getvalue().splitlines() if line.startswith("Graded by")]
    assert graded == ["Graded by a program", "Graded by word grader"]
