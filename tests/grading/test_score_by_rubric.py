"""The score comes from code: bounded, monotone, and nothing for an answer that states nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.score import MISCONCEPTION_LOSS, score_of
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict
from tests.grading.llm.material import RUBRIC

EVIDENCE = (Evidence(0, 1, "x"),)
ORDER = [Verdict.CONTRADICTED, Verdict.MISSED, Verdict.PARTIAL, Verdict.MET]


def points(verdicts: list[tuple[Verdict, int]]) -> list[PointVerdict]:
    return [PointVerdict(f"k{n}", "claim", weight, verdict, EVIDENCE) for n, (verdict, weight) in enumerate(verdicts)]


def criteria(levels: list[int | None]) -> list[CriterionLevel]:
    shares = RUBRIC.shares.items()
    return [CriterionLevel(name, level, "", share=share) for (name, share), level in zip(shares, levels, strict=True)]


def wrong(count: int) -> list[MisconceptionFound]:
    return [MisconceptionFound(f"m{n}", "belief", "truth", EVIDENCE) for n in range(count)]


def more(count: int) -> list[Beyond]:
    return [Beyond("claim", EVIDENCE, "common knowledge")] * count


weighted = st.lists(st.tuples(st.sampled_from(list(Verdict)), st.integers(1, 3)), min_size=1, max_size=6)
graded = st.lists(st.tuples(st.sampled_from(ORDER), st.integers(1, 3)), min_size=1, max_size=6)
levels = st.lists(st.none() | st.integers(0, 4), min_size=len(RUBRIC.criteria), max_size=len(RUBRIC.criteria))
counts = st.integers(0, 4)


@given(weighted, levels, counts, counts)
def test_a_score_is_between_0_and_1(
    verdicts: list[tuple[Verdict, int]], at: list[int | None], mistakes: int, claims: int
) -> None:
    score = score_of(points(verdicts), wrong(mistakes), criteria(at), more(claims))
    assert (score is None) == all(verdict is Verdict.NOT_ASSESSED for verdict, _ in verdicts)
    assert score is None or 0.0 <= score <= 1.0


@given(graded, levels, counts, counts, st.data())
def test_a_better_verdict_never_lowers_it(
    verdicts: list[tuple[Verdict, int]], at: list[int | None], mistakes: int, claims: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(verdicts) - 1))
    verdict, weight = verdicts[place]
    better = [*verdicts]
    better[place] = (ORDER[min(3, ORDER.index(verdict) + 1)], weight)
    before = score_of(points(verdicts), wrong(mistakes), criteria(at), more(claims))
    after = score_of(points(better), wrong(mistakes), criteria(at), more(claims))
    assert before is not None
    assert after is not None
    assert after >= before - 1e-12


@given(graded, levels, counts)
def test_a_claim_beyond_the_reference_never_lowers_it(
    verdicts: list[tuple[Verdict, int]], at: list[int | None], claims: int
) -> None:
    before = score_of(points(verdicts), [], criteria(at), more(claims))
    after = score_of(points(verdicts), [], criteria(at), more(claims + 1))
    assert before is not None
    assert after is not None
    assert after >= before - 1e-12


@given(graded, levels, counts, st.data())
def test_a_higher_level_never_lowers_it(
    verdicts: list[tuple[Verdict, int]], at: list[int | None], mistakes: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(at) - 1))
    better = [*at]
    better[place] = data.draw(st.integers(at[place] or 0, 4))
    before = score_of(points(verdicts), wrong(mistakes), criteria(at), [])
    after = score_of(points(verdicts), wrong(mistakes), criteria(better), [])
    assert at[place] is None or (after or 0.0) >= (before or 0.0)


@given(graded, levels, counts)
def test_criteria_take_away_at_most_their_share(
    verdicts: list[tuple[Verdict, int]], at: list[int | None], mistakes: int
) -> None:
    without = score_of(points(verdicts), wrong(mistakes)) or 0.0
    score = score_of(points(verdicts), wrong(mistakes), criteria(at)) or 0.0
    assert RUBRIC.key_points * without - 1e-9 <= score <= without


@given(levels)
def test_style_alone_is_worth_nothing(at: list[int | None]) -> None:
    assert score_of(points([(Verdict.MISSED, 3)]), [], criteria(at), []) == 0.0


def test_a_full_answer_at_the_highest_levels_has_everything() -> None:
    assert score_of(points([(Verdict.MET, 3), (Verdict.MET, 1)]), [], criteria([4] * 4), more(4)) == 1.0


def test_the_lowest_levels_leave_the_key_points_their_share() -> None:
    score = score_of(points([(Verdict.MET, 3)]), [], criteria([0] * 4), [])
    assert score == RUBRIC.key_points


def test_a_criterion_without_a_level_takes_nothing_away() -> None:
    assert score_of(points([(Verdict.MET, 3)]), [], criteria([4, None, None, None]), []) == 1.0


def test_without_any_level_the_key_points_are_the_score() -> None:
    verdicts = points([(Verdict.PARTIAL, 2)])
    assert score_of(verdicts, [], criteria([None] * 4), []) == score_of(verdicts)


def test_a_misconception_costs_its_penalty() -> None:
    assert score_of(points([(Verdict.MET, 2)]), wrong(1), criteria([4] * 4), []) == 1.0 - MISCONCEPTION_LOSS


def test_at_most_two_claims_beyond_the_reference_earn() -> None:
    verdicts = points([(Verdict.MISSED, 9), (Verdict.MISSED, 9)])
    assert score_of(verdicts, [], [], more(3)) == score_of(verdicts, [], [], more(2))
    assert (score_of(verdicts, [], [], more(2)) or 0.0) > (score_of(verdicts, [], [], more(1)) or 0.0)


def test_an_unsupported_verdict_earns_nothing() -> None:
    assert score_of([PointVerdict("k1", "claim", 1, Verdict.MET, supported=False)], [], [], []) == 0.0


def test_without_an_assessed_point_there_is_no_score() -> None:
    assert score_of(points([(Verdict.NOT_ASSESSED, 2)]), [], criteria([4] * 4), more(2)) is None
