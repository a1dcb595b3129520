"""Checks on questions that could be read: what keeps them good for grading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from rapidfuzz import fuzz

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.finding import Finding, Severity
from interviewer.corpus.giveaway import gives_away
from interviewer.corpus.question import Kind, Question

REFERENCE_WORDS = (80, 250)
SCENARIO_WORDS = (200, 450)
KEY_POINTS = (3, 8)
NEAR_DUPLICATE = 92.0
"""Two claims of a question, or two titles, at least this alike (rapidfuzz token sort ratio, 0-100) say the same."""

_FENCE = re.compile(r"```.*?```", re.DOTALL)


def check_corpus(corpus: Corpus) -> list[Finding]:
    """Everything that is wrong with a corpus, in the order of files and lines; empty where it is good."""
    findings = list(corpus.findings)
    for question in corpus.questions:
        findings.extend(_check_length(question))
        findings.extend(_check_key_points(question))
    findings.extend(_check_sources(corpus.questions))
    findings.extend(_check_titles(corpus.questions))
    return sorted(findings)


def _check_length(question: Question) -> Iterator[Finding]:
    words = len(_FENCE.sub(" ", question.reference).split())
    low, high = SCENARIO_WORDS if question.kind is Kind.SCENARIO else REFERENCE_WORDS
    if not low <= words <= high:
        yield _warning(question, f"the reference answer has {words} words; expected {low} to {high}")


def _check_key_points(question: Question) -> Iterator[Finding]:
    low, high = KEY_POINTS
    count = len(question.key_points)
    if not low <= count <= high:
        yield _warning(question, f"{count} key points; expected {low} to {high}")
    for point in question.key_points:
        if gives_away(point.probe, point.claim, question.title):
            yield _error(question, f"the probe of {point.id} gives its key point away; expected one that leads to it")
    for one, other in combinations(question.key_points, 2):
        if fuzz.token_sort_ratio(one.claim, other.claim) >= NEAR_DUPLICATE:
            yield _warning(question, f"{one.id} and {other.id} say nearly the same; expected distinct key points")


def _check_sources(questions: Iterable[Question]) -> Iterator[Finding]:
    used: dict[str, str] = {}
    for question in questions:
        for source in question.sources:
            if source in used:
                yield _error(question, f"source {source} is used by {used[source]} already; expected one question each")
            used.setdefault(source, question.id)


def _check_titles(questions: Iterable[Question]) -> Iterator[Finding]:
    for one, other in combinations(questions, 2):
        if fuzz.token_sort_ratio(one.title.lower(), other.title.lower()) >= NEAR_DUPLICATE:
            yield _warning(other, f"asks nearly the same as {one.id}; expected one question for both")


def _error(question: Question, message: str) -> Finding:
    return Finding(question.file, 1, message, Severity.ERROR)


def _warning(question: Question, message: str) -> Finding:
    return Finding(question.file, 1, message, Severity.WARNING)
