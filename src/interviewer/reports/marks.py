"""How a verdict is shown: a sign and a word, so that colour is never the only signal."""

from __future__ import annotations

from interviewer.grading.verdict import PointVerdict, Verdict

_MARKS = {
    Verdict.MET: "✓ met",
    Verdict.PARTIAL: "~ partial",
    Verdict.MISSED: "✗ missed",
    Verdict.CONTRADICTED: "! contradicted",
    Verdict.NOT_ASSESSED: "? not assessed",
}


def mark_of(verdict: PointVerdict) -> str:
    """A verdict as a sign and a word; one whose evidence did not hold says so."""
    return _MARKS[verdict.verdict] if verdict.supported else "? unsupported"
