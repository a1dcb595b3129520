"""The report as JSON."""

from __future__ import annotations

import json

import jsonschema
import pytest

from interviewer.reports.as_json import render_json, report_schema
from tests.reports.hostile import ANSWERS, hostile_report
from tests.sample_report import AGAIN, SCHEMA, recorded, report_of


def test_the_published_schema_is_that_of_the_code() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == report_schema(), AGAIN


def test_the_schema_is_one_and_a_report_is_what_it_says() -> None:
    schema = json.loads(report_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(render_json(report_of(recorded()))), schema)


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_kept_exactly(answer: str) -> None:
    report = json.loads(render_json(hostile_report(answer)))
    jsonschema.validate(report, json.loads(report_schema()))
    first = report["turns"][0]["answers"][0]
    assert first["answer"] == answer
    assert {answer[mark["start"] : mark["end"]] for mark in first["highlights"]} == {answer}
