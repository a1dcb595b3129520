"""From a model's reply to a judgement: every quote is looked up in the answer, and what has no evidence counts for
nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from interviewer.corpus.question import KeyPoint
from interviewer.grading.evidence import NO_EVIDENCE
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.llm.nearness import QuoteNearness
from interviewer.grading.llm.shape import (
    BeyondReply,
    CriterionReply,
    GradingReply,
    MisconceptionReply,
    PointReply,
)
from interviewer.grading.llm.support import Support
from interviewer.grading.rubric import Rubric
from interviewer.grading.similarity.legible import NOT_ENGLISH, why_not_assessable
from interviewer.grading.verdict import (
    COMMON_KNOWLEDGE,
    Beyond,
    CriterionLevel,
    Evidence,
    MisconceptionFound,
    PointVerdict,
    Verdict,
)
from interviewer.language.common_words import FUNCTION_WORDS
from interviewer.language.sentences import sentences
from interviewer.language.words import words
from interviewer.models.errors import BadReplyError
from interviewer.search.passage import Passage
from interviewer.search.passages import key_point_passage_id
from interviewer.text import one_line

OTHER_LANGUAGE = "The answer does not seem to be in English, and a quote can only be checked against English material."
MOST_BEYOND = 4
"""At most this many claims beyond the reference are kept."""

_CAPPED = "(Not above the level of {}.)"
_MIN_ENGLISH_WORDS = 6
_ENGLISH_SHARE = 0.25


def not_assessed(request: GradingRequest, rubric: Rubric) -> Judgement | None:
    """The judgement of an answer that cannot be judged in a way that code can check, or None: then ask the model.

    That is an answer in another language, without a single English sentence.
    """
    if why_not_assessable(request.answer) != NOT_ENGLISH or _has_english_sentence(request.answer):
        return None
    points = enumerate(request.question.key_points, start=1)
    return Judgement(
        verdicts=tuple(_verdict(request, number, point, Verdict.NOT_ASSESSED) for number, point in points),
        criteria=tuple(
            CriterionLevel(criterion, None, OTHER_LANGUAGE, share=share) for criterion, share in rubric.shares.items()
        ),
    )


def judgement_of(
    reply: GradingReply,
    request: GradingRequest,
    passages: Sequence[Passage],
    rubric: Rubric,
    nearness: QuoteNearness | None = None,
) -> Judgement:
    """What a reply finds, as far as code can check it; for `nearness` see Support.

    Raises BadReplyError where the ids of its key points or criteria are not exactly those asked for, and where it lists
    a misconception that was not asked about, or one twice.
    """
    unread = not_assessed(request, rubric)
    if unread is not None:
        return unread
    question = request.question
    support = Support(request, nearness)
    verdicts = _point_verdicts(reply.key_points, request, question.key_points, support)
    listed = (entry.id for entry in reply.misconceptions)
    _check_ids("misconception", listed, [m.id for m in question.misconceptions], every=False)
    _check_ids("criterion", (entry.id for entry in reply.criteria), [c.id for c in rubric.criteria])
    earning = [evidence for verdict in verdicts for evidence in verdict.evidence]
    return Judgement(
        verdicts=verdicts,
        misconceptions=tuple(_misconceptions(reply.misconceptions, request, support)),
        criteria=_levels(reply.criteria, rubric, support),
        beyond=tuple(_beyond(reply.beyond, passages, support, earning)),
    )


def point_verdicts(
    replies: Sequence[PointReply],
    request: GradingRequest,
    points: Sequence[KeyPoint],
    nearness: QuoteNearness | None = None,
) -> tuple[PointVerdict, ...]:
    """The verdicts on `points` in their order, each with its checked evidence; for `nearness` see Support.

    A verdict that claims something about the answer without evidence that counts is unsupported. Raises BadReplyError
    where the replies' ids are not exactly those of `points`.
    """
    return _point_verdicts(replies, request, points, Support(request, nearness))


def _point_verdicts(
    replies: Sequence[PointReply], request: GradingRequest, points: Sequence[KeyPoint], support: Support
) -> tuple[PointVerdict, ...]:
    _check_ids("key point", (entry.id for entry in replies), [point.id for point in points])
    by_id = {entry.id: entry for entry in replies}
    numbers = {point.id: number for number, point in enumerate(request.question.key_points, start=1)}
    verdicts = []
    for point in points:
        entry = by_id[point.id]
        verdict = Verdict(entry.verdict)
        evidence = () if verdict is Verdict.MISSED else support.point(entry.evidence, point)
        verdicts.append(_verdict(request, numbers[point.id], point, verdict, evidence, entry.reasoning))
    return tuple(verdicts)


def _verdict(
    request: GradingRequest,
    number: int,
    point: KeyPoint,
    verdict: Verdict,
    evidence: tuple[Evidence, ...] = (),
    reasoning: str = "",
) -> PointVerdict:
    return PointVerdict(
        point=point.id,
        claim=point.claim,
        weight=point.weight,
        verdict=verdict,
        evidence=evidence,
        passage=key_point_passage_id(request.question.id, number),
        supported=bool(evidence) or verdict in (Verdict.MISSED, Verdict.NOT_ASSESSED),
        reasoning=one_line(reasoning),
    )


def _misconceptions(
    entries: Iterable[MisconceptionReply], request: GradingRequest, support: Support
) -> Iterable[MisconceptionFound]:
    stated = {entry.id: entry.evidence for entry in entries if entry.stated}
    for wrong in request.question.misconceptions:
        evidence = support.belief(stated.get(wrong.id, []), wrong)
        if evidence:
            yield MisconceptionFound(wrong.id, wrong.belief, wrong.truth, evidence)


def _levels(entries: Sequence[CriterionReply], rubric: Rubric, support: Support) -> tuple[CriterionLevel, ...]:
    """The level of each criterion in the rubric's order, none above that of the criterion that caps it."""
    by_id = {entry.id: entry for entry in entries}
    levels: dict[str, CriterionLevel] = {}
    for criterion in rubric.criteria:
        level = _level(by_id[criterion.id], support, rubric.shares[criterion.id])
        cap = None if criterion.capped_by is None else levels[criterion.capped_by].level
        if level.level is not None and cap is not None and level.level > cap:
            level = replace(level, level=cap, reason=f"{level.reason} {_CAPPED.format(criterion.capped_by)}".lstrip())
        levels[criterion.id] = level
    return tuple(levels.values())


