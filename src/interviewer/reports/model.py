"""The report of a session as one value; every format is rendered from it, and its fields are those of the JSON report.

Scores and shares are 0..1 and None where there is none. Places in an answer count Python characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from interviewer.corpus.exercise import Language
from interviewer.corpus.question import Kind, Level
from interviewer.grading.grade import Method
from interviewer.grading.graders import GraderName
from interviewer.grading.verdict import Verdict
from interviewer.interview.session import Mode, PromptKind
from interviewer.learning.figures import Series
from interviewer.reports.spending import Spending
from interviewer.reports.wording import spoken_scores


@dataclass(frozen=True)
class Mean:
    """Mean scores over `count` questions that one grader graded.

    `mixes` are sentences that say what else differs between those grades: the corpus, the prompt, or a rubric.
    """

    grader: GraderName
    unaided: float
    aided: float
    count: int
    mixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupReport:
    """The means of the questions of one topic, or of one level."""

    name: str
    means: tuple[Mean, ...]


@dataclass(frozen=True)
class CriterionMean:
    """The mean level, 0..4, of a rubric criterion over the `count` questions for which one grader gave it a level."""

    criterion: str
    grader: GraderName
    level: float
    count: int


@dataclass(frozen=True)
class Quote:
    """Words of an answer: those from `start` to `end` of the answer with the index `answer` of its question."""

    answer: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class PassageReport:
    """Where in the reference material something stands. `file` is relative to the corpus folder; `path` is the file as
    a person finds it."""

    id: str
    file: str
    heading: str
    path: str


@dataclass(frozen=True)
class DisputeReport:
    """A contested verdict on an answer, by its index: what the grader had found (`contested`), what the candidate
    decided that it should be (`label`), and why.

    `second` is the verdict of a second judge that knew of no dispute, `judge` who that was; None where there was none.
    """

    answer: int
    contested: Verdict
    label: Verdict
    argument: str
    decided_at: datetime
    second: Verdict | None
    judge: str | None
    reasoning: str


@dataclass(frozen=True)
class PointReport:
    """A key point with the best verdict on it, over the first answer and its follow-ups.

    `unaided` and `aided` are the shares of its weight by which it counts in the two scores, and `earned` says in words
    why that is less than its verdict says; empty where it is not. `supported` is False where the grader named no words
    that show its verdict, which then counts for nothing. `hinted` is True where a hint led to it before the first
    answer. `reasoning` is the grader's, `votes` the verdicts of all votes, if it was asked again. `disputes` change no
    score. `failed` is why the program of the first answer earned less than the verdict says, where a follow-up earned
    more.
    """

    id: str
    claim: str
    weight: int
    verdict: Verdict
    supported: bool
    unaided: float | None
    aided: float | None
    hinted: bool
    quotes: tuple[Quote, ...]
    reasoning: str
    votes: tuple[Verdict, ...]
    passage: PassageReport | None
    disputes: tuple[DisputeReport, ...]
    failed: str = ""
    earned: str = ""


@dataclass(frozen=True)
class MisconceptionReport:
    """A misconception that was stated, with the truth and the words that state it."""

    id: str
    belief: str
    truth: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class BeyondReport:
    """A right claim that is not a key point. `supported_by` is a passage's id or "common knowledge"."""

    text: str
    supported_by: str
    quotes: tuple[Quote, ...]
    passage: PassageReport | None


@dataclass(frozen=True)
class CriterionReport:
    """A rubric criterion's level, 0..4, or None where it was not assessed; `share` is its part of the score."""

    criterion: str
    level: int | None
    share: float
    reason: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Moved:
    """A topic or a question of the session beside earlier sessions, as one grader graded it.

    `now` are the unaided scores of this session, `before` those of earlier ones, `together` both with their trend.
    `mixes` are sentences that say what else differs between those grades.
    """

    name: str
    question_id: str | None
    grader: GraderName
    now: Series
    before: Series
    together: Series
    mixes: tuple[str, ...]


