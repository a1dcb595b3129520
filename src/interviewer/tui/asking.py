"""What an interview asks over its screen: how sure an answer is, and what a contested verdict should be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import ConfidenceAsked, Event, SecondJudged, VerdictContested
from interviewer.tui.confidence import ConfidenceScreen
from interviewer.tui.contest import ChooseVerdict, DecideVerdict, Decision

Do = Callable[[Callable[[ConversationDriver], None]], None]
"""Sends an action to the driver and shows the outcome."""


class Asking:
    """Opens the screens that ask, and sends what was replied to the driver."""

    def __init__(self, app: App[Any], do: Do) -> None:
        self._app = app
        self._do = do
        self._deciding: DecideVerdict | None = None

    def choose(self, driver: ConversationDriver) -> None:
        """Asks which verdict is contested, if one can be."""
        if driver.contestable:
            self._app.push_screen(ChooseVerdict(driver.contestable), self._contest)

    def follow(self, event: Event) -> None:
        """Asks what an event calls for."""
        match event:
            case ConfidenceAsked():
                self._app.push_screen(ConfidenceScreen(), self._state_confidence)
            case VerdictContested(verdict=verdict):
                self._deciding = DecideVerdict(verdict)
                self._app.push_screen(self._deciding, self._decide)
            case SecondJudged() if self._deciding is not None:
                self._deciding.show(event)

    def _state_confidence(self, confidence: float | None) -> None:
        self._do(lambda driver: driver.state_confidence(confidence))

    def _contest(self, point: str | None) -> None:
        if point is not None:
            self._do(lambda driver: driver.contest(point))

    def _decide(self, decision: Decision | None) -> None:
        self._deciding = None
        if decision is None:
            self._do(ConversationDriver.drop_dispute)
        else:
            self._do(lambda driver: driver.decide(decision.label, decision.argument))
