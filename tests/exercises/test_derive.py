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
    ("gradient", "expected"),
    [
        ("dL/dz_i = p_i - y_i, p_i + y_i, p_i y_i", MISSED),
        ("dL/dz_i = p_i + y_i, p_i y_i, p_i - y_i", MET),
        ("dL/dz_i = p_i - y_i or p_i + y_i", MISSED),
        ("dL/dz_i = p_i + y_i or maybe p_i - y_i", MISSED),
        ("dL/dz_i = p_i - y_i; dL/dz_i = p_i + y_i", MISSED),
        ("$dL/dz_i = p_i - y_i$, $p_i + y_i$", MISSED),
        ("dL/dz_i = p_i - y_i, -(y_i - p_i)", MET),
        ("dL/dz_i = p_i - y_i, or -y_i + p_i", MET),
        ("dL/dz_i = p_i - y_i, p_i = 1 - y_i", MET),
        ("dL/dz_i = p_i - y_i\np_i + y_i would be wrong", MET),
        ("dL/dz_i = p_i - y_i, log p_i = z_i - log S", MET),
    ],
)
def test_of_formulas_side_by_side_for_the_same_only_the_last_counts(gradient: str, expected: Verdict) -> None:
    assert found(f"{LOG}\n{gradient}")[1] is expected


def test_a_missed_formula_shows_the_nearest_that_was_read() -> None:
    reason = verdicts(f"{LOG}\ndL/dz_i = p_i + y_i")[1].reasoning
    assert reason == "No formula of the answer is equal to it. The nearest that was read is p_i + y_i."


def test_an_answer_without_a_formula_is_told_to_write_one() -> None:
    assert "write this step as one" in verdicts("The gradient is the probability less the target.")[1].reasoning


@pytest.mark.parametrize(
    "answer",
    [
        f"{LOG}\ndL/dz_i = p_i - y_i",
        r"$\log p_i = z_i - \log S$, and so $\frac{\partial L}{\partial z_i} = -y_i + p_i$.",
        r"$$\begin{aligned}\log p_i &= z_i - \log S \\ \partial L/\partial z_i &= -(y_i - p_i)\end{aligned}$$",
        r"\[ \ln p_i = z_i - \ln S \] \[ \nabla_{z_i} L = p_i - y_i \]",
        "Taking the log of the softmax gives log p_i = log(e^(z_i)/S). Hence the gradient is p_i - y_i.",
        "```\nlog p_i = z_i - ln(S)\ngrad_i = p_{i} - y_{i}\n```",
        "log p_i = z_i - log S (by the definition)\np_i - y_i - the error of the model",
        "log pᵢ = zᵢ − log S ≤ 0\n∂L/∂zᵢ = pᵢ − yᵢ → 0",
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
        ("p_i - p_i*q_jk", "pᵢ·(1 − qⱼₖ)", True),
        ("p_i - p_i*q_jk", "pᵢ·(1 − qⱼᵢ)", False),
        ("exp(-z)/(1 - b^t)", "e⁻ᶻ/(1−bᵗ)", True),
        ("exp(-z)/(1 - b^t)", "e⁻ᶻ/(1−bⁿ)", False),
        ("(a + b)/2", "½·(a + b)", True),
        ("(a + b)/2", "¼·(a + b)", False),
        ("x_{t-1} + a", "a + x_{t - 1}", True),
        ("max(0, x)", "relu(x)", True),
    ],
)
def test_formulas_are_equal_where_their_values_are(formula: str, answer: str, same: bool) -> None:
    assert accepts(formula, answer) is same


@pytest.mark.parametrize(
    ("formula", "right", "wrong"),
    [
        ("log(p/q)", "np.log(p) - np.log(q)", "np.log(p) + np.log(q)"),
        ("log(p/q)", "L = math.log(p/q)", "L = math.log(q/p)"),
        ("log(p)", "np.log(p)", "np.log2(p)"),
        ("log(1 + p)", "np.log1p(p)", "np.log(p)"),
        ("exp(-x)", "torch.exp(-x)", "torch.exp(x)"),
        ("sqrt(a*b)", "The scale is math.sqrt(a*b).", "The scale is math.sqrt(a)*b."),
        ("a^2", "np.power(a, 2)", "np.power(a, 3)"),
        ("a^2", "torch.square(a)", "torch.sqrt(a)"),
        ("max(0, x)", "np.maximum(0, x)", "np.minimum(0, x)"),
        ("sigmoid(x)", "torch.sigmoid(x)", "torch.tanh(x)"),
        ("sum_j p_j*y_j", "np.sum(p_j * y_j)", "np.sum(p_j) * np.sum(y_j)"),
        ("-sum_j y_j*log(p_j)", "-np.sum(y * np.log(p))", "-np.sum(y) * np.log(p)"),
        ("-sum_j y_j*log(p_j)", "-(y * np.log(p)).sum(axis=-1)", "-(p * np.log(y)).sum(axis=-1)"),
        ("sum_j p_j^2", "(p**2).sum()", "p.sum()**2"),
        ("prod_j p_j", "np.prod(p)", "np.sum(p)"),
    ],
)
def test_functions_of_libraries_are_what_they_are_in_formulas(formula: str, right: str, wrong: str) -> None:
    assert accepts(formula, right)
    assert not accepts(formula, wrong)


