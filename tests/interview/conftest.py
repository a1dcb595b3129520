"""The stage that tests of the driver work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.records.store import open_store
from tests.interview.stage import Counting, Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    store = open_store(tmp_path / "sessions.sqlite3")
    counting = Counting(store._database)
    yield Stage(counting)
    counting.close()


@pytest.fixture
def spoken(stage: Stage) -> Stage:
    stage.agent = ScriptedDialogue(Random(1))
    return stage
