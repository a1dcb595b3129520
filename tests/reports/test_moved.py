"""What moved since earlier sessions, in every report that tells it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from interviewer.grading.grade import Method
from interviewer.grading.graders import GradedWith, GraderName
from interviewer.learning.figures import Observation
from interviewer.reports.html import render_html
from interviewer.reports.markdown import render_markdown
from interviewer.reports.sparkline import HEIGHT, MARGIN, WIDTH, scores_in_words, sparkline
from tests.factories import NOON, a_question
from tests.learning.attempted import JUDGE, SIMILAR, attempted
from tests.reports.moving import DROPOUT, NOW, moved_report, report_after

MOMENTUM = a_question("momentum", topic="optimization")


def test_a_topic_and_a_question_are_set_beside_earlier_sessions() -> None:
    other = replace(a_question("softmax"), topic=DROPOUT.topic)
    topic, question = report_after(
        attempted(0, 0.2), attempted(1, 0.4), attempted(2, 0.6, question=other), NOW
    ).progress
    assert (topic.name, topic.question_id, topic.before.count, topic.before.mean) == ("regularization", None, 3, 0.4)
    assert (question.name, question.question_id) == ("What is dropout?", "dropout")
    assert (question.before.count, question.before.mean, question.now.mean, question.together.count) == (2, 0.3, 0.9, 3)


def test_what_was_not_graded_before_has_not_moved() -> None:
    assert report_after(NOW).progress == ()
    assert report_after(attempted(0, question=MOMENTUM), NOW).progress == ()
    assert report_after(attempted(0, None), NOW).progress == ()


def test_what_came_later_is_no_part_of_it() -> None:
    assert report_after(attempted(11, 0.2), NOW).progress == ()


def test_another_grader_is_another_measure() -> None:
    newer = GradedWith(GraderName(Method.LLM, "openai:judge", "4"), "corpus-1")
    assert report_after(attempted(0, 0.2, by=(SIMILAR,)), attempted(1, 0.2, by=(newer,)), NOW).progress == ()


def test_another_rubric_is_said() -> None:
    found = report_after(attempted(0, by=(replace(JUDGE, rubric="concept/0"),)), NOW).progress
    assert found[0].mixes == ("These grades are over 2 versions of the rubric concept: concept/0, concept/1.",)


def test_markdown_tells_it_in_words_with_every_count() -> None:
    text = render_markdown(moved_report())
    assert (
        "- regularization: 90 % unaided over 1 now, 20 % over 5 before, by the llm grader; "
        "rising +62.0 ± 4.8 points a week over 6\n"
    ) in text
    few = render_markdown(report_after(attempted(0, 0.0), attempted(1, 0.1), NOW))
    assert "90 % unaided over 1 now, 5 % over 2 before, by the llm grader; too few for a trend over 3\n" in few


def test_html_draws_it_and_says_the_same_to_who_does_not_see_it() -> None:
    page = render_html(report_after(attempted(0, 0.2), attempted(1, 0.4), NOW))
    first = page[page.index('<svg class="spark"') :].partition("</svg>")[0]
    assert 'aria-label="20 % on 2026-11-02, 40 % on 2026-11-03, 90 % on 2026-11-12"' in first
    assert re.findall(r'<circle class="(\w+)"', first) == ["before", "before", "now"]
    assert '30 % <span class="small soft">(2)</span>' in page
    assert '90 % <span class="small soft">(1)</span>' in page
    assert "Since earlier sessions" not in render_html(report_after(NOW))


@pytest.mark.usefixtures("far_east")
def test_the_days_of_a_line_are_those_of_the_machine() -> None:
    assert scores_in_words([Observation(NOON, 0.2)]) == "20 % on 2026-11-03"


def test_a_line_keeps_inside_its_picture_and_ends_with_this_session() -> None:
    many = [attempted(day / 10, (day % 7) / 6) for day in range(60)]
    (moved, _) = report_after(*many, NOW).progress
    places = sparkline(moved)
    assert [place.is_now for place in places] == [False] * (len(places) - 1) + [True]
    assert all(MARGIN <= place.x <= WIDTH - MARGIN and MARGIN <= place.y <= HEIGHT - MARGIN for place in places)
    assert len(scores_in_words(moved.together.observations).split(", ")) == len(places)
