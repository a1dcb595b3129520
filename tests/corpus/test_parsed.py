"""Questions that were parsed before."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

import pytest

from interviewer.corpus.parsed import ParsedQuestions
from interviewer.corpus.parsing import parse_question
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.files.decoding import LineError
from interviewer.paths import bundled

FILE = "regularization/dropout.md"
QUESTION = (bundled("corpus") / FILE).read_text(encoding="utf-8")
TITLE = "What is dropout, and why does it reduce overfitting?"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "questions.json"


@pytest.fixture
def parsing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed."""
    parsed: list[str] = []

    def parse(text: str, file: str) -> Question:
        parsed.append(file)
        return parse_question(text, file)

    monkeypatch.setattr("interviewer.corpus.parsed.parse_question", parse)
    return parsed


def save(path: Path, *questions: str) -> None:
    """Parses questions and stores them."""
    parsed = ParsedQuestions(path)
    for question in questions:
        parsed.question(question.encode(), FILE)
    parsed.save()


def test_every_question_of_the_corpus_comes_back_as_it_was_parsed(path: Path) -> None:
    parsed = ParsedQuestions(path)
    first = read_corpus([bundled("corpus")], parsed.question)
    parsed.save()
    later = read_corpus([bundled("corpus")], ParsedQuestions(path).question)
    assert later == first == read_corpus([bundled("corpus")])
    assert [found.text for found in later.questions] == [found.text for found in first.questions]
    assert [found.folder for found in later.questions] == [found.folder for found in first.questions]


def test_a_file_that_is_known_is_not_parsed_again(path: Path, parsing: list[str]) -> None:
    save(path, QUESTION)
    question = ParsedQuestions(path).question(QUESTION.encode(), FILE)
    assert parsing == [FILE]
    assert (question.title, question.text) == (TITLE, QUESTION)


@pytest.mark.parametrize(
    ("content", "file"),
    [(QUESTION.replace(TITLE, "What is dropout?"), FILE), (QUESTION, "optimization/dropout.md")],
    ids=["edited", "moved"],
)
def test_a_file_that_changed_is_parsed_again(path: Path, parsing: list[str], content: str, file: str) -> None:
    save(path, QUESTION)
    with suppress(LineError):  # a topic is the name of a folder
        assert ParsedQuestions(path).question(content.encode(), file).text == content
    assert parsing == [FILE, file]


def test_a_mistake_is_found_each_time(path: Path) -> None:
    for _ in range(2):
        parsed = ParsedQuestions(path)
        with pytest.raises(LineError, match="the front matter is not closed"):
            parsed.question(b"---\nid: dropout", FILE)
        parsed.save()


def test_what_is_not_used_any_more_is_forgotten(path: Path, parsing: list[str]) -> None:
    other = QUESTION.replace(TITLE, "What is dropout?")
    save(path, QUESTION, other)
    save(path, QUESTION, QUESTION.replace(TITLE, "Why dropout?"))
    parsing.clear()
    save(path, other)
    assert parsing == [FILE]


def test_nothing_is_written_where_all_is_known(path: Path) -> None:
    save(path, QUESTION)
    before = path.stat()
    save(path, QUESTION)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_other_rules_parse_anew(path: Path, parsing: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, QUESTION)
    monkeypatch.setattr("interviewer.__version__", "99")
    save(path, QUESTION)
    assert parsing == [FILE, FILE]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"rules": 1}', b"\xff\x00", b'{"rules": "", "questions": 3}'])
def test_a_damaged_file_is_parsed_around_and_replaced(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        save(path, QUESTION)
    assert "cannot be read" in caplog.text
    caplog.clear()
    save(path, QUESTION)
    assert caplog.text == ""


def test_a_folder_that_cannot_be_written_costs_the_cache_alone(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.mkdir(parents=True)
    with caplog.at_level(logging.WARNING):
        save(path, QUESTION)
    assert "cannot be written" in caplog.text
