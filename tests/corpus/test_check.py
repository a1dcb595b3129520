"""Checks that keep questions good for grading."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from interviewer.corpus.check import check_corpus
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.finding import Finding, Severity
from interviewer.corpus.question import TOPICS, KeyPoint, Misconception, Question
from interviewer.corpus.reader import read_corpus
from interviewer.paths import bundled
from interviewer.text import counted
from tests.factories import a_question

GOOD = replace(
    a_question(),
    reference="word " * 100,
    misconceptions=(
        Misconception("m1", "It is a lie.", "It is the truth."),
        Misconception("m2", "Nobody needs it.", "Everybody needs it."),
    ),
    follow_ups=("Why so?", "What fails then?"),
    aliases=("Explain dropping out.",),
    references=("Somebody (2014), A Paper, arXiv:1406.00001",),
)
ADAM = replace(
    GOOD,
    id="adam",
    title="How does the Adam optimizer work?",
    aliases=("Explain adaptive moments.",),
    file="optimization/adam.md",
)


def findings(*questions: Question) -> list[Finding]:
    return check_corpus(Corpus(questions, "v"))


def messages(*questions: Question) -> str:
    return "\n".join(str(finding) for finding in findings(*questions))


@pytest.fixture(scope="module")
def bundled_corpus() -> Corpus:
    return read_corpus([bundled("corpus")])


def test_a_good_question_has_no_findings() -> None:
    assert findings(GOOD) == []


@pytest.mark.parametrize("words", [79, 251])
def test_a_reference_answer_of_the_wrong_length_is_a_warning(words: int) -> None:
    (finding,) = findings(replace(GOOD, reference="word " * words))
    assert finding.severity is Severity.WARNING
    assert f"{words} words" in finding.message


def test_an_arxiv_id_of_before_2007_says_where_a_paper_is_found() -> None:
    old = ("Somebody (2007), A Paper, arXiv:cs/0701157", "Somebody (2006), B, arXiv:math.ST/0601001")
    assert findings(replace(GOOD, references=old)) == []


def test_a_finding_about_a_reference_has_its_line() -> None:
    text = '---\nid: dropout\nreferences: ["Somebody, a talk"]\n---\n'
    (finding,) = findings(replace(GOOD, references=("Somebody, a talk",), text=text))
    assert finding.line == 3


def test_code_does_not_count_as_words() -> None:
    assert findings(replace(GOOD, reference="word " * 100 + "\n```python\n" + "x = 1\n" * 200 + "```")) == []


def test_too_few_key_points_are_a_warning() -> None:
    assert "2 key points" in messages(replace(GOOD, key_points=GOOD.key_points[:2]))


def test_a_probe_that_contains_its_key_point_is_an_error() -> None:
    telling = KeyPoint("k4", 1, "Units are zeroed at random.", "Are units zeroed at random?")
    (finding,) = findings(replace(GOOD, key_points=(*GOOD.key_points, telling)))
    assert finding.severity is Severity.ERROR
    assert "gives its key point away" in finding.message


def test_two_key_points_that_say_the_same_are_a_warning() -> None:
    first = GOOD.key_points[0]
    again = replace(first, id="k4", claim=first.claim.replace(".", "!"))
    assert "nearly the same" in messages(replace(GOOD, key_points=(*GOOD.key_points, again)))


def test_a_source_used_twice_is_an_error() -> None:
    assert "already used by dropout" in messages(replace(GOOD, sources=("s1",)), replace(ADAM, sources=("s1",)))


def test_two_questions_that_ask_the_same_are_a_warning() -> None:
    assert "asks nearly the same" in messages(GOOD, replace(GOOD, id="dropout-2", file="regularization/dropout-2.md"))


def test_the_order_and_the_case_of_a_titles_words_do_not_matter() -> None:
    other = replace(ADAM, title=" ".join(reversed(GOOD.title.upper().split())))
    assert "asks nearly the same as dropout" in messages(GOOD, ADAM, other)


def test_of_many_that_ask_the_same_each_is_told_once() -> None:
    same = [replace(GOOD, id=f"dropout-{n}", aliases=(f"w{n}",), file=f"regularization/d-{n}.md") for n in range(30)]
    assert messages(*same).count("asks nearly the same as dropout-0") == 29
    assert messages(*same).count("asks nearly the same") == 29


def test_two_questions_with_one_wording_are_a_warning() -> None:
    other = replace(ADAM, aliases=("Explain the dropping out.",))
    (finding,) = findings(GOOD, other)
    assert finding.file == other.file
    assert "asks what dropout asks" in finding.message


def test_titles_of_common_words_alone_are_not_taken_for_one_another() -> None:
    assert "asks what" not in messages(replace(GOOD, title="What is it?"), replace(ADAM, title="How do you do that?"))


def test_a_query_of_two_questions_is_a_warning() -> None:
    (finding,) = findings(replace(GOOD, queries=("drop units",)), replace(ADAM, queries=("m and v", "Drop  units")))
    assert finding.file == ADAM.file
    assert "the query 'Drop  units' is also one of dropout" in finding.message


@pytest.mark.parametrize("part", ["misconceptions", "follow_ups"])
@pytest.mark.parametrize("count", [1, 5])
def test_too_few_or_too_many_misconceptions_and_follow_ups_are_a_warning(part: str, count: int) -> None:
    (finding,) = findings(replace(GOOD, **{part: (getattr(GOOD, part) * 3)[:count]}))
    assert f"{counted(count, part.replace('_', '-').rstrip('s'))}; expected 2 to 4" in finding.message


@pytest.mark.parametrize(
    "found", ["arXiv:1706.03762", "doi:10.1162/neco.1997.9.8.1735", "https://jmlr.org/papers/v15/srivastava14a.html"]
)
def test_a_reference_with_an_arxiv_id_a_doi_or_a_url_can_be_looked_up(found: str) -> None:
    assert findings(replace(GOOD, references=(f"Somebody (2014), A Paper, {found}",))) == []


@pytest.mark.parametrize("lost", ["", ", arXiv", ", 1706.03762", ", doi:neco", ", JMLR 15"])
def test_a_reference_that_cannot_be_looked_up_is_a_warning(lost: str) -> None:
    (finding,) = findings(replace(GOOD, references=(*GOOD.references, f"Nobody (2015), Another{lost}")))
    assert finding.severity is Severity.WARNING
    assert "'Nobody (2015), Another" in finding.message


@pytest.mark.parametrize("part", ["references", "aliases"])
def test_a_question_without_references_or_aliases_is_a_warning(part: str) -> None:
    emptied: dict[str, Any] = {part: ()}
    assert f"no {part}" in messages(replace(GOOD, **emptied))


def test_one_paper_with_two_years_is_a_warning() -> None:
    paper = "Somebody ({}), A Paper, arXiv:1706.03762"
    (finding,) = findings(
        replace(GOOD, references=(paper.format(2017),)),
        replace(ADAM, references=(paper.format(2018),)),
    )
    assert finding.file == ADAM.file
    assert "arXiv:1706.03762 is of 2018 here and of 2017 in dropout" in finding.message


def test_a_misconception_worded_like_a_key_point_is_a_warning() -> None:
    twin = Misconception("m3", "Fact1 alpha1 beta1 delta1.", "It is gamma1.")
    assert "m3 reads like k1" not in messages(replace(GOOD, misconceptions=(*GOOD.misconceptions, twin)))
    twin = replace(twin, belief="Fact1 alpha1 beta1 never gamma1.")
    assert "m3 reads like k1" in messages(replace(GOOD, misconceptions=(*GOOD.misconceptions, twin)))


def test_the_bundled_corpus_has_no_findings(bundled_corpus: Corpus) -> None:
    assert check_corpus(bundled_corpus) == []


def test_every_question_of_the_bundled_corpus_lists_what_people_type(bundled_corpus: Corpus) -> None:
    assert [question.id for question in bundled_corpus.questions if len(question.queries) < 5] == []
    assert max(len(query.split()) for question in bundled_corpus.questions for query in question.queries) <= 20


def test_the_bundled_corpus_covers_every_topic(bundled_corpus: Corpus) -> None:
    assert len(bundled_corpus.questions) >= 264
    assert tuple(bundled_corpus.topic_counts) == TOPICS
