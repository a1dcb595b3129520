"""Which questions a session asks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interviewer.corpus.question import TOPICS, Level, Question
from interviewer.errors import UnknownNameError, UsageError
from interviewer.interview.session import Mode
from interviewer.learning.standing import Standing, topic_weakness


@dataclass(frozen=True)
class Choices:
    """What the candidate asks for. Empty topics or levels mean all; `for_text` is a job description or CV."""

    mode: Mode = Mode.PRACTICE
    topics: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    count: int = 5
    seed: int | None = None
    for_text: str | None = None


def parse_topics(names: Iterable[str], present: Iterable[str]) -> tuple[str, ...]:
    """Topics by name. Raises UnknownNameError, which suggests the nearest topic in the corpus."""
    known = tuple(present)
    for name in names:
        if name not in known:
            raise UnknownNameError("topic", name, known or TOPICS)
    return tuple(names)


def choose(
    questions: Sequence[Question],
    choices: Choices,
    known: Mapping[str, Standing],
    drill: Sequence[str],
    rng: random.Random,
    relevance: Mapping[str, float] | None = None,
) -> tuple[str, ...]:
    """Ids of at most `choices.count` questions, none twice, in the order they are asked.

    A drill takes the first of `drill`, which are the ids of what is due or weak. Otherwise, with `relevance` (0..1 by
    question id) the most relevant come first; without it, questions of weak topics and questions never answered are
    likelier. Raises UsageError, saying what to change, if nothing fits.
    """
    fitting = [question for question in questions if _fits(question, choices)]
    if not fitting:
        raise UsageError("No question matches these topics and levels.", "Remove a restriction.")
    if choices.mode is Mode.DRILL:
        ids = {question.id for question in fitting}
        asked = tuple(name for name in drill if name in ids)
        if not asked:
            raise UsageError("Nothing is weak or due for a drill yet.", "Practise first, or choose practice mode.")
        return asked[: choices.count]
    if relevance is not None:
        fitting.sort(key=lambda question: (-relevance.get(question.id, 0.0), question.id))
        return tuple(question.id for question in fitting[: choices.count])
    return _drawn(fitting, choices.count, known, rng)


def _fits(question: Question, choices: Choices) -> bool:
    return (not choices.topics or question.topic in choices.topics) and (
        not choices.levels or question.level in choices.levels
    )


def _drawn(
    fitting: Sequence[Question], count: int, known: Mapping[str, Standing], rng: random.Random
) -> tuple[str, ...]:
    """A weighted draw without replacement, easier levels first.

    A topic never seen weighs 1, a weak one up to 2, a strong one as little as 0.25; a question answered well weighs
    a quarter of that, and each further question of a topic makes the topic half as likely, so that topics vary.
    """
    weakness = topic_weakness(known)
    pool = list(fitting)
    drawn: list[Question] = []
    taken: dict[str, int] = {}
    while pool and len(drawn) < count:
        weights = [
            max(0.25, 2 * weakness.get(question.topic, 0.5))
            * (0.25 if question.id in known and not known[question.id].weak else 1.0)
            * 0.5 ** taken.get(question.topic, 0)
            for question in pool
        ]
        picked = pool.pop(rng.choices(range(len(pool)), weights=weights)[0])
        taken[picked.topic] = taken.get(picked.topic, 0) + 1
        drawn.append(picked)
    order = list(Level)
    drawn.sort(key=lambda question: order.index(question.level))
    return tuple(question.id for question in drawn)
