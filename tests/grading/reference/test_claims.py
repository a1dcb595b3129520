"""Cutting a reference into claims."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from interviewer.grading.reference.claims import MOST_CLAIMS, claims_of
from interviewer.language.words import tokens

_LETTER = re.compile(r"[^\W\d_]")
_MARK = re.compile(r"(?i)(?:step|[a-h]|[ivx]{1,4}|\d+)")

_SCRAPS = st.sampled_from(
    [
        *("1. ", "2. ", "3. ", "(1) ", "(2) ", "a) ", "b) ", "i) ", "ii) ", "- ", "\n- ", "\n* ", "● ", "-Sequence "),
        *("\n\n", "\n", "; ", ": ", ". ", ", ", "? ", "e.g. ", "i.e. ", "etc. ", "0.5 ", "x = 2. ", "(see ", ") "),
        *("`code` ", "```\nx = 1\n```\n", "$a^2$ ", "| a | b |\n", "|---|---|\n", "# Heading\n", "\u200b", "naïve "),
        *("For example, ", "Note that ", "It ", "This ", "They are ", "whereas ", "or ", "Alternatively, ", "No. "),
        *(
            "the gradient ",
            "is small ",
            "Adam divides ",
            "by its root ",
            "networks learn ",
            "4 volts ",
            "True",
            "学习 ",
        ),
    ]
)
references = st.lists(_SCRAPS, max_size=40).map("".join) | st.text(max_size=200)


def texts(reference: str, question: str = "What is it?") -> list[str]:
    return [claim.text for claim in claims_of(question, reference)]


@settings(max_examples=400, deadline=None)
@given(references)
def test_places_are_in_the_reference_in_order_and_apart(reference: str) -> None:
    claims = claims_of("", reference)

    assert all(0 <= claim.start < claim.end <= len(reference) for claim in claims)
    assert all(one.end <= other.start for one, other in pairwise(claims))


@settings(max_examples=400, deadline=None)
@given(references)
def test_no_claim_is_only_marks_and_numbers(reference: str) -> None:
    claims = claims_of("", reference)

    assert all(_LETTER.search(claim.text) for claim in claims) or not _LETTER.search(reference) or len(claims) == 1


@settings(max_examples=400, deadline=None)
@given(references)
@example("# Heading\n(1) |---|---|\n1. a) ")
@example("Sorts.\n\n# Heading\n\n- 3")
def test_no_word_is_lost(reference: str) -> None:
    claims = claims_of("", reference)
    kept = {token for claim in claims for token in tokens(claim.text)}
    places = [range(claim.start, claim.end) for claim in claims]

    outside = "".join(" " if any(at in place for place in places) else char for at, char in enumerate(reference))

    assert [token for token in tokens(outside) if token not in kept and not _MARK.fullmatch(token)] == []


@settings(max_examples=200, deadline=None)
@given(references)
def test_weights_are_parts_of_one_and_the_first_claim_is_essential(reference: str) -> None:
    claims = claims_of("", reference)

    assert len(claims) <= MOST_CLAIMS
    if claims:
        assert claims[0].essential
        assert sum(claim.weight for claim in claims) == pytest.approx(1)
        assert all(claim.weight > 0 for claim in claims)


def test_a_numbered_list_keeps_its_numbers_out_of_its_claims() -> None:
    assert texts("1. It zeroes units. 2. It scales the rest. 3. It is off in evaluation.") == [
        "It zeroes units.",
        "It scales the rest.",
        "It is off in evaluation.",
    ]


def test_items_in_one_sentence_are_led_by_its_beginning() -> None:
    assert texts("There are two steps: (1) compute the loss, (2) follow its gradient") == [
        "There are two steps: compute the loss,",
        "There are two steps: follow its gradient",
    ]


def test_a_number_that_ends_a_sentence_is_no_mark() -> None:
    assert texts("The threshold is halved to cwnd / 2. Then cwnd is reset to 1. Growth is linear afterwards.") == [
        "The threshold is halved to cwnd / 2.",
        "Then cwnd is reset to 1.",
        "Growth is linear afterwards.",
    ]


@pytest.mark.parametrize(
    "whole",
    [
        "Terminal 2",
        "4 volts",
        "True",
        "42",
        "O(log n)",
        "It uses small steps, e.g. 0.001, i.e. less than usual.",
        "The rate falls from 0.5 to 0.05 when the loss stalls.",
        "P = ((1 - u) * u^N) / (1 - u^(N+1)) is the blocking probability",
        "A stack or a queue",
        "Noise (i.i.d.) and bias are added.",
        "**Data.** Collect a few hundred photos.",
        r"The estimate is $$\hat\theta = \arg\min_\theta \; L(x \mid \theta) + \lambda R(\theta) \; ,$$ as usual here.",
    ],
)
def test_one_statement_is_one_claim(whole: str) -> None:
    assert texts(whole) == [whole]


def test_a_bullet_has_the_words_that_lead_to_its_list() -> None:
    assert texts("UDP header:\n- fixed length\n- 8 bytes long\n") == [
        "UDP header: fixed length",
        "UDP header: 8 bytes long",
    ]


def test_a_heading_that_leads_to_nothing_is_kept() -> None:
    assert texts("# Momentum") == ["Momentum"]


def test_a_pronoun_keeps_its_subject() -> None:
    assert texts("Momentum keeps a running mean of gradients. It dampens oscillation across the valley.") == [
        "Momentum keeps a running mean of gradients.",
        "Momentum: It dampens oscillation across the valley.",
    ]


def test_a_pronoun_keeps_its_subject_before_a_verb_that_is_not_listed() -> None:
    assert texts("Iron meets oxygen and water. It forms iron oxide.") == [
        "Iron meets oxygen and water.",
        "Iron: It forms iron oxide.",
    ]


def test_a_short_verdict_stays_with_its_reason() -> None:
    assert texts("No. Arrivals come in bursts.") == ["No. Arrivals come in bursts."]


def test_semicolons_part_what_can_stand_alone() -> None:
    assert texts("If the key sticks, it is iron; if it does not stick, it is aluminium.") == [
        "If the key sticks, it is iron;",
        "if it does not stick, it is aluminium.",
    ]


def test_a_row_of_a_table_is_read_with_its_heading() -> None:
    assert texts("| method | cost |\n|---|---|\n| SGD | low |\n| Newton | high |\n") == [
        "method: SGD, cost: low",
        "method: Newton, cost: high",
    ]


def test_examples_and_code_are_extra_unless_they_are_asked_for() -> None:
    reference = "A tuple cannot be changed. For example, t[0] = 1 raises TypeError.\n\n```python\nt = (1, 2)\n```\n"

    assert [claim.essential for claim in claims_of("What is a tuple?", reference)] == [True, False, False]
    assert [claim.essential for claim in claims_of("Write code with an example of a tuple.", reference)] == [True] * 3


def test_what_is_far_from_the_question_is_extra() -> None:
    reference = "Dropout zeroes units at random. The paper appeared in 2014."

    assert [claim.essential for claim in claims_of("What is dropout?", reference, [0.8, 0.1])] == [True, False]
    assert [claim.weight for claim in claims_of("What is dropout?", reference, [0.8, 0.1])][1] < 0.2


def test_nearness_is_given_for_each_claim_or_not_at_all() -> None:
    with pytest.raises(ValueError, match="2 numbers for 1 claims"):
        claims_of("What?", "One thing.", [0.1, 0.2])


def test_alternatives_are_one_group() -> None:
    listed = claims_of("Why?", "One of the following reasons: (a) it is cheap (b) it is fast")
    added = claims_of("Why?", "Binary needs less bandwidth. Being cheap is also acceptable as a reason.")

    assert [claim.group for claim in listed] == [0, 0]
    assert [claim.group for claim in added] == [0, 0]


def test_a_page_of_prose_has_no_more_than_the_most_claims() -> None:
    reference = " ".join(f"Statement number {word} says something new." for word in map(str, range(100)))

    assert len(claims_of("What?", reference)) <= MOST_CLAIMS
