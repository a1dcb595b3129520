from dataclasses import replace

import pytest

from interviewer.corpus.markup import check_markup, code_blocks
from tests.factories import a_question


def found(reference: str) -> list[str]:
    return [message for _, message in check_markup(replace(a_question(), reference=reference))]


@pytest.mark.parametrize(
    "reference",
    [
        "The rate $p$ and $$\\frac{1}{1-p}$$ are numbers.",
        "$\\left( x \\right)$ and $\\begin{matrix} a \\end{matrix}$",
        "It costs \\$5 and `$HOME` is a path.",
        "$\\leftarrow x$ goes left.",
        "$\\{x\\}$ is a set.",
        "```python\nx = 1\n```",
        "```text\nnot python $\n```",
    ],
)
def test_what_is_well_formed_is_not_found(reference: str) -> None:
    assert found(reference) == []


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("The rate $p is open.", "not closed"),
        ("Too short $\\alpha.", "not closed in 'Too short $\\alpha.'"),
        ("$\\frac{1}{2$", "braces do not match"),
        ("$a}{b$", "braces do not match"),
        ("$\\left( x )$", "\\left and \\right do not match"),
        ("$\\begin{matrix} a$", "\\begin and \\end do not match"),
        ("```python\nx = = 1\n```", "does not parse at its line 1"),
    ],
)
def test_what_is_malformed_is_told(reference: str, said: str) -> None:
    assert len(found(reference)) == 1
    assert said in found(reference)[0]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1" + "+1" * 100_000, "nested too deeply"),
        ("-" * 100_000 + "1", "nested too deeply"),
        ("(" * 100_000, "does not parse at its line 1"),
        ("x = " + "1" * 5000, "does not parse at its line 1"),
        ("x = '\x00'", "null bytes"),
    ],
)
def test_code_that_cannot_be_parsed_is_told_whatever_the_reason(code: str, said: str) -> None:
    (message,) = found(f"```python\n{code}\n```")
    assert said in message


@pytest.mark.filterwarnings("error")
def test_an_escape_that_python_does_not_know_is_no_warning_on_the_screen() -> None:
    assert found("```python\nx = '\\d'\n```") == []


def test_a_long_formula_is_told_by_its_beginning() -> None:
    (message,) = found("${" + "x" * 10_000 + "$")
    assert len(message) < 100


def test_formulas_of_key_points_are_looked_at_too() -> None:
    question = a_question()
    spoilt = replace(question, key_points=(replace(question.key_points[0], claim="It is $x."),))
    assert len(list(check_markup(spoilt))) == 1


def test_only_blocks_of_the_language_are_its_code() -> None:
    question = replace(a_question(), reference="```python\nx = 1\n```\nand\n```text\ny\n```\n")
    assert code_blocks(question) == ["x = 1\n"]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ("A rate of $p and no more.", "a formula is not closed in 'A rate of $p and no more.'"),
        ("A `rate` of $p and no more.", "a formula is not closed in"),
        ("A rate of $\\frac{p$.", "braces do not match in $\\frac{p$"),
    ],
)
def test_a_formula_that_is_wrong_is_found_at_its_line(spoilt: str, said: str) -> None:
    text = f"---\nid: x\n---\n# Title?\n\nIt has $q$.\n\nAnd `$HOME`.\n{spoilt}\n"
    reference = text.split("Title?\n\n")[1]
    ((line, message),) = check_markup(replace(a_question(), reference=reference, text=text))
    assert line == 9
    assert message.startswith(said)
