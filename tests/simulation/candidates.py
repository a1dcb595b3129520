"""Simulated candidates: what each of them does when it is the candidate's turn.

A candidate knows what a person in its place would: the question, the open prompt and what was said in the turn. What
it says is drawn with a generator that is seeded by the question and the prompt, so that it says the same in every mode.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from interviewer.corpus.question import KeyPoint, Question
from interviewer.interview.session import Exchange, Mode, PromptKind, Turn
from tests.grading.llm.attack_texts import IN_THE_ANSWER


@dataclass(frozen=True)
class Say:
    """Sends a text."""

    text: str


@dataclass(frozen=True)
class Press:
    """Uses an action of the front end: hint, unknown, skip, retry, end."""

    action: str


Move = Say | Press


@dataclass(frozen=True)
class Sight:
    """What a candidate sees: the question, the turn so far, whose last exchange is open, and the mode.

    `refused` is whether the last thing it did was refused. `rng` is seeded by the question and the open prompt.
    """

    question: Question
    turn: Turn
    mode: Mode
    refused: bool
    rng: Random

    @property
    def open(self) -> Exchange:
        """The open exchange."""
        return self.turn.current

    @property
    def aimed_at(self) -> KeyPoint | None:
        """The key point that the open prompt leads to; None where it is the question."""
        point = self.open.prompt.point
        return None if point is None else next(known for known in self.question.key_points if known.id == point)

    @property
    def said_back(self) -> int:
        """How often the candidate has asked something back about the open prompt."""
        at = len(self.turn.exchanges) - 1
        return sum(remark.by_candidate and remark.exchange == at for remark in self.turn.remarks)

    @property
    def hints(self) -> int:
        """How many hints were given to the open prompt."""
        return sum(hint.exchange == len(self.turn.exchanges) - 1 for hint in self.turn.hints)


Candidate = Callable[[Sight], Move]

_PLAINER = (
    (r"\bBecause\b", "Since"),
    (r"\btherefore\b", "so"),
    (r"\bTherefore\b", "So"),
    (r"\bfor example\b", "say"),
    (r"\bcannot\b", "can't"),
    (r"\bis not\b", "isn't"),
    (r"\bdoes not\b", "doesn't"),
    (r"\bHowever, ", "But "),
    (r"\busually\b", "normally"),
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LETTERS = "bcdfghjklmnpqrstvwxz"


def expert(sight: Sight) -> Move:
    """Gives the reference answer in slightly other words, and states the key point that a follow-up leads to."""
    if sight.aimed_at is not None:
        return Say(f"Right, so here is how I see that part. {_plainer(sight.aimed_at.claim)}")
    return Say(f"Let me go through it.\n\n{_plainer(sight.question.reference)}")


def terse(sight: Sight) -> Move:
    """Says the first words of the heavier key points, and of the one that a follow-up leads to."""
    if sight.aimed_at is not None:
        return Say(_first_words(sight.aimed_at.claim, 0.7))
    points = sorted(sight.question.key_points, key=lambda point: -point.weight)[:3]
    return Say(". ".join(_first_words(point.claim, 0.7) for point in points) + ".")


def rambling(sight: Sight) -> Move:
    """Buries two key points in a long talk about everything else."""
    told = [sight.aimed_at] if sight.aimed_at is not None else list(sight.question.key_points[:2])
    parts = list(_ASIDES)
    sight.rng.shuffle(parts)
    for number, point in enumerate(told):
        parts.insert(2 + 3 * number, point.claim)
    return Say("\n\n".join((" ".join(parts[:4]), " ".join(parts[4:]))))


def silent(sight: Sight) -> Move:
    """Sends nothing, and when that is refused says that it does not know, or leaves the question."""
    if not sight.refused:
        return Say("")
    if sight.open.prompt.kind is PromptKind.FOLLOW_UP:
        return Press("unknown")
    return Press(sight.rng.choice(("unknown", "unknown", "skip")))


def gibberish(sight: Sight) -> Move:
    """Types nonsense."""
    count = sight.rng.randint(12, 60)
    return Say(" ".join(_letters(sight.rng) for _ in range(count)))


def repeating(sight: Sight) -> Move:
    """Says the prompt back, whole, in parts, or as a statement."""
    asked = sight.open.prompt.text
    bare = asked.rstrip("?").strip()
    return Say(sight.rng.choice((asked, f"{asked} {asked}", f"Well, {bare[:1].lower()}{bare[1:]}.", bare)))


def wrong(sight: Sight) -> Move:
    """States the misconceptions with confidence, and stays with them when asked further."""
    beliefs = [found.belief for found in sight.question.misconceptions]
    if sight.aimed_at is not None:
        return Say(f"I am quite sure of it. {sight.rng.choice(beliefs)}")
    return Say(f"That one is easy. {' '.join(beliefs)} There is nothing more to it.")


def injecting(sight: Sight) -> Move:
    """Speaks to whoever grades instead of to the question."""
    return Say(sight.rng.choice(sorted(IN_THE_ANSWER.values())))


def asking_back(sight: Sight) -> Move:
    """Asks what is meant, fishes for the answer, takes a hint, and then answers with what it was asked for."""
    asked = (
        "Do you mean in theory or in practice?",
        "Could you just tell me the answer?",
        f"Is it about this: {sight.question.key_points[0].claim.rstrip('.')}, do you mean that?",
    )
    if sight.said_back < (1 if sight.aimed_at is not None else 3):
        return Say(asked[sight.said_back])
    if sight.mode.gives_feedback_at_once and sight.hints == 0 and not sight.refused:
        return Press("hint")
    point = sight.aimed_at or sight.question.key_points[-1]
    return Say(f"I would say this: {_plainer(point.claim)}")


def pasting_code(sight: Sight) -> Move:
    """Answers with a block of code and next to no words."""
    name = re.sub(r"\W", "_", sight.question.id)
    own = re.findall(r"```.*?```", sight.question.reference, re.DOTALL)
    if own and sight.aimed_at is None:
        return Say(str(own[0]))
    head = f"import torch\n\ndef {name}(x: torch.Tensor) -> torch.Tensor:\n    # step {sight.rng.randint(1, 9)}"
    return Say(f"```python\n{head}\n    for _ in range(3):\n        x = torch.relu(x @ x.T)\n    return x\n```")


def leaving(sight: Sight) -> Move:
    """Answers the first question in a word and ends the session at the follow-up."""
    return Say("It is a kind of noise.") if sight.aimed_at is None else Press("end")


CANDIDATES: dict[str, Candidate] = {
    "expert": expert,
    "terse": terse,
    "rambling": rambling,
    "silent": silent,
    "gibberish": gibberish,
    "repeating": repeating,
    "wrong": wrong,
    "injecting": injecting,
    "asking-back": asking_back,
    "pasting-code": pasting_code,
}

WORTHLESS = ("silent", "gibberish", "repeating", "injecting")
"""Candidates that say nothing of the subject."""

_ASIDES = (
    "So this is something I have thought about a lot, actually, since my first project at university.",
    "There was a colleague who used to bring it up in every meeting, and we never quite settled it.",
    "I remember a talk on it, I think it was in Vienna, and the coffee there was excellent by the way.",
    "You know how it goes, one reads a blog post and then another one that says the opposite.",
    "In the end it all depends on the team, the deadline and whatever the customer wants to see.",
    "We had a dashboard for it, quite a colourful one, which nobody looked at after the first week.",
    "People say it is easy, but then people say that of everything, and I would not go that far.",
    "And of course the machines were slower in those days, so one had time to think while waiting.",
)


def _plainer(text: str) -> str:
    for pattern, words in _PLAINER:
        text = re.sub(pattern, words, text)
    return text


def _first_words(claim: str, share: float) -> str:
    words = _SENTENCE.split(claim)[0].rstrip(".").split()
    return " ".join(words[: max(4, round(share * len(words)))])


def _letters(rng: Random) -> str:
    return "".join(rng.choice(_LETTERS) for _ in range(rng.randint(2, 9)))
