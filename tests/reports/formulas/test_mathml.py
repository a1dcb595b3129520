"""Formulas as MathML."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from interviewer.reports.formulas.mathml import as_xml, read_formula


def xml(latex: str, *, display: bool = False) -> str:
    tree = read_formula(latex, display=display)
    assert tree is not None
    return as_xml(tree)


def test_a_name_in_upright_letters_is_one_element() -> None:
    assert '<mi mathvariant="normal">ReLU</mi>' in xml(r"\mathrm{ReLU}(x)")


def test_a_formula_on_its_own_line_is_a_block() -> None:
    assert 'display="block"' in xml("x", display=True)
    assert 'display="inline"' in xml("x")


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//example.org)}{x}",
        r"\class{met}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\color{red}{x}",
        "x \x1b[31m \u202e y",
    ],
)
def test_a_formula_carries_neither_links_nor_styles_nor_markup(latex: str) -> None:
    shown = xml(latex)
    names = {name for element in fromstring(shown).iter() for name in element.attrib}
    assert not names & {"href", "style", "class", "mathcolor", "mathbackground"}
    assert "<script" not in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
