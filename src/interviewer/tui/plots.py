"""Plots of progress, in the colours of the theme: Unicode in a terminal, drawn by plotext."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil
from statistics import fmean

from textual.color import Color
from textual_plotext import Plot as Figure
from textual_plotext import PlotextPlot

from interviewer.learning.calibration import Calibration
from interviewer.learning.days import day_of
from interviewer.learning.figures import Observation
from interviewer.learning.progress import ScoreProgress

_DAY = 24 * 3600.0
_MOST_TICKS = 5
_GRID = (0, 20, 40, 60, 80, 100)


class Plot(PlotextPlot):
    """An empty plot that can be drawn anew."""

    def show_scores(self, scores: ScoreProgress) -> None:
        """Scores over time in per cent: a point for each answer, and a line through the unaided mean of each day."""
        plot = self._emptied()
        unaided, aided = scores.unaided.observations, scores.aided.observations
        if unaided:
            first = unaided[0].at
            plot.scatter(*_places(aided, first), marker="○", color=self._colour("secondary"))
            plot.plot(*_places(_by_day(unaided), first), marker="braille", color=self._colour("lead"))
            plot.scatter(*_places(unaided, first), marker="●", color=self._colour("lead"))
            days = (unaided[-1].at - first).total_seconds() / _DAY
            plot.xticks(*_dates(first, days))
            plot.xlim(-0.02 * max(days, 1.0), 1.02 * max(days, 1.0))
        self._in_per_cent()

    def show_bars(self, names: Sequence[str], values: Sequence[float], unit: str) -> None:
        """A bar for each name, the first one on top."""
        plot = self._emptied()
        if names:
            plot.bar(
                list(reversed(names)),
                list(reversed(values)),
                orientation="horizontal",
                width=0.4,
                color=self._colour("lead"),
                marker="█",
            )
            most = ceil(max(values))
            plot.xlim(0, most)
            plot.xticks([most * number / 4 for number in range(5)])
            plot.xlabel(unit)
        self.refresh()

    def show_calibration(self, calibration: Calibration) -> None:
        """The mean score of each bin at its mean confidence, and where both would be equal."""
        plot = self._emptied()
        plot.plot([0, 100], [0, 100], marker="braille", color=self._colour("secondary"))
        plot.scatter(
            [100 * one.confidence for one in calibration.bins],
            [100 * one.score for one in calibration.bins],
            marker="●",
            color=self._colour("lead"),
        )
        plot.xlim(0, 100)
        plot.xticks(list(_GRID), [f"{value} %" for value in _GRID])
        self._in_per_cent()

    def _emptied(self) -> Figure:
        self.plt.clear_figure()
        return self.plt

    def _in_per_cent(self) -> None:
        self.plt.ylim(0, 102)
        self.plt.yticks(list(_GRID), [f"{value} %" for value in _GRID])
        self.refresh()

    def _colour(self, role: str) -> tuple[int, int, int]:
        return Color.parse(self.app.get_css_variables()[role]).rgb


def _places(observations: Sequence[Observation], first: datetime) -> tuple[list[float], list[float]]:
    """Days since `first`, and the values in per cent."""
    return [(one.at - first).total_seconds() / _DAY for one in observations], [100 * one.value for one in observations]


def _by_day(observations: Sequence[Observation]) -> list[Observation]:
    """The mean of each day of this machine's zone, at the first moment of that day that has one."""
    days = groupby(observations, lambda one: day_of(one.at))
    found = [list(own) for _, own in days]
    return [Observation(own[0].at, fmean(one.value for one in own)) for own in found]


def _dates(first: datetime, days: float) -> tuple[list[float], list[str]]:
    """Ticks from `first` on, with their dates in the zone of this machine."""
    count = max(1, min(_MOST_TICKS, int(days)))
    places = [days * number / count for number in range(count + 1)] if days else [0.0]
    return places, [f"{day_of(first + timedelta(days=place)):%d %b}" for place in places]
