"""Exercises as the program's parts come together."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.bootstrap import exercises as module
from interviewer.bootstrap.trust import programs_in
from interviewer.corpus.exercise import Language
from interviewer.corpus.question import Kind
from interviewer.errors import SandboxError
from interviewer.exercises.trust import TrustedFolders, exercises_checksum
from interviewer.interview.choosing import Choices
from interviewer.settings import load_settings
from tests.exercises.samples import CODE, FOLDER, exercise, sample
from tests.sandbox.processes import descendants

TORCH = """\
---
id: torch-relu
topic: foundations
level: junior
kind: code
language: torch
---
# Write a ReLU in PyTorch

It is the larger of zero and the number.

## Task
Write `relu(x)` for a tensor.

```python starter
def relu(x): ...
```

```python visible-tests
def test_zero():
    equal(answer.relu(tensor(np.zeros(1))), [0.0])
```

## Key points
- [2] Negative numbers become zero.
  - probe: What does your function do with negative numbers?
  - test: test_negative
## Marking
```python solution
def relu(x):
    return x.clamp(min=0)
```

```python hidden-tests
def test_negative():
    equal(answer.relu(tensor(-np.ones(1))), [0.0])
```
"""


def nothing(*_: object) -> None:
    """Progress nobody looks at."""


@pytest.fixture
def folder(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus folder with one exercise in PyTorch, beside the samples."""
    (tmp_path / "own" / "foundations").mkdir(parents=True)
    (tmp_path / "own" / "foundations" / "torch-relu.md").write_text(TORCH)
    monkeypatch.setenv("INTERVIEWER_CORPUS", f"{FOLDER}:{tmp_path / 'own'}")
    return tmp_path / "own"


@pytest.fixture
def context(folder: Path) -> Iterator[AppContext]:
    with AppContext(load_settings(None)) as opened:
        yield opened


def trust_the_samples(context: AppContext) -> None:
    trusted = context.paths.trusted
    trusted.parent.mkdir(parents=True, exist_ok=True)
    TrustedFolders(trusted).trust(FOLDER, exercises_checksum(programs_in(FOLDER)))


def drawn(context: AppContext) -> set[Language | None]:
    chosen = context.sessions.choose(Choices(kinds=(Kind.CODE,), count=100, seed=1), nothing).question_ids
    found = (context.corpus().by_id[name].exercise for name in chosen)
    return {one.language for one in found if one is not None}


def test_exercises_in_pytorch_are_drawn_where_it_is_installed_and_not_where_it_is_not(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_has_torch", lambda: True)
    assert Language.TORCH in drawn(context)
    monkeypatch.setattr(module, "_has_torch", lambda: False)
    assert Language.TORCH not in drawn(context)


def test_that_they_are_left_out_is_said_to_who_asked_for_exercises(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_has_torch", lambda: False)
    asked = Choices(kinds=(Kind.CODE,))
    questions, note = context.corpus().questions, context.exercises.torch_note
    assert "exercises are left out: they need PyTorch, which is not installed." in note(questions, asked)
    assert note(questions, Choices()) == ""
    assert note(questions, Choices(kinds=(Kind.ESTIMATE,))) == ""
    monkeypatch.setattr(module, "_has_torch", lambda: True)
    assert note(questions, asked) == ""


def test_visible_tests_of_a_folder_run_only_once_it_is_trusted(context: AppContext) -> None:
    with pytest.raises(SandboxError, match="not trusted"):
        context.exercises.visible_tests().run(sample(CODE), exercise(CODE).solution)
    trust_the_samples(context)
    assert context.exercises.visible_tests().run(sample(CODE), exercise(CODE).solution).passed


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the process table of Linux")
def test_closing_ends_the_processes_that_were_started_and_the_next_run_starts_new_ones(context: AppContext) -> None:
    def judges() -> dict[int, str]:
        return descendants(os.getpid(), "interviewer.sandbox.judge")

    trust_the_samples(context)
    before = judges()
    for _ in range(2):
        assert context.exercises.visible_tests().run(sample(CODE), exercise(CODE).solution).passed
        assert len(judges()) == len(before) + 1
        context.close()
        assert judges() == before
