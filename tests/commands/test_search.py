"""`interviewer search`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interviewer.cli import main
from tests.commands.linked_home import link_home

pytestmark = pytest.mark.model


@pytest.fixture
def indexed(home: Path, built_home: Path) -> None:
    """A home that has the index already."""
    link_home(home, built_home)


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["search", *arguments]) == 0
    return capsys.readouterr().out


def test_each_hit_is_a_questions_title_what_answers_and_where_it_stands(
    indexed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    first = found(capsys, "why does dropout help", "--limit", "1").splitlines()
    assert len(first) == 3
    assert first[0].endswith("  What is dropout, and why does it reduce overfitting?")
    assert first[1].startswith("       ")
    assert first[1].strip() not in first[0]
    assert first[2].startswith("       regularization/dropout.md")


def test_what_people_type_finds_a_question_without_being_shown(
    indexed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "knock out hidden nodes with a coin flip"
    (hit,) = json.loads(found(capsys, said, "--limit", "1", "--json"))
    assert (hit["question_id"], hit["title"]) == ("dropout", "What is dropout, and why does it reduce overfitting?")
    assert hit["passage"].partition("#")[2].startswith(("key-point-", "reference-"))
    assert "coin flip" not in hit["text"]
