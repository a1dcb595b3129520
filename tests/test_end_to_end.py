"""A whole session offline, as a person has it: screen and line mode, the real model, a real database and corpus."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from interviewer.bootstrap import AppContext
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import Verdict
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Phase
from interviewer.settings import load_settings
from interviewer.tui.app import InterviewerApp, Opening
from interviewer.tui.report import ReportScreen
from tests.tui.conftest import Person

pytestmark = [pytest.mark.model, pytest.mark.slow]

GOOD = (
    "At each training step dropout sets the output of every unit to zero at random with some probability. "
    "Because any unit may be missing, units cannot rely on particular other units, so there is less co-adaptation. "
    "It is like training an ensemble of many thinned networks that share their weights."
)
SEED = "4"


def plain(*arguments: str, typed: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
    """Plain mode as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "interviewer", "--plain", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def sessions() -> list[dict[str, object]]:
    """The history as data."""
    listed = subprocess.run(
        [sys.executable, "-m", "interviewer", "history", "--json"], capture_output=True, text=True, check=True
    )
    return list(json.loads(listed.stdout))


def test_a_session_in_plain_mode_is_graded_reported_and_kept(ready_home: Path) -> None:
    done = plain("--topic", "regularization", "--count", "1", "--seed", SEED, "--offline", typed="/idk\n/idk\n\n")
    assert done.returncode == 0, done.stderr
    assert "Question 1 of 1 (regularization)" in done.stdout
    assert "✗ missed" in done.stdout
    assert "Reference answer:" in done.stdout
    assert "# Interview of" in done.stdout
    (session,) = sessions()
    assert session["graded"] == 1
    assert session["unaided"] == 0.0
    assert (ready_home / "data" / "reports" / f"{session['session']}.md").is_file()


def test_a_good_answer_scores_well_with_its_words_as_evidence_and_fine_scores_nothing(ready_home: Path) -> None:
    context = AppContext(load_settings(None))
    question = context.corpus().by_id["dropout"]
    grader = context.grader(lambda *_: None)
    good = grader.grade(GradingRequest(question, GOOD, question.title))
    assert good.score is not None
    assert good.score >= 0.45
    met = [verdict for verdict in good.verdicts if verdict.verdict is Verdict.MET]
    assert met
    assert all(span.holds_in(GOOD) for verdict in met for span in verdict.evidence)
    fine = grader.grade(GradingRequest(question, "fine", question.title))
    assert fine.score == 0.0


def test_an_answer_in_another_language_is_ungraded_with_the_reason(ready_home: Path) -> None:
    context = AppContext(load_settings(None))
    question = context.corpus().by_id["dropout"]
    answer = "Дропаут случайно обнуляет выходы нейронов во время обучения сети."
    grade = context.grader(lambda *_: None).grade(GradingRequest(question, answer, question.title))
    assert grade.score is None
    assert "does not seem to be in English" in grade.reason


async def test_the_app_leads_the_same_session_with_the_real_parts(ready_home: Path) -> None:
    context = AppContext(load_settings(None))
    app = InterviewerApp(context, Opening(choices=Choices(topics=("regularization",), count=1, seed=int(SEED))))
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(pilot, app)
        await person.settle()
        assert "Question 1 of 1 · regularization" in person.transcript
        await person.press("f3")
        await person.press("f3")
        assert "missed" in person.transcript
        assert "0 % unaided" in person.transcript
        await person.press("enter")
        assert isinstance(app.screen, ReportScreen)
    (summary,) = context.store().summaries()
    assert (summary.graded, summary.unaided) == (1, 0.0)


@pytest.mark.posix
def test_a_killed_session_resumes_at_its_turn_with_its_draft(ready_home: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "interviewer", "--plain", "--topic", "evaluation", "--count", "2"],
        encoding="utf-8",
        timeout=90,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    child.expect("Question 1 of 2")
    child.sendline("half of an answer")
    deadline = time.monotonic() + 30
    while not sessions_have_draft(ready_home) and time.monotonic() < deadline:
        time.sleep(0.1)
    child.kill(signal.SIGKILL)
    child.close(force=True)
    done = plain("--resume", typed="/quit\n")
    assert done.returncode == 0, done.stderr
    assert "Question 1 of 2" in done.stdout
    assert "half of an answer" in done.stdout
    context = AppContext(load_settings(None))
    (summary,) = context.store().summaries()
    assert context.store().load(summary.session_id).session.phase is Phase.ANSWERING


def sessions_have_draft(home: Path) -> bool:
    """Whether the draft has reached the disk."""
    if not (home / "data" / "interviewer.sqlite3").is_file():
        return False
    context = AppContext(load_settings(None))
    found = context.store().summaries()
    return bool(found) and bool(context.store().load(found[0].session_id).draft)


def test_a_job_description_chooses_the_questions_nearest_to_it(ready_home: Path) -> None:
    job = ready_home.parent / "job.txt"
    job.write_text("We build recurrent models: LSTM and GRU networks for time series, trained through time.")
    done = plain("--for", str(job), "--count", "3", "--seed", "1", typed="/skip\n\n/skip\n\n/skip\n\n")
    assert done.returncode == 0, done.stderr
    assert "How do LSTM and GRU differ" in done.stdout
    assert "What are state-space models such as S4 and Mamba" in done.stdout
    assert "How do transformers overcome the limitations of RNNs" in done.stdout
    told = done.stderr[done.stderr.index("Chosen for what you gave with --for:") :]
    assert "How do LSTM and GRU differ" in told
    assert "“We build recurrent models: LSTM and GRU networks" in told
    assert "(recurrent-networks/" in told
