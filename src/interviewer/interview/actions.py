"""What a candidate can do now: front ends offer nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from interviewer.interview.driver import ConversationDriver
from interviewer.interview.session import Phase


class ActionName(StrEnum):
    """An action of a conversation, in the order in which they are offered."""

    STOP_RUN = "stop_run"
    CONFIDENCE = "confidence"
    DECIDE = "decide"
    DROP_DISPUTE = "drop_dispute"
    SUBMIT = "submit"
    ASK = "ask"
    DRAFT = "draft"
    RUN_TESTS = "run_tests"
    HINT = "hint"
    DONT_KNOW = "dont_know"
    SKIP = "skip"
    REGRADE = "regrade"
    PROCEED = "proceed"
    RETRY = "retry"
    CONTEST = "contest"
    GO_ON = "go_on"
    CANCEL_GRADING = "cancel_grading"
    FINISH = "finish"
    LEAVE = "leave"


_ALL = tuple(Phase)
_OPEN = (Phase.ANSWERING,)

PHASES: Mapping[ActionName, tuple[Phase, ...]] = {
    ActionName.STOP_RUN: _OPEN,
    ActionName.CONFIDENCE: (Phase.GRADING,),
    ActionName.DECIDE: _ALL,
    ActionName.DROP_DISPUTE: _ALL,
    ActionName.SUBMIT: _OPEN,
    ActionName.ASK: _OPEN,
    ActionName.DRAFT: _OPEN,
    ActionName.RUN_TESTS: _OPEN,
    ActionName.HINT: _OPEN,
    ActionName.DONT_KNOW: _OPEN,
    ActionName.SKIP: _OPEN,
    ActionName.REGRADE: (Phase.ANSWERING, Phase.UNGRADED, Phase.REVIEWING, Phase.FINISHED),
    ActionName.PROCEED: (Phase.UNGRADED, Phase.REVIEWING, Phase.FINISHED),
    ActionName.RETRY: (Phase.UNGRADED, Phase.REVIEWING),
    ActionName.CONTEST: (Phase.REVIEWING,),
    ActionName.GO_ON: (Phase.GRADING, Phase.FINISHED),
    ActionName.CANCEL_GRADING: (Phase.GRADING, Phase.UNGRADED),
    ActionName.FINISH: (Phase.ANSWERING, Phase.UNGRADED, Phase.REVIEWING),
    ActionName.LEAVE: _ALL,
}
"""The phases in which each can be done, if nothing else stands against it."""


def possible(driver: ConversationDriver) -> frozenset[ActionName]:
    """The actions that are not refused now, but for what is told only by trying: an empty answer, or no hint left."""
    phase = driver.session.phase
    return frozenset(name for name in ActionName if phase in PHASES[name] and _NEEDS.get(name, _nothing)(driver))


def _nothing(_driver: ConversationDriver) -> bool:
    return True


def _at_once(driver: ConversationDriver) -> bool:
    return driver.session.plan.mode.gives_feedback_at_once


def _has_failed_grading(driver: ConversationDriver) -> bool:
    """Without a chat model only the current one is tried again: any other would fail in the same way."""
    session = driver.session
    return session.phase is Phase.UNGRADED or (driver.converses and bool(session.failed_places))


def _opens_again(driver: ConversationDriver) -> bool:
    session = driver.session
    return session.phase is Phase.UNGRADED or (_at_once(driver) and bool(session.turns) and not session.turn.skipped)


_NEEDS: Mapping[ActionName, Callable[[ConversationDriver], bool]] = {
    ActionName.STOP_RUN: lambda driver: driver.running,
    ActionName.CONFIDENCE: lambda driver: driver.confidence_asked,
    ActionName.DECIDE: lambda driver: driver.contested is not None and driver.contested.judged is not None,
    ActionName.DROP_DISPUTE: lambda driver: driver.contested is not None,
    ActionName.ASK: lambda driver: driver.converses,
    ActionName.RUN_TESTS: lambda driver: driver.has_tests_to_run and not driver.running,
    ActionName.HINT: _at_once,
    ActionName.REGRADE: _has_failed_grading,
    ActionName.RETRY: _opens_again,
    ActionName.CONTEST: lambda driver: bool(driver.contestable),
}
"""What else they need."""
