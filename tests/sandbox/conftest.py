"""Runners that the tests of a file share: each keeps the processes that it started for the next test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from interviewer.sandbox.runner import JudgeRunner
from tests.sandbox.runs import NO_BUBBLEWRAP, bubblewrap_runner, limits_runner


@pytest.fixture(scope="module")
def sandbox() -> Iterator[JudgeRunner]:
    """What programs of others run in; skipped where there is none."""
    if NO_BUBBLEWRAP:
        pytest.skip(NO_BUBBLEWRAP)
    with bubblewrap_runner() as runner:
        yield runner


@pytest.fixture(scope="module", params=["bubblewrap", "limits"])
def runner(request: pytest.FixtureRequest) -> Iterator[JudgeRunner]:
    """Either kind of runner: programs mean the same in both."""
    if request.param == "bubblewrap" and NO_BUBBLEWRAP:
        pytest.skip(NO_BUBBLEWRAP)
    with bubblewrap_runner() if request.param == "bubblewrap" else limits_runner() as made:
        yield made
