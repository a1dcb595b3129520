"""Whatever ends the app, the terminal is as it was, and what was typed is kept: the real program in a real terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.settings import load_settings
from tests.tui.terminals import InTerminal

pytestmark = pytest.mark.slow

OPENING = ("-m", "interviewer", "--offline", "--count", "2", "--seed", "4")
RESUME = ("-m", "interviewer", "--offline", "--resume")
DRAFT = "half of an answer"

Open = Callable[..., InTerminal]


@pytest.fixture
def opened(ready_home: Path) -> Iterator[Open]:
    """Opens the program in a terminal, at its first question with a draft typed."""
    with ExitStack() as stack:

        def start(*arguments: str, draft: str = DRAFT) -> InTerminal:
            terminal = InTerminal(arguments or OPENING)
            stack.callback(terminal.close)
            terminal.wait_for("Question 1 of 2")
            if draft:
                terminal.type(draft)
                terminal.wait_for(draft)
            return terminal

        yield start


def kept_draft() -> str:
    """The draft of the last session, in the database."""
    store = AppContext(load_settings(None)).store()
    return store.load(store.summaries()[0].session_id).draft


@pytest.mark.posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_gives_the_terminal_back_and_keeps_the_draft(opened: Open, number: signal.Signals) -> None:
    terminal = opened()
    terminal.kill(number)
    assert terminal.exit_code(5) == 128 + number
    assert terminal.is_as_before
    assert terminal.given_back
    assert "What was answered is saved" in terminal.text.splitlines()[-1]
    assert kept_draft() == DRAFT
    again = opened(*RESUME, draft="")
    again.wait_for(DRAFT)


def test_a_second_signal_changes_nothing(opened: Open) -> None:
    terminal = opened()
    for _ in range(4):
        terminal.kill(signal.SIGTERM)
        time.sleep(0.02)
    assert terminal.exit_code(5) == 128 + signal.SIGTERM
    assert terminal.is_as_before
    assert terminal.given_back
    assert kept_draft() == DRAFT


@pytest.mark.posix
def test_a_terminal_that_goes_away_leaves_the_draft_and_no_process(opened: Open) -> None:
    terminal = opened()
    terminal.hang_up()
    assert terminal.exit_code(5) == 128 + signal.SIGHUP
    assert kept_draft() == DRAFT


@pytest.mark.posix
@pytest.mark.parametrize("key", ["\x11", "\x03", "\r"], ids=["quit", "interrupt", "send"])
def test_an_app_that_is_left_while_its_terminal_goes_away_ends(opened: Open, key: str) -> None:
    terminal = opened()
    time.sleep(1)  # the draft is kept by then
    terminal.type(key)
    terminal.hang_up()
    assert terminal.exit_code(10) in (0, 128 + signal.SIGHUP)


@pytest.mark.posix
def test_a_full_terminal_that_goes_away_does_not_hold_the_end_up(opened: Open) -> None:
    terminal = opened()
    terminal.stall("\x1b[24~")
    terminal.type("\x11")
    terminal.hang_up()
    assert terminal.exit_code(10) in (0, 128 + signal.SIGHUP)


def test_a_terminal_that_takes_no_output_does_not_hold_the_end_up(opened: Open) -> None:
    terminal = opened()
    time.sleep(1)  # the draft is kept by then
    terminal.stall("\x1b[24~")  # F12, which paints everything anew
    terminal.kill(signal.SIGTERM)
    assert terminal.exit_code(8) == 128 + signal.SIGTERM
    assert terminal.is_as_before
    assert kept_draft().startswith(DRAFT)


def test_a_signal_does_not_wait_for_a_slow_grading(opened: Open, tmp_path: Path) -> None:
    terminal = opened(*child(tmp_path, SLOW_GRADER))
    terminal.type("\r")
    terminal.wait_for("Grading your answer")
    terminal.kill(signal.SIGTERM)
    started = time.monotonic()
    assert terminal.exit_code(10) == 128 + signal.SIGTERM
    assert time.monotonic() - started < 2
    assert terminal.is_as_before
    assert terminal.given_back


@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGSTOP, None])
def test_a_process_that_was_stopped_goes_on_and_leaves_the_terminal_as_it_was(
    opened: Open, stop: signal.Signals | None
) -> None:
    terminal = opened()
    if stop is not None:
        terminal.kill(stop)
        os.waitpid(terminal.pid, os.WUNTRACED)
        assert terminal.is_as_before or stop is signal.SIGSTOP
    before = len(terminal.text)
    terminal.kill(signal.SIGCONT)
    deadline = time.monotonic() + 10
    while DRAFT not in terminal.text[before:] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert DRAFT in terminal.text[before:]  # painted again
    terminal.type(" and more")
    terminal.wait_for("and more")
    terminal.kill(signal.SIGTERM)
    assert terminal.exit_code(5) == 128 + signal.SIGTERM
    assert terminal.is_as_before
    assert terminal.given_back
    assert kept_draft() == f"{DRAFT} and more"


# A crash

CHILD = """
import sys
from interviewer import cli
{body}
sys.exit(cli.main(["--offline", "--count", "2", "--seed", "4"]))
"""
SLOW_GRADER = """
import time
from interviewer.grading.checked import CheckedGrader
CheckedGrader.grade = lambda self, request, cancel=None: time.sleep(60)
"""
BROKEN = """
import threading
from interviewer.tui.answer_box import AnswerBox
from interviewer.interview.gradings import Gradings
from interviewer.tui.interview import InterviewScreen

