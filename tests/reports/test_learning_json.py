"""Progress and the plan as JSON, and the page and the schema that describe them."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from interviewer.learning.attempts import PASS_LINE
from interviewer.learning.coverage import STALE_AFTER_DAYS, QuestionState
from interviewer.learning.figures import FEWEST
from interviewer.learning.misconceptions import CLEARED_AFTER_DAYS, MisconceptionState
from interviewer.learning.pace import EXPECTED_SECONDS
from interviewer.learning.plan import TodayPlan, plan_of_today
from interviewer.learning.progress import Progress, progress_of
from interviewer.reports.learning_json import learning_schema, plan_json, progress_json
from tests.factories import a_question
from tests.learning.attempted import MET, MISSED, SIMILAR, attempted, on_day
from tests.sample_report import AGAIN, LEARNING_SCHEMA

PAGE = Path(LEARNING_SCHEMA).with_name("progress.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(learning_schema())
HOSTILE = a_question("=cmd|' /C calc'!A0\x1b[31m<script>")

ATTEMPTS = [
    *(attempted(day, day / 6, points=[(MISSED, MET), (MET, MET)], states=["m1"], confidence=0.5) for day in range(6)),
    attempted(6, 0.2, question=HOSTILE, by=(SIMILAR,), seconds=60),
    attempted(7, None),
]
QUESTIONS = [a_question(), HOSTILE]


def progress() -> dict[str, Any]:
    found = progress_of(ATTEMPTS, QUESTIONS, on_day(8), by_similarity=True)
    document: dict[str, Any] = json.loads(progress_json(found))
    return document


def plan() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(plan_json(plan_of_today(ATTEMPTS, QUESTIONS, on_day(8), by_similarity=False)))
    return document


def table(heading: str) -> list[str]:
    """The first cells of the table under a heading, in code spans or not."""
    part = PAGE.split(f"{heading}\n", 1)[1].split("\n#", 1)[0]
    return [row.split("|")[1].strip() for row in re.findall(r"^\|.*$", part, re.MULTILINE)][2:]


def test_the_published_schema_is_that_of_the_code() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert LEARNING_SCHEMA.read_text(encoding="utf-8") == learning_schema(), AGAIN


@pytest.mark.parametrize("document", [progress(), plan()], ids=["progress", "plan"])
def test_what_is_printed_is_what_the_schema_says(document: dict[str, Any]) -> None:
    jsonschema.validate(document, SCHEMA)
    assert document["format"] == "interviewer-learning/1"


def test_every_figure_of_the_progress_has_its_count_beside_it() -> None:
    judge, similar = progress()["progress"]["graders"]
    unaided = judge["scores"]["unaided"]
    assert (unaided["count"], len(unaided["observations"]), unaided["direction"]) == (6, 6, "rising")
    assert set(unaided["trend"]) == {"per_week", "low", "high"}
    assert (similar["scores"]["unaided"]["count"], similar["scores"]["unaided"]["trend"]) == (1, None)
    assert (judge["calibration"]["count"], judge["calibration"]["bins"][0]["count"]) == (6, 6)


def test_text_is_exact() -> None:
    assert progress()["progress"]["coverage"]["questions"][1]["question_id"] == HOSTILE.id
    assert "\x1b" not in progress_json(progress_of(ATTEMPTS, QUESTIONS, on_day(8), by_similarity=True))


@pytest.mark.parametrize(("heading", "kind"), [("### progress", Progress), ("### plan", TodayPlan)])
def test_the_page_has_every_field_and_no_other(heading: str, kind: type) -> None:
    named = [name for cell in table(heading) for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(field.name for field in fields(kind))


def test_every_field_that_the_page_names_is_one_of_the_schema() -> None:
    known = {name for kind in SCHEMA["$defs"].values() for name in kind.get("properties", {})}
    part = PAGE.split("### progress", 1)[1]
    assert set(re.findall(r"`(\w+)`", part)) <= known


def test_the_page_has_the_states_and_the_conventions_of_the_code() -> None:
    assert table("## The map of the corpus") == list(QuestionState)
    assert table("## The ledger of misconceptions") == list(MisconceptionState)
    said = " ".join(PAGE.split())
    assert f"below {PASS_LINE:.0%}".replace("%", " %") in said
    assert f"more than {STALE_AFTER_DAYS} days ago" in said
    assert f"{CLEARED_AFTER_DAYS} days or more after it was last stated" in said
    assert f"No trend is claimed below {FEWEST} of them" in said
    expected = " or ".join(f"{seconds / 60:.0f} ({level})" for level, seconds in EXPECTED_SECONDS.items())
    assert f"until {FEWEST} were timed, {expected} minutes" in said
