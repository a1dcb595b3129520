"""How the time to grade an answer grows with its length, up to the longest that is graded.

    python -m benchmarks.long_answers     milliseconds by length for prose and hostile shapes; 20 000 over 10 000

The similarity grader, one thread, medians of processor time; every text is different, so that nothing is cached.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from benchmarks.answers_many import interviews
from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.settings import load_settings

LENGTHS = (1_000, 2_000, 5_000, 10_000, 20_000)
GOES = 5
QUESTION = "dropout"


def main() -> None:
    """Prints the table."""
    context = AppContext(load_settings(None), threads=1)
    grader = context.quick_grader(lambda *_: None)
    question = context.corpus().by_id[QUESTION]
    rows = interviews()

    def prose(length: int) -> str:
        text = ""
        while len(text) < length:
            text += next(rows)["answer"] + " "
        return text[:length]

    number = 0

    def repeated(part: str) -> Callable[[int], str]:
        def text(length: int) -> str:
            nonlocal number
            number += 1
            return (f"{number} " + part * (length // len(part) + 1))[:length]

        return text

    shapes = {
        "prose": prose,
        "very short sentences": repeated("a. "),
        "one sentence": repeated("dropout is random and "),
        "abbreviations": repeated("e.g. "),
        "white space": repeated(" " * 999 + "a"),
        "punctuation": repeated(",;:!?()[]{}a"),
        "commas": lambda length: ("Units are zeroed at random in training" + "," * length)[:length],
    }
    sys.stdout.write("| answer | " + " | ".join(f"{length:,}" for length in LENGTHS) + " | 20 000 / 10 000 |\n")
    sys.stdout.write("|---" * (len(LENGTHS) + 2) + "|\n")
    grader.grade(GradingRequest(question, "Units are zeroed at random.", question.title))
    for name, shape in shapes.items():
        taken = [statistics.median(seconds(grader, question, shape(length)) for _ in range(GOES)) for length in LENGTHS]
        cells = " | ".join(f"{1000 * each:.0f} ms" for each in taken)
        sys.stdout.write(f"| {name} | {cells} | {taken[-1] / taken[-2]:.2f} |\n")


def seconds(grader: Grader, question: Question, answer: str) -> float:
    """The processor time that one grade takes."""
    started = time.process_time()
    grader.grade(GradingRequest(question, answer, question.title))
    return time.process_time() - started


if __name__ == "__main__":
    main()
