"""Derivations: formulas found in any form, slips told, hostile ones ended."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from interviewer.corpus.exercise import Formula
from interviewer.corpus.question import Question
from interviewer.exercises.derive import mark_derivation
from interviewer.grading.verdict import PointVerdict, Verdict
from tests.exercises.samples import DERIVE, sample

MET, MISSED, CONTRADICTED = Verdict.MET, Verdict.MISSED, Verdict.CONTRADICTED


def verdicts(answer: str, question: Question | None = None) -> list[PointVerdict]:
    return list(mark_derivation(question or sample(DERIVE), answer).verdicts)


def found(answer: str) -> list[Verdict]:
    """The verdicts on the logarithm of a probability and on the gradient, which comes after it."""
    return [one.verdict for one in verdicts(answer)[:2]]


def accepts(formula: str, answer: str, **options: tuple[str, ...]) -> bool:
    """Whether an answer states a formula of an exercise that has no other."""
    question = sample(DERIVE)
    assert question.exercise is not None
    one = Formula("gradient", formula, **options)
    exercise = replace(question.exercise, task="", formulas=(one,))
    point = question.key_points[1]
    assert point.check is not None
    point = replace(point, check=replace(point.check, after=()))
    (verdict,) = verdicts(answer, replace(question, exercise=exercise, key_points=(point,)))
    return verdict.verdict is MET


LOG = "log p_i = z_i - log S"


@pytest.mark.parametrize(
    "answer",
    [
        f"{LOG}\ndL/dz_i = p_i - y_i",
        r"$\log p_i = z_i - \log S$, and so $\frac{\partial L}{\partial z_i} = -y_i + p_i$.",
        r"$$\begin{aligned}\log p_i &= z_i - \log S \\ \partial L/\partial z_i &= -(y_i - p_i)\end{aligned}$$",
        r"\[ \ln p_i = z_i - \ln S \] \[ \nabla_{z_i} L = p_i - y_i \]",
        "Taking the log of the softmax gives log p_i = log(e^(z_i)/S). Hence the gradient is p_i - y_i.",
        "```\nlog p_i = z_i - ln(S)\ngrad_i = p_{i} - y_{i}\n```",
        "1. log p_i = z_i − log(S)\n2. ∂L/∂z_i = exp(z_i)/S - y_i = p_i - y_i",
    ],
)
def test_steps_are_found_however_they_are_typed(answer: str) -> None:
    assert found(answer) == [MET, MET]


def test_a_step_that_another_rests_on_has_to_stand_before_it() -> None:
    assert found(f"dL/dz_i = p_i - y_i\n{LOG}") == [MET, MISSED]
    assert found("dL/dz_i = p_i - y_i") == [MISSED, MISSED]


def test_a_usual_slip_is_contradicted_unless_it_is_corrected() -> None:
    assert found(f"{LOG}\ndL/dz_i = y_i - p_i") == [MET, CONTRADICTED]
    assert found(f"{LOG}\ndL/dz_i = y_i - p_i\nno, dL/dz_i = p_i - y_i") == [MET, MET]
    assert found(f"{LOG}\ndL/dz_i = p_i - y_i\nno, dL/dz_i = y_i - p_i") == [MET, CONTRADICTED]


def test_a_slip_about_something_else_changes_nothing() -> None:
    assert found(f"{LOG}\ndL/dz_i = p_i - y_i\nThe opposite is d(-L)/dz_i = y_i - p_i.") == [MET, MET]


def test_a_letter_in_a_sentence_is_no_slip() -> None:
    assert accepts("u/2", "E[x^2] = u/2, half of u for any u", wrong=("u", "u/4"))


def test_copying_the_task_is_no_step() -> None:
    question = sample(DERIVE)
    assert question.exercise is not None
    given = replace(question, exercise=replace(question.exercise, task="Let $g_i = p_i - y_i$ be given."))
    assert verdicts("g_i = p_i - y_i", given)[1].verdict is MISSED


def test_a_heap_of_formulas_meets_nothing() -> None:
    heap = "\n".join(f"z_i - {sign} log S + {number} = p_i - y_i" for number in range(80) for sign in ("1", "2"))
    assert found(f"{LOG}\n{heap}") == [MISSED, MISSED]


@pytest.mark.parametrize(
    ("formula", "answer", "same"),
    [
        ("a*b + c", "c + b a", True),
        ("a*b + c", "a (b + c)", False),
        ("1/2 (x + y)", r"$\frac12(x+y)$", True),
        ("sqrt(a*b)", r"$\sqrt{ab}$", True),
        ("exp(-x)", "e^{-x}", True),
        ("x^2 - 1", "(x-1)(x+1)", True),
        ("sum_j p_j*y_j", r"$\sum_{j=1}^{n} y_j p_j$", True),
        ("sum_j p_j*y_j", r"$\sum_k y_k p_k$", True),
        ("sum_j p_j*y_j", r"$\sum_j y_j \sum_j p_j$", False),
        ("n*c", r"$\sum_{i=1}^n c$", True),
        ("log(p/q)", r"$\log\frac{p}{q}$", True),
        ("log(p/q)", "log p - log q", True),
        ("1 - a + a/K", "1 − a + a⁄K", True),
        ("1 - a + a/K", "1 - a + a ∕ K", True),
        ("log(p/q)", "log p/q", True),
        ("sigmoid(x)*(1 - sigmoid(x))", "e^-x/(1 + e^-x)^2", True),
        ("tanh(x)", "(e^x - e^(-x))/(e^x + e^(-x))", True),
        ("a^2 + 2 a b + b^2", "(a+b)²", True),
        ("x_{t-1} + a", "a + x_{t - 1}", True),
        ("max(0, x)", "relu(x)", True),
    ],
)
def test_formulas_are_equal_where_their_values_are(formula: str, answer: str, same: bool) -> None:
    assert accepts(formula, answer) is same


def test_matrices_do_not_commute_and_are_transposed() -> None:
    matrices = ("P", "G", "V")
    assert accepts("P^T*G", r"$\frac{\partial L}{\partial V} = P^\top G$", matrices=matrices)
    assert accepts("P^T*G", "dL/dV = (G^T P)^T", matrices=matrices)
    assert not accepts("P^T*G", "dL/dV = G P^T", matrices=matrices)
    assert not accepts("P^T*G", "dL/dV = P G", matrices=matrices)


def test_an_expression_may_stand_for_one_symbol() -> None:
    atoms = ("log p(x|z)", "KL(q(z|x)||p(z))")
    assert accepts("log p(x|z) - KL(q(z|x)||p(z))", "ELBO = - KL(q(z | x) || p(z)) + log p(x|z)", atoms=atoms)
    assert not accepts("log p(x|z) - KL(q(z|x)||p(z))", "ELBO = log p(x|z) + KL(q(z|x)||p(z))", atoms=atoms)


def test_an_equation_has_to_be_there_whole() -> None:
    assert accepts("a = b + c", "a = c + b")
    assert accepts("a = b + c", "b + c = a")
    assert not accepts("a = b + c", "d = b + c")


def test_the_evidence_is_the_side_of_the_equation() -> None:
    answer = f"First, {LOG}.\nThen dL/dz_i = p_i - y_i."
    (evidence,) = verdicts(answer)[1].evidence
    assert evidence.holds_in(answer)
    assert evidence.text == "p_i - y_i"


@pytest.mark.parametrize(
    "answer",
    [
        "$" + "9^" * 300 + "9$",
        "(" * 10_000 + "p_i" + ")" * 9_000,
        "factorial(10**9) = (10^9)!!!!! = p_i",
        ("sum_j " * 38 + "p_j\n") * 80,
        r"\frac{" * 3000,
        "$" + r"\sum_{j=1}^{n}" * 30 + "p_j$",
        "-" * 19_000,
        "p_{" * 6000,
        "\\" * 19_999,
        "\n".join(f"p_i - y_i + {number} = {number}" for number in range(900)),
        "__import__('os').system('true')",
        "(lambda: 0).__class__ = p_i.__class__",
    ],
    ids=str,
)
@pytest.mark.slow
def test_hostile_formulas_end_soon_and_earn_nothing(answer: str) -> None:
    begun = time.process_time()
    assert {one.verdict for one in verdicts(answer)[:2]} == {MISSED}
    assert time.process_time() - begun < 8
