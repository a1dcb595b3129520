"""What is told of an exercise once its answer is over, in every format."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pypdf
import pytest

from interviewer.corpus.exercise import Exercise, Fault
from interviewer.corpus.planting import planted
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import GradingRequest
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Exchange, Prompt, PromptKind, Session, Turn
from interviewer.reports.build import build_report
from interviewer.reports.feedback import feedback_lines, reference_lines
from interviewer.reports.formats import Format
from interviewer.reports.render import render
from interviewer.reports.solution import marked_by_program, solution_parts
from tests.exercises.samples import CODE, DEBUG, DERIVE, ESTIMATE, exercise, sample
from tests.factories import NOON, WordGrader, a_plan
from tests.marking import marking_grader

EXERCISE = exercise(CODE)
OVERFLOWS = EXERCISE.wrong[0].program
HOSTILE = f'{OVERFLOWS}\n# ```\n# </code></pre><script>alert(1)</script> #read("/etc/passwd")\n'
FORMATS = [Format.MARKDOWN, Format.HTML, pytest.param(Format.PDF, marks=pytest.mark.slow)]


def graded(answer: str) -> Grade:
    return marking_grader().grade(GradingRequest(sample(CODE), answer, "?"))


def a_turn(answer: str = OVERFLOWS, words: str = "finite: fact2") -> Turn:
    """A turn whose visible tests were run three times."""
    question = sample(CODE)
    second = WordGrader().grade(GradingRequest(question, words, "?", "k2"))
    exchanges = (
        Exchange(Prompt(PromptKind.QUESTION, question.title), answer, NOON, graded(answer)),
        Exchange(Prompt(PromptKind.FOLLOW_UP, "What of ten thousand?", "k2"), words, NOON, second),
    )
    return Turn(CODE, question.title, question.topic, NOON, exchanges, closed_at=NOON, runs=3)


def reported(form: Format, answer: str = OVERFLOWS) -> str:
    session = Session(plan=a_plan(CODE), turns=(a_turn(answer),), finished_at=NOON)
    made = render(build_report(session, {CODE: sample(CODE)}), form)
    if form is not Format.PDF:
        return made.decode()
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def squeezed(text: str) -> str:
    return re.sub(r"</?code>|[\s\\`-]+", "", text)


def test_the_points_of_a_program_are_told_exactly_with_what_it_ran_in() -> None:
    assert marked_by_program(a_turn()) == "4 of 7 points"


def test_an_answer_that_no_program_marked_has_no_such_points() -> None:
    turn = a_turn()
    first = replace(turn.exchanges[0], grade=turn.exchanges[1].grade)
    assert marked_by_program(replace(turn, exchanges=(first,))) == ""


def test_feedback_tells_why_the_program_failed_though_words_earned_the_point() -> None:
    told = "\n".join(feedback_lines(a_turn(), credit_of_turn(a_turn()), sample(CODE)))
    assert "Marked by a program: 4 of 7 points." in told
    assert "Graded by: program; what was said to follow-ups by similarity." in told
    assert re.search(r"met: Large inputs give no overflow\.\n.*fact2", told)
    assert "    your first answer: test_large_inputs failed: AssertionError" in told


def test_feedback_tells_why_a_test_failed_and_quotes_no_whole_program() -> None:
    turn = replace(a_turn(), exchanges=a_turn().exchanges[:1])
    told = "\n".join(feedback_lines(turn, credit_of_turn(turn), sample(CODE)))
    assert re.search(r"missed: Large inputs give no overflow\.\n    why: test_large_inputs failed: Assert", told)
    assert "your words" not in told


def test_a_skipped_exercise_shows_its_solution() -> None:
    assert "        shifted = x - x.max(axis=axis, keepdims=True)" in list(reference_lines(sample(CODE)))


@pytest.mark.parametrize(
    ("name", "part", "line"),
    [
        (DEBUG, "The faults", "line 6: The scores are divided by the head size instead of its square root."),
        (ESTIMATE, "The quantities", "total: 17.2 GB, within a factor of 1.1"),
        (DERIVE, "The formulas", "gradient: p_i - y_i"),
    ],
)
def test_every_kind_of_exercise_has_its_solution(name: str, part: str, line: str) -> None:
    assert line in {found.heading: found.lines for found in solution_parts(sample(name))}[part]


def test_a_fault_is_told_with_its_own_line_though_a_line_before_it_reads_the_same() -> None:
    solution, faults = "b = 1\na = 2\n", (Fault("second", "a = 2", "b = 1", "It overwrites the first."),)
    exercise = Exercise("Mend it.", starter=planted(solution, faults), solution=solution, faults=faults)
    parts = solution_parts(replace(sample(DEBUG), exercise=exercise))
    assert next(parts).lines == ("line 2: It overwrites the first.",)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_has_the_task_the_program_its_points_and_the_solution(form: Format) -> None:
    page = squeezed(reported(form))
    for text in ("Inputs may be as large as 1e4", "4 of 7 points", "weights = np.exp(x)", "A right program"):
        assert squeezed(text) in page
    assert "Yourfirstanswer:test_large_inputsfailed:Assert" in page
    assert page.count("shifted=xx.max(axis=axis,keepdims=True)") >= 2


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_says_how_often_the_visible_tests_were_run_and_what_the_program_printed(form: Format) -> None:
    page = squeezed(reported(form, f"print('loss', 0.25)\n{OVERFLOWS}"))
    assert "run3times" in page
    assert "Theprogramprinted,whileitwasmarked:" in page
    assert "loss0.25" in page
    assert "Theprogramprinted" not in squeezed(reported(form))


def test_what_a_program_printed_is_shown_and_not_obeyed() -> None:
    hostile = f"print('```\\n</pre><script>alert(1)</script>\\x1b[2J')\n{OVERFLOWS}"
    assert "\n````text\n```\n</pre><script>alert(1)</script>␛[2J\n````\n" in reported(Format.MARKDOWN, hostile)
    shown = "<pre><code>```\n&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;␛[2J</code></pre></details>"
    assert shown in reported(Format.HTML, hostile)


def test_names_of_tests_and_what_they_said_are_code() -> None:
    page = reported(Format.MARKDOWN)
    assert "Passed: `test_rows_sum_to_one`, `test_known_values`." in page
    assert "`test_large_inputs` failed: `AssertionError: Not equal to tolerance" in page
    assert "test\\_" not in page
    assert "Passed: <code>test_rows_sum_to_one</code>, <code>test_known_values</code>." in reported(Format.HTML)


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_in_a_program_is_obeyed(form: Format) -> None:
    page = reported(form, HOSTILE)
    assert "<script>" not in page or form is not Format.HTML
    assert "root:" not in page
    assert "4 of 7 points" in page


def test_the_json_has_the_program_as_it_was_typed() -> None:
    turn = json.loads(reported(Format.JSON, HOSTILE))["turns"][0]
    assert turn["answers"][0]["answer"] == HOSTILE
    assert (turn["answers"][0]["program"], turn["answers"][1]["program"]) == (True, False)
    assert turn["exercise"]["language"] == "numpy"
    assert [part["heading"] for part in turn["exercise"]["solution"]] == ["A right program"]
    assert {grader["method"] for grader in turn["graders"]} == {Method.PROGRAM}
