"""Which questions a session asks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from interviewer.corpus.question import DIVIDED_TOPICS, TOPICS, Kind, Level, Question
from interviewer.errors import UnknownNameError, UsageError
from interviewer.interview.session import Mode
from interviewer.learning.pace import EXPECTED, Pace
from interviewer.learning.standing import Standing, topic_weakness
from interviewer.search.passage import Nearness

MOST_QUESTIONS = 100
MOST_MINUTES = 480


@dataclass(frozen=True)
class Choices:
    """What the candidate asks for. Empty topics, levels or kinds mean all; `for_text` is a job description or CV.

    A session has `count` questions or, if it is set, as many as fit `minutes`. With `question_ids` it asks exactly
    those, in that order, whatever the rest says.
    """

    mode: Mode = Mode.PRACTICE
    topics: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    kinds: tuple[Kind, ...] = ()
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
    known = tuple(present)
    for name in names:
        if name in known:
            continue
        if name in DIVIDED_TOPICS:
            parts = ", ".join(DIVIDED_TOPICS[name])
            raise UsageError(f"The topic {name!r} was divided.", f"Its questions are in: {parts}.")
        raise UnknownNameError("topic", name, known or TOPICS)
    return tuple(names)


def choose(
    questions: Sequence[Question],
    choices: Choices,
    known: Mapping[str, Standing],
    drill: Sequence[str],
    rng: random.Random,
    relevance: Mapping[str, float] | None = None,
    pace: Pace = EXPECTED,
) -> tuple[str, ...]:
    """Ids of the questions of a session, none twice, in the order they are asked.

    There are at most `choices.count`, or as many as fit `choices.minutes` at this `pace`, at least one. A drill takes
    them from `drill`, the ids of what is due or weak. With `relevance` (0..1 by question id) the most relevant come
    first; without it, a drill keeps its order, and otherwise questions of weak topics and questions never answered are
    likelier. Raises UsageError, saying what to change, if nothing fits.
    """
    if choices.question_ids:
        return _named(questions, choices.question_ids)
    fitting = {question.id: question for question in questions if _fits(question, choices)}
    if not fitting:
        raise UsageError("No question matches these topics, levels and kinds.", "Remove a restriction.")
    if choices.mode is Mode.DRILL:
        fitting = {name: fitting[name] for name in drill if name in fitting}
        if not fitting:
            raise UsageError("Nothing is weak or due for a drill yet.", "Practise first, or choose practice mode.")
    candidates: Iterable[Question] = fitting.values()
    if relevance is not None:
        candidates = sorted(candidates, key=lambda question: (-relevance.get(question.id, 0.0), question.id))
    if relevance is not None or choices.mode is Mode.DRILL:
        return _ids(_of_length(candidates, choices, pace))
    order = list(Level)
    drawn = _of_length(_draws(tuple(candidates), known, rng), choices, pace)
    return _ids(sorted(drawn, key=lambda question: order.index(question.level)))


def _named(questions: Sequence[Question], question_ids: tuple[str, ...]) -> tuple[str, ...]:
    present = tuple(question.id for question in questions)
    for question_id in question_ids:
        if question_id not in present:
            raise UnknownNameError("question", question_id, present)
    return question_ids


def _ids(questions: Iterable[Question]) -> tuple[str, ...]:
    return tuple(question.id for question in questions)


def _fits(question: Question, choices: Choices) -> bool:
    return (
        (not choices.topics or question.topic in choices.topics)
        and (not choices.levels or question.level in choices.levels)
        and (not choices.kinds or question.kind in choices.kinds)
    )


def _of_length(candidates: Iterable[Question], choices: Choices, pace: Pace) -> Iterator[Question]:
    """The first candidates up to the length of the session; one that is too long for what is left is passed over."""
    if choices.minutes is None:
        return islice(candidates, choices.count)
    return islice(pace.fitting(candidates, choices.minutes), MOST_QUESTIONS)


def _draws(fitting: Sequence[Question], known: Mapping[str, Standing], rng: random.Random) -> Iterator[Question]:
    """A weighted draw without replacement, until nothing is left.

    A topic never seen weighs 1, a weak one up to 2, a strong one as little as 0.25; a question answered well weighs
    a quarter of that, and each further question of a topic makes the topic half as likely, so that topics vary.
    """
    weakness = topic_weakness(known)
    pool = list(fitting)
    taken: dict[str, int] = {}
    while pool:
        weights = [
            max(0.25, 2 * weakness.get(question.topic, 0.5))
            * (0.25 if question.id in known and not known[question.id].weak else 1.0)
            * 0.5 ** taken.get(question.topic, 0)
            for question in pool
        ]
        picked = pool.pop(rng.choices(range(len(pool)), weights=weights)[0])
        taken[picked.topic] = taken.get(picked.topic, 0) + 1
        yield picked
