"""The progress screen over two weeks of sessions in a real database, over few, and over none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import DataTable, Select

from interviewer.errors import RecordsError
from interviewer.learning.figures import FEWEST
from interviewer.learning.progress import Progress
from interviewer.tui.app import InterviewerApp, Opening
from interviewer.tui.plots import Plot
from interviewer.tui.progress import ProgressScreen
from tests.front_ends import QuickContext
from tests.tui.conftest import Begin, Person

pytestmark = pytest.mark.slow


async def open_progress(person: Person) -> None:
    await person.press("f7")
    assert isinstance(person.app.screen, ProgressScreen)


def rows(person: Person) -> list[list[str]]:
    table = person.app.screen.query_one("#scores", DataTable)
    return [[str(cell) for cell in table.get_row_at(row)] for row in range(table.row_count)]


def drawn(person: Person, plot: str) -> str:
    return str(person.app.screen.query_one(plot, Plot).render())


async def test_topics_stand_with_their_observations_beside_every_figure(begin: Begin, weeks: QuickContext) -> None:
    async with begin(welcome=True, parts=weeks) as person:
        await open_progress(person)
        progress = weeks.sessions.progress()
        found = rows(person)
        assert found[0][:2] == ["all topics", str(progress.graded)]
        assert [row[:2] for row in found[1:]] == [
            [topic.topic, str(topic.scores.count)] for topic in progress.graders[0].topics
        ]
        assert f"all topics: {progress.graded} answers" in person.line("#scores-caption")
        assert "●" in drawn(person, "#scores-plot")


async def test_a_topic_that_is_marked_is_drawn(begin: Begin, weeks: QuickContext) -> None:
    async with begin(welcome=True, parts=weeks) as person:
        await open_progress(person)
        before = drawn(person, "#scores-plot")
        await person.press("down")
        assert person.line("#scores-caption").startswith(rows(person)[1][0])
        assert drawn(person, "#scores-plot") != before


async def test_fewer_than_five_answers_make_no_trend_and_that_is_said(begin: Begin, few: QuickContext) -> None:
    async with begin(welcome=True, parts=few) as person:
        await open_progress(person)
        assert rows(person)[0][4] == "too few"
        assert "4 answers" in person.line("#scores-caption")
        assert "too few for a trend" in person.line("#scores-caption")
        await person.press("3")
        assert "over 4: too few (fewer than 5)" in person.line("#time-caption")
        assert "█" not in drawn(person, "#time-plot")
        await person.press("4")
        assert "too few (fewer than 5) for a curve" in person.line("#confidence-caption")
        assert not person.app.screen.query_one("#confidence-plot").display


async def test_the_map_has_a_sign_for_every_question(begin: Begin, weeks: QuickContext) -> None:
    async with begin(welcome=True, parts=weeks) as person:
        await open_progress(person)
        await person.press("2")
        legend, _, signs = person.line("#coverage-map").partition("\n\n")
        coverage = weeks.sessions.progress().coverage
        for state, count in coverage.counts.items():
            assert not count or f"{count} {state}" in legend
        cells = "".join(line[33:].split(" ")[0] for line in signs.splitlines())
        assert len(cells) == len(weeks.corpus().questions)
        assert set(cells) <= set("✓~✗?·")


async def test_time_to_answer_has_a_bar_for_each_topic_with_enough(begin: Begin, weeks: QuickContext) -> None:
    async with begin(welcome=True, parts=weeks) as person:
        await open_progress(person)
        await person.press("3")
        assert f"over {weeks.sessions.progress().seconds.count}" in person.line("#time-caption")
        plot, few = drawn(person, "#time-plot"), person.line("#time-caption").partition("Too few to draw: ")[2]
        for topic in weeks.sessions.progress().graders[0].topics:
            enough = topic.seconds.count >= FEWEST
            assert f"{topic.topic} ({topic.seconds.count})" in (plot if enough else few)


async def test_confidence_is_held_against_the_grade(begin: Begin, weeks: QuickContext) -> None:
    async with begin(welcome=True, parts=weeks) as person:
        await open_progress(person)
        await person.press("4")
        calibration = weeks.sessions.progress().graders[0].calibration
        assert f"Over {calibration.count} answers" in person.line("#confidence-caption")
        assert drawn(person, "#confidence-plot").count("●") == len(calibration.bins)


async def test_misconceptions_stand_with_the_truth(begin: Begin, weeks: QuickContext) -> None:
    async with begin(welcome=True, parts=weeks) as person:
        await open_progress(person)
        await person.press("5")
        entry = weeks.sessions.progress().misconceptions[0]
        said = person.line("#ledger")
        assert f"✗ {entry.state}" in said
        assert entry.belief in said
        assert f"In truth: {entry.truth}" in said


async def test_figures_of_two_graders_stand_apart_and_one_is_chosen(
    begin: Begin, weeks: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = weeks.store().attempts()
    names = [replace(one, grader=replace(one.grader, model="openai:other")) for one in real[0].graded_with]
    others = [replace(attempt, graded_with=tuple(names)) for attempt in real[:6]]
    monkeypatch.setattr(weeks.store(), "attempts", lambda: [*others, *real[6:]])
    async with begin(welcome=True, parts=weeks) as person:
        await open_progress(person)
        assert "Several graders graded these answers" in person.line("#notes")
        assert rows(person)[0][1] == str(len(real) - 6)
        person.app.screen.query_one("#grader", Select).value = 1
        await person.settle()
        assert rows(person)[0][1] == "6"


async def test_nobody_without_answers_is_shown_a_figure(begin: Begin) -> None:
    async with begin(welcome=True) as person:
        await open_progress(person)
        assert person.line("#scores-caption") == "Nothing is graded yet."
        for key, line, said in (
            ("2", "#coverage-map", "2 never asked"),
            ("3", "#time-caption", "No answer has been timed yet."),
            ("4", "#confidence-caption", "Nothing is graded yet."),
            ("5", "#ledger", "No answer has stated a misconception."),
        ):
            await person.press(key)
            assert said in person.line(line)


async def test_a_database_that_cannot_be_read_is_said_in_a_sentence(
    begin: Begin, context: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Progress:
        raise RecordsError("The sessions cannot be read.", "Restore a backup.")

    monkeypatch.setattr(context.sessions, "progress", broken)
    async with begin(welcome=True) as person:
        await open_progress(person)
        assert person.line("#ready") == "The sessions cannot be read. Restore a backup."


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_every_view_fits(begin: Begin, weeks: QuickContext, size: tuple[int, int]) -> None:
    async with begin(welcome=True, parts=weeks, size=size) as person:
        await open_progress(person)
        for key, part in (("1", "#scores"), ("2", "#coverage"), ("3", "#time-plot"), ("4", "#confidence-plot")):
            await person.press(key)
            region = person.app.screen.query_one(part).region
            assert region.height > 3, part
            assert region.right <= size[0]
            assert region.bottom <= size[1] - 2


async def test_no_note_beside_the_figures_is_cut(
    begin: Begin, weeks: QuickContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = replace(weeks.sessions.progress(), notes=("A sentence that belongs beside the figures.",) * 8)
    monkeypatch.setattr(weeks.sessions, "progress", lambda: noted)
    async with begin(welcome=True, parts=weeks) as person:
        await open_progress(person)
        shown = person.app.screen.query_one("#notes").content_size
        assert len(person.line("#notes")) <= shown.width * shown.height


async def test_a_view_is_reached_through_the_palette(weeks: QuickContext) -> None:
    app = InterviewerApp(weeks, Opening())
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(pilot, app)
        await person.settle()
        await open_progress(person)
        commands = {command.title: command for command in app.get_system_commands(app.screen)}
        await commands["Progress: Show the coverage map"].callback()
        await person.settle()
        assert person.app.screen.query_one("#coverage-map").region.height > 3
