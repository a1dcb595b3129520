"""The values of a session: its plan, its turns, and what was said in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from interviewer.grading.grade import Grade
from interviewer.interview.dispute import Dispute
from interviewer.models.chat import Usage

MAX_FOLLOW_UPS = 2

CONFIDENCES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The scale on which a candidate is asked how sure an answer is, 0..1."""

_SESSION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
MAX_KEPT_CHARACTERS = 5_000_000
"""A longer answer is refused: nobody typed it, and a whole session is read at once."""

MAX_ASKED_CHARACTERS = 2_000
"""The limit for a question back, which goes to the chat model whole."""


class Mode(StrEnum):
    """How an interview is led.

    Practice gives feedback after each question, hints and retries; mock is neutral and timed, with feedback at the
    end; drill is practice on what is weak or due.
    """

    PRACTICE = "practice"
    MOCK = "mock"
    DRILL = "drill"

    @property
    def gives_feedback_at_once(self) -> bool:
        """Whether feedback follows each question rather than the session."""
        return self is not Mode.MOCK


class Phase(StrEnum):
    """What a session waits for."""

    ANSWERING = "answering"
    GRADING = "grading"
    UNGRADED = "ungraded"
    REVIEWING = "reviewing"
    FINISHED = "finished"


class PromptKind(StrEnum):
    """What the candidate is answering."""

    QUESTION = "question"
    FOLLOW_UP = "follow-up"
    RETRY = "retry"

    @property
    def label(self) -> str:
        """How a prompt of this kind is called."""
        return {PromptKind.QUESTION: "Question", PromptKind.FOLLOW_UP: "Follow-up", PromptKind.RETRY: "Second try"}[
            self
        ]


@dataclass(frozen=True)
class Prompt:
    """Words put to the candidate; `point` is the key point that a follow-up is aimed at."""

    kind: PromptKind
    text: str
    point: str | None = None


@dataclass(frozen=True)
class Hint:
    """A probe shown on request before an answer; `exchange` is the exchange it was asked in."""

    point: str
    text: str
    exchange: int


AFTERWARDS = -1
"""In place of the index of an exchange: of what a chat model said of a program once its question was over."""


@dataclass(frozen=True)
class Remark:
    """Something said apart from prompts and answers, such as a question back and its reply.

    `exchange` is the index of the exchange it was said in, or AFTERWARDS.
    """

    text: str
    by_candidate: bool
    exchange: int


@dataclass(frozen=True)
class ExchangePlace:
    """The place of an exchange in a session: the indexes of its turn and of itself in the turn, from 0."""

    turn: int
    exchange: int


@dataclass(frozen=True)
class Exchange:
    """A prompt, what was answered, and its grade; `answer` is None while the prompt is open.

    `confidence` is how sure the candidate was of the answer before its grade, 0..1, or None if that was not said.
    `earlier_grades` are those that `grade` has replaced, oldest first; they count for nothing. `disputes` are the
    verdicts that the candidate contested, one for a key point at most. Raises ValueError for a confidence outside 0..1.
    """

    prompt: Prompt
    answer: str | None = None
    answered_at: datetime | None = None
    grade: Grade | None = None
    confidence: float | None = None
    earlier_grades: tuple[Grade, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    def __post_init__(self) -> None:
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"A confidence is between 0 and 1, not {self.confidence}.")


