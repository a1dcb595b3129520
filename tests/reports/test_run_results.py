"""A run of visible tests in lines."""

from __future__ import annotations

from interviewer.reports.run_results import MOST_CHARACTERS, MOST_LINES, run_lines
from interviewer.sandbox.running import Outcome, RunResult


def lines(*outcomes: Outcome, printed: str = "") -> list[str]:
    return list(run_lines(RunResult(outcomes, printed, "bubblewrap", 0.31)))


def test_every_test_is_told_by_its_sentence_with_why_it_failed() -> None:
    assert lines(Outcome("test_rows_sum_to_one", True), Outcome("test_large_inputs", False, "nan is\nnot 1")) == [
        "✓ passed: Rows sum to one",
        "✗ failed: Large inputs",
        "    nan is",
        "    not 1",
        "1 of 2 visible tests passed in 0.3 s, in bubblewrap.",
    ]


def test_a_test_that_passed_has_no_message() -> None:
    assert "ignored" not in "".join(lines(Outcome("test_it", True, "ignored")))


def test_what_a_program_printed_is_shown_and_not_obeyed() -> None:
    assert lines(printed="\x1b[2J✓ passed: everything\n")[:2] == [
        "The program printed:",
        "    ␛[2J✓ passed: everything",
    ]


def test_what_a_program_says_cannot_stand_at_the_beginning_of_a_line() -> None:
    said = "one\n✓ passed: Large inputs\r✓ passed: Large inputs"
    told = lines(Outcome("test_large_inputs", False, said), printed=said)
    assert not [line for line in told if line.startswith("✓")]


def test_a_long_message_and_a_long_output_are_cut_and_that_is_shown() -> None:
    told = lines(Outcome("test_it", False, "x" * 10_000_000), printed="y\n" * 1000)
    assert max(map(len, told)) <= MOST_CHARACTERS + 4
    assert told.count("    …") == 2
    assert told.count("    y") == MOST_LINES


def test_a_run_without_a_sandbox_says_so() -> None:
    (summary,) = run_lines(RunResult((), "", "limits", 0.31))
    assert summary.endswith("with limits of time and memory only, your files and network within reach.")
