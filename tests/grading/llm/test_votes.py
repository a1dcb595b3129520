"""Several askings about a key point come to one verdict: the middle one, and at a tie the one nearer to the first."""

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
    ("votes", "verdict"),
    [
        ((MISSED, PARTIAL, MET), PARTIAL),
        ((MET, CONTRADICTED, PARTIAL), PARTIAL),
        ((MET, MET, PARTIAL, MISSED, CONTRADICTED), PARTIAL),
    ],
)
def test_without_a_majority_the_middle_one_counts(votes: tuple[Verdict, ...], verdict: Verdict) -> None:
    assert came_to(*votes) is verdict


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        ((MET, MISSED), MET),
        ((MISSED, MET), MISSED),
        ((MET, MISSED, MISSED, MET), MET),
        ((MISSED, PARTIAL, MET, MET), PARTIAL),
        ((CONTRADICTED, MISSED), CONTRADICTED),
    ],
)
def test_a_tie_is_decided_by_the_first_vote(votes: tuple[Verdict, ...], verdict: Verdict) -> None:
    assert came_to(*votes) is verdict


@pytest.mark.parametrize("size", [2, 3, 4])
def test_turning_every_vote_round_turns_the_outcome_round(size: int) -> None:
    turned = {CONTRADICTED: MET, MISSED: PARTIAL, PARTIAL: MISSED, MET: CONTRADICTED}
    for votes in itertools.product(JUDGED, repeat=size):
        assert came_to(*(turned[verdict] for verdict in votes)) is turned[came_to(*votes)]


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
def test_the_votes_after_the_first_count_alike(size: int) -> None:
    for first, *others in itertools.product(JUDGED, repeat=size):
        assert len({came_to(first, *order) for order in itertools.permutations(others)}) == 1


@pytest.mark.parametrize("lies", [(MET, PARTIAL), (MET, CONTRADICTED)])
def test_nothing_that_is_not_supported_comes_out_supported_with_credit(lies: tuple[Verdict, ...]) -> None:
    result = outcome([vote(verdict, supported=False) for verdict in lies])
    assert credit_of(result) == 0.0
