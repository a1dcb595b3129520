"""What runs the programs of the samples: the best isolation that is here, opened once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from interviewer.exercises.running import HiddenTests
from interviewer.sandbox.choosing import open_runner
from interviewer.sandbox.runner import JudgeRunner
from interviewer.sandbox.running import Author
from interviewer.settings import SandboxChoice


@pytest.fixture(scope="module")
def runner() -> Iterator[JudgeRunner]:
    """A real one."""
    with open_runner(SandboxChoice.AUTO) as opened:
        yield opened


@pytest.fixture
def hidden(runner: JudgeRunner) -> HiddenTests:
    """What runs one's own programs against hidden tests."""
    return HiddenTests(lambda: runner, Author.ONESELF)