class HighlightKind(StrEnum):
    """What words of an answer show."""

    MET = "met"
    PARTIAL = "partial"
    CONTRADICTED = "contradicted"
    MISCONCEPTION = "misconception"
    BEYOND = "beyond"
    ADDRESSED = "addressed to the grader"


@dataclass(frozen=True)
class Highlight:
    """Words of an answer, from `start` to `end`, and what they show; `about` is the id of a point or misconception."""

    start: int
    end: int
    kind: HighlightKind
    about: str = ""


@dataclass(frozen=True)
class RemarkReport:
    """Something said apart from prompts and answers, such as a question back and its reply."""

    text: str
    by_candidate: bool


class GradeState(StrEnum):
    """Whether an answer has a score. An ungraded one is a failed grading, never a bad answer."""

    GRADED = "graded"
    UNGRADED = "ungraded"
    WAITING = "not graded yet"
    NOT_ANSWERED = "not answered"


@dataclass(frozen=True)
class VerdictReport:
    """A verdict on a key point, the words of the answer that it rests on, and the judge's reason, if it gave one."""

    verdict: Verdict
    supported: bool
    words: tuple[str, ...]
    reasoning: str


@dataclass(frozen=True)
class PointChange:
    """A key point with its verdict before and after; None where that grade had no such key point."""

    id: str
    claim: str
    before: VerdictReport | None
    after: VerdictReport | None
    moved: bool


@dataclass(frozen=True)
class GradeChange:
    """Two grades of one answer. Scores are 0..1, and `before` is None where there was none. `why` are sentences that
    say what the second was graded with instead; every key point of either is in `points`."""

    before: float | None
    after: float | None
    why: tuple[str, ...]
    points: tuple[PointChange, ...]


@dataclass(frozen=True)
class EarlierGrade:
    """A grade that was replaced at `replaced_at` by a later one of the same answer; `change` is what moved then."""

    grader: GraderName
    graded_at: datetime
    replaced_at: datetime
    change: GradeChange


@dataclass(frozen=True)
class AnswerReport:
    """A prompt (the question, a follow-up, a second try) with its answer and what it earned.

    `point` is the key point that a follow-up is aimed at. `seconds` is the time from the prompt to the answer, pauses
    included. `score` is that of this answer by itself, `interval` its low and high where the grader states them.
    `before` and `after` are the question's aided score without and with it, None for a second try, which never counts.
    `reason` says why it is ungraded, or why a rule settled it. `confidence` is how sure the candidate was before the
    grade, 0..1, None if that was not said. `earlier_grades` were replaced by later ones, oldest first, and count for
    nothing. `program` is True where a program was asked for, `printed` the beginning of what it printed while it was
    marked.
    """

    kind: PromptKind
    prompt: str
    point: str | None
    remarks: tuple[RemarkReport, ...]
    answer: str | None
    answered_at: datetime | None
    seconds: float | None
    state: GradeState
    score: float | None
    interval: tuple[float, float] | None
    before: float | None
    after: float | None
    reason: str
    highlights: tuple[Highlight, ...]
    confidence: float | None
    earlier_grades: tuple[EarlierGrade, ...]
    program: bool
    printed: str


@dataclass(frozen=True)
class SolutionPart:
    """A part of the solution of an exercise under its heading: a program, or lines of text. One of the two is empty."""

    heading: str
    code: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExerciseReport:
    """An exercise: the task in Markdown, what the answer began with, and the solution.

    `marked` is how a program marked the first answer: "7 of 9 points"; empty where none did. `runs` is how often the
    visible tests were run.
    """

    task: str
    language: Language | None
    starter: str
    marked: str
    runs: int
    solution: tuple[SolutionPart, ...]


@dataclass(frozen=True)
class ReferenceReport:
    """The corpus's own answer in Markdown, with formulas in LaTeX; its file, and the works that it cites.

    `file` is relative to the corpus folder; `path` is the file as a person finds it.
    """

    text: str
    file: str
    works: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class RewriteReport:
    """The candidate's own answers in one, reworded by the chat model `model` from what was said and graded.

    `text` is empty where there is none, and `why_not` says why, as the end of a sentence. `dropped` counts the
    sentences of the model's that nothing supported.
    """

    text: str
    model: str
    why_not: str = ""
    dropped: int = 0


