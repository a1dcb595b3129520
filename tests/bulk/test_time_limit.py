"""A line that takes too long is ungraded, and the lines behind it go on."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time

import pytest

from interviewer.bulk.jobs import Line, grade_line
from interviewer.bulk.time_limit import TimeLimitError, time_limit
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.models.chat import Cancel
from tests.factories import WordGrader, a_question

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no interval timers")

QUESTIONS = {"dropout": a_question("dropout")}


def work_for(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


class BusyGrader(WordGrader):
    """Works for a minute on an answer with "busy" in it."""

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        if "busy" in request.answer:
            work_for(60)
        return super().grade(request, cancel)


def line(number: int, answer: str) -> Line:
    return Line(number, json.dumps({"id": f"a{number}", "question_id": "dropout", "answer": answer}).encode())


def test_a_line_that_takes_too_long_is_ungraded_with_its_id_and_number_and_the_next_is_graded() -> None:
    lines = [line(1, "busy"), line(2, "fact1")]
    late, graded = (json.loads(grade_line(one, QUESTIONS, BusyGrader(), seconds=0.2)) for one in lines)
    assert (late["id"], late["line"], late["status"], late["score"]) == ("a1", 1, "ungraded", None)
    assert late["reason"].startswith("Line 1: grading it took longer than 0.2 seconds.")
    assert graded["status"] == "graded"


def test_what_is_quick_enough_is_left_alone_and_nothing_comes_after_it() -> None:
    with time_limit(0.05):
        pass
    time.sleep(0.1)


def test_the_handler_that_was_there_is_there_again() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TimeLimitError), time_limit(0.05):
        work_for(60)
    assert signal.getsignal(signal.SIGALRM) is before


def work_after_a_limit(seconds: float) -> None:
    with time_limit(60):
        pass
    work_for(seconds)


def test_the_limit_around_another_one_holds_after_it() -> None:
    with pytest.raises(TimeLimitError, match=r"longer than 0\.2 seconds"), time_limit(0.2):
        work_after_a_limit(5)


def test_the_time_of_a_limit_stands_still_within_another_one() -> None:
    with time_limit(0.2):
        with time_limit(60):
            work_for(0.3)
        work_for(0.01)


def test_a_process_that_was_stopped_gets_the_time_once_more() -> None:
    with time_limit(0.3):
        time.sleep(0.4)


def test_and_only_once() -> None:
    with pytest.raises(TimeLimitError), time_limit(0.1):
        time.sleep(60)


def test_another_thread_works_without_a_limit() -> None:
    done: list[bool] = []

    def work() -> None:
        with time_limit(0.05):
            time.sleep(0.2)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
