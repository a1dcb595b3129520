import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from interviewer.bulk.workers import WorkerEndedError, WorkerError, Workers
from tests.bulk.work import (
    build_cut_off_once,
    build_fatal,
    build_faulty,
    build_greedy,
    build_killed_once,
    build_nothing,
    build_slow_double,
)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the workers import the tests' modules."""
    monkeypatch.syspath_prepend(str(Path.cwd()))


def test_results_come_in_the_order_of_the_work() -> None:
    workers = Workers[int, int](2, build_slow_double)
    try:
        assert list(workers.map(range(50))) == [number * 2 for number in range(50)]
    finally:
        workers.close()


def test_work_is_read_only_as_it_is_needed() -> None:
    read: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(1000):
            read.append(number)
            yield number

    workers = Workers[int, int](2, build_slow_double)
    try:
        results = workers.map(numbers())
        assert next(results) == 0
        assert len(read) <= 10
    finally:
        workers.close()


def test_a_result_is_handed_on_while_no_work_comes() -> None:
    handed_on: list[int] = []

    def numbers() -> Iterator[int | None]:
        yield 1
        while not handed_on:
            yield None
        yield 2

    workers = Workers[int, int](2, build_slow_double)
    try:
        results = workers.map(numbers())
        handed_on += [next(results)]
        assert [*handed_on, *results] == [2, 4]
    finally:
        workers.close()


def test_a_worker_that_dies_is_an_error_and_not_a_gap() -> None:
    workers = Workers[int, int](2, partial(build_fatal, 5))
    got: list[int] = []
    try:
        with pytest.raises(WorkerError, match="A grading process ended, perhaps for lack of memory"):
            got.extend(workers.map(range(20)))
    finally:
        workers.close()
    assert got == list(range(len(got)))


def test_the_chunk_over_which_a_worker_died_can_be_rescued_and_all_others_have_their_results() -> None:
    def rescue(chunk: int, alone: Callable[[int], int]) -> int:
        try:
            return alone(chunk)
        except WorkerEndedError:
            return -1

    workers = Workers[int, int](2, partial(build_fatal, 5), rescue)
    try:
        assert list(workers.map(range(20))) == [-1 if number == 5 else number for number in range(20)]
    finally:
        workers.close()


def test_a_worker_that_was_killed_from_outside_costs_no_result(tmp_path: Path) -> None:
    workers = Workers[int, int](2, partial(build_killed_once, tmp_path / "killed"), lambda chunk, alone: alone(chunk))
    try:
        assert list(workers.map(range(20))) == list(range(20))
    finally:
        workers.close()


@pytest.mark.posix
def test_a_worker_that_was_killed_while_it_sent_its_result_costs_no_result(tmp_path: Path) -> None:
    workers = Workers[int, int](2, partial(build_cut_off_once, tmp_path / "cut"), lambda chunk, alone: alone(chunk))
    try:
        assert list(workers.map(range(20))) == list(range(20))
    finally:
        workers.close()


def test_a_fault_in_a_worker_is_told_by_its_type() -> None:
    workers = Workers[int, int](1, partial(build_faulty, 1))
    try:
        with pytest.raises(
            WorkerEndedError, match=r"process ended because of an internal error \(KeyError\)\."
        ) as fault:
            list(workers.map(range(3)))
    finally:
        workers.close()
    assert "memory" not in str(fault.value)


def test_a_fault_in_a_worker_is_logged_with_its_place_and_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    workers = Workers[int, int](1, partial(build_faulty, 1))
    try:
        with pytest.raises(WorkerEndedError):
            list(workers.map(range(3)))
    finally:
        workers.close()
    assert re.search(r"work\.py\", line \d+, in work", caplog.text)
    assert "the words of answer 1" not in caplog.text


def test_a_worker_that_lacks_memory_says_so_and_how_to_take_less() -> None:
    workers = Workers[int, int](1, build_greedy)
    try:
        with pytest.raises(WorkerEndedError, match=r"process ended for lack of memory\. .*fewer --workers take less"):
            list(workers.map(range(3)))
    finally:
        workers.close()


def test_a_fault_in_a_worker_shows_nothing_of_its_message(capfd: pytest.CaptureFixture[str]) -> None:
    workers = Workers[int, int](1, partial(build_faulty, 1))
    try:
        with pytest.raises(WorkerError):
            list(workers.map(range(3)))
    finally:
        workers.close()
    assert "the words of answer 1" not in capfd.readouterr().err


def test_a_worker_that_cannot_start_says_why() -> None:
    workers = Workers[int, int](1, build_nothing)
    try:
        with pytest.raises(WorkerError, match="The corpus is gone"):
            list(workers.map(range(3)))
    finally:
        workers.close()


@pytest.mark.posix
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, signal\n"
        "from interviewer.bulk.workers import Workers\n"
        "from tests.bulk.work import build_slow_double\n"
        "if __name__ == '__main__':\n"
        "    workers = Workers(2, build_slow_double)\n"
        "    print(next(workers.map(range(9))), *[p.pid for p in workers._processes], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, env=environment)
    first, *pids = map(int, done.stdout.split())
    assert first == 0
    deadline = time.monotonic() + 20
    while any(_runs(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
