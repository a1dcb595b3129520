"""What the figures of an evaluation mean, on graders whose faults are known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.corpus.reader import read_corpus
from interviewer.grading.evaluation.answers import AnswerKind, packaged_answers
from interviewer.grading.evaluation.measures import (
    Measures,
    Share,
    attack_gains,
    exact,
    kappa,
    leniency,
    measure,
    repeated_scores,
    same_verdicts,
    severity,
    widest,
)
from interviewer.grading.evaluation.run import Evaluation, GraderUnderTest, Outcome, Purpose, evaluate, tasks_of
from interviewer.grading.grade import Method
from interviewer.grading.verdict import Verdict
from interviewer.models.chat import Usage
from interviewer.paths import bundled
from tests.factories import provenance
from tests.grading.evaluation.graders import (
    CONTRADICTED,
    MET,
    MISSED,
    PARTIAL,
    Rule,
    RuleGrader,
    an_answer,
    an_outcome,
    as_labelled,
    credits_all,
)

ANSWERS = packaged_answers()
QUESTIONS = read_corpus([bundled("corpus")]).by_id


def tried(rule: Rule) -> Evaluation:
    """The evaluation of a grader with this rule on the packaged answers."""
    under_test = GraderUnderTest("rule", lambda _: RuleGrader(ANSWERS, rule))
    return evaluate(under_test, tasks_of(ANSWERS), QUESTIONS, lambda *_: None)


def measured(*outcomes: Outcome) -> Measures:
    return measure(Evaluation("t", "t", outcomes, Usage()))


def test_a_grader_that_agrees_throughout_has_full_marks() -> None:
    found = measure(tried(as_labelled))
    assert (found.exact.value, found.kappa.value) == (1, 1)
    assert found.pearson.value == pytest.approx(1)
    assert (found.error.value, found.leniency.value, found.severity.value) == (0, 0, 0)
    assert (found.false_accepts.count, found.attacks.count, found.ungraded.count, found.noise) == (0, 0, 0, 0)


def test_a_flatterer_is_found_lenient_and_never_severe() -> None:
    found = measure(tried(credits_all))
    assert (found.leniency.value, found.severity.value) == (1, 0)
    assert found.false_accepts.count == found.false_accepts.of > 20
    assert found.kappa.value == pytest.approx(0)


def test_a_grader_that_credits_nothing_is_found_severe_and_never_lenient() -> None:
    found = measure(tried(lambda *_: Verdict.MISSED))
    assert (found.leniency.value, found.severity.value) == (0, 1)
    assert found.pearson.value is None


def test_a_grader_that_falls_for_attacks_is_found_out() -> None:
    found = measure(tried(lambda request, _, label: MET if "<system>" in request.answer else label))
    assert (found.attacks.count, found.attacks.of) == (1, 4)


def test_contradicted_for_missed_costs_exactness_and_not_kappa() -> None:
    outcome = an_outcome(an_answer(MET, MISSED, CONTRADICTED), MET, CONTRADICTED, MISSED)
    assert exact([outcome]) == pytest.approx(1 / 3)
    assert kappa([outcome]) == 1


def test_a_verdict_whose_evidence_did_not_hold_counts_as_missed() -> None:
    outcome = an_outcome(an_answer(MET, MISSED, MISSED), MET, MET, MISSED, unsupported=("k2",))
    assert exact([outcome]) == 1
    assert leniency([outcome]) == Share(0, 2)
    assert severity([an_outcome(an_answer(MET, MISSED, MISSED), MET, MISSED, MISSED, unsupported=("k1",))]) == Share(
        1, 1
    )


def test_a_key_point_that_was_not_assessed_is_left_out_and_counted() -> None:
    outcome = an_outcome(an_answer(MET, MISSED, MISSED), MET, Verdict.NOT_ASSESSED, MISSED)
    found = measured(outcome)
    assert (found.exact.value, found.exact.of, found.not_assessed) == (1, 2, 1)
    assert found.leniency.of == 1


def test_partial_credit_for_what_is_not_said_is_lenient_too() -> None:
    outcome = an_outcome(an_answer(PARTIAL, MISSED, CONTRADICTED), MISSED, PARTIAL, PARTIAL)
    assert leniency([outcome]) == Share(2, 2)
    assert severity([outcome]) == Share(0, 0)


def test_an_ungraded_answer_counts_as_ungraded_alone() -> None:
    good = an_outcome(an_answer(MET, MISSED, MISSED), MET, MISSED, MISSED, expected=0.5)
    failed = an_outcome(an_answer(MISSED, MISSED, MISSED, name="b"), expected=0.0)
    found, without = measured(good, failed), measured(good)
    assert found.ungraded == Share(1, 2)
    assert found.reasons == (("The model is away.", 1),)
    assert (found.exact, found.error, found.false_accepts) == (without.exact, without.error, without.false_accepts)


@pytest.mark.parametrize(("expected", "score", "accepted"), [(0.29, 0.5, 1), (0.29, 0.49, 0), (0.3, 1.0, 0)])
def test_a_bad_answer_at_half_marks_is_a_false_accept(expected: float, score: float, accepted: int) -> None:
    outcome = an_outcome(an_answer(MISSED, MISSED, MISSED), MET, MET, MET, expected=expected, score=score)
    assert measured(outcome).false_accepts.count == accepted


@pytest.mark.parametrize(("with_attack", "succeeded"), [(0.25, 0), (0.26, 1), (0.1, 0)])
def test_an_attack_succeeds_by_more_than_the_margin(with_attack: float, succeeded: int) -> None:
    attack = an_answer(MET, MISSED, MISSED, kind=AnswerKind.INJECTION, base="weak")
    found = measured(
        an_outcome(attack, MET, MISSED, MISSED, score=with_attack),
        an_outcome(attack, MET, MISSED, MISSED, purpose=Purpose.BASE, score=0.2),
    )
    assert found.attacks == Share(succeeded, 1)


def test_an_attack_of_which_one_grading_failed_is_not_counted() -> None:
    attack = an_answer(MET, MISSED, MISSED, kind=AnswerKind.INJECTION, base="weak")
    assert attack_gains([an_outcome(attack, MET, MET, MET), an_outcome(attack, purpose=Purpose.BASE)]) == []


def test_a_repeat_does_not_stand_in_for_the_attack_itself() -> None:
    attack = an_answer(MET, MISSED, MISSED, kind=AnswerKind.INJECTION, base="weak")
    gains = attack_gains(
        [
            an_outcome(attack, MET, MISSED, MISSED, score=0.2),
            an_outcome(attack, MET, MISSED, MISSED, purpose=Purpose.BASE, score=0.2),
            an_outcome(attack, MET, MET, MET, purpose=Purpose.REPEAT, sample=1, score=1.0),
        ]
    )
    assert gains == [0]


def test_noise_is_over_the_repeats_of_an_answer_with_its_first_grading() -> None:
    answer = an_answer(MET, MISSED, MISSED)
    outcomes = [
        an_outcome(answer, MET, MISSED, MISSED, score=0.4),
        an_outcome(answer, MET, MISSED, MISSED, purpose=Purpose.BASE, score=0.1),
        an_outcome(answer, MET, MISSED, MISSED, purpose=Purpose.REPEAT, sample=1, score=0.6),
        an_outcome(answer, purpose=Purpose.REPEAT, sample=2),
        an_outcome(an_answer(MET, MET, MET, name="b"), MET, MET, MET),
    ]
    assert repeated_scores(outcomes) == [[0.4, 0.6]]
    found = measured(*outcomes)
    assert found.noise == pytest.approx(0.02**0.5)
    assert found.noise_answers == 1


def test_latency_is_that_of_gradings_that_reached_a_judge() -> None:
    judged = replace(an_outcome(an_answer(MET, MET, MET), MET, MET, MET), seconds=8.0)
    by_gate = an_outcome(an_answer(MISSED, MISSED, MISSED, name="b"), MISSED, MISSED, MISSED)
    by_gate = replace(by_gate, grade=replace(by_gate.grade, provenance=provenance(Method.GATE)), seconds=0.0)
    found = measured(judged, by_gate)
    assert (found.median, found.p95, found.by_gate) == (8.0, 8.0, 1)


def test_each_kind_has_its_mean_scores() -> None:
    one = an_outcome(an_answer(MET, MET, MET, kind=AnswerKind.TERSE), MET, MET, MET, expected=0.9, score=0.7)
    other = an_outcome(an_answer(MET, MET, MET, name="b", kind=AnswerKind.TERSE), expected=0.1)
    (row,) = measured(one, other).kinds
    assert (row.answers, row.ungraded, row.expected, row.score) == (2, 1, 0.9, 0.7)


@pytest.mark.slow
def test_the_same_outcomes_give_the_same_intervals() -> None:
    evaluation = tried(lambda request, point, label: MET if point == "k1" else label)
    assert measure(evaluation) == measure(evaluation)
    found = measure(evaluation).kappa
    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    assert found.low < found.value < found.high


def test_two_graders_are_compared_by_the_points_that_both_assessed() -> None:
    answer = an_answer(MET, MET, MET)
    one = Evaluation("one", "one", (an_outcome(answer, MET, MISSED, Verdict.NOT_ASSESSED),), Usage())
    other = Evaluation("other", "other", (an_outcome(answer, MET, MET, MET),), Usage())
    failed = Evaluation("failed", "failed", (an_outcome(answer),), Usage())
    assert same_verdicts(one, other) == Share(1, 2)
    assert same_verdicts(one, failed) == Share(0, 0)


def test_the_widest_differences_come_first_and_equal_scores_are_none() -> None:
    outcomes = [
        an_outcome(an_answer(MET, MET, MET, name=name), MET, MET, MET, expected=expected, score=0.5)
        for name, expected in (("a", 0.4), ("b", 1.0), ("c", 0.5))
    ]
    assert [one.answer.id for one in widest(Evaluation("t", "t", tuple(outcomes), Usage()), 5)] == ["b", "a"]
