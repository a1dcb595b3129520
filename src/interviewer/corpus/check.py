"""Checks on questions that could be read: what keeps them good for grading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz, process

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.finding import Finding, Severity
from interviewer.corpus.giveaway import probe_gives_away, telling_words
from interviewer.corpus.markup import check_markup, line_of
from interviewer.corpus.question import Kind, Question
from interviewer.files.decoding import quoted
from interviewer.language.markdown import PartKind, without
from interviewer.text import counted

REFERENCE_WORDS = (80, 250)
SCENARIO_WORDS = (200, 450)
KEY_POINTS = (3, 9)
MISCONCEPTIONS = (2, 4)
FOLLOW_UPS = (2, 4)
MOST_ALIKE = 0.6
"""A misconception that shares more of its telling words with a key point's claim (Jaccard index) reads like it. The
bundled questions have at most 0.55; the wordings of all pairs above 0.35 were read."""

NEAR_DUPLICATE = 92.0
"""Two claims of a question, or two titles, at least this alike (rapidfuzz token sort ratio, 0-100) say the same."""

_FOUND_BY = re.compile(
    r"\barXiv:(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})\b|\bdoi:10\.\d{4,9}/\S+|\bhttps?://\S+"
)
"""How a reference says where it is found."""
_YEAR = re.compile(r"\((\d{4})\)")


def check_corpus(corpus: Corpus) -> list[Finding]:
    """Everything that is wrong with a corpus, in the order of files and lines; empty if nothing is."""
    findings = list(corpus.findings)
    for question in corpus.questions:
        findings.extend(_check_length(question))
        findings.extend(_check_key_points(question))
        findings.extend(_check_parts(question))
        findings.extend(_check_references(question))
        findings.extend(_check_misconceptions(question))
        findings.extend(
            Finding(question.file, line, message, Severity.ERROR) for line, message in check_markup(question)
        )
    findings.extend(_check_years(corpus.questions))
    findings.extend(_check_sources(corpus.questions))
    findings.extend(_check_titles(corpus.questions))
    findings.extend(_check_queries(corpus.questions))
    return sorted(findings)


def _check_length(question: Question) -> Iterator[Finding]:
    words = len(without(question.reference, (PartKind.CODE,)).split())
    low, high = SCENARIO_WORDS if question.kind is Kind.SCENARIO else REFERENCE_WORDS
    if not low <= words <= high:
        yield _warning(question, f"the reference answer has {counted(words, 'word')}; expected {low} to {high}")


def _check_key_points(question: Question) -> Iterator[Finding]:
    low, high = KEY_POINTS
    count = len(question.key_points)
    if not low <= count <= high:
        yield _warning(question, f"{counted(count, 'key point')}; expected {low} to {high}")
    for point in question.key_points:
        if probe_gives_away(question, point):
            yield _error(
                question,
                f"the probe of {point.id} gives its key point away; expected one that leads to it",
                point.probe,
            )
    for one, other in combinations(question.key_points, 2):
        if fuzz.token_sort_ratio(one.claim, other.claim, score_cutoff=NEAR_DUPLICATE):
            yield _warning(
                question, f"{one.id} and {other.id} say nearly the same; expected distinct key points", other.claim
            )


def _check_parts(question: Question) -> Iterator[Finding]:
    for what, count, (low, high) in (
        ("misconception", len(question.misconceptions), MISCONCEPTIONS),
        ("follow-up", len(question.follow_ups), FOLLOW_UPS),
    ):
        if not low <= count <= high:
            yield _warning(question, f"{counted(count, what)}; expected {low} to {high}")
    for what, found in (("references", question.references), ("aliases", question.aliases)):
        if not found and (what == "aliases" or question.exercise is None):
            yield _warning(question, f"no {what}; expected at least one")


def _check_references(question: Question) -> Iterator[Finding]:
    for reference in question.references:
        if not _FOUND_BY.search(reference):
            message = (
                f"the reference {quoted(reference)} cannot be looked up; expected an arXiv id, a DOI or a URL in it"
            )
            yield _warning(question, message, reference)


def _check_years(questions: Iterable[Question]) -> Iterator[Finding]:
    dated: dict[str, tuple[str, Question]] = {}
    for question in questions:
        for reference in question.references:
            place, year = _FOUND_BY.search(reference), _YEAR.search(reference)
            if place is None or year is None:
                continue
            first, other = dated.setdefault(place[0].lower(), (year[1], question))
            if first != year[1]:
                message = f"{place[0]} is of {year[1]} here and of {first} in {other.id}; expected one year"
                yield _warning(question, message, reference)


def _check_misconceptions(question: Question) -> Iterator[Finding]:
    claims = [(point.id, telling_words(point.claim)) for point in question.key_points]
    for found in question.misconceptions:
        believed = telling_words(found.belief)
        for point, claimed in claims:
            if len(believed & claimed) > MOST_ALIKE * len(believed | claimed):
                message = f"{found.id} reads like {point}; expected a misconception worded differently"
                yield _warning(question, message, found.belief)


def _check_sources(questions: Iterable[Question]) -> Iterator[Finding]:
    used: dict[str, str] = {}
    for question in questions:
        for source in question.sources:
            if source in used:
                yield _error(question, f"source {source} is already used by {used[source]}; expected one question each")
            used.setdefault(source, question.id)


def _check_titles(questions: Sequence[Question]) -> Iterator[Finding]:
    # The token sort ratio of two titles is the ratio of their sorted words; each is sorted once.
    titles = [" ".join(sorted(question.title.lower().split())) for question in questions]
    told: set[int] = set()
    for place, (one, title) in enumerate(zip(questions, titles, strict=True), start=1):
        rest = titles[place:]
        for _, _, further in process.extract(title, rest, scorer=fuzz.ratio, score_cutoff=NEAR_DUPLICATE, limit=None):
            if place + further not in told:
                told.add(place + further)
                other = questions[place + further]
                yield _warning(other, f"asks nearly the same as {one.id}; expected one question for both")
    asked: dict[frozenset[str], Question] = {}
    for question in questions:
        for wording in (question.title, *question.aliases):
            told_by = telling_words(wording)
            first = asked.setdefault(told_by, question)
            if told_by and first is not question:
                yield _warning(question, f"{wording!r} asks what {first.id} asks; expected one question for both")


def _check_queries(questions: Iterable[Question]) -> Iterator[Finding]:
    first: dict[str, Question] = {}
    for question in questions:
        for query in question.queries:
            other = first.setdefault(" ".join(query.casefold().split()), question)
            if other is not question:
                message = f"the query {quoted(query)} is also one of {other.id}; expected it where it is answered best"
                yield _warning(question, message)


def _error(question: Question, message: str, words: str = "") -> Finding:
    return Finding(question.file, line_of(question, words), message, Severity.ERROR)


def _warning(question: Question, message: str, words: str = "") -> Finding:
    """A warning at the line that has these words."""
    return Finding(question.file, line_of(question, words), message, Severity.WARNING)