@dataclass(frozen=True)
class TurnReport:
    """One question of the session.

    `reference`, `level` and `kind` are None if the corpus no longer has the question. `graders` are all that graded an
    answer that counts; where there are several the question is in no mean. `flags` are remarks of the graders for a
    person to read. `answers` begin with the answer to the question itself. `exercise` is None where the question was
    answered in words. `rewrite` is None unless it was asked for. `review` is a chat model's remark on the
    program, which changes no score; empty where there is none.
    """

    number: int
    id: str
    title: str
    topic: str
    level: Level | None
    kind: Kind | None
    outcome: str
    unaided: float | None
    aided: float | None
    graders: tuple[GraderName, ...]
    seconds: float | None
    hints: tuple[str, ...]
    answers: tuple[AnswerReport, ...]
    points: tuple[PointReport, ...]
    misconceptions: tuple[MisconceptionReport, ...]
    beyond: tuple[BeyondReport, ...]
    criteria: tuple[CriterionReport, ...]
    flags: tuple[str, ...]
    reference: ReferenceReport | None
    exercise: ExerciseReport | None
    skipped: bool
    rewrite: RewriteReport | None = None
    review: str = ""

    @property
    def is_graded(self) -> bool:
        """Whether it has a score."""
        return self.unaided is not None

    @property
    def is_mixed(self) -> bool:
        """Whether several graders graded it, which leaves it out of every mean."""
        return self.is_graded and len(self.graders) > 1

    @property
    def scores(self) -> str:
        """Its scores in words."""
        return spoken_scores(self.unaided, self.aided)


@dataclass(frozen=True)
class Strength:
    """A key point of the heaviest weight of its question that was met without help, with the words that show it."""

    turn: int
    claim: str
    words: str


@dataclass(frozen=True)
class Gap:
    """What to work on: a key point that earned nothing or half even with help, or a misconception with the truth."""

    turn: int
    claim: str
    verdict: Verdict | None
    truth: str = ""


@dataclass(frozen=True)
class GradersUsed:
    """The provenance of `count` grades: everything that they were graded with."""

    method: Method
    model: str
    grader_version: str
    corpus_version: str
    prompt: str | None
    rubric: str | None
    count: int


@dataclass(frozen=True)
class Report:
    """A whole session. `left` are planned questions that were not asked; `seconds` is the time spent answering.

    `progress` is what moved since earlier sessions, topics first, where the same grader graded before. `closing` is the
    summary that the interviewer closed with, empty if there was none. `criteria_share` is the part of the score that a
    rubric gives its criteria, in each way that grades of this session had. `spendings` is the usage of chat models.
    """

    format: str
    session: str
    mode: Mode
    started_at: datetime
    finished_at: datetime | None
    seconds: float
    asked: int
    graded: int
    skipped: int
    left: int
    means: tuple[Mean, ...]
    progress: tuple[Moved, ...]
    topics: tuple[GroupReport, ...]
    levels: tuple[GroupReport, ...]
    criteria: tuple[CriterionMean, ...]
    strengths: tuple[Strength, ...]
    gaps: tuple[Gap, ...]
    closing: str
    turns: tuple[TurnReport, ...]
    graded_by: tuple[GradersUsed, ...]
    criteria_share: tuple[float, ...]
    spendings: tuple[Spending, ...]

    @property
    def mixed(self) -> int:
        """How many questions several graders graded."""
        return sum(turn.is_mixed for turn in self.turns)

    @property
    def ungraded_follow_ups(self) -> int:
        """How many follow-ups to graded questions could not be graded."""
        answers = (answer for turn in self.turns if turn.is_graded for answer in turn.answers)
        return sum(one.kind is PromptKind.FOLLOW_UP and one.state is GradeState.UNGRADED for one in answers)
