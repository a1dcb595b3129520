"""Which line of a job description or CV each question is for."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.corpus.exercise import Exercise
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.interview.aiming import AimedLine, Match, aim, spread
from interviewer.interview.choosing import has_room
from interviewer.interview.job_text import Line, lines_of
from interviewer.paths import bundled
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.embedding_cache import ReferenceEmbedder
from interviewer.search.open import open_index
from interviewer.search.searcher import Searcher
from tests.factories import a_question

DPO = replace(a_question("dpo"), title="How does DPO work?", queries=("direct preference optimization",))
RLHF = replace(a_question("rlhf"), title="What is RLHF?", aliases=("How does RLHF align a model?",))
CUDA = replace(a_question("cuda"), title="How do you profile a kernel?", queries=("cuda profiler",))
DROPOUT = replace(a_question("dropout"), title="What does dropout do?")
QUESTIONS = (DPO, RLHF, CUDA, DROPOUT)


def always(_given: int, _exercises: int) -> bool:
    return True


def aimed(*lines: Line, near: Mapping[str, float] | None = None, score: float = 0.6) -> tuple[AimedLine, ...]:
    """The lines with their questions, where every question is as near to every text, but for those of `near`."""
    scores = {question.id: (near or {}).get(question.id, score) for question in QUESTIONS}
    return aim(lines, QUESTIONS, lambda texts: [scores for _ in texts])


def order(lines: Sequence[AimedLine], *questions: Question, seed: int = 1) -> list[Match]:
    fitting = {question.id: question for question in questions or QUESTIONS}
    return list(spread(lines, fitting, random.Random(seed), has_room).values())


def a_line(name: str, *matches: str) -> AimedLine:
    return AimedLine((tuple(Match(one, name, name, 0.6) for one in matches),), ())


@pytest.mark.parametrize(("skill", "question"), [("DPO", "dpo"), ("RLHF", "rlhf"), ("CUDA", "cuda")])
def test_a_question_is_for_a_skill_that_its_title_an_alias_or_a_query_names(skill: str, question: str) -> None:
    (line,) = aimed(Line(skill, (skill,)), score=0.46)
    assert [[match.question_id for match in named] for named in line.named] == [[question]]


def test_a_word_of_a_question_in_another_sense_does_not_make_it_one_for_the_line() -> None:
    assert aimed(Line("Profile: team player", ("Profile", "team player")), score=0.4) == ()


def test_a_question_that_names_nothing_of_a_line_is_for_it_if_it_is_near() -> None:
    (line,) = aimed(Line("robots", ("robots",)), near={"dropout": 0.55}, score=0.3)
    assert (line.named, [match.question_id for match in line.near]) == ((), ["dropout"])


def test_every_line_gets_a_question_before_any_gets_a_second() -> None:
    lines = [a_line("first", "a", "b", "c"), a_line("second", "a", "b", "d"), a_line("third", "e")]
    questions = [a_question(name) for name in "abcde"]
    for seed in range(20):
        assert len({match.line for match in order(lines, *questions, seed=seed)[:3]}) == 3


def test_lines_that_name_a_skill_come_before_those_that_questions_are_only_near_to() -> None:
    vague = AimedLine((), (Match("a", "vague", "vague", 0.9),))
    naming = a_line("naming", "b")
    for seed in range(10):
        found = order([vague, naming], a_question("a"), a_question("b"), seed=seed)
        assert [match.line for match in found] == ["naming", "vague"]


def test_every_skill_of_a_line_gets_a_question_before_any_gets_a_second() -> None:
    line = AimedLine((tuple(Match(one, "line", "x", 0.9) for one in "abc"), (Match("d", "line", "y", 0.5),)), ())
    found = order([line], *[a_question(name) for name in "abcd"])
    assert {match.skill for match in found[:2]} == {"x", "y"}


def test_a_question_is_chosen_once_and_only_if_it_fits() -> None:
    lines = [a_line("first", "a", "b"), a_line("second", "a", "gone")]
    assert sorted(match.question_id for match in order(lines, a_question("a"), a_question("b"))) == ["a", "b"]


def test_the_same_seed_gives_the_same_questions_and_another_one_others() -> None:
    lines = [a_line(name, f"{name}1", f"{name}2") for name in "abcdef"]
    questions = [a_question(f"{name}{n}") for name in "abcdef" for n in (1, 2)]
    assert order(lines, *questions) == order(lines, *questions)
    assert len({tuple(order(lines, *questions, seed=seed)) for seed in range(10)}) > 1


def test_exercises_wait_until_their_share_has_room_and_come_where_nothing_else_is_left() -> None:
    plain = [a_question(f"q{n}") for n in range(3)]
    exercises = [replace(a_question(f"x{n}"), exercise=Exercise(task="Write it.")) for n in range(3)]
    lines = [a_line("one", "x0", "q0"), a_line("two", "x1", "q1"), a_line("three", "x2", "q2")]
    found = [match.question_id[0] for match in order(lines, *plain, *exercises)]
    assert found == ["q", "q", "q", "x", "x", "x"]


@pytest.fixture(scope="module")
def searcher(built_home: Path, embedder: TextEmbedder, references: ReferenceEmbedder) -> Iterator[Searcher]:
    """Search over the bundled corpus with the real model."""
    questions = read_corpus([bundled("corpus")]).questions
    searcher = open_index(
        built_home / "data" / "index", questions, lambda: embedder, lambda *_: None, references=references
    )
    yield searcher
    searcher.index.close()


AD = """\
Senior Machine Learning Engineer, LLM Platform (Berlin or remote)
We are a fast-growing company on a mission to make language models useful for everyone.

What you will do
- Build and maintain distributed training pipelines for models with billions of parameters
- Own our post-training stack: supervised fine-tuning, RLHF and DPO
- Cut serving cost with quantization, KV-cache management and speculative decoding
- Design the evaluation of LLMs, from benchmarks to human preference studies

What you bring
- 5+ years of Python and deep experience with PyTorch
- Working knowledge of CUDA and GPU performance profiling
- Strong communication skills and a collaborative mindset

What we offer
- Competitive salary, equity, and 30 days of paid vacation; health insurance, a learning budget
We are an equal opportunity employer and value diversity, without regard to race, gender or disability.
"""


@pytest.mark.model
@pytest.mark.parametrize("seed", range(5))
def test_questions_for_a_job_are_spread_over_what_it_asks_for_and_none_is_for_the_rest(
    searcher: Searcher, seed: int
) -> None:
    questions = read_corpus([bundled("corpus")]).questions
    fitting = {question.id: question for question in questions}
    aims = aim(lines_of(AD), questions, searcher.nearnesses)
    found = list(spread(aims, fitting, random.Random(seed), has_room).values())[:18]
    asking = [line for line in AD.splitlines() if line.startswith("- ")][:6]
    assert Counter(match.line for match in found) == dict.fromkeys(asking, 3)
    skills = {match.skill for match in found}
    assert {"RLHF", "DPO", "supervised fine-tuning", "quantization", "speculative decoding", "PyTorch"} <= skills
