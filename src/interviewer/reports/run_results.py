"""What running the visible tests came to, as lines. All of a program's own text is shown, not obeyed, and bounded."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.sandbox.limits import LimitsOnly
from interviewer.sandbox.running import Outcome, RunResult
from interviewer.text import counted, one_line, visible

MOST_LINES = 12
"""The lines shown of a message, and of what a program printed."""
MOST_CHARACTERS = 1_000
"""The characters shown of each of them."""

_INDENT = "    "
_UNSHIELDED = "with limits of time and memory only, your files and network within reach"


def test_sentence(name: str) -> str:
    """The name of a test as a sentence without its full stop: "test_rows_sum_to_one" reads "Rows sum to one"."""
    words = one_line(name.removeprefix("test_").replace("_", " "), MOST_CHARACTERS)
    return words[:1].upper() + words[1:]


def run_summary(result: RunResult) -> str:
    """A run in a sentence, which says so where nothing but limits kept the program in."""
    passed = sum(outcome.passed for outcome in result.outcomes)
    of = f"{passed} of {counted(len(result.outcomes), 'visible test')}"
    where = _UNSHIELDED if result.isolation == LimitsOnly.name else f"in {one_line(result.isolation)}"
    return f"{of} passed in {result.seconds:.1f} s, {where}."


def run_lines(result: RunResult) -> Iterator[str]:
    """Every test with its result, what the program printed, and the count."""
    for outcome in result.outcomes:
        yield outcome_line(outcome)
        yield from failure_lines(outcome)
    yield from printed_lines(result)
    yield run_summary(result)


def outcome_line(outcome: Outcome) -> str:
    """A test with its result: "✓ passed: Rows sum to one"."""
    return f"{'✓ passed' if outcome.passed else '✗ failed'}: {test_sentence(outcome.name)}"


def failure_lines(outcome: Outcome) -> Iterator[str]:
    """Why a test failed."""
    if not outcome.passed:
        yield from bounded_lines(outcome.message)


def printed_lines(result: RunResult) -> Iterator[str]:
    """What the program wrote, if anything."""
    if result.printed.strip():
        yield "The program printed:"
        yield from bounded_lines(result.printed)


def bounded_lines(text: str) -> Iterator[str]:
    """The beginning of a text that nobody vouches for, indented."""
    shown = visible(text.strip("\n")[:MOST_CHARACTERS]).split("\n")
    for line in shown[:MOST_LINES]:
        yield f"{_INDENT}{line.expandtabs(4)}".rstrip()
    if len(shown) > MOST_LINES or len(text.strip("\n")) > MOST_CHARACTERS:
        yield f"{_INDENT}…"
