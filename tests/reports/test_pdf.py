"""The report as PDF, read back by another library."""

from __future__ import annotations

import builtins
import io
import re
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from interviewer.errors import UsageError
from interviewer.reports.headline import moved_in_words
from interviewer.reports.pdf import render_pdf
from tests.reports.hostile import ANSWERS, hostile_report
from tests.reports.moving import moved_report
from tests.sample_report import recorded, report_of


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    return re.sub(r"[\s-]+", "", text)


@pytest.mark.slow
def test_a_report_has_every_question_verdict_and_quotation() -> None:
    report = report_of(recorded())
    text = squeezed(text_of(render_pdf(report)))
    for turn in report.turns:
        assert squeezed(turn.title) in text
        for point in turn.points:
            assert squeezed(point.claim) in text
            assert all(squeezed(quote.text) in text for quote in point.quotes)
    assert "allMiniLM" in text


@pytest.mark.slow
def test_what_moved_since_earlier_sessions_stands_there() -> None:
    report = replace(report_of(recorded()), progress=moved_report().progress)
    text = squeezed(text_of(render_pdf(report)))
    assert all(squeezed(f"{one.name}: {moved_in_words(one)}") in text for one in report.progress)


@pytest.mark.slow
def test_the_same_report_gives_the_same_bytes() -> None:
    report = report_of(recorded())
    assert render_pdf(report) == render_pdf(report)


@pytest.mark.slow
def test_nothing_that_was_said_is_obeyed() -> None:
    said = "\n".join(ANSWERS[:10])
    pdf = render_pdf(hostile_report(said))
    text = squeezed(text_of(pdf))
    assert squeezed('#read("/etc/passwd") #import "@preview/x:1.0.0"') in text
    assert squeezed("</script><script>alert(1)</script>") in text
    assert "root:" not in text
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert [link for link in links if "/URI" in link.get("/A", {}) or "/JS" in link.get("/A", {})] == []


@pytest.mark.slow
@pytest.mark.parametrize("answer", ANSWERS[10:])
def test_odd_characters_make_no_trouble(answer: str) -> None:
    assert render_pdf(hostile_report(answer)).startswith(b"%PDF-")


def test_without_the_extra_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any) -> Any:
        if name == "typst":
            raise ModuleNotFoundError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError, match="uv sync --extra pdf"):
        render_pdf(report_of(recorded()))


@pytest.mark.slow
def test_a_table_of_a_reference_answer_is_no_text_with_bars() -> None:
    report = report_of(recorded())
    turn = report.turns[0]
    assert turn.reference is not None
    table = replace(turn.reference, text="| one | `two` |\n|---|---|\n| three | four |\n")
    text = text_of(render_pdf(replace(report, turns=(replace(turn, reference=table),))))
    assert "three" in text
    assert "|" not in text
