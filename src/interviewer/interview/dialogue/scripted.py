"""The interviewer without a model: authored texts, which also replace a model's that cannot be used."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random
from typing import TYPE_CHECKING

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.grade import Method
from interviewer.grading.graders import GraderName
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.dialogue.facts import ClosingFacts, OpeningFacts, TopicScore
from interviewer.interview.dialogue.judging import NeutralReactions
from interviewer.interview.dialogue.speech import Speech, Worded
from interviewer.interview.follow_ups import probe_in_words
from interviewer.interview.session import Exchange, Mode
from interviewer.settings import Tone
from interviewer.text import counted, one_line, plural, visible

if TYPE_CHECKING:
    from interviewer.models.chat import Cancel

_WELCOME = {
    Tone.FRIENDLY: "Welcome, and thank you for taking the time.",
    Tone.NEUTRAL: "Welcome to this interview.",
    Tone.STRICT: "Let us begin.",
}
_MODES = {
    Mode.PRACTICE: "After each answer there is feedback, and you can ask for a hint.",
    Mode.MOCK: "As in a real interview there is no feedback before the end.",
    Mode.DRILL: "These are questions that are due again or went badly before; feedback follows each of them.",
}
_AGAIN = (
    "That is up to you: say how you understand it, and answer on that basis.",
    "I'll leave it at that. Answer what you can, or say that you don't know.",
)
_METHODS = {
    Method.LLM: "by the language model",
    Method.SIMILARITY: "by similarity",
    Method.CUSTOM: "by a custom judge",
    Method.PROGRAM: "by a program",
    Method.GATE: "by rule",
}


class ScriptedDialogue:
    """A DialogueAgent whose texts were all written in advance."""

    def __init__(self, rng: Random, tone: Tone = Tone.NEUTRAL) -> None:
        self._reactions = NeutralReactions(rng)
        self._tone = tone

    def greet(self, facts: OpeningFacts, *, cancel: Cancel | None = None) -> Speech:
        """Says how many questions there are, on what, and how the mode works."""
        return Speech(lambda: greeting(facts, self._tone))

    def react(self, question: Question, answer: str, *, cancel: Cancel | None = None) -> Speech:
        """Thanks for the answer, in other words each time."""
        return Speech(self.reaction)

    def reaction(self) -> str:
        """A reaction that judges nothing and differs from the last one."""
        return self._reactions.next()

    def follow_up(
        self,
        question: Question,
        point: KeyPoint,
        verdicts: Sequence[PointVerdict],
        exchanges: Sequence[Exchange],
        *,
        cancel: Cancel | None = None,
    ) -> Worded:
        """The probe, or what asks to go on with it."""
        return Worded(probe_in_words(point, verdicts), by_model=False)

    def clarify(
        self, question: Question, text: str, exchanges: Sequence[Exchange], *, cancel: Cancel | None = None
    ) -> Worded:
        """Repeats the open prompt."""
        return Worded(as_it_stands(question, exchanges), by_model=False)

    def review(self, question: Question, program: str, *, cancel: Cancel | None = None) -> Worded:
        """Nothing: no text written in advance says anything of a program."""
        return Worded("", by_model=False)

    def close(self, facts: ClosingFacts, *, cancel: Cancel | None = None) -> Speech:
        """The facts, in sentences."""
        return Speech(lambda: summary(facts))


def greeting(facts: OpeningFacts, tone: Tone) -> str:
    """Words before the first question."""
    count = f"There {plural(facts.questions, 'is', 'are')} {counted(facts.questions, 'question')}."
    parts = [_WELCOME[tone], count]
    if facts.topics:  # with commas alone: topics have an "and" of their own
        topics = plural(len(facts.topics), "topic")
        parts.append(f"The first {topics}: {', '.join(spoken_topic(topic) for topic in facts.topics)}.")
    parts.append(_MODES[facts.mode])
    limits = []
    if facts.seconds_in_words is not None:
        limits.append(f"to {facts.seconds_in_words} seconds a question")
    if facts.exercise_minutes:
        limits.append(f"to {spoken_minutes(facts.exercise_minutes)} an exercise")
    if limits:
        parts.append(f"Keep {', and '.join(limits)}.")
    return " ".join(parts)


def spoken_minutes(minutes: Sequence[int]) -> str:
    """Lengths of time as spoken, by the shortest and the longest."""
    shortest, longest = min(minutes), max(minutes)
    return f"{shortest} to {longest} minutes" if shortest < longest else counted(longest, "minute")


def as_it_stands(question: Question, exchanges: Sequence[Exchange]) -> str:
    """The reply to a clarifying question that adds nothing to the prompt."""
    asked = exchanges[-1].prompt.text if exchanges else question.title
    return f"I mean the question as it stands: {asked} Where it leaves something open, say what you assume."


def in_other_words(reply: str, said: Collection[str]) -> str:
    """`reply`, or if it was `said` before, another that adds as little."""
    return next((text for text in (reply, *_AGAIN) if text not in said), _AGAIN[-1])


def summary(facts: ClosingFacts) -> str:
    """The facts of a session in sentences."""
    parts = ["We stop here; thank you." if facts.asked < facts.planned else "That was the last question; thank you."]
    if not facts.graded and not facts.mixed:
        parts.append("No answer has a score, so there is nothing to sum up.")
    graders = {score.grader for score in facts.overall}
    if facts.overall:
        scored = _listed([f"{score.percent} %{_by(score, graders)}" for score in facts.overall])
        parts.append(f"Over {counted(facts.graded, 'graded question')} you scored {scored}.")
    if facts.mixed:
        were = plural(facts.mixed, "was", "were")
        parts.append(f"{counted(facts.mixed, 'question')} {were} graded by several graders and left out of the mean.")
    if len(facts.topics) > 1:
        scored = ", ".join(
            f"{spoken_topic(score.topic)} {score.percent} %{_by(score, graders)}" for score in facts.topics
        )
        parts.append(f"By topic: {scored}.")
    if facts.met or facts.partial or facts.missed:
        points = f"{facts.met} met, {facts.partial} met in part, {facts.missed} missed"
        parts.append(f"Of the key points: {points}.")
    if facts.misconceptions:
        stated = " ".join(f"“{visible(belief)}”" for belief in facts.misconceptions)
        parts.append(f"To correct before the next interview: {stated}")
    if facts.ungraded:
        parts.append(f"{counted(facts.ungraded, 'answer')} could not be graded.")
    if facts.skipped:
        parts.append(f"{counted(facts.skipped, 'question')} {plural(facts.skipped, 'was', 'were')} skipped.")
    return " ".join(parts)


def spoken_topic(topic: str) -> str:
    """A topic as spoken: its words, without hyphens."""
    return visible(topic).replace("-", " ")


def spoken_grader(name: GraderName, graders: Collection[GraderName]) -> str:
    """Who graded, among all `graders` of a session: "by the language model", with as much of its name as tells it from
    the others of its kind."""
    same = [names_of_grader(other) for other in graders if other.method is name.method]
    if len(same) < 2:
        return _METHODS[name.method]
    own = names_of_grader(name)
    exact = len(own) - 1
    place = next((place for place in range(exact) if [names[place] for names in same].count(own[place]) == 1), exact)
    return f"{_METHODS[name.method]} ({one_line(own[place])})"


def names_of_grader(name: GraderName) -> tuple[str, ...]:
    """What a grader may be called, each more exact than the one before: "gpt-4.1", "openai:gpt-4.1", "openai:gpt-4.1,
    version 7"."""
    return name.model.partition(":")[2] or name.model, name.model, f"{name.model}, version {name.version}"


def _by(score: TopicScore, graders: Collection[GraderName]) -> str:
    return f" {spoken_grader(score.grader, graders)}" if len(graders) > 1 else ""


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
