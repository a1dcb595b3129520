"""Plays whole sessions between a simulated candidate and the real program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.exercises.visible import VisibleTests
from interviewer.grading.grader import Grader
from interviewer.interview.cast import Cast
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.dialogue.llm import LlmDialogue
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.engine import Interview
from interviewer.interview.session import Mode, Phase, Plan, Session
from interviewer.models.chat import Usage
from interviewer.records.store import open_store
from interviewer.settings import Tone
from tests.quick_runner import QuickRunner
from tests.simulation.candidates import Candidate
from tests.simulation.front_end import MOST_STEPS, FrontEnd, Line, QuickGrades, Stepwise

QUESTIONS: dict[Mode, tuple[str, ...]] = {
    Mode.PRACTICE: ("dropout", "batch-normalization-vs-dropout", "implement-layer-norm"),
    Mode.MOCK: ("image-classifier-small-dataset", "gradient-accumulation", "bias-variance-trade-off"),
    Mode.DRILL: ("data-leakage", "transformer-vs-rnn", "proximal-policy-optimization"),
}
"""What is asked in each mode: every kind of question and every level is among them."""

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Played:
    """A session that was played: what was said, what came of it, and what is in its database."""

    candidate: str
    lines: list[Line]
    session: Session
    stored: Session
    questions: tuple[Question, ...]
    moves: list[tuple[Phase, str]]
    aims: list[tuple[int, str, tuple[str, ...]]]

    @property
    def interviewer(self) -> list[Line]:
        """What the interviewer said before the session was over."""
        return [line for line in self.lines if not line.by_candidate and not line.over]

    @property
    def score(self) -> float | None:
        """The mean of the turns' unaided scores; None where there is none."""
        scores = [credit_of_turn(turn).unaided for turn in self.session.turns]
        known = [score for score in scores if score is not None]
        return sum(known) / len(known) if known else None


@dataclass
class Stage:
    """Where sessions are played: the questions, the graders, and the model that speaks, if there is one."""

    questions: Mapping[str, Question]
    grader: Grader
    quick: Grader
    folder: Path
    context: AppContext | None = None
    tone: Tone = Tone.NEUTRAL
    played: dict[tuple[str, Mode], Played] = field(default_factory=dict)

    def dialogue_agent(self, seed: int) -> DialogueAgent | None:
        """Who speaks; a new one for each session, so that its texts do not depend on those of others."""
        if self.context is None:
            return None
        models = self.context.models
        return LlmDialogue(models.chat(cached=False), models.prompts(), self.tone, Random(seed))

    def play(
        self, name: str, candidate: Candidate, mode: Mode, ids: Sequence[str] = (), *, key: str = "", seed: int = 0
    ) -> Played:
        """Plays a session from its first question to its end, in a database of its own."""
        session_id = f"{name}-{mode}{key}"
        store = open_store(self.folder / f"{session_id}.sqlite3")
        plan = Plan(
            session_id=session_id,
            mode=mode,
            question_ids=tuple(ids or QUESTIONS[mode]),
            started_at=BEGINNING,
            seed=seed,
            seconds_per_question=180 if mode is Mode.MOCK else None,
        )
        later = self.context is not None
        interview = Interview(Session(plan=plan), self.questions, store, _Clock().now, grades_later=later)
        quick = QuickGrades(self.quick, lambda: len(interview.session.turns) - 1)
        cast = Cast(
            lambda: self.grader,
            lambda: quick,
            self.dialogue_agent(seed),
            Usage,
            at_once=MOST_STEPS,
            second_judge=lambda: self.grader,
            tests=VisibleTests(QuickRunner),
        )
        start = Stepwise()
        front_end = FrontEnd(ConversationDriver(interview, cast, start=start), candidate, start, quick)
        front_end.run()
        stored = store.load(session_id).session
        store.close()
        asked = tuple(self.questions[turn.question_id] for turn in stored.turns)
        return Played(name, front_end.lines, interview.session, stored, asked, front_end.moves, front_end.aims)


class _Clock:
    """Minutes that pass by being asked for."""

    def __init__(self) -> None:
        self._now = BEGINNING

    def now(self) -> datetime:
        """A minute later than the last time."""
        self._now += timedelta(minutes=1)
        return self._now