def _level(entry: CriterionReply, support: Support, share: float) -> CriterionLevel:
    evidence = support.criterion(entry.evidence)
    if entry.level > 0 and not evidence:
        return CriterionLevel(entry.id, None, NO_EVIDENCE, share=share)
    return CriterionLevel(entry.id, entry.level, one_line(entry.reasoning), evidence, share)


def _beyond(
    entries: Iterable[BeyondReply], passages: Sequence[Passage], support: Support, earning: Sequence[Evidence]
) -> Iterable[Beyond]:
    """The claims that are said to be relevant, are supported by something that was given, are about the subject, and
    have not earned credit."""
    texts: Mapping[str, str | None] = {COMMON_KNOWLEDGE: None, **{passage.id: passage.text for passage in passages}}
    taken = list(earning)
    kept = 0
    for entry in entries:
        if not (entry.relevant and entry.supported_by in texts) or kept == MOST_BEYOND:
            continue
        evidence = support.beyond(entry.claim_quote, texts[entry.supported_by])
        if evidence and not support.overlaps(evidence, taken):
            taken += evidence
            kept += 1
            yield Beyond(" … ".join(one_line(part.text) for part in evidence), evidence, entry.supported_by)


def _check_ids(what: str, given: Iterable[str], expected: Sequence[str], *, every: bool = True) -> None:
    """Raises BadReplyError unless each of `given` is expected and none is there twice, nor, with `every`, missing."""
    counts = Counter(given)
    unknown = next((found for found in counts if found not in expected), None)
    if unknown is not None:
        raise BadReplyError(f"The reply judges a {what} {one_line(unknown, 40)!r} that was not asked about.")
    for wanted in expected:
        if counts[wanted] > 1 or (every and not counts[wanted]):
            times = "does not judge" if not counts[wanted] else "judges more than once"
            raise BadReplyError(f"The reply {times} the {what} {wanted}.")


def _has_english_sentence(answer: str) -> bool:
    return any(_is_english(unit.text) for unit in sentences(answer))


def _is_english(sentence: str) -> bool:
    found = words(sentence)
    english = sum(word.text in FUNCTION_WORDS for word in found)
    enough = len(found) >= _MIN_ENGLISH_WORDS and english >= _ENGLISH_SHARE * len(found)
    return enough and why_not_assessable(sentence) is None
