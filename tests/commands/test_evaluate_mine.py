"""`interviewer evaluate --mine`: a grader held against the verdicts that the user decided on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interviewer.bootstrap import AppContext
from interviewer.cli import main
from interviewer.grading.verdict import Verdict
from interviewer.interview.dispute import Dispute
from interviewer.interview.session import ExchangePlace, Session
from interviewer.settings import load_settings
from tests.factories import NOON
from tests.sample_report import recorded

pytestmark = pytest.mark.model

WRONG = {Verdict.MET: Verdict.MISSED}


def contested(session: Session, count: int, wrong: int = 0) -> Session:
    """The session with so many verdicts contested: the first `wrong` of them should be others, the rest are kept."""
    done = 0
    for at, turn in enumerate(session.turns):
        for number, exchange in enumerate(turn.exchanges):
            verdicts = exchange.grade.verdicts if exchange.grade is not None else ()
            disputes = []
            for one in verdicts[: max(0, count - done)]:
                label = WRONG.get(one.verdict, Verdict.MET) if done < wrong else one.verdict
                disputes.append(Dispute(one.point, one.verdict, label, NOON, "I \x1b[2J said so." * (done < wrong)))
                done += 1
            place = ExchangePlace(at, number)
            session = session.with_exchange(place, replace(exchange, disputes=tuple(disputes)))
    return session


def save(session: Session) -> None:
    """Saves a session in the home of the test, graded by the grader of today."""
    store = AppContext(load_settings()).store()
    store.save(session, draft="")
    assert main(["regrade", "--all", "--grader", "similarity"]) == 0


def evaluated(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The JSON that the command prints."""
    capsys.readouterr()
    assert main(["evaluate", "--mine", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def graded(ready_home: Path) -> Session:
    """The recorded session as the grader of today grades it."""
    save(recorded())
    return AppContext(load_settings()).store().load("20261102-mnpq").session


def decide(session: Session) -> None:
    """Saves the session with its decisions."""
    store = AppContext(load_settings()).store()
    store.load(session.plan.session_id)
    store.save(session, None, changed=0)


def test_the_share_and_the_kappa_are_over_the_labels(graded: Session, capsys: pytest.CaptureFixture[str]) -> None:
    decide(contested(graded, 20, wrong=5))
    found = evaluated(capsys)
    assert (found["labels"], found["assessed"], found["agreeing"], found["enough"]) == (20, 20, 15, True)
    assert found["share"]["value"] == 0.75
    assert found["share"]["low"] <= 0.75 <= found["share"]["high"]
    assert found["kappa"]["value"] < 1
    assert len(found["disagreements"]) == 5
    assert found["grader"] == "similarity (offline)"


def test_disagreements_come_with_both_reasons_and_as_text(graded: Session, capsys: pytest.CaptureFixture[str]) -> None:
    decide(contested(graded, 12, wrong=1))
    capsys.readouterr()
    assert main(["evaluate", "--mine"]) == 0
    out = capsys.readouterr().out
    assert "similarity (offline) agrees with 11 of 12 verdicts that you decided on." in out
    assert "Agreement: 92 % (95 %: " in out
    assert "not how good it is on the whole" in out
    assert "  20261102-mnpq, question 1, k1: An artificial neuron multiplies" in out
    assert "    you: missed (I ␛[2J said so.)\n    the grader: met “" in out
    assert "\x1b" not in out


def test_too_few_labels_make_no_figure(graded: Session, capsys: pytest.CaptureFixture[str]) -> None:
    decide(contested(graded, 3, wrong=1))
    found = evaluated(capsys)
    assert (found["agreeing"], found["assessed"], found["share"], found["kappa"]) == (2, 3, None, None)
    assert main(["evaluate", "--mine"]) == 0
    assert "too few for a share or a kappa: 10 are needed" in capsys.readouterr().out


def test_without_any_label_it_says_how_to_give_one(ready_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--mine"]) == 0
    assert "You have not decided on any verdict yet" in capsys.readouterr().out


def test_an_answer_to_a_question_that_is_gone_is_left_out_and_counted(
    graded: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    session = contested(graded, 3)
    decide(replace(session, turns=(replace(session.turns[0], question_id="gone"), *session.turns[1:])))
    found = evaluated(capsys)
    assert (found["gone"], found["labels"]) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--mine", "in.csv"], "without a file"), ([], "There is nothing to evaluate with.")],
)
def test_a_file_or_mine_but_one_of_them(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["evaluate", *arguments]) == 2
    assert said in capsys.readouterr().err
