"""`interviewer doctor` and `interviewer doctor --grader` as they are run."""

from __future__ import annotations

import argparse
import json
import re
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest

from interviewer.bootstrap import AppContext
from interviewer.commands.checkup.chat import ChatSetup
from interviewer.commands.checkup.check import State
from interviewer.commands.doctor import doctor
from interviewer.commands.doctor_grader import announcement, compare
from interviewer.corpus.reader import read_corpus
from interviewer.errors import CorpusError, UnknownNameError, UsageError
from interviewer.grading.evaluation.answers import packaged_answers
from interviewer.grading.evaluation.run import GraderUnderTest, tasks_of
from interviewer.models.errors import ModelUnreachableError
from interviewer.paths import bundled
from interviewer.settings import load_settings
from tests.grading.evaluation.graders import RuleGrader, as_labelled

KEY = "sk-never-to-be-seen"


def options(**changes: object) -> argparse.Namespace:
    """The arguments as they are parsed."""
    given = {"grader": False, "model": None, "answers": None, "json": False, "offline": True, "opened": ExitStack()}
    return argparse.Namespace(**{**given, **changes})


@pytest.fixture
def ready(home: Path, built_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home that has everything built already."""
    monkeypatch.setenv("INTERVIEWER_HOME", str(built_home))


@pytest.mark.model
@pytest.mark.usefixtures("ready")
def test_all_is_well_and_the_key_is_not_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert doctor(options(json=True)) == 0
    seen = capsys.readouterr()
    checks = {check["name"]: check for check in json.loads(seen.out)}
    assert {check["state"] for check in checks.values()} <= {State.OK, State.WARNING}
    assert {"Python", "packages", "data folder", "cache folder", "database", "corpus"} <= checks.keys()
    assert {"embedding model", "runtime", "index", "key", "chat model", "network", "terminal"} <= checks.keys()
    assert checks["key"]["says"] == "set"
    assert KEY not in seen.out + seen.err
    assert "0 problems" in seen.err


@pytest.mark.model
@pytest.mark.usefixtures("ready")
def test_offline_no_connection_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a connection is opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert doctor(options(offline=True)) == 0
    assert doctor(options(offline=True, grader=True, answers=2)) == 0


def test_a_problem_is_a_line_with_what_to_do_and_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("in the way")
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("INTERVIEWER_EMBEDDING_MODEL", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    assert doctor(options()) == 1
    out = capsys.readouterr().out
    assert "problem  data folder" in out
    assert "set INTERVIEWER_HOME to another folder" in out
    assert "ok       Python" in out
    assert "Traceback" not in out


@pytest.mark.model
@pytest.mark.usefixtures("ready")
def test_a_service_that_cannot_be_reached_is_exit_code_3(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> NoReturn:
        raise ModelUnreachableError("The server does not answer.", "Try again.")

    monkeypatch.setattr(
        "interviewer.commands.doctor.chat_setup", lambda _: ChatSetup("openai:x", key_set=True, open=away)
    )
    assert doctor(options(offline=False)) == 3


@pytest.mark.model
@pytest.mark.usefixtures("ready")
def test_the_similarity_grader_is_evaluated_for_real(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(options(grader=True, model=["similarity"], json=True)) == 0
    seen = capsys.readouterr()
    found = json.loads(seen.out)
    (grader,) = found["graders"]
    assert (found["answers"], found["left_out"]) == (len(packaged_answers()), [])
    assert grader["label"] == "similarity (offline)"
    assert grader["measures"]["noise"] == 0
    assert grader["measures"]["usage"]["calls"] == 0
    assert grader["recommended"] in ("yes", "with care", "no")
    assert "similarity: 92 gradings, no call to a chat model." in seen.err


@pytest.mark.model
@pytest.mark.usefixtures("ready")
def test_a_part_of_the_answers_is_said_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(options(grader=True, answers=3)) == 0
    out = capsys.readouterr().out
    assert out.startswith("3 labelled answers")
    assert "only 3 answers were graded" in out.splitlines()[-1]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"model": ["similarity"]}, "--grader"),
        ({"answers": 3}, "--grader"),
        ({"grader": True, "model": ["a", "b", "c"]}, "3 times"),
        ({"grader": True, "model": ["similarity", "similarity"]}, "2 times"),
    ],
)
def test_wrong_use_is_told_before_anything_is_done(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        doctor(options(**arguments))
    assert said in str(raised.value)


@pytest.mark.usefixtures("home")
def test_an_unknown_grader_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="similarity"):
        doctor(options(grader=True, model=["similarty"]))


def test_answers_to_questions_that_were_replaced_are_left_out_and_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for answer in packaged_answers():
        (file,) = bundled("corpus").glob(f"*/{answer.question_id}.md")
        copy = tmp_path / "mine" / file.parent.name / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(re.sub(r"(?<=## Key points\n- \[\d\] )", "Truly, ", file.read_text()))
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(tmp_path / "mine"))
    with pytest.raises(CorpusError, match="No labelled answer fits"):
        doctor(options(grader=True))
    assert capsys.readouterr().err.count("the claim of k1 has changed") == len(packaged_answers())


def test_what_calls_may_cost_is_told_before_them() -> None:
    answers = packaged_answers()
    questions = read_corpus([bundled("corpus")]).by_id
    priced = GraderUnderTest(
        "openai:x", lambda _: RuleGrader(answers, as_labelled), price=lambda tokens, out: tokens / 1e6
    )
    told = announcement(priced, tasks_of(answers), questions)
    assert "92 gradings, about 8" in told
    assert "Expected cost: 0.3" in told
    unpriced = GraderUnderTest("local:x", lambda _: RuleGrader(answers, as_labelled), price=lambda *_: None)
    assert "Expected cost: unknown" in announcement(unpriced, tasks_of(answers), questions)


@pytest.mark.usefixtures("home")
def test_two_graders_are_evaluated_on_the_same_answers_and_both_announced_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = packaged_answers()
    said_before: list[str] = []

    def grader(sample: int) -> RuleGrader:
        said_before.append(capsys.readouterr().err)
        return RuleGrader(answers, as_labelled)

    found = compare(
        AppContext(load_settings(None)),
        ("one", "other"),
        10,
        lambda name: GraderUnderTest(name, grader),
        lambda *_: None,
    )
    assert [evaluation.name for evaluation in found.evaluations] == ["one", "other"]
    tasks = [[outcome.task for outcome in evaluation.outcomes] for evaluation in found.evaluations]
    assert tasks[0] == tasks[1]
    assert "one: " in said_before[0]
    assert "other: " in said_before[0]
