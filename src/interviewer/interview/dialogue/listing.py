"""The facts of a session as lines for a prompt."""

from __future__ import annotations

from collections.abc import Collection

from interviewer.grading.graders import GraderName
from interviewer.interview.dialogue.facts import ClosingFacts, OpeningFacts, TopicScore
from interviewer.interview.dialogue.scripted import spoken_grader, spoken_minutes, spoken_topic
from interviewer.interview.session import Mode
from interviewer.text import counted

_MODES = {
    Mode.PRACTICE: "practice: feedback after each answer, hints on request",
    Mode.MOCK: "mock interview: no feedback before the end",
    Mode.DRILL: "drill: questions that are due again or went badly; feedback after each answer",
}


def listed_opening(facts: OpeningFacts) -> str:
    """What a session will be, one fact per line."""
    lines = [f"mode: {_MODES[facts.mode]}", f"questions: {facts.questions}"]
    if facts.topics:
        lines.append(f"first topics: {', '.join(spoken_topic(topic) for topic in facts.topics)}")
    if facts.exercises:
        lines.append(f"exercises among them: {facts.exercises}")
    if facts.seconds_in_words is not None:
        lines.append(f"seconds to keep to for each question that is no exercise: {facts.seconds_in_words}")
    if facts.exercise_minutes:
        lines.append(f"time to keep to for each exercise: {spoken_minutes(facts.exercise_minutes)}")
    return "\n".join(lines)


def listed_closing(facts: ClosingFacts) -> str:
    """The results of a session, one fact per line."""
    lines = [f"questions asked: {facts.asked}"]
    graders = {score.grader for score in facts.overall}
    lines += [f"score over all {_scored(score, graders)}" for score in facts.overall]
    lines += [f"score on {spoken_topic(score.topic)} {_scored(score, graders)}" for score in facts.topics]
    lines += [f"key points met: {facts.met}, met in part: {facts.partial}, missed: {facts.missed}"]
    lines += [f"misconception stated: {belief}" for belief in facts.misconceptions]
    for count, what in (
        (facts.ungraded, "answers that could not be graded"),
        (facts.skipped, "questions skipped"),
        (facts.mixed, "questions graded by several graders, part of no score above"),
    ):
        if count:
            lines.append(f"{what}: {count}")
    return "\n".join(lines)


def _scored(score: TopicScore, graders: Collection[GraderName]) -> str:
    by = spoken_grader(score.grader, graders)
    return f"({counted(score.count, 'question')}, graded {by}): {score.percent} %"
