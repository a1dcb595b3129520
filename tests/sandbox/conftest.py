"""Runners that the tests of a file share: each keeps the processes that it started for the next test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from interviewer.sandbox.runner import JudgeRunner
from tests.sandbox.runs import runner_of


@pytest.fixture(scope="module", params=["bubblewrap", "docker"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[JudgeRunner]:
    """What programs of others run in; skipped where there is none."""
    with runner_of(request.param) as made:
        yield made


@pytest.fixture(scope="module", params=["bubblewrap", "docker", "limits"])
def runner(request: pytest.FixtureRequest) -> Iterator[JudgeRunner]:
    """Every kind of runner: programs mean the same in each."""
    with runner_of(request.param) as made:
        yield made
