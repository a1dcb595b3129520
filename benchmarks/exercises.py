"""From a request to its verdict, for programs in NumPy and in PyTorch, and what comes of attacks on the sandbox.

    python -m benchmarks.exercises            both
    python -m benchmarks.exercises --times    the times alone

Cold is the first run of a process of the program, with nothing prepared; warm is every later one.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from interviewer.corpus.exercise import Language
from interviewer.sandbox.choosing import open_runner
from interviewer.sandbox.running import Author, Runner, RunRequest
from interviewer.settings import SandboxChoice
from tests.sandbox.attacks import ATTACKS

COLD_RUNS = 5
WARM_RUNS = 30

PROGRAMS = {
    Language.NUMPY: """
import numpy as np

def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
""",
    Language.TORCH: """
import torch

def softmax(x):
    return torch.exp(x - torch.logsumexp(x, dim=-1, keepdim=True))
""",
}
TESTS = """
def softmax(x): return answer.softmax(tensor(x) if TORCH else x)
def test_rows_sum_to_one(): close(softmax(rng(0).normal(size=(64, 128))).sum(-1), np.ones(64))
def test_large(): assert np.isfinite(softmax(np.full((2, 3), 1e4))).all()
def test_uniform(): close(softmax(np.zeros((2, 4))), np.full((2, 4), 0.25))
def test_order(): assert (np.diff(softmax(np.arange(5.0))) > 0).all()
"""


def main() -> None:
    """Prints the tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", action="store_true", help="the times alone")
    parser.add_argument("--sandbox", type=SandboxChoice, default=SandboxChoice.AUTO)
    parsed = parser.parse_args()
    print_times(parsed.sandbox)
    if not parsed.times:
        print_attacks(parsed.sandbox)


def print_times(choice: SandboxChoice) -> None:
    """Medians from request to verdict, with the longest."""
    print("| library | cold, median of 5 (longest) | warm, median of 30 (longest) |\n|---|---|---|")
    for language, program in PROGRAMS.items():
        tests = f"TORCH = {language is Language.TORCH}\n{TESTS}"
        request = RunRequest(program, tests, language, 10.0, Author.ONESELF)
        cold, warm = [], []
        for _ in range(COLD_RUNS):
            with open_runner(choice) as runner:
                cold.append(timed(runner, request))
                warm += [timed(runner, request) for _ in range(WARM_RUNS // COLD_RUNS)]
        print(f"| {language} | {_shown(cold)} | {_shown(warm)} |")


def timed(runner: Runner, request: RunRequest) -> float:
    """Seconds of a run that passes."""
    begin = time.perf_counter()
    assert runner.run(request).passed
    return time.perf_counter() - begin


def print_attacks(choice: SandboxChoice) -> None:
    """What each attack came to."""
    print("\n| attack | what the test says | seconds |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, open_runner(choice) as runner:
        secret = Path(folder) / "secret"
        secret.write_text("4")
        runner.run(RunRequest("", "def test_start(): pass", Language.NUMPY, 10.0, Author.OTHERS))
        for attack in ATTACKS:
            program = f"SECRET = {str(secret)!r}\n{attack.program}"
            result = runner.run(RunRequest(program, attack.tests, Language.NUMPY, attack.seconds, Author.OTHERS))
            assert not result.passed, attack.name
            message = result.outcomes[0].message.replace(folder, "...").replace("|", "\\|").replace("\n", " ")
            print(f"| {attack.name} | {message[:110]} | {result.seconds:.2f} |")
        assert secret.read_text() == "4"
    print(f"\n{len(ATTACKS)} attacks: none changed a score or reached the file outside.")


def _shown(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({max(seconds):.2f} s)"


if __name__ == "__main__":
    main()
