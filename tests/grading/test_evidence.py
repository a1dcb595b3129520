"""Evidence is believed only where it stands in the answer."""

from __future__ import annotations

from interviewer.grading.evidence import span, verified
from interviewer.grading.judge import Judgement
from interviewer.grading.verdict import Evidence, MisconceptionFound, PointVerdict, Verdict

ANSWER = "Units are zeroed at random."


def judgement(verdict: Verdict, *evidence: Evidence) -> Judgement:
    return Judgement((PointVerdict("k1", "claim", 3, verdict, evidence),))


def test_a_span_leaves_out_the_white_space_around_it() -> None:
    assert span("  a b  c", 0, 6) == Evidence(2, 5, "a b")


def test_evidence_that_stands_in_the_answer_supports_a_verdict() -> None:
    checked = verified(judgement(Verdict.MET, span(ANSWER, 0, 16)), ANSWER)
    assert checked.verdicts[0].supported


def test_a_verdict_without_evidence_is_unsupported() -> None:
    for verdict in (Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED):
        assert not verified(judgement(verdict), ANSWER).verdicts[0].supported


def test_one_quotation_that_is_not_in_the_answer_makes_a_verdict_unsupported() -> None:
    invented = Evidence(0, 5, "Never")
    checked = verified(judgement(Verdict.MET, span(ANSWER, 0, 16), invented), ANSWER)
    assert not checked.verdicts[0].supported


def test_evidence_at_another_place_is_not_believed() -> None:
    assert not verified(judgement(Verdict.MET, Evidence(1, 6, "Units")), ANSWER).verdicts[0].supported


def test_a_missed_point_needs_no_evidence() -> None:
    assert verified(judgement(Verdict.MISSED), ANSWER).verdicts[0].supported


def test_a_misconception_that_is_not_in_the_answer_is_dropped() -> None:
    real = MisconceptionFound("m1", "belief", "truth", (span(ANSWER, 0, 5),))
    invented = MisconceptionFound("m2", "belief", "truth", (Evidence(0, 5, "Never"),))
    bare = MisconceptionFound("m3", "belief", "truth", ())
    checked = verified(Judgement((), (real, invented, bare)), ANSWER)
    assert checked.misconceptions == (real,)
