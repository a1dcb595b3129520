"""The file of a question as reports name it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Exchange, Prompt, PromptKind, Session, Turn
from interviewer.learning.weak import WeakPoint
from interviewer.paths import bundled
from interviewer.reports.build import build_report
from interviewer.reports.export.cards import cards_of
from interviewer.reports.feedback import feedback_lines
from interviewer.reports.formats import Format
from interviewer.reports.question_file import file_of
from interviewer.reports.render import render
from tests.factories import NOON, a_grade, a_plan, a_question
from tests.learning.attempted import MISSED, attempted

FILE = "regularization/dropout.md"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Question:
    """A question of a person's own folder, which they named `mine`."""
    target = tmp_path / "mine" / FILE
    target.parent.mkdir(parents=True)
    target.write_bytes((bundled("corpus") / FILE).read_bytes())
    monkeypatch.chdir(tmp_path)
    return read_corpus([Path("mine")]).by_id["dropout"]


def answered(question: Question) -> Turn:
    grade = a_grade(question, *[Verdict.MET] * len(question.key_points))
    exchange = Exchange(Prompt(PromptKind.QUESTION, question.title), "an answer", NOON, grade)
    return Turn(question.id, question.title, question.topic, NOON, (exchange,), closed_at=NOON)


def test_a_bundled_question_is_named_below_the_corpus() -> None:
    assert file_of(read_corpus([bundled("corpus")]).by_id["dropout"]) == f"corpus/{FILE}"


def test_a_question_of_ones_own_is_named_by_the_folder_as_it_was_named(own: Question) -> None:
    assert Path(file_of(own)) == Path("mine", FILE)
    assert Path(file_of(own)).is_file()


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.PDF])
def test_a_report_names_the_file_by_which_its_reader_can_open_it(own: Question, form: Format) -> None:
    report = build_report(Session(a_plan("dropout"), (answered(own),), NOON), {"dropout": own})
    made = render(report, form).decode()
    assert made.count(str(Path("mine", FILE)).replace("\\", "\\\\" if form is Format.JSON else "\\")) > 1
    assert f"corpus/{FILE}" not in made


@pytest.mark.slow
def test_a_report_as_pdf_does_too(own: Question) -> None:
    report = build_report(Session(a_plan("dropout"), (answered(own),), NOON), {"dropout": own})
    pages = pypdf.PdfReader(io.BytesIO(render(report, Format.PDF))).pages
    assert "corpus/" not in "".join(page.extract_text() for page in pages)


def test_feedback_and_cards_name_it_too(own: Question) -> None:
    turn = answered(own)
    feedback = "\n".join(feedback_lines(turn, credit_of_turn(turn), own))
    attempt = attempted(0, 0.1, question=own, points=[(MISSED, MISSED)], session="s")
    sessions = {"s": Session(a_plan("dropout"), (turn,), NOON)}
    (card,) = cards_of([WeakPoint(attempt, attempt.points[0])], {"dropout": own}, sessions)
    assert f"Source: {file_of(own)}" in feedback
    assert card.source == file_of(own)


def test_bytes_of_a_folder_that_are_no_text_are_written_out() -> None:
    assert file_of(replace(a_question(), folder=Path("m\udcffne"))) == str(Path("m\\xffne", FILE))