def test_products_of_arrays_are_those_of_matrices() -> None:
    for right in ("dL/dV = P.T @ G", "np.dot(P.T, G)", "torch.matmul(P.T, G)"):
        assert accepts("P^T*G", right, matrices=("P", "G"))
    for wrong in ("dL/dV = P @ G", "G @ P.T", "np.dot(G, P.T)"):
        assert not accepts("P^T*G", wrong, matrices=("P", "G"))


@pytest.mark.parametrize(
    ("formula", "right", "wrong"),
    [
        ("softmax(q*k/sqrt(d))*v", "let a = q k / sqrt(d). Then softmax(a) v", "let a = q k / d. Then softmax(a) v"),
        ("x*y + z", "$u = x y$, so $L = u + z$.", "$u = x - y$, so $L = u + z$."),
        ("x*y + z", "L = u + z, where u = x y", "L = u + z, where u = x + y"),
        ("x*y + z", "with u := xy we get u + z", "with u := xy we get u - z"),
        ("x*y + z", "Let scores = x y. Then L = scores + z.", "Let scores = x/y. Then L = scores + z."),
        ("x*y + z", "let u = x y and v = u + z; L = v", "let u = x y and v = u - z; L = v"),
        ("x*y + z", "u = x y, as said u = x y; L = u + z", "u = x y, or u = x + y; L = u + z"),
        ("sum_i x_i*y", "let w = y. L = sum_i x_i w", "let i = y. L = sum_i x_i i"),
    ],
)
def test_symbols_that_an_answer_defines_stand_for_what_they_are(formula: str, right: str, wrong: str) -> None:
    assert accepts(formula, right)
    assert not accepts(formula, wrong)


def test_a_symbol_of_the_exercise_is_not_defined_anew() -> None:
    assert not accepts("x*y + z", "let x = 3. L = 3 y + z")
    assert not accepts("x^2", "x = y. L = x y", right=("y",))


@pytest.mark.parametrize(
    ("formula", "right", "wrong"),
    [
        ("a + b", r"L &= a \\ &\quad + b", r"L &= a \\ &\quad - b"),
        ("a + b", r"L &= a \\ & + b", r"L &= a \\ & + 2b"),
        ("a + b", "L ={}& a \\notag \\\\\n  &\\qquad {} + b \\tag{1}", "L ={}& b \\\\\n  &\\qquad {} + b"),
        ("a + b", r"L &= a + \\ &\quad b", r"L &= a - \\ &\quad b"),
        ("a*b", r"L &= a \\ &\quad \cdot b", r"L &= a \\ &\quad + b"),
        ("a", r"L &= a \\ &= b", r"L &= a \\ &\quad + b"),
        ("-c", r"L &= a + b \\ & -c = x", r"L &= a + b \\ & c = x"),
    ],
)
def test_a_formula_may_go_over_several_lines(formula: str, right: str, wrong: str) -> None:
    aligned = r"\begin{aligned} %s \end{aligned}"
    assert accepts(formula, aligned % right)
    assert accepts(formula, f"$${aligned % right}$$")
    assert not accepts(formula, aligned % wrong)


def test_an_array_of_equations_is_read() -> None:
    assert accepts("a + b", r"\begin{array}{rcl} L &=& b \\ &=& a + b \end{array}")


def test_an_exponential_of_minus_infinity_is_zero() -> None:
    for right in ("a + exp(−∞)", r"$a + e^{-\infty}$", "a + e^(− ∞) b"):
        assert accepts("a", right)
    for wrong in ("a + exp(∞)", "a + exp(−b ∞)", "a − ∞", r"$a + 2^{\infty}$"):
        assert not accepts("a", wrong)


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
        "\\\\&-" * 4500,
        "p.sum()" * 2800,
        "let a = b. " * 1700,
        "a = b b\nb = c c\nc = f f\nf = g g\ng = h h\n" * 300,
        "- \\\\ " * 4800,
        f"a = {'b ' * 140}\nb = {'c ' * 140}\nc = {'f ' * 140}\n" + f"{'a ' * 140} = 1\n" * 60,
    ],
    ids=str,
)
@pytest.mark.slow
def test_hostile_formulas_end_soon_and_earn_nothing(answer: str) -> None:
    begun = time.process_time()
    assert {one.verdict for one in verdicts(answer)[:2]} == {MISSED}
    assert time.process_time() - begun < 8
