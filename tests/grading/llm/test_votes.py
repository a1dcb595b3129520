"""Several askings about a key point come to one verdict: a majority decides, and a tie fails."""

from __future__ import annotations

import itertools

import pytest

from interviewer.grading.llm.votes import outcome
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict

MET, PARTIAL, MISSED, CONTRADICTED = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED
JUDGED = (MET, PARTIAL, MISSED, CONTRADICTED)


def vote(verdict: Verdict, *, supported: bool = True, reasoning: str = "") -> PointVerdict:
    evidence = () if verdict is MISSED or not supported else (Evidence(0, 3, "abc"),)
    return PointVerdict("k1", "Claim.", 2, verdict, evidence, supported=supported, reasoning=reasoning)


def came_to(*verdicts: Verdict) -> Verdict:
    return outcome([vote(verdict) for verdict in verdicts]).verdict


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        ((MET,), MET),
        ((MET, MET, MISSED), MET),
        ((MISSED, MET, MET), MET),
        ((MET, MISSED, MISSED), MISSED),
        ((PARTIAL, PARTIAL, MET), PARTIAL),
        ((CONTRADICTED, CONTRADICTED, MET), CONTRADICTED),
        ((MET, MET, MET, MISSED, MISSED), MET),
    ],
)
def test_more_than_half_decide(votes: tuple[Verdict, ...], verdict: Verdict) -> None:
    assert came_to(*votes) is verdict


@pytest.mark.parametrize(
    "votes", [(MET, MISSED), (MET, PARTIAL, MISSED), (MISSED, PARTIAL, MET), (MET, MET, MISSED, MISSED)]
)
def test_a_tie_fails(votes: tuple[Verdict, ...]) -> None:
    assert came_to(*votes) is MISSED


def test_most_votes_without_a_majority_are_a_tie() -> None:
    assert came_to(MET, MET, PARTIAL, MISSED, CONTRADICTED) in (MISSED, CONTRADICTED)


def test_a_tie_of_credit_is_the_lower_credit() -> None:
    assert came_to(MET, PARTIAL) is PARTIAL


def test_a_vote_without_evidence_is_one_for_missed() -> None:
    result = outcome([vote(MET), vote(MET, supported=False), vote(MET, supported=False)])
    assert (result.verdict, result.evidence) == (MISSED, ())
    assert result.votes == (MET, MISSED, MISSED)


def test_the_spread_is_told() -> None:
    assert outcome([vote(MET), vote(MISSED), vote(MET)]).votes == (MET, MISSED, MET)


def test_the_verdict_keeps_the_evidence_and_reason_of_a_vote_for_it() -> None:
    result = outcome([vote(MISSED, reasoning="no"), vote(MET, reasoning="first"), vote(MET, reasoning="second")])
    assert result.evidence == (Evidence(0, 3, "abc"),)
    assert result.reasoning == "first"


@pytest.mark.parametrize("size", [2, 3, 4])
def test_no_order_of_votes_earns_more_than_another(size: int) -> None:
    for votes in itertools.combinations_with_replacement(JUDGED, size):
        credits_ = {credit_of(outcome([vote(v) for v in order])) for order in itertools.permutations(votes)}
        assert len(credits_) == 1


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_votes_never_earn_more_than_a_majority_of_them_does(size: int) -> None:
    for votes in itertools.product(JUDGED, repeat=size):
        earned = credit_of(outcome([vote(v) for v in votes])) or 0.0
        as_much = sum((credit_of(vote(v)) or 0.0) >= earned for v in votes)
        assert earned == 0.0 or 2 * as_much > size or as_much == size


@pytest.mark.parametrize("lies", [(MET, PARTIAL), (MET, CONTRADICTED)])
def test_nothing_that_is_not_supported_comes_out_supported_with_credit(lies: tuple[Verdict, ...]) -> None:
    result = outcome([vote(verdict, supported=False) for verdict in lies])
    assert credit_of(result) == 0.0
