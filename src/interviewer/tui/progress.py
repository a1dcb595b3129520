"""Progress: topics over time, the coverage map, time to answer, confidence, and misconceptions."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Footer, Select, Static, TabbedContent, TabPane, Tabs

from interviewer.bootstrap import AppContext
from interviewer.errors import InterviewerError
from interviewer.learning.figures import FEWEST
from interviewer.learning.progress import GraderProgress, Progress, ScoreProgress
from interviewer.text import counted, one_line
from interviewer.tui import progress_text
from interviewer.tui.base import InterviewerScreen, TooSmall
from interviewer.tui.more_actions import PROGRESS
from interviewer.tui.plots import Plot
from interviewer.tui.warm_up import WarmUp

_ALL_TOPICS = "all topics"
_NOTHING = "Nothing is graded yet."


class ProgressScreen(InterviewerScreen):
    """What the past sessions show, a tab for each view; the figures of different graders are never put together."""

    BINDINGS = [action.binding() for action in PROGRESS]  # noqa: RUF012 - the type is Textual's

    def __init__(self, context: AppContext, warm_up: WarmUp) -> None:
        super().__init__(context, warm_up)
        self._progress: Progress | None = None
        self._grader: GraderProgress | None = None
        self._rows: list[tuple[str, ScoreProgress]] = []

    def compose(self) -> ComposeResult:
        """The tabs and a line."""
        yield TooSmall()
        with Horizontal(id="graders", classes="field"):
            yield Static("Graded by", classes="field-name")
            yield Select[int]([], id="grader", compact=True, prompt="nobody yet")
        with TabbedContent(id="views"):
            with TabPane("1 Topics", id="topics"):
                yield Plot(id="scores-plot")
                yield Static("", id="scores-caption", markup=False)
                yield DataTable[Text](id="scores", cursor_type="row")
            with TabPane("2 Coverage", id="coverage"), VerticalScroll():
                yield Static("", id="coverage-map", markup=False)
            with TabPane("3 Time", id="time"):
                yield Static("", id="time-caption", markup=False)
                yield Plot(id="time-plot")
            with TabPane("4 Confidence", id="confidence"):
                yield Static("", id="confidence-caption", markup=False)
                yield Plot(id="confidence-plot")
            with TabPane("5 Misconceptions", id="misconceptions"), VerticalScroll():
                yield Static("", id="ledger", markup=False)
        with VerticalScroll(id="notes-box"):
            yield Static("", id="notes", markup=False)
        yield Static("Reading the sessions", id="ready", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Reads the sessions in a thread."""
        self.query_one("#scores", DataTable).add_columns("Topic", "Answers", "Unaided", "Aided", "Trend")
        self.query_one("#scores", DataTable).focus()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._show_grader())
        self.run_worker(self._read, thread=True, exclusive=True)

    def _read(self) -> None:
        try:
            progress = self.context.sessions.progress()
        except InterviewerError as error:
            self.app.call_from_thread(self.say, str(error))
        else:
            self.app.call_from_thread(self._show, progress)

    def _show(self, progress: Progress) -> None:
        self._progress = progress
        self.query_one("#coverage-map", Static).update(progress_text.coverage_text(progress.coverage))
        self.query_one("#ledger", Static).update(progress_text.ledger_text(progress.misconceptions))
        graders = self.query_one("#grader", Select)
        graders.set_options((one_line(str(one.grader)), number) for number, one in enumerate(progress.graders))
        if progress.graders:
            graders.value = 0
        self._show_grader()
        ungraded = f", {progress.ungraded} without a grade" if progress.ungraded else ""
        self.say(
            f"{counted(progress.graded, 'graded answer')}{ungraded}" if progress.graded else "Nothing is graded yet."
        )

    def on_select_changed(self, event: Select.Changed) -> None:
        """Shows the figures of another grader."""
        self._show_grader()

    def on_data_table_row_highlighted(self) -> None:
        """Plots the topic that is marked."""
        self._show_topic()

    def action_show(self, view: str) -> None:
        """Shows a tab, and gives the keys to what can be scrolled in it."""
        self.query_one(TabbedContent).active = view
        self.call_after_refresh(self._focus_in, view)

    def _focus_in(self, view: str) -> None:
        if self.query_one(TabbedContent).active == view:  # focus in another view would bring that one back
            inside = self.query_one(f"#{view}", TabPane).query("DataTable, VerticalScroll")
            (inside.first() if inside else self.query_one(Tabs)).focus()

    def _show_grader(self) -> None:
        """Shows the figures of the chosen grader, or says that there are none."""
        progress = self._progress
        if progress is None:
            return
        chosen = self.query_one("#grader", Select).value
        self._grader = progress.graders[chosen] if isinstance(chosen, int) and chosen < len(progress.graders) else None
        self._show_scores()
        self._show_times(progress)
        self._show_confidence()
        notes = (*progress.notes, *(self._grader.mixes if self._grader else ()))
        self.query_one("#notes", Static).update(Content(" ".join(one_line(note) for note in notes)))

    def _show_scores(self) -> None:
        grader = self._grader
        self._rows = []
        if grader is not None:
            self._rows = [(_ALL_TOPICS, grader.scores), *((one.topic, one.scores) for one in grader.topics)]
        table = self.query_one("#scores", DataTable)
        table.clear()
        for name, scores in self._rows:
            table.add_row(*(Text(one_line(cell)) for cell in progress_text.score_row(name, scores)))
        self._show_topic()

    def _show_topic(self) -> None:
        row = self.query_one("#scores", DataTable).cursor_row
        caption = _NOTHING
        if 0 <= row < len(self._rows):
            name, scores = self._rows[row]
            self.query_one("#scores-plot", Plot).show_scores(scores)
            caption = progress_text.scores_caption(name, scores)
        self.query_one("#scores-caption", Static).update(Content(one_line(caption)))

    def _show_times(self, progress: Progress) -> None:
        timed = [one for one in (self._grader.topics if self._grader else ()) if one.seconds.value is not None]
        enough = [one for one in timed if one.seconds.count >= FEWEST]
        names = [f"{one_line(one.topic)} ({one.seconds.count})" for one in enough]
        self.query_one("#time-plot", Plot).show_bars(
            names, [(one.seconds.value or 0.0) / 60 for one in enough], "minutes to the first answer, half took less"
        )
        few = [f"{one_line(one.topic)} ({one.seconds.count})" for one in timed if one.seconds.count < FEWEST]
        left_out = f" Too few to draw: {', '.join(few)}." if few else ""
        self.query_one("#time-caption", Static).update(Content(progress_text.median_text(progress.seconds) + left_out))

    def _show_confidence(self) -> None:
        plot, caption = self.query_one("#confidence-plot", Plot), self.query_one("#confidence-caption", Static)
        calibration = self._grader.calibration if self._grader else None
        enough = calibration is not None and calibration.count >= FEWEST
        plot.display = enough
        caption.update(
            Content(progress_text.calibration_text(calibration) if calibration else "Nothing is graded yet.")
        )
        if calibration is not None and enough:
            plot.show_calibration(calibration)