@dataclass(frozen=True)
class Turn:
    """One question with its answer, its follow-ups and its grades. `title` is the wording that it was asked in.

    `closed_at` is set when the question is finished; a retry may still follow. Times are UTC. `runs` is how often the
    visible tests of an exercise were run.
    """

    question_id: str
    title: str
    topic: str
    asked_at: datetime
    exchanges: tuple[Exchange, ...]
    hints: tuple[Hint, ...] = ()
    remarks: tuple[Remark, ...] = ()
    skipped: bool = False
    closed_at: datetime | None = None
    runs: int = 0

    @property
    def current(self) -> Exchange:
        """The current exchange, or the last one."""
        return self.exchanges[-1]

    @property
    def follow_ups(self) -> int:
        """How many follow-ups were asked."""
        return sum(exchange.prompt.kind is PromptKind.FOLLOW_UP for exchange in self.exchanges)

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades of its answers in order, failed ones among them."""
        return tuple(exchange.grade for exchange in self.exchanges if exchange.grade is not None)

    @property
    def counted_grades(self) -> tuple[Grade, ...]:
        """Those that its score comes from: of the first answer and of follow-ups."""
        counted = (exchange.grade for exchange in self.exchanges if exchange.prompt.kind is not PromptKind.RETRY)
        return tuple(grade for grade in counted if grade is not None and grade.graded)

    @property
    def flags(self) -> tuple[str, ...]:
        """What its graders noted, each once."""
        return tuple(dict.fromkeys(flag for grade in self.grades for flag in grade.flags))

    def with_current(self, exchange: Exchange) -> Turn:
        """This turn with its last exchange replaced."""
        return replace(self, exchanges=(*self.exchanges[:-1], exchange))


@dataclass(frozen=True)
class Plan:
    """What was agreed on at the start: which questions, in which mode. Times are UTC; `seconds_per_question` is
    the time limit in a mock interview, or None.

    `session_id` also names files. Raises ValueError if it could name one elsewhere: a database may be shared.
    """

    session_id: str
    mode: Mode
    question_ids: tuple[str, ...]
    started_at: datetime
    seed: int
    seconds_per_question: int | None = None

    def __post_init__(self) -> None:
        if not _SESSION_ID.fullmatch(self.session_id):
            raise ValueError(f"{self.session_id!r} is not a valid session id.")


@dataclass(frozen=True)
class Session:
    """A sequence of turns in one mode. The phase follows from the turns, so that the two cannot disagree.

    `closing` is the summary that the interviewer closed with, `talk` the chat-model usage of its words.
    """

    plan: Plan
    turns: tuple[Turn, ...] = ()
    finished_at: datetime | None = None
    closing: str = ""
    talk: Usage = field(default_factory=Usage)

    @property
    def phase(self) -> Phase:
        """What the session waits for. A session without a turn yet waits for its first question to be asked."""
        if self.finished_at is not None:
            return Phase.FINISHED
        if not self.turns or self.turn.skipped:
            return Phase.REVIEWING
        exchange = self.turn.current
        if exchange.answer is None:
            return Phase.REVIEWING if self.turn.closed_at and not self.retrying else Phase.ANSWERING
        if exchange.grade is None:
            return Phase.GRADING
        return Phase.REVIEWING if exchange.grade.graded else Phase.UNGRADED

    @property
    def turn(self) -> Turn:
        """The current turn, or the last one. Raises IndexError before the first question."""
        return self.turns[-1]

    @property
    def place(self) -> ExchangePlace:
        """The place of the current exchange, or of the last one. Raises IndexError before the first question."""
        return ExchangePlace(len(self.turns) - 1, len(self.turn.exchanges) - 1)

    @property
    def retrying(self) -> bool:
        """Whether the open prompt is a retry of a closed turn."""
        return self.turn.current.prompt.kind is PromptKind.RETRY

    @property
    def ungraded_places(self) -> tuple[ExchangePlace, ...]:
        """The answers that have no grade yet, in order."""
        return self._places(lambda exchange: exchange.grade is None)

    @property
    def failed_places(self) -> tuple[ExchangePlace, ...]:
        """The answers whose grading failed, in order."""
        return self._places(lambda exchange: exchange.grade is not None and not exchange.grade.graded)

    def exchange_at(self, place: ExchangePlace) -> Exchange:
        """The exchange at a place. Raises IndexError if there is none."""
        return self.turns[place.turn].exchanges[place.exchange]

    def with_exchange(self, place: ExchangePlace, exchange: Exchange) -> Session:
        """This session with the exchange at a place replaced."""
        turn = self.turns[place.turn]
        exchanges = (*turn.exchanges[: place.exchange], exchange, *turn.exchanges[place.exchange + 1 :])
        changed = replace(turn, exchanges=exchanges)
        return replace(self, turns=(*self.turns[: place.turn], changed, *self.turns[place.turn + 1 :]))

    def _places(self, fits: Callable[[Exchange], bool]) -> tuple[ExchangePlace, ...]:
        return tuple(
            ExchangePlace(at, number)
            for at, turn in enumerate(self.turns)
            for number, exchange in enumerate(turn.exchanges)
            if exchange.answer is not None and fits(exchange)
        )

    @property
    def questions_left(self) -> int:
        """How many planned questions have not been asked yet."""
        return len(self.plan.question_ids) - len(self.turns)

    def with_turn(self, turn: Turn) -> Session:
        """This session with its last turn replaced."""
        return replace(self, turns=(*self.turns[:-1], turn))
