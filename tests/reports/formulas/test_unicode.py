"""Formulas in one line of Unicode."""

from __future__ import annotations

import re

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.language.markdown import PartKind, parts
from interviewer.paths import bundled
from interviewer.reports.formulas.mathml import read_formula
from interviewer.reports.formulas.unicode import formula_text, readable


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus([bundled("corpus")])


def texts(question: Question) -> list[str]:
    said = [question.title, question.reference, *question.follow_ups, *question.aliases]
    said += [text for point in question.key_points for text in (point.claim, point.probe)]
    return said + [text for found in question.misconceptions for text in (found.belief, found.truth)]


def formulas(corpus: Corpus) -> list[str]:
    every = (text for question in corpus.questions for text in texts(question))
    return [part.content for text in every for part in parts(text) if part.kind is PartKind.FORMULA]


def test_every_formula_of_the_corpus_is_read_whole(corpus: Corpus) -> None:
    found = formulas(corpus)
    assert len(found) > 400
    assert [formula for formula in found if read_formula(formula) is None] == []


def test_no_formula_of_the_corpus_keeps_a_command_or_a_brace_of_latex(corpus: Corpus) -> None:
    kept = re.compile(r"\\|(?<![∈{=] )(?<!^)[_^]\{|&")
    assert [formula for formula in formulas(corpus) if kept.search(formula_text(formula))] == []


def test_no_text_of_the_corpus_has_a_dollar_around_a_formula_left(corpus: Corpus) -> None:
    every = (readable(text) for question in corpus.questions for text in texts(question))
    assert [shown for shown in every if re.search(r"\$\$|\\(?:frac|sum|mathrm|Big)", shown)] == []


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"a = g\Big(\sum_i w_i x_i + b\Big)", "a = g(∑ᵢ wᵢ xᵢ + b)"),
        (r"\frac{8}{3}d", "(8/3)d"),
        (r"\frac{(y-\mu)^2}{2\sigma^2}", "(y − μ)²/(2 σ²)"),
        (r"e^{-|z|}", "e^(−|z|)"),
        (r"\frac{\partial L}{\partial x}", "∂L/∂x"),
        (r"\mathrm{softmax}(z)_i", "softmax(z)ᵢ"),
        (r"\hat{y} = \sqrt{d_k}", "ŷ = √(dₖ)"),
        (r"-\log p_c", "−log p_c"),
        (r"\mathrm{ELBO} + \mathrm{KL}(q)", "ELBO + KL(q)"),
        (r"p(y \mid x)", "p(y | x)"),
        (r"18{,}688", "18,688"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"\sum_{l \ge 0} \gamma^l", "∑_(l ≥ 0) γˡ"),
        (r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}", "{x, x > 0; 0, x ≤ 0"),
    ],
)
def test_a_formula_reads_as_it_is_said(latex: str, shown: str) -> None:
    assert formula_text(latex) == shown


@pytest.mark.parametrize(
    "latex",
    [
        r"\foo x",
        r"\input{/etc/passwd}",
        r"\href{javascript:alert(1)}{x} \foo",
        r"}{",
        r"a &= b \\ c &= d",
        "x" * 3000,
        "{" * 900 + "x" + "}" * 900,
    ],
)
def test_what_cannot_be_read_whole_is_shown_as_its_source(latex: str) -> None:
    assert formula_text(latex) == latex


def test_only_formulas_of_a_text_change() -> None:
    text = "Write `$x$`, **bold**, and $x_i$:\n\n$$y^2$$\n"
    assert readable(text) == "Write `$x$`, **bold**, and xᵢ:\n\ny²\n"
