"""Corpus files of exercises: what is read, and how a mistake is told."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.corpus.exercise import Check, Exercise, Language
from interviewer.corpus.parsing import parse_question
from interviewer.corpus.question import Question, Shelf
from interviewer.files.decoding import LineError
from tests.exercises.samples import CODE, DEBUG, DERIVE, ESTIMATE, sample, samples, text_of


def parsed(name: str, text: str) -> Question:
    return parse_question(text, sample(name).file)


def exercise_of(name: str) -> Exercise:
    exercise = sample(name).exercise
    assert exercise is not None
    return exercise


def test_a_coding_exercise_has_its_programs_and_tests() -> None:
    exercise = exercise_of(CODE)
    assert exercise.language is Language.NUMPY
    assert exercise.seconds == 8.0
    assert exercise.task.startswith("Write `softmax(x, axis=-1)`")
    assert "def test_a_row_sums_to_one" in exercise.visible_tests
    assert "def test_first_axis" in exercise.hidden_tests
    assert exercise.starter.startswith("import numpy as np\n")
    assert [wrong.name for wrong in exercise.wrong] == ["subtracts-no-maximum", "ignores-the-axis"]


def test_nothing_of_the_marking_is_in_what_the_candidate_reads() -> None:
    for question in samples().questions:
        assert question.exercise is not None
        shown = f"{question.title}\n{question.exercise.task}\n{question.reference}"
        for hidden in ("def test_", "np.where(hidden", "cache_per_token", "ignores-the-axis"):
            assert hidden not in shown


def test_the_checks_of_key_points_are_read_and_one_may_have_none() -> None:
    checks = [point.check for point in sample(CODE).key_points]
    assert checks[0] == Check(tests=("test_rows_sum_to_one", "test_known_values"))
    assert checks[3] is None
    assert sample(DEBUG).key_points[0].check == Check(tests=("test_scale",), fault="unscaled-scores")
    assert sample(ESTIMATE).key_points[1].check == Check(value="total")
    assert sample(DERIVE).key_points[1].check == Check(formula="gradient", after=("log-probability",))


def test_the_starter_of_a_debugging_exercise_is_the_solution_with_every_fault() -> None:
    exercise = exercise_of(DEBUG)
    for fault in exercise.faults:
        assert fault.wrong in exercise.starter
        assert fault.right not in exercise.starter


def test_quantities_and_formulas_are_read() -> None:
    assert exercise_of(ESTIMATE).values[-1].wrong == ("8.6 GB", "17.2 MB")
    assert exercise_of(DERIVE).formulas[0].positive == ("S",)


def test_a_question_may_stand_on_the_shelf_of_classics() -> None:
    text = text_of(DERIVE).replace("level: mid", "level: mid\nshelf: classic")
    assert parsed(DERIVE, text).shelf is Shelf.CLASSIC
    assert sample(DERIVE).shelf is Shelf.CURRENT


def test_a_question_of_the_kind_code_may_be_one_for_words() -> None:
    text = text_of(CODE)
    words = text[: text.index("## Task")] + text[text.index("## Key points") : text.index("## Marking")]
    for line in ("language: numpy\n", "seconds: 8\n"):
        words = words.replace(line, "")
    words = "\n".join(line for line in words.split("\n") if not line.startswith("  - test:"))
    assert parsed(CODE, words).exercise is None


def test_a_fence_without_a_role_is_text_of_the_task() -> None:
    text = text_of(CODE).replace("```python starter", "```text\nshape (n, d)\n```\n\n```python starter")
    question = parsed(CODE, text)
    assert question.exercise is not None
    assert question.exercise.task.endswith("```text\nshape (n, d)\n```")


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (CODE, "language: numpy\n", "", "expected a field 'language: ...'"),
        (CODE, "language: numpy", "language: jax", "unknown language 'jax'"),
        (CODE, "seconds: 8", "seconds: 1e9", "number up to 60"),
        (CODE, "seconds: 8", "seconds: ٣", "number up to 60"),
        (CODE, "kind: code", "kind: concept", "needs one of the kinds: code, debug, estimate, derive"),
        (CODE, "```python starter", "```python stater", "unknown role 'stater'"),
        (CODE, "```python starter", "```python", "expected a block 'starter' under '## Task'"),
        (CODE, "```python hidden-tests", "```python hidden-tests two", "expected nothing after the role"),
        (CODE, "```python visible-tests", "```python hidden-tests", "unknown role 'hidden-tests' of a block"),
        (CODE, "wrong ignores-the-axis", "wrong", "expected a name for a wrong program"),
        (CODE, "wrong ignores-the-axis", "wrong subtracts-no-maximum", "appears twice"),
        (CODE, "test: test_first_axis", "test: test_last_axis", "unknown test 'test_last_axis'"),
        (CODE, "- test: test_first_axis", "- fault: x", "expected '  - test: ...' under the probe"),
        (CODE, "  - test: test_first_axis", "  - test: test_first_axis\n  - test: test_first_axis", "each once"),
        (CODE, "def test_first_axis():", "def test_first_axis(:", "hidden-tests does not parse"),
        (CODE, "def test_first_axis", "def test_large_inputs", "appears twice"),
        (CODE, "def test_a_row_sums", "def a_row_sums", "expected functions 'test_...' in visible-tests"),
        (DEBUG, 'right = "scores = q @ k.T / np.sqrt(d)"', 'right = "scores"', "times in the solution"),
        (DEBUG, 'right = "scores = q @ k.T / np.sqrt(d)"', 'right = "nowhere"', "is not in the solution"),
        (DEBUG, 'right = "dtype=bool), k=1)"', 'right = "k.T / np.sqrt(d)"', "overlaps another"),
        (DEBUG, 'why = "The scores are', 'reason = "The scores are', "unknown field 'reason' of [unscaled-scores]"),
        (DEBUG, "[strict-mask]", "[strict-mask", "faults is not TOML"),
        (DEBUG, "[strict-mask]", "#" * 64_000 + "\n[strict-mask]", "larger than 64,000 bytes"),
        (DEBUG, 'why = "The scores', 'why = "\\u001b[2JThe scores', "of [unscaled-scores] has the character U+001B"),
        (ESTIMATE, 'wrong = ["', 'wrong = ["\\u202e", "\\u2028', "has the character U+2028"),
        (DEBUG, "  - test: test_scale\n", "", "expected also '  - test: ...'"),
        (ESTIMATE, "kind: estimate", "kind: estimate\nlanguage: numpy", "has no language"),
        (ESTIMATE, "factor = 1.1", "factor = 0.5", "another number from 1"),
        (ESTIMATE, "factor = 1.1", "factor = true", "another number from 1"),
        (ESTIMATE, 'value = "0.5 MiB"', "value = 0.5", 'expected value = "..." with text in [cache-per-token]'),
        (ESTIMATE, "value: total", "value: total, cache-per-token", "expected one name after 'value:'"),
        (ESTIMATE, "## Task", "## Tasks", "unknown heading 'Tasks'"),
        (DERIVE, "after: log-probability", "after: log", "unknown after 'log'"),
        (DERIVE, 'positive = ["S"]', 'positive = "S"', 'expected positive = ["..."]'),
        (DERIVE, "## Marking", "## Marking\n## Marking", "appears twice"),
    ],
)
def test_a_mistake_is_told_where_it_is(name: str, old: str, new: str, expected: str) -> None:
    text = text_of(name)
    assert old in text
    with pytest.raises(LineError) as caught:
        parsed(name, text.replace(old, new, 1))
    assert expected in caught.value.message
    assert 1 <= caught.value.line <= text.count("\n") + 2


@pytest.mark.parametrize(
    ("name", "old", "new", "mistaken"),
    [
        (CODE, "def test_first_axis():", "def test_first_axis(:", "def test_first_axis(:"),
        (CODE, "test: test_first_axis", "test: x", "  - test: x"),
        (DEBUG, "[strict-mask]", "[strict-mask]\nx = ", "x = "),
        (ESTIMATE, '[total]\nvalue = "17.2 GB"', "[total]\nvalue = 1", "[total]"),
        (DERIVE, "## Key points", "```python oops\n```\n## Key points", "```python oops"),
    ],
)
def test_the_line_of_a_mistake_is_its_own(name: str, old: str, new: str, mistaken: str) -> None:
    text = text_of(name).replace(old, new, 1)
    with pytest.raises(LineError) as caught:
        parsed(name, text)
    assert text.split("\n")[caught.value.line - 1] == mistaken


@pytest.mark.parametrize("part", ["## Task", "## Marking"])
def test_an_exercise_needs_both_a_task_and_a_marking(part: str) -> None:
    text = text_of(ESTIMATE)
    rest = text[text.index(part) :]
    end = rest.find("\n## ", 1)
    with pytest.raises(LineError, match=r"section '## (Task|Marking)'"):
        parsed(ESTIMATE, text.replace(rest[: end if end > 0 else None], "", 1))


def test_key_points_of_other_questions_have_no_checks() -> None:
    text = "---\nid: a\ntopic: agents\nlevel: mid\nkind: concept\n---\n# A?\n\nB.\n\n## Key points\n- [1] C.\n"
    with pytest.raises(LineError, match="only the key points of exercises have checks") as caught:
        parse_question(f"{text}  - probe: D?\n  - test: test_x\n", "agents/a.md")
    assert caught.value.line == 14


def test_deeply_nested_tests_and_tables_are_mistakes() -> None:
    nested = "(" * 5000
    with pytest.raises(LineError, match="does not parse"):
        parsed(CODE, text_of(CODE).replace("def test_first_axis():", f"x = {nested}\ndef test_first_axis():"))
    with pytest.raises(LineError, match="is not TOML"):
        parsed(ESTIMATE, text_of(ESTIMATE).replace('value = "0.5 MiB"', "value = " + "[" * 5000))


@given(st.sampled_from((CODE, DEBUG, ESTIMATE, DERIVE)), st.data())
def test_no_damage_to_an_exercise_ends_in_anything_but_a_question_or_a_mistake(name: str, data: st.DataObject) -> None:
    text = text_of(name)
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 60))
    insert = data.draw(st.one_of(st.text(max_size=8), st.sampled_from(("```", "\n## ", "[", "'''", "  - test: "))))
    damaged = text[:at] + insert + text[at + length :]
    with suppress(LineError):
        assert parsed(name, damaged).id == name
