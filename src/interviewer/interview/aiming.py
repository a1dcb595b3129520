"""Questions for a job description or CV: which of its lines each is for, spread over all of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from interviewer.corpus.question import Question
from interviewer.interview.job_text import Line
from interviewer.language.words import stem
from interviewer.search.lexical import words

Nearnesses = Callable[[Sequence[str]], Sequence[Mapping[str, float]]]
"""How near each question is to each of some texts, 0 to 1, by its id."""

LEAST_NAMED = 0.45
"""A question that names a skill is for its line from this nearness on; below it, the word means something else there
("strong communication skills", "30 days"). Chosen with LEAST_NEAR by reading what job descriptions were near to."""

LEAST_NEAR = 0.5
"""A question that names nothing of a line is for it from this nearness on."""

_COMMON = 0.11  # a word in more than this share of the questions names none of them
_RARE = 3  # however few questions there are, a word in so many is not common
_ALL_NAMED = 0.1  # how much nearer a question counts that names the whole skill
_NEARLY = 0.05  # questions that differ by less than this are taken in an order of chance


@dataclass(frozen=True)
class Match:
    """A question that is for a line of a text, by one of its skills or by all of it, and how much so."""

    question_id: str
    line: str
    skill: str
    score: float


@dataclass(frozen=True)
class AimedLine:
    """The questions for one line, best first: for each skill that they name, and those that are only near."""

    named: tuple[tuple[Match, ...], ...]
    near: tuple[Match, ...]


def aim(lines: Sequence[Line], questions: Iterable[Question], nearnesses: Nearnesses) -> tuple[AimedLine, ...]:
    """The questions for each line; a line that none is for is left out."""
    texts = list(dict.fromkeys(text for line in lines for text in (line.text, *line.skills)))
    found = dict(zip(texts, nearnesses(texts), strict=True)) if texts else {}
    terms = _Terms(questions)
    aimed = (_aimed(line, found, terms) for line in {line.text: line for line in lines}.values())
    return tuple(one for one in aimed if one.named or one.near)


def spread(
    aimed: Sequence[AimedLine],
    fitting: Mapping[str, Question],
    rng: random.Random,
    has_room: Callable[[int, int], bool],
) -> dict[str, Match]:
    """What to ask of the `fitting` questions, by id in the order to ask it, with what each is for.

    Every line gets one question before any gets a second, those first that name a skill; of a line, every named skill
    gets one before any gets a second. `rng` decides between lines, between skills of a line and between questions that
    are nearly as near. `has_room` tells from the counts of questions and of exercises so far whether an exercise may
    come; without room they wait as long as there is something else.
    """
    queues = [_queue(line, fitting, rng) for line in _shuffled(aimed, rng)]
    chosen: dict[str, Match] = {}
    exercises = 0
    waits = True  # whether exercises wait for room: until a round in which nothing else was left
    while any(queues):
        before = len(chosen)
        for number, queue in enumerate(queues):
            queues[number] = queue = [one for one in queue if one.question_id not in chosen]
            room = not waits or has_room(len(chosen), exercises)
            found = next((one for one in queue if room or fitting[one.question_id].exercise is None), None)
            if found is not None:
                chosen[found.question_id] = found
                exercises += fitting[found.question_id].exercise is not None
        waits = len(chosen) > before
    return chosen


class _Terms:
    """The words that name questions: those of titles, aliases and queries which not many questions have."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._of = {one.id: _stems((one.title, *one.aliases, *one.queries)) for one in questions}
        self._counts = Counter(chain.from_iterable(self._of.values()))
        self._most = max(_RARE, int(_COMMON * len(self._of)))

    def named_by(self, skill: str) -> Mapping[str, float]:
        """The questions that name a skill, with the share of its telling words that each has."""
        telling = {term for term in _stems((skill,)) if 0 < self._counts[term] <= self._most}
        shares = {name: len(telling & own) / len(telling) for name, own in self._of.items()} if telling else {}
        return {name: share for name, share in shares.items() if share}


def _stems(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for text in texts for word in words(text))


def _aimed(line: Line, near: Mapping[str, Mapping[str, float]], terms: _Terms) -> AimedLine:
    named = (_named(line, skill, near[skill], terms) for skill in line.skills)
    others = (
        Match(name, line.text, line.text, score) for name, score in near[line.text].items() if score >= LEAST_NEAR
    )
    return AimedLine(tuple(one for one in named if one), _best_first(others))


def _named(line: Line, skill: str, near: Mapping[str, float], terms: _Terms) -> tuple[Match, ...]:
    return _best_first(
        Match(name, line.text, skill, near[name] + _ALL_NAMED * share)
        for name, share in terms.named_by(skill).items()
        if near.get(name, 0.0) >= LEAST_NAMED
    )


def _best_first(matches: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda one: (-one.score, one.question_id)))


def _shuffled(aimed: Sequence[AimedLine], rng: random.Random) -> Iterator[AimedLine]:
    """The lines that name something in an order of chance, then the others as they stand."""
    naming = [line for line in aimed if line.named]
    rng.shuffle(naming)
    return chain(naming, (line for line in aimed if not line.named))


def _queue(line: AimedLine, fitting: Mapping[str, Question], rng: random.Random) -> list[Match]:
    """The matches of a line in the order to ask them: one for each skill in turn, then what is only near."""
    skills = [_nearly_in_order([one for one in skill if one.question_id in fitting], rng) for skill in line.named]
    rng.shuffle(skills)
    turns = (one for turn in zip_longest(*skills) for one in turn if one is not None)
    return [*turns, *(one for one in line.near if one.question_id in fitting)]


def _nearly_in_order(matches: Sequence[Match], rng: random.Random) -> list[Match]:
    keyed = [(one.score + rng.uniform(0, _NEARLY), one) for one in matches]
    return [one for _, one in sorted(keyed, key=lambda pair: -pair[0])]
