"""The Python blocks of the corpus run, each by itself; but for those that NEEDS names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from interviewer.corpus.markup import code_blocks
from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled

pytestmark = pytest.mark.slow

BLOCKS = [
    (question.id, number, code)
    for question in read_corpus([bundled("corpus")]).questions
    for number, code in enumerate(code_blocks(question), start=1)
]
NEEDS = {
    "bert-fine-tuning": "the weights of a model hub",
    "transfer-learning": "the weights of ImageNet",
    "image-classifier-small-dataset": "the weights of ImageNet",
    "image-preprocessing": "a folder of photographs",
    "tensorflow-serving": "TensorFlow",
    "visualizing-training-progress": "Matplotlib",
}
"""What a block needs that tests cannot count on."""

RUN_ALL = """
import contextlib, json, sys, traceback
import torch
torch.set_num_threads(1)
failed = {}
for name, code in json.load(sys.stdin):
    torch.manual_seed(0)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            exec(compile(code, name, "exec"), {"__name__": "__main__"})
    except Exception:
        failed[name] = traceback.format_exc(limit=-1)
print(json.dumps(failed))
"""


@pytest.mark.torch
def test_every_python_block_runs_but_for_those_named(tmp_path: Path) -> None:
    runnable = [(f"{name} {number}", code) for name, number, code in BLOCKS if name not in NEEDS]
    assert len(runnable) >= 60
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL],
        input=json.dumps(runnable),
        cwd=tmp_path,
        env={**os.environ, "KERAS_BACKEND": "torch", "HOME": str(tmp_path), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {}


def test_what_cannot_run_here_is_still_there() -> None:
    assert set(NEEDS) <= {name for name, _, _ in BLOCKS}
