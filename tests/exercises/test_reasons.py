"""Reasons of faults: what counts as one in code, and how well reasons in words are told from wrong ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exercise import Fault
from interviewer.corpus.planting import fault_places
from interviewer.corpus.question import Question
from interviewer.exercises.debug import mark_debug
from interviewer.exercises.reasons import WordedReasons, code_of_right, says_what_is_right
from interviewer.exercises.running import HiddenTests
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.expected import expected_share
from interviewer.grading.similarity.judge import SimilarityJudge
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.sandbox.running import Author, Runner
from interviewer.search.embedder import Embedder
from tests.exercises.samples import DEBUG, exercise, sample
from tests.factories import NOON

REASONS = tomllib.loads((Path(__file__).parent / "worded_reasons.toml").read_text(encoding="utf-8"))
"""Per exercise and fault two right reasons and a wrong one, each at the line of the fault."""

TUNED_ON = ("debug-causal-attention", "debug-k-means", "debug-perplexity-with-padding", "debug-training-loop")
HELD_OUT = (
    *("debug-retrieval-metrics", "debug-ddpm-sampler", "debug-ppo-clipped-loss"),
    "debug-batch-norm-statistics",
)


def fault(right: str, wrong: str) -> Fault:
    return Fault("a-fault", right, wrong, "It is wrong.")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("scores / np.sqrt(d)", "scores / d", "the sqrt is missing"),
        ("k=1)", "k=0)", "should be 1"),
        ("axis=-1", "axis=0", "it has to sum over -1"),
        ("log2(rank + 1)", "log2(rank + 2)", "use rank + 1"),
        ("weights.mean(axis=-1)", "weights.sum(axis=-1)", "call weights.mean() there"),
        ("a - b", "b - a", "must be `a - b`"),
    ],
)
def test_code_of_the_right_program_is_a_reason(right: str, wrong: str, said: str) -> None:
    assert says_what_is_right(sample(DEBUG), fault(right, wrong), f"Line 6: {said}")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("if len(members): f()", "f()", "is wrong if I see that right"),
        ("k=1)", "k=0)", "is wrong"),
        ("log2(rank + 1)", "log2(rank + 2)", "the gain should be 2**gain - 1"),
        ("scores.size", "scores.shape", "the size of the scores is wrong"),
        ("mean, var = self.mean, self.var", "mean, var = self.mean, self.var; f()", "mean, var = self.mean, self.var"),
    ],
)
def test_what_any_remark_may_have_is_no_reason(right: str, wrong: str, said: str) -> None:
    question = sample(DEBUG)
    assert not says_what_is_right(question, fault(right, wrong), f"Line 1: {said}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("write `scores = q @ k.T / np.sqrt(d)`", "scores = q @ k.T / np.sqrt(d)"),
        ("so it's k.T/np.sqrt( d ) there", "k.T/np.sqrt( d )"),
        ("np.sqrt(d), I would say", "np.sqrt(d)"),
        ("scores = q @ k.T / d is fine", None),
        ("the sqrt of d", None),
        ("", None),
    ],
)
def test_a_run_of_code_of_the_right_program_is_found_among_words(words: str, told: str | None) -> None:
    shown = exercise(DEBUG)
    place = code_of_right(shown, shown.faults[0], words)
    assert (place and words[place[0] : place[1]]) == told


def test_code_that_the_shown_program_has_too_tells_nothing() -> None:
    shown = exercise(DEBUG)
    for one in shown.faults:
        assert code_of_right(shown, one, shown.starter) is None
        assert code_of_right(shown, one, shown.solution) is not None


@pytest.fixture(scope="module")
def reasons(judge_without_pairs: SimilarityJudge, reader: Embedder) -> WordedReasons:
    return WordedReasons(CheckedGrader(judge_without_pairs, "abc", lambda: NOON), reader)


def answers(question: Question, which: str, place: int = 0) -> str:
    """An answer with a remark of one kind on each fault of a question."""
    found = question.exercise
    assert found is not None
    lines = {one.fault.name: one.first for one in fault_places(found.solution, found.faults)}
    said = {name: one[which] for name, one in REASONS[question.id].items()}
    told = {name: one if isinstance(one, str) else one[place] for name, one in said.items()}
    return "\n".join(text.replace("{n}", str(lines[name])) for name, text in told.items())


def met(corpus: Corpus, ids: tuple[str, ...], which: str, place: int, reasons: WordedReasons) -> tuple[int, int]:
    """How many faults of these exercises are met in full, and of how many."""
    verdicts: list[Verdict] = []
    for name in ids:
        question = corpus.by_id[name]
        marks = marked(question, answers(question, which, place), reasons)
        verdicts += [one.verdict for one in marks if one.verdict is not Verdict.NOT_ASSESSED]
    assert set(verdicts) <= {Verdict.MET, Verdict.PARTIAL}
    return verdicts.count(Verdict.MET), len(verdicts)


def marked(question: Question, answer: str, reasons: WordedReasons) -> tuple[PointVerdict, ...]:
    def no_runner() -> Runner:
        raise AssertionError("an answer in words runs nothing")

    return mark_debug(question, answer, HiddenTests(no_runner, Author.ONESELF), lambda: reasons).verdicts


@pytest.mark.parametrize(
    ("ids", "full", "terse", "wrong"), [(TUNED_ON, 15, 9, 2), (HELD_OUT, 13, 9, 5)], ids=("tuned on", "held out")
)
def test_reasons_in_words_are_told_from_wrong_ones(
    bundled_corpus: Corpus, reasons: WordedReasons, ids: tuple[str, ...], full: int, terse: int, wrong: int
) -> None:
    assert met(bundled_corpus, ids, "right", 0, reasons)[0] >= full
    assert met(bundled_corpus, ids, "right", 1, reasons)[0] >= terse
    assert met(bundled_corpus, ids, "wrong", 0, reasons)[0] <= wrong


def test_a_number_of_a_line_is_no_reason_in_words(reasons: WordedReasons) -> None:
    question = sample(DEBUG)
    verdicts = marked(question, "Line 6 is wrong.\n\nLine 7.\n\nLine 11: a bug.", reasons)
    assert {one.verdict for one in verdicts} == {Verdict.PARTIAL}
    assert expected_share(verdicts) == 0.5
    assert len(exercise(DEBUG).faults) == 3
