"""Two weeks of sessions by a candidate that learns: what the plan, the drills and the progress say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Mode, Session
from interviewer.learning.figures import FEWEST, Direction
from interviewer.learning.misconceptions import LedgerEntry, MisconceptionState
from interviewer.learning.plan import TodayPlan
from interviewer.learning.progress import Progress
from interviewer.reports.learning_lines import WIDTH, plan_lines, progress_lines
from interviewer.settings import Settings
from tests.commands.linked_home import link_home
from tests.simulation.candidates import Candidate, expert, terse, wrong
from tests.simulation.front_end import FrontEnd, QuickGrades, Stepwise
from tests.simulation.play import BEGINNING

pytestmark = [pytest.mark.model, pytest.mark.slow]

DAYS = 14
ASKED_A_DAY = 3
STATES = list(MisconceptionState)


class Clock:
    """Half a minute later each time it is read, and on the next day when it is told to be."""

    def __init__(self) -> None:
        self._now = BEGINNING

    def __call__(self) -> datetime:
        """The time."""
        self._now += timedelta(seconds=30)
        return self._now

    def go_to_day(self, number: int) -> None:
        """The morning of a day, from 0."""
        self._now = BEGINNING + timedelta(days=number)


@dataclass
class Day:
    """A day: the plan before and after what was done on it, and the ledger and the progress in the evening."""

    before: TodayPlan
    session: Session
    after: TodayPlan
    progress: Progress

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions of the day."""
        return tuple(turn.question_id for turn in self.session.turns)


def learning(day: int) -> Candidate:
    """Who answers on a day: somebody who is wrong at first, then short, then knows."""
    return wrong if day < 3 else terse if day < 5 else expert


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory, built_home: Path) -> list[Day]:
    """The days, played once for all tests by the real program: a drill where something is due, else practice."""
    home = tmp_path_factory.mktemp("two-weeks")
    link_home(home, built_home)
    clock = Clock()
    context = AppContext(_settings(home), clock)
    days = []
    for number in range(DAYS):
        clock.go_to_day(number)
        before = context.sessions.plan()
        mode = Mode.DRILL if before.questions else Mode.PRACTICE
        choices = Choices(mode=mode, topics=() if before.questions else ("regularization",), count=ASKED_A_DAY, seed=1)
        session = _played(context, choices, learning(number))
        days.append(Day(before, session, context.sessions.plan(), context.sessions.progress()))
    return days


def _settings(home: Path) -> Settings:
    return Settings(
        _env_file=None,
        INTERVIEWER_HOME=home,
        INTERVIEWER_MODEL="",
        INTERVIEWER_OFFLINE=True,
        INTERVIEWER_PLAN_BY_SIMILARITY=True,
    )


def _played(context: AppContext, choices: Choices, candidate: Candidate) -> Session:
    start = Stepwise()
    driver = context.sessions.begin(choices, lambda *_: None, start=start)
    quick = QuickGrades(context.quick_grader(lambda *_: None), lambda: len(driver.session.turns) - 1)
    FrontEnd(driver, candidate, start, quick).run()
    return driver.session


def entry_of(day: Day, belief: str) -> LedgerEntry | None:
    return next((one for one in day.progress.misconceptions if one.belief == belief), None)


def test_the_first_day_has_nothing_due_and_the_next_one_what_was_missed(weeks: list[Day]) -> None:
    first, second = weeks[:2]
    assert first.before.sentence == "Nothing is due today"
    assert set(second.before.question_ids) >= set(first.asked)
    assert second.before.due_points > 0


def test_a_drill_asks_what_is_due_first_in_the_order_of_the_plan(weeks: list[Day]) -> None:
    drills = [day for day in weeks if day.before.questions]
    assert len(drills) >= DAYS / 2
    for day in drills:
        assert day.session.plan.mode is Mode.DRILL
        assert day.asked == day.before.drill[:ASKED_A_DAY]
        due_since = [min(point.due_on for point in one.due) for one in day.before.questions if one.due]
        assert due_since == sorted(due_since)


def test_what_was_asked_today_is_not_due_again_today(weeks: list[Day]) -> None:
    for day in weeks:
        assert not set(day.asked) & set(day.after.question_ids)
        assert not any(set(one.question_ids) & set(day.asked) for one in day.after.misconceptions)


def test_a_drill_asks_in_words_that_were_not_used_as_long_as_there_are_any(weeks: list[Day]) -> None:
    asked: dict[str, list[str]] = {}
    again = 0
    for day in weeks:
        for turn in day.session.turns:
            before = asked.setdefault(turn.question_id, [])
            if day.session.plan.mode is Mode.DRILL and len(before) < 4:  # a title and three aliases at least
                assert turn.title not in before
                again += bool(before)
            before.append(turn.title)
            assert turn.exchanges[0].prompt.text == turn.title
    assert again > 5


def test_misconceptions_are_shown_then_refuted_then_cleared(weeks: list[Day]) -> None:
    stated = {one.belief for day in weeks for one in day.progress.misconceptions}
    assert stated
    for belief in stated:
        seen = [entry for day in weeks if (entry := entry_of(day, belief)) is not None]
        for earlier, later in pairwise(seen):
            assert later.stated > earlier.stated or STATES.index(later.state) >= STATES.index(earlier.state)
    assert {one.state for one in weeks[2].progress.misconceptions} == {MisconceptionState.SHOWN}
    assert MisconceptionState.CLEARED in {one.state for one in weeks[-1].progress.misconceptions}


def test_a_cleared_misconception_is_in_no_plan(weeks: list[Day]) -> None:
    for day in weeks:
        cleared = {one.belief for one in day.progress.misconceptions if not one.is_open}
        assert not cleared & {one.belief for one in day.after.misconceptions}


def test_the_scores_rise_and_no_trend_is_claimed_before_there_are_five(weeks: list[Day]) -> None:
    for number, day in enumerate(weeks, start=1):
        (grader,) = day.progress.graders
        assert grader.scores.count == day.progress.graded == sum(len(one.asked) for one in weeks[:number])
        for topic in grader.topics:
            assert (topic.scores.unaided.trend is None) or topic.scores.count >= FEWEST
        assert all(point.unaided.trend is None or point.count >= FEWEST for point in grader.points)
    assert weeks[-1].progress.graders[0].scores.unaided.direction is Direction.RISING
    assert weeks[0].progress.graders[0].scores.unaided.direction is Direction.TOO_FEW


def test_the_map_always_has_the_whole_corpus(weeks: list[Day]) -> None:
    for day in weeks:
        assert sum(day.progress.coverage.counts.values()) == len(day.progress.coverage.questions)
    counts = weeks[-1].progress.coverage.counts
    asked = {name for day in weeks for name in day.asked}
    assert sum(counts.values()) - counts[next(iter(counts))] == len(asked)


def test_the_minutes_are_ones_own_once_five_questions_were_timed(weeks: list[Day]) -> None:
    assert weeks[1].before.timed == ASKED_A_DAY
    last = weeks[-1].after
    assert last.timed >= FEWEST
    assert last.minutes * 60 >= len(last.questions) * last.seconds_per_question


def test_every_line_fits_a_terminal(weeks: list[Day]) -> None:
    for day in weeks:
        for line in (*plan_lines(day.before), *progress_lines(day.progress)):
            assert len(line) <= WIDTH, line
