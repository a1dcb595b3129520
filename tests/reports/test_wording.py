"""What is said in words, in every front end."""

from __future__ import annotations

import pytest

from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.reports.wording import covered_so_far, spoken_day
from tests.factories import NOON


@pytest.mark.usefixtures("far_east")
def test_a_day_is_that_of_the_machine() -> None:
    assert spoken_day(NOON) == "03 November 2026"


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ("met missed contradicted", "So far 1 of 3 key points are covered."),
        ("met partial partial missed", "So far 1 of 4 key points are covered, and 2 in part."),
        ("missed", "So far 0 of 1 key points are covered."),
    ],
)
def test_what_is_covered_is_counted_and_what_is_missing_is_not_named(verdicts: str, said: str) -> None:
    found = [PointVerdict("k1", "A secret.", 1, Verdict(name)) for name in verdicts.split()]
    assert covered_so_far(found) == said


def test_a_verdict_without_evidence_covers_nothing() -> None:
    found = [PointVerdict("k1", "A secret.", 1, verdict, supported=False) for verdict in (Verdict.MET, Verdict.PARTIAL)]
    assert covered_so_far(found) == "So far 0 of 2 key points are covered."
