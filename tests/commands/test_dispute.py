"""`interviewer dispute`: contesting a verdict of a saved session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.grading.verdict import Verdict
from interviewer.interview.dispute import Dispute
from interviewer.interview.session import Mode, Session
from interviewer.settings import load_settings
from tests.models.loopback import ChatServer
from tests.models.scripted_model import scripted
from tests.sample_report import recorded

pytestmark = pytest.mark.model

SESSION = "20261102-mnpq"
ARGUMENT = "The xylophone argument."


@pytest.fixture
def saved(ready_home: Path) -> Session:
    """A home with the recorded session in its database."""
    AppContext(load_settings()).store().save(recorded(), draft="")
    return recorded()


def kept() -> tuple[Dispute, ...]:
    """What is on disk of the disputes about the first answer."""
    return AppContext(load_settings()).store().load(SESSION).session.turns[0].exchanges[0].disputes


def test_without_a_key_point_it_lists_the_verdicts(saved: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dispute"]) == 0
    out = capsys.readouterr().out
    assert "Question 1: What is an artificial neuron, and what does it compute?\n  k1  ✗ missed: An artificial" in out


def test_a_verdict_is_judged_again_and_decided_when_it_is_said_what_it_should_be(
    saved: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["dispute", SESSION, "--question", "1", "--point", "k1"]
    assert main(named) == 0
    seen = capsys.readouterr()
    assert "You contest: ✗ missed: An artificial neuron multiplies" in seen.out
    assert "Second judgement, by similarity (offline), who knew of no dispute: ✓ met" in seen.out
    assert "add --verdict" in seen.err
    assert kept() == ()
    assert main([*named, "--verdict", "partial", "--reason", ARGUMENT]) == 0
    assert "Kept: you contest this: partial; " in capsys.readouterr().out
    (dispute,) = kept()
    assert (dispute.point, dispute.label, dispute.argument) == ("k1", Verdict.PARTIAL, ARGUMENT)
    assert main(["dispute"]) == 0
    assert "you contest this: partial" in capsys.readouterr().out


def test_a_chat_model_judges_afresh_and_hears_neither_verdict_nor_argument(
    saved: Session,
    monkeypatch: pytest.MonkeyPatch,
    chat_server: Callable[..., ChatServer],
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = chat_server(scripted)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-recognisable-0123456789")
    monkeypatch.setenv("INTERVIEWER_MODEL", "openai:scripted")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    assert main(["regrade", SESSION, "--yes"]) == 0
    first = [request.messages for request in server.requests]
    count = len(first)
    decided = ["--verdict", "missed", "--reason", ARGUMENT]
    assert main(["dispute", SESSION, "--question", "1", "--point", "k1", *decided]) == 0
    asked = [request.messages for request in server.requests[count:]]
    assert asked
    assert "xylophone" not in str(asked)
    assert "contest" not in str(asked)
    assert asked[0] in first  # the very request of any grading, and not from the cache of replies
    (dispute,) = kept()
    assert dispute.second is not None
    assert dispute.second.judge == "openai:scripted"
    assert dispute.second.usage.calls == len(asked)
    assert "Second judgement, by openai:scripted" in capsys.readouterr().out
    assert main(["report", SESSION]) == 0
    assert f"- second judgements of contested verdicts: {len(asked)} call" in capsys.readouterr().out


def test_a_mock_interview_is_contested_once_it_is_over(ready_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mock = replace(recorded(), plan=replace(recorded().plan, mode=Mode.MOCK))
    AppContext(load_settings()).store().save(replace(mock, finished_at=None), draft="")
    assert main(["dispute"]) == 2
    assert main(["dispute", SESSION, "--question", "1", "--point", "k1"]) == 2
    assert "k1" not in capsys.readouterr().out
    store = AppContext(load_settings()).store()
    store.load(SESSION)
    store.save(mock, None)
    assert main(["dispute", SESSION, "--question", "1", "--point", "k1", "--verdict", "met"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["20261102-mnpr"], "Did you mean '20261102-mnpq'?"),
        ([SESSION, "--verdict", "met"], "Name its key point with --point."),
        ([SESSION, "--point", "k1"], "Name one with --question"),
        ([SESSION, "--point", "k1", "--question", "99"], "The session has no question 99."),
        ([SESSION, "--point", "k77", "--question", "1"], "There is no verdict on 'k77'"),
        ([SESSION, "--point", "k1", "--question", "1", "--verdict", "mett"], "Did you mean 'met'?"),
    ],
)
def test_wrong_usage_is_told_and_keeps_nothing(
    saved: Session, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["dispute", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert kept() == ()
