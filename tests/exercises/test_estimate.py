"""Estimates: which quantity is the result, what is near, what is a guess."""

from __future__ import annotations

import pytest

from interviewer.exercises.estimate import mark_estimate
from interviewer.grading.verdict import Verdict
from tests.exercises.samples import ESTIMATE, sample

MET, PARTIAL, MISSED, CONTRADICTED = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED


def on_the_way(answer: str) -> Verdict:
    """The verdict on the cache of one token, 0.5 MiB."""
    return mark_estimate(sample(ESTIMATE), answer).verdicts[0].verdict


def result(answer: str) -> Verdict:
    """The verdict on the result, 17.2 GB."""
    return mark_estimate(sample(ESTIMATE), answer).verdicts[1].verdict


@pytest.mark.parametrize(
    "answer",
    [
        "answer: 17.2 GB",
        "17.2 GB",
        "16 GiB",
        "16 gibibytes",
        r"The total is $1.7\times10^{10}$ bytes.",
        r"$$0.5\,\text{MiB} \cdot 32768 = 16\,\text{GiB}$$",
        "2 * 32 * 32 * 128 * 2 B = 524288 B per token, times 32768 = 17,179,869,184 B",
        "17 179 869 184 bytes",
        "about 17gb",
        "1.72e10 B",
        "17.2 billion bytes",
        "137 Gbit",
        "16.5-18 GB",
        "between 16.5 and 18 GB",
        "17 gigs",
        "17,2 GB",
        "17.179.869.184 Bytes",
        "about seventeen gigabytes",
        "between sixteen and a half and eighteen GB",
        "17 x 10^9 B",
        "The keys are 2 x 4.3 = 8.6 GB. so about 17.2 GB for both",
        "Keys = 8.6 GB, same for the values, so the whole cache is roughly 17.2 GB. That fits on an 80 GB card.",
        "that makes 17.2 GB, and 8.6 GB if only the keys are kept",
        "17.2 GB in total, 8.6 GB of that are keys",
        "8.6 GB for the keys ⇒ 17.2 GB, half of 34.4 GB",
        "8.6 GB for the keys, so 8.6 GB for the values. both 17.2 GB",
        r"The cache is $\frac{0.5 \cdot 32768}{1024} \text{ GB}$, i.e. $= 17.2$ GB",
        "keys $= 8.6$ GB, $17.2$ GB",
        "It takes 17.2 GB; with the 14 GB of the weights that is a lot.\nAnswer: 17.2 GB",
    ],
)
def test_the_result_is_read_in_any_unit_of_its_kind(answer: str) -> None:
    assert result(answer) is MET


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("answer: 20 GB", PARTIAL),
        ("between 1 and 17 GB", MISSED),
        ("somewhere between about 8 GB and about 17.2 GB", MISSED),
        ("answer: 8.6 GB", MISSED),
        ("answer: 25 GB", MISSED),
        ("answer: 17.2 MB", MISSED),
        ("answer: 17.2 TB", CONTRADICTED),
        ("answer: 2 GB", MISSED),
        ("answer: 1 GB", CONTRADICTED),
        ("answer: 17.2", MISSED),
        ("answer: 17.2 s", MISSED),
        ("It is large.", MISSED),
        ("answer: 5-60 GB", MISSED),
        ("answer: 10 GB, 12 GB, 14 GB, 17.2 GB, 20 GB", MISSED),
        ("8 GB or 17.2 GB", MISSED),
        ("8 or 17.2 GB", MISSED),
        ("eight or seventeen GB", MISSED),
        ("answer: 17,200 GB", CONTRADICTED),
        ("seventy gigabytes", MISSED),
        ("8 GB, 17.2 GB, 20 GB", MISSED),
        ("8 GB, 20 GB, 17.2 GB", MISSED),
        ("8 GB. 20 GB. 17.2 GB.", MISSED),
        ("maybe 8 GB, maybe 17.2 GB, maybe 20 GB", MISSED),
        ("the size is 8 GB, 17.2 GB, 20 GB", MISSED),
        ("so 17.2 GB. no, 8.6 GB", MISSED),
        (" ".join(f"{number} GB" for number in range(3, 40)), MISSED),
        ("\n".join(f"Perhaps {number} GB?" for number in range(3, 40)) + "\nPerhaps 17.2 GB?", MISSED),
    ],
)
def test_other_results_are_told_apart(answer: str, expected: Verdict) -> None:
    assert result(answer) is expected


