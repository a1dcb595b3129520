"""What the programs of exercises run in."""

from __future__ import annotations

from interviewer.commands.checkup.check import Check, State
from interviewer.corpus.exercise import Language
from interviewer.sandbox.choosing import open_runner
from interviewer.sandbox.limits import SHORTFALL
from interviewer.sandbox.running import Author, RunRequest
from interviewer.settings import SandboxChoice

_PROGRAM = "def two():\n    return 2"
_TEST = "def test_two(): equal(answer.two(), 2)"
_SECONDS = 10.0


def look_at_sandbox(choice: SandboxChoice) -> Check:
    """Runs a small program in it. Limits only are a warning: programs of others do not run in them."""
    with open_runner(choice) as runner:
        result = runner.run(RunRequest(_PROGRAM, _TEST, Language.NUMPY, _SECONDS, Author.ONESELF))
    if not result.passed:
        says = f"{runner.isolation}: a program that is right failed its test: {result.outcomes[0].message}"
        return Check("sandbox", State.PROBLEM, says, "Choose another with INTERVIEWER_SANDBOX.")
    says = f"{runner.isolation}: a program ran and was checked in {result.seconds:.1f} s"
    if runner.holds:
        return Check("sandbox", State.OK, says)
    return Check("sandbox", State.WARNING, f"{says}; {runner.missing}. {SHORTFALL}", runner.hint)
