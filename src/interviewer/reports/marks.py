"""How verdicts and levels are shown: a sign and a word, so that colour is never the only signal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from interviewer.grading.grade import Method
from interviewer.grading.score import HIGHEST_LEVEL
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import Credit
from interviewer.reports.model import Highlight, HighlightKind, RewriteReport
from interviewer.text import counted

_MARKS = {
    Verdict.MET: "✓ met",
    Verdict.PARTIAL: "~ partial",
    Verdict.MISSED: "✗ missed",
    Verdict.CONTRADICTED: "! contradicted",
    Verdict.NOT_ASSESSED: "? not assessed",
}
_SIGNS = {
    HighlightKind.MET: "✓",
    HighlightKind.PARTIAL: "~",
    HighlightKind.CONTRADICTED: "!",
    HighlightKind.MISCONCEPTION: "!",
    HighlightKind.BEYOND: "+",
    HighlightKind.ADDRESSED: "⚑",
}


class Marked(Protocol):
    """A verdict on a key point, as it was graded or as it is reported."""

    @property
    def verdict(self) -> Verdict:
        """What the answer does with the key point."""
        ...

    @property
    def supported(self) -> bool:
        """Whether there is evidence where it needs some."""
        ...


class Judged(Marked, Protocol):
    """A verdict with the judge's reason."""

    @property
    def reasoning(self) -> str:
        """Why, in the judge's words."""
        ...

    @property
    def votes(self) -> tuple[Verdict, ...]:
        """The verdicts of all votes, if it was asked again."""
        ...


def mark_of(verdict: Marked) -> str:
    """A verdict as a sign and a word; one whose evidence did not hold up says so."""
    return mark_of_verdict(verdict.verdict) if verdict.supported else "? unsupported"


def mark_of_verdict(verdict: Verdict) -> str:
    """What a verdict can be, as a sign and a word."""
    return _MARKS[verdict]


def why_of(verdict: Judged) -> str:
    """The judge's reason for a verdict, or why the verdict counts for nothing; empty if it gave none."""
    if not verdict.supported:
        return "The grader named no words of the answer that show this, so its verdict counts for nothing."
    return verdict.reasoning


def graders_of(methods: Iterable[Method]) -> str:
    """Who graded, in words."""
    return ", ".join("rules, before any judge" if method is Method.GATE else method for method in methods)


def spoken_graders(credit: Credit) -> str:
    """Who graded a question, in words."""
    beside = f"; what was said to follow-ups by {graders_of(credit.beside)}" if credit.beside else ""
    return f"{graders_of(credit.methods)}{beside}"


def votes_of(verdict: Judged) -> str:
    """The result of each time a key point was asked about, if more than once: "asked 3 times: met, ..."."""
    if len(verdict.votes) < 2:
        return ""
    return f"asked {len(verdict.votes)} times: {', '.join(verdict.votes)}"


def criterion_name(criterion: str) -> str:
    """The display name of a criterion, from its id."""
    return criterion.replace("-", " ").capitalize()


def level_of(level: int | None) -> str:
    """A criterion's level in words."""
    return "not assessed" if level is None else f"level {level} of {HIGHEST_LEVEL}"


def highlight_mark(highlight: Highlight) -> str:
    """What highlighted words show, as a sign and what it is about: "✓ k1", "+ also right"."""
    about = "also right" if highlight.kind is HighlightKind.BEYOND else highlight.about or highlight.kind
    return f"{_SIGNS[highlight.kind]} {about}"


def about_rewrite(rewrite: RewriteReport) -> str:
    """What a rewrite is, or why there is none, in a sentence."""
    if not rewrite.text:
        return f"No rewrite: {rewrite.why_not}."
    dropped = f"; {counted(rewrite.dropped, 'sentence')} of its own dropped" if rewrite.dropped else ""
    return f"Reworded by {rewrite.model} from what you said and the graded key points{dropped}."
