"""The whole corpus: every question that could be read, and what was wrong with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from interviewer.corpus.finding import Finding
from interviewer.corpus.question import TOPICS, Question
from interviewer.text import counted


@dataclass(frozen=True)
class Corpus:
    """Questions in the order of topics and ids. `version` names the exact content, 12 hex digits."""

    questions: tuple[Question, ...]
    version: str
    findings: tuple[Finding, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Every question by its id."""
        return {question.id: question for question in self.questions}

    @property
    def left_out(self) -> str:
        """How many files are not among the questions, in a sentence; empty where all are."""
        count = len(self.findings)
        if not count:
            return ""
        files = counted(count, "question file is", "question files are")
        return f"{files} left out; see why with: interviewer corpus check"

    @cached_property
    def topic_counts(self) -> Mapping[str, int]:
        """How many questions each topic has, topics in their usual order, empty ones left out."""
        counts = Counter(question.topic for question in self.questions)
        return {topic: counts[topic] for topic in TOPICS if counts[topic]}
