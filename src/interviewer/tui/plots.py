"""Plots of progress, in the colours of the theme: Unicode in a terminal, drawn by plotext."""

from __future__ import annotations

from collections.abc import Sequence

from textual.color import Color
from textual_plotext import Plot as Figure
from textual_plotext import PlotextPlot

from interviewer.learning.calibration import Calibration
from interviewer.learning.figures import Observation, Series
from interviewer.learning.progress import ScoreProgress

_DAY = 24 * 3600.0
_MOST_TICKS = 5
_GRID = (0, 20, 40, 60, 80, 100)


class Plot(PlotextPlot):
    """An empty plot that can be drawn anew."""

    def show_scores(self, scores: ScoreProgress) -> None:
        """Scores over time in per cent: unaided as points on a line, aided as points."""
        plot = self._emptied()
        observations = (*scores.unaided.observations, *scores.aided.observations)
        if observations:
            first = min(one.at for one in observations)
            days = max((one.at - first).total_seconds() / _DAY for one in observations)

            def places(series: Series) -> tuple[list[float], list[float]]:
                seen = series.observations
                return [(one.at - first).total_seconds() / _DAY for one in seen], [100 * one.value for one in seen]

            plot.scatter(*places(scores.aided), marker="○", color=self._colour("secondary"), label="○ aided")
            plot.plot(*places(scores.unaided), marker="braille", color=self._colour("lead"))
            plot.scatter(*places(scores.unaided), marker="●", color=self._colour("lead"), label="● unaided")
            plot.xticks(*_dates(observations, days))
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
            plot.xlim(0, 1.05 * max(values))
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


def _dates(observations: Sequence[Observation], days: float) -> tuple[list[float], list[str]]:
    """Ticks at whole days, with their dates in the zone of this machine."""
    first = min(one.at for one in observations)
    last = max(one.at for one in observations)
    count = max(1, min(_MOST_TICKS, int(days)))
    places = [days * number / count for number in range(count + 1)] if days else [0.0]
    moments = [first + (last - first) * (place / days if days else 0.0) for place in places]
    return places, [f"{moment.astimezone():%d %b}" for moment in moments]
