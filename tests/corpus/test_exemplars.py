"""Exemplars beside a question's file: what is read, and how a mistake in them is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from interviewer import load_corpus
from interviewer.corpus.exemplars import (
    LEAST_OF_MISCONCEPTION,
    LEAST_OF_POINT,
    Exemplar,
    ExemplarKind,
    check_exemplars,
    exemplars_file,
    exemplars_of,
    parse_exemplars,
    read_exemplars,
)
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.errors import CorpusError
from interviewer.files.decoding import LineError
from interviewer.paths import bundled
from tests.factories import a_question

QUESTION = a_question()
IDS = {point.id: LEAST_OF_POINT for point in QUESTION.key_points} | {
    wrong.id: LEAST_OF_MISCONCEPTION for wrong in QUESTION.misconceptions
}


def whole(**changes: str) -> str:
    """A file with all that the question needs, each wording its own; `changes` replace the lines of an id."""
    lines = [f"# {QUESTION.id}"]
    for about, least in IDS.items():
        lines += ["", f"## {about}"]
        worded = [
            f"{kind}: wording {number} {about} {kind}" for kind, count in least.items() for number in range(count)
        ]
        lines += [changes[about]] if about in changes else worded
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regularization").mkdir()
    (tmp_path / QUESTION.file).touch()
    return tmp_path


def of(folder: Path) -> Question:
    """The question as it is read from a folder."""
    return replace(QUESTION, folder=folder)


def put(folder: Path, text: str) -> None:
    (folder / exemplars_file(QUESTION)).write_text(text, encoding="utf-8")


def test_each_wording_is_read_with_what_it_is_about_its_kind_and_its_line() -> None:
    text = f"# {QUESTION.id}\n\n## k1\nright: It is so: always.  \nwrong: Never.\n"
    assert parse_exemplars(text, QUESTION) == (
        Exemplar("k1", ExemplarKind.RIGHT, "It is so: always.", 4),
        Exemplar("k1", ExemplarKind.WRONG, "Never.", 5),
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("# other\n", 1, "expected '# "),
        ("# {id}\n## k99\n", 2, "no key point or misconception 'k99'"),
        ("# {id}\nright: too soon\n", 2, "a heading such as '## k1'"),
        ("# {id}\n## k1\nsaid: of a misconception\n", 3, "kinds here: right, partial, wrong, vague"),
        ("# {id}\n## k1\nright:\n", 3, "expected a kind and a wording"),
        ("# {id}\n## k1\nno kind at all\n", 3, "expected a kind and a wording"),
    ],
)
def test_a_line_that_is_not_in_the_format_is_refused_with_its_number(text: str, line: int, message: str) -> None:
    with pytest.raises(LineError, match=message) as caught:
        parse_exemplars(text.replace("{id}", QUESTION.id), QUESTION)
    assert caught.value.line == line


def test_a_question_without_exemplars_is_no_mistake(folder: Path) -> None:
    assert read_exemplars(of(folder)) is None
    assert check_exemplars([of(folder)]) == (0, [])


def test_a_whole_file_has_no_findings_and_is_counted(folder: Path) -> None:
    put(folder, whole())
    assert check_exemplars([of(folder)]) == (sum(sum(least.values()) for least in IDS.values()), [])


def messages(folder: Path) -> list[str]:
    return [finding.message for finding in check_exemplars([of(folder)])[1]]


def test_what_is_missing_is_told_with_its_kind(folder: Path) -> None:
    put(folder, whole(k1="partial: a\nwrong: b\nwrong: c\nwrong: d\nvague: e\nright: f"))
    assert messages(folder) == ["k1 has 1 of right; expected at least 4"]


def test_a_right_wording_that_copies_its_claim_is_told(folder: Path) -> None:
    claim = QUESTION.key_points[0].claim
    others = "right: p\nright: q\nright: r\npartial: a\nwrong: b\nwrong: c\nwrong: d\nvague: e"
    put(folder, whole(k1=f"{others}\nright: {claim}"))
    assert messages(folder) == ["has 100% of the words of k1; expected other words"]


def test_a_wording_that_stands_twice_is_told_with_the_first_line(folder: Path) -> None:
    put(folder, whole(k1="right: p\nright: q\nright: r\nright: P\npartial: a\nwrong: b\nwrong: c\nwrong: d\nvague: e"))
    assert messages(folder) == ["the same wording is in line 4"]


def test_a_file_that_is_not_text_is_a_finding(folder: Path) -> None:
    (folder / exemplars_file(QUESTION)).write_bytes(b"\xff")
    assert messages(folder) == ["is not UTF-8 text"]


def test_a_grader_gets_the_exemplars_of_a_question(folder: Path) -> None:
    put(folder, f"# {QUESTION.id}\n## k1\nright: So it is.\n")
    assert exemplars_of(of(folder)) == (Exemplar("k1", ExemplarKind.RIGHT, "So it is.", 3),)


def test_without_a_file_of_exemplars_a_grader_gets_none_and_nothing_is_wrong(folder: Path) -> None:
    assert exemplars_of(of(folder)) == ()
    assert check_exemplars([of(folder)]) == (0, [])


def test_a_question_that_is_in_no_folder_has_no_exemplars() -> None:
    assert exemplars_of(QUESTION) == ()
    assert check_exemplars([QUESTION]) == (0, [])


def corpus_in(folder: Path, text: str, exemplars: str) -> Path:
    """A corpus folder with one question and its exemplars."""
    (folder / "agents").mkdir(parents=True)
    (folder / "agents" / "tools.md").write_text(text)
    (folder / "agents" / "tools.exemplars.txt").write_text(f"# tools\n## k1\n{exemplars}\n")
    return folder


TOOLS = """---
id: tools
topic: agents
level: mid
kind: concept
---
# What are tools?

Functions.

## Key points
- [1] Functions that a model calls.
  - probe: What does a model do with them?
"""


@pytest.mark.parametrize(("text", "said"), [(TOOLS, "Later."), ("broken", "First.")])
def test_exemplars_are_those_beside_the_question_that_is_read(tmp_path: Path, text: str, said: str) -> None:
    first = corpus_in(tmp_path / "first", TOOLS, "right: First.")
    later = corpus_in(tmp_path / "later", text, "right: Later.")
    (question,) = read_corpus([first, later]).questions
    assert [one.text for one in exemplars_of(question)] == [said]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"# dropout\n## k1\nno kind\n", "line 3: expected a kind"), (b"\xff", "line 1: is not UTF-8 text")],
)
def test_exemplars_that_cannot_be_read_are_told_with_the_line_and_what_to_do(
    folder: Path, content: bytes, reason: str
) -> None:
    (folder / exemplars_file(QUESTION)).write_bytes(content)
    with pytest.raises(CorpusError, match=reason) as raised:
        exemplars_of(of(folder))
    assert exemplars_file(QUESTION) in raised.value.message
    assert raised.value.hint == "Run `interviewer corpus check`."


def test_exemplars_that_are_no_file_are_told_in_words(folder: Path) -> None:
    (folder / exemplars_file(QUESTION)).mkdir()
    with pytest.raises(CorpusError, match="cannot be read: It is a folder"):
        exemplars_of(of(folder))


def test_every_bundled_question_has_exemplars_without_findings() -> None:
    questions = load_corpus().questions
    assert [q.id for q in questions if not (bundled("corpus") / exemplars_file(q)).is_file()] == []
    assert check_exemplars(questions)[1] == []
