"""What to follow up on, and in which words: first what was clearly missed, then what may have been said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.credit import only_asked_about, unmet_points

NEARLY_SAID = 0.45
"""A key point that is expected to earn so much is not followed up: of such in strangers' answers 24 in 54 were said at
least in part (`benchmarks/data/strangers.jsonl`, split known), and a question for what was just said annoys."""

IN_DOUBT = 0.25
"""A missed key point that is expected to earn so much comes after those that were clearly missed: there one in five was
said, in words that the grader did not know, below it one in thirty-five."""

_SAY_MORE = "Say more about this:"


def points_to_follow_up(question: Question, verdicts: Iterable[PointVerdict]) -> list[KeyPoint]:
    """The key points to follow up on: those clearly missed or contradicted, then those that may have been said in
    other words, then those met in part, each heaviest first; last what no program marks of an exercise. What was
    nearly said is left out."""
    known = {verdict.point: verdict for verdict in verdicts}
    asked_about = only_asked_about(question, known.values())
    open_points = [
        point
        for point in unmet_points(question, known.values())
        if point not in asked_about and _expected(known, point) < NEARLY_SAID
    ]
    open_points.sort(key=lambda point: (_in_part(known, point), _expected(known, point) >= IN_DOUBT, -point.weight))
    return [*open_points, *asked_about]


def probe_in_words(point: KeyPoint, verdicts: Iterable[PointVerdict]) -> str:
    """The probe of a key point as it is put; of one that was met in part, as a request to go on."""
    known = {verdict.point: verdict for verdict in verdicts}
    return f"{_SAY_MORE} {point.probe}" if _in_part(known, point) else point.probe


def _in_part(known: Mapping[str, PointVerdict], point: KeyPoint) -> bool:
    return point.id in known and known[point.id].counted is Verdict.PARTIAL


def _expected(known: Mapping[str, PointVerdict], point: KeyPoint) -> float:
    """The credit that a key point is expected to earn; 0 where the judge states none, or where it was contradicted."""
    verdict = known.get(point.id)
    states = verdict is not None and verdict.counted in (Verdict.PARTIAL, Verdict.MISSED) and verdict.supported
    return verdict.expected or 0.0 if states and verdict is not None else 0.0