def test_the_last_result_counts_where_an_answer_changes_its_mind() -> None:
    assert result("total = 8.6 GB, no, keys and values: total = 17.2 GB") is MET
    assert result("total = 17.2 GB, no, total = 8.6 GB") is MISSED
    assert result("so about 17.2 GB. wait, that counts the keys twice, so 8.6 GB") is MISSED


def test_many_conclusions_are_guesses_of_which_the_last_counts() -> None:
    guesses = " ".join(f"So it is about {number} GB." for number in (4, 8, 17.2, 34, 50, 60))
    assert result(guesses) is not MET
    assert result(f"{guesses} So it is about 17.2 GB.") is MET


@pytest.mark.parametrize(
    "answer",
    [
        "Per token 2 x 32 x 32 x 128 x 2 B = 524,288 B.",
        "512 KiB/token, so 16 GiB",
        "0.5 MiB per token * 32768 tokens = 16 GiB",
        "Each token takes half: 0.5 MiB.",
    ],
)
def test_a_quantity_on_the_way_is_met_wherever_it_stands(answer: str) -> None:
    assert on_the_way(answer) is MET


def test_the_terms_of_a_sum_have_its_unit() -> None:
    assert on_the_way("In sum 0.25 + 0.5 + 3 = 3.75 MiB") is MET
    assert on_the_way("In sum 0.25 + 0.5 + 3 = 3.75 s") is MISSED


def test_many_steps_of_a_calculation_are_no_heap() -> None:
    steps = "\n".join(f"{number} KiB + {number} KiB = {2 * number} KiB" for number in range(1, 20))
    assert on_the_way(f"{steps}\n256 KiB + 256 KiB = 512 KiB") is MET


def test_listed_guesses_meet_nothing_on_the_way() -> None:
    assert on_the_way("0.25 MiB, 0.5 MiB, 1 MiB") is MISSED
    assert on_the_way("0.5 MiB, 16 GiB") is MET
    assert on_the_way("about 500 KiB, 0.5 MiB, 16 GiB") is MET


def test_a_heap_of_quantities_meets_nothing_on_the_way() -> None:
    assert on_the_way("0.1 MiB, 0.2 MiB, 0.3 MiB, 0.4 MiB, 0.5 MiB, 0.6 MiB") is MISSED
    assert on_the_way("\n".join(f"or it is {number / 10} MiB" for number in range(1, 20))) is MISSED


def test_a_verdict_tells_what_was_read_and_not_what_is_right() -> None:
    verdict = mark_estimate(sample(ESTIMATE), "answer: 25 GB").verdicts[1]
    assert verdict.reasoning == "25 GB was read as the result."
    assert "17" not in verdict.reasoning


def test_without_a_named_result_a_verdict_says_how_to_name_it() -> None:
    verdict = mark_estimate(sample(ESTIMATE), "It is 17.2 GB. The weights take 13 GB.").verdicts[1]
    assert verdict.reasoning.endswith("A line 'answer: ...' says which quantity is the result.")


def test_the_evidence_is_the_quantity() -> None:
    answer = "So answer: it is 17.2 GB."
    (evidence,) = mark_estimate(sample(ESTIMATE), answer).verdicts[1].evidence
    assert evidence.holds_in(answer)
    assert evidence.text == "17.2 GB"


@pytest.mark.parametrize(
    ("answer", "place", "why"),
    [
        ("per token 524288", 0, "524288 was read without a unit, and this quantity needs one."),
        ("a token takes 0.5", 0, "0.5 was read without a unit, and this quantity needs one."),
        ("a token takes 0.5 ms", 0, "0.5 ms was read, which is of another kind than this quantity: look at its unit."),
        ("answer: 17.2", 1, "17.2 was read without a unit, and this quantity needs one."),
        ("answer: 23 ms", 1, "23 ms was read last, and has a unit of another kind than the result."),
    ],
)
def test_a_number_without_its_unit_is_told(answer: str, place: int, why: str) -> None:
    assert why in mark_estimate(sample(ESTIMATE), answer).verdicts[place].reasoning


@pytest.mark.parametrize("answer", ["It is large.", "answer: 99 GB", "each of the 32 layers"])
def test_other_numbers_are_not_told_to_lack_a_unit(answer: str) -> None:
    assert "without a unit" not in mark_estimate(sample(ESTIMATE), answer).verdicts[0].reasoning
