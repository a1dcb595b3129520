"""Contesting a verdict: choosing which, and once it was judged a second time, deciding what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static

from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.dispute import MAX_ARGUMENT_CHARACTERS
from interviewer.interview.disputes import LABELS
from interviewer.interview.events import SecondJudged
from interviewer.reports.disputing import contested_lines, second_lines
from interviewer.reports.marks import mark_of, mark_of_verdict
from interviewer.reports.readable import readable_line

_CHOOSE = "Which verdict do you contest? Enter chooses, Esc goes back."
_JUDGING = "The answer is being judged a second time, by a judge that knows of no dispute …"
_DECIDE = "What should it be? Arrows choose. The score stays. Tab: your reason. Esc: undecided."
_WHY = "Your reason, if you like: kept with your decision, shown to no judge"


class ChooseVerdict(ModalScreen[str | None]):
    """Which verdict to contest: dismissed with the id of its key point."""

    BINDINGS = [  # noqa: RUF012 - the type is Textual's
        Binding("escape", "dismiss(None)", "Back", id="contest.back", tooltip="Contest nothing."),
    ]

    def __init__(self, verdicts: Sequence[PointVerdict]) -> None:
        super().__init__()
        self._verdicts = verdicts

    def compose(self) -> ComposeResult:
        """The verdicts, one below the other."""
        with Vertical(classes="contest-box"):
            yield Static(_CHOOSE, markup=False)
            yield OptionList(*(_option(one) for one in self._verdicts), markup=False)
        yield Footer(show_command_palette=False)

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """Takes the chosen one."""
        self.dismiss(self._verdicts[message.option_index].point)


@dataclass(frozen=True)
class Decision:
    """What a contested verdict should be, and why."""

    label: Verdict
    argument: str


class DecideVerdict(ModalScreen[Decision | None]):
    """A contested verdict, from its second judgement to the decision; dismissed with None, it stays undecided."""

    BINDINGS = [  # noqa: RUF012 - the type is Textual's
        Binding("escape", "dismiss(None)", "Back", id="contest.undecided", tooltip="Leave the verdict undecided."),
    ]

    def __init__(self, verdict: PointVerdict) -> None:
        super().__init__()
        self._verdict = verdict
        self._judged: SecondJudged | None = None

    def compose(self) -> ComposeResult:
        """What is contested, what the second judge finds, and below what can be decided."""
        with Vertical(classes="contest-box"):
            with VerticalScroll(id="grounds"):
                yield Static(_shown(contested_lines(self._verdict)), markup=False)
                yield Static(_JUDGING, id="second", markup=False)
            with Vertical(id="deciding"):
                yield Static(_DECIDE, markup=False)
                yield OptionList(*(self._label(label) for label in LABELS), markup=False)
                yield Input(placeholder=_WHY, max_length=MAX_ARGUMENT_CHARACTERS)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Nothing can be decided before the second judgement is there."""
        self.query_one("#deciding").display = False
        if self._judged is not None:
            self._ask(self._judged)

    def show(self, judged: SecondJudged) -> None:
        """Shows what the second judge found, and asks for the decision."""
        self._judged = judged
        if self.is_mounted:
            self._ask(judged)

    def _ask(self, judged: SecondJudged) -> None:
        """No verdict is marked at first, so that Enter once too often decides nothing."""
        self.query_one("#second", Static).update(_shown(second_lines(judged.second)))
        self.query_one("#deciding").display = True
        labels = self.query_one(OptionList)
        labels.highlighted = None
        labels.focus()

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """Decides."""
        self.dismiss(Decision(LABELS[message.option_index], self.query_one(Input).value))

    def on_input_submitted(self) -> None:
        """Enter in the reason goes back to the verdicts, so that none is decided by accident."""
        self.query_one(OptionList).focus()

    def _label(self, label: Verdict) -> Content:
        as_it_is = ", as it counts now" if label is self._verdict.counted else ""
        return Content(f"{mark_of_verdict(label)}{as_it_is}")


def _option(verdict: PointVerdict) -> Content:
    return Content(f"{mark_of(verdict)}: {readable_line(verdict.claim)}")


def _shown(lines: Iterable[str]) -> Content:
    return Content("\n".join(lines))