def broken(*_):
    secret = "sk-" + "secret" * 3
    raise KeyError(f"{secret} " + "fact" * 3)
"""
BREAKS = {
    "a key": "AnswerBox.Submitted.__init__ = broken",
    "a handler of the screen": "InterviewScreen.on_answer_box_submitted = broken",
    "a thread": "Gradings._grade = broken",
    "a timer": "InterviewScreen.action_hint = lambda self: None\n"
    "InterviewScreen.on_answer_box_submitted = lambda self, message: self.set_timer(0.01, broken)",
    "painting": "InterviewScreen.on_answer_box_submitted = "
    "lambda self, message: (setattr(AnswerBox, 'render_line', broken), self.query_one(AnswerBox).refresh())",
}


def child(folder: Path, body: str) -> tuple[str, ...]:
    """The arguments of a process that runs the program after `body`."""
    path = folder / "child.py"
    path.write_text(CHILD.format(body=body))
    return (str(path),)


@pytest.mark.parametrize("what", BREAKS)
def test_a_crash_gives_the_terminal_back_and_tells_neither_answers_nor_keys(
    opened: Open, tmp_path: Path, ready_home: Path, what: str
) -> None:
    terminal = opened(*child(tmp_path, BROKEN + BREAKS[what]))
    terminal.type("\r")
    assert terminal.exit_code(20) == 1
    assert terminal.is_as_before
    assert terminal.given_back
    left = terminal.text[terminal.text.rindex("interviewer: ") :]
    assert left.startswith("interviewer: The program hit an internal error: KeyError in child.py, line ")
    assert left.count("\n") == 1
    assert "Traceback" not in terminal.text
    assert "secret" not in terminal.text
    log = (ready_home / "data" / "interviewer.log").read_text()
    assert "in broken" in log
    assert "secretsecret" not in log
    assert "factfact" not in log
    if what != "a thread":  # there the answer was taken before
        assert kept_draft() == DRAFT


def test_a_terminal_that_does_not_speak_utf8_is_told_before_anything_is_sent(opened: Open) -> None:
    terminal = opened(draft="Gl")
    terminal.type("\udcfcck")
    terminal.wait_for("ck")
    terminal.type("\r")
    terminal.wait_for("Not sent:")
    terminal.kill(signal.SIGTERM)
    assert terminal.exit_code() == 128 + signal.SIGTERM
    store = AppContext(load_settings(None)).store()
    saved = store.load(store.summaries()[0].session_id)
    assert saved.session.turns[0].current.answer is None


# The editor


@pytest.mark.parametrize("obeys", [True, False])
def test_a_signal_while_an_editor_is_open_ends_both_and_keeps_what_was_written(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, obeys: bool
) -> None:
    editor = tmp_path / "editor.sh"
    ignore = "" if obeys else "trap '' TERM\n"
    editor.write_text(f'#!/bin/sh\n{ignore}stty raw -echo\nprintf " by the editor" >> "$1"\necho $$ > "$0.pid"\n'
                      "while :; do sleep 0.1; done\n")  # fmt: skip
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    terminal = opened()
    terminal.type("\x1b[19~")  # F8
    deadline = time.monotonic() + 20
    while not Path(f"{editor}.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    pid = int(Path(f"{editor}.pid").read_text())
    terminal.kill(signal.SIGTERM)
    assert terminal.exit_code(10) == 128 + signal.SIGTERM
    assert terminal.is_as_before
    assert terminal.given_back
    assert kept_draft() == f"{DRAFT} by the editor"
    assert subprocess.run(["kill", "-0", str(pid)], capture_output=True, check=False).returncode != 0
