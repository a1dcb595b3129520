from interviewer.corpus.coverage import coverage, coverage_lines
from interviewer.corpus.question import TOPICS, Level
from tests.factories import a_question

QUESTIONS = (a_question("one"), a_question("two", level=Level.SENIOR), a_question("three", topic="foundations"))


def test_every_topic_counts_its_questions_by_level_and_kind() -> None:
    table = coverage(QUESTIONS)
    assert list(table) == list(TOPICS)
    assert (table["regularization"]["junior"], table["regularization"]["senior"]) == (1, 1)
    assert (table["regularization"]["concept"], table["regularization"]["all"]) == (2, 2)
    assert table["foundations"]["all"] == 1
    assert table["scenarios"]["all"] == 0


def test_the_last_line_has_the_sums() -> None:
    last = list(coverage_lines(QUESTIONS))[-1]
    assert last == "| **all** | 2 | 0 | 1 | 3 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 3 |"
