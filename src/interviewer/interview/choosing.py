"""Which questions a session asks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from interviewer.corpus.exercise import Language
from interviewer.corpus.question import DIVIDED_TOPICS, TOPICS, Kind, Level, Question, Shelf
from interviewer.errors import UnknownNameError, UsageError
from interviewer.interview.session import Mode
from interviewer.learning.pace import EXPECTED, Pace
from interviewer.learning.standing import Standing, topic_weakness
from interviewer.search.passage import Nearness

MOST_QUESTIONS = 100
MOST_MINUTES = 480

QUESTIONS_PER_EXERCISE = 4
"""Of so many drawn questions at most one is an exercise, unless their kinds were asked for. A convention: an exercise
takes three times as long, and an hour of an interview has room for one or two."""


@dataclass(frozen=True)
class Choices:
    """What the candidate asks for. Empty topics, levels or kinds mean all; `for_text` is a job description or CV.
    Questions of other shelves than `shelf` are not drawn; a drill has those of every shelf, if they are due or weak.
    With `own`, only questions of folders that did not come with the program are drawn.

    A session has `count` questions or, if it is set, as many as fit `minutes`. With `question_ids` it asks exactly
    those, each once, in that order, whatever the rest says.
    """

    mode: Mode = Mode.PRACTICE
    topics: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    kinds: tuple[Kind, ...] = ()
    shelf: Shelf = Shelf.CURRENT
    own: bool = False
    count: int = 5
    minutes: int | None = None
    seed: int | None = None
    for_text: str | None = None
    question_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """Questions for a session, in the order they are asked; `reasons` says by id why each is relevant to a text."""

    question_ids: tuple[str, ...]
    reasons: Mapping[str, Nearness] = field(default_factory=dict)


def parse_topics(names: Iterable[str], present: Iterable[str]) -> tuple[str, ...]:
    """Topics by name. Raises UnknownNameError, which suggests the nearest topic in the corpus, or UsageError for a
    topic that was divided, which names its parts."""
    asked, known = tuple(names), tuple(present)
    for name in asked:
        if name in known:
            continue
        if name in DIVIDED_TOPICS:
            parts = ", ".join(DIVIDED_TOPICS[name])
            raise UsageError(f"The topic {name!r} was divided.", f"Its questions are in: {parts}.")
        raise UnknownNameError("topic", name, known or TOPICS)
    return asked


def fitting(questions: Sequence[Question], choices: Choices, drill: Sequence[str]) -> dict[str, Question]:
    """The questions by id that the choices allow, those of a drill in the order of `drill`. Raises UsageError, saying
    what to change, if there is none."""
    found = {question.id: question for question in questions if _fits(question, choices)}
    if not found:
        raise UsageError("No question matches these topics, levels and kinds.", "Remove a restriction.")
    if choices.mode is Mode.DRILL:
        found = {name: found[name] for name in drill if name in found}
        if not found:
            raise UsageError("Nothing is weak or due for a drill yet.", "Practise first, or choose practice mode.")
    return found


def choose(
    questions: Sequence[Question],
    choices: Choices,
    known: Mapping[str, Standing],
    drill: Sequence[str],
    rng: random.Random,
    wanted: Sequence[str] | None = None,
    pace: Pace = EXPECTED,
) -> tuple[str, ...]:
    """Ids of the questions of a session, none twice, in the order they are asked.

    There are at most `choices.count`, or as many as fit `choices.minutes` at this `pace`, at least one. A drill takes
    them from `drill`, the ids of what is due or weak. With `wanted`, ids in the order in which a text asks for them, a
    drill has those first, and any other session has only those. Without it, a drill keeps its order, and otherwise
    questions of weak topics and questions never answered are likelier. Without `choices.kinds`, at most one in
    QUESTIONS_PER_EXERCISE of those drawn is an exercise as long as other questions are left. Raises UsageError, saying
    what to change, if nothing fits.
    """
    if choices.question_ids:
        return _named(questions, choices.question_ids)
    found = fitting(questions, choices, drill)
    first = [found[name] for name in wanted or () if name in found]
    if choices.mode is Mode.DRILL:
        rest = (question for question in found.values() if question not in first)
        return _ids(_of_length(chain(first, rest), choices, pace))
    if wanted is not None:
        if not first:
            raise UsageError(
                "No question is about what the job description or CV names.", "Give one that names skills."
            )
        return _ids(_of_length(first, choices, pace))
    order = list(Level)
    drawn = _of_length(_draws(tuple(found.values()), known, rng, shares=not choices.kinds), choices, pace)
    return _ids(sorted(drawn, key=lambda question: order.index(question.level)))


def has_room(given: int, exercises: int) -> bool:
    """Whether the next question may be an exercise, after so many questions with so many exercises among them."""
    return QUESTIONS_PER_EXERCISE * (exercises + 1) <= given + 1


def without_torch(questions: Iterable[Question]) -> list[Question]:
    """The questions that can be answered where PyTorch is not installed."""
    return [one for one in questions if one.exercise is None or one.exercise.language is not Language.TORCH]


def own_questions(questions: Iterable[Question], bundled: Path) -> list[Question]:
    """The questions of other folders than the `bundled` one. Raises UsageError where there is none."""
    own = [one for one in questions if one.folder != bundled]
    if not own:
        raise UsageError(
            "There are no questions of your own to ask.",
            "Name their folder in INTERVIEWER_CORPUS; interviewer corpus check says which files are left out.",
        )
    return own


def _named(questions: Sequence[Question], question_ids: tuple[str, ...]) -> tuple[str, ...]:
    present = tuple(question.id for question in questions)
    for question_id in question_ids:
        if question_id not in present:
            raise UnknownNameError("question", question_id, present)
    return tuple(dict.fromkeys(question_ids))


def _ids(questions: Iterable[Question]) -> tuple[str, ...]:
    return tuple(question.id for question in questions)


def _fits(question: Question, choices: Choices) -> bool:
    return (
        (not choices.topics or question.topic in choices.topics)
        and (not choices.levels or question.level in choices.levels)
        and (not choices.kinds or question.kind in choices.kinds)
        and (choices.mode is Mode.DRILL or question.shelf is choices.shelf)
    )


def _of_length(candidates: Iterable[Question], choices: Choices, pace: Pace) -> Iterator[Question]:
    """The first candidates up to the length of the session; one that is too long for what is left is passed over."""
    if choices.minutes is None:
        return islice(candidates, choices.count)
    return islice(pace.fitting(candidates, choices.minutes), MOST_QUESTIONS)


def _draws(
    fitting: Sequence[Question], known: Mapping[str, Standing], rng: random.Random, *, shares: bool
) -> Iterator[Question]:
    """A weighted draw without replacement, until nothing is left. With `shares`, exercises keep to their share as long
    as there are other questions.

    A topic never seen weighs 1, a weak one up to 2, a strong one as little as 0.25; a question answered well weighs
    a quarter of that, and each further question of a topic makes the topic half as likely, so that topics vary.
    """
    weakness = topic_weakness(known)
    pool = list(fitting)
    taken: dict[str, int] = {}
    drawn = exercises = 0
    while pool:
        others = [question for question in pool if question.exercise is None]
        from_all = not shares or not others or has_room(drawn, exercises)
        weights = [
            (1.0 if from_all or question.exercise is None else 0.0)
            * max(0.25, 2 * weakness.get(question.topic, 0.5))
            * (0.25 if question.id in known and not known[question.id].weak else 1.0)
            * 0.5 ** taken.get(question.topic, 0)
            for question in pool
        ]
        picked = pool.pop(rng.choices(range(len(pool)), weights=weights)[0])
        taken[picked.topic] = taken.get(picked.topic, 0) + 1
        drawn, exercises = drawn + 1, exercises + (picked.exercise is not None)
        yield picked
