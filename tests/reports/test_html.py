"""The report as one HTML page: it needs nothing else, obeys nothing, and says what the JSON says."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from interviewer.language.document import RunKind, document, runs
from interviewer.reports.as_json import render_json
from interviewer.reports.build import build_report
from interviewer.reports.html import render_html
from interviewer.text import visible
from tests.browser import CHROMIUM, NO_CHROMIUM, opened
from tests.factories import a_failed_grade
from tests.reports.hostile import ANSWERS, hostile_report, hostile_session
from tests.reports.moving import moved_report
from tests.sample_report import recorded, report_of

in_browser = pytest.mark.skipif(CHROMIUM is None or sys.platform == "win32", reason=NO_CHROMIUM)

ELEMENTS = frozenset(
    "html head meta title style body main header footer section div span p br h1 h2 h3 a b i strong em sup mark code "
    "pre blockquote ul ol li hr table thead tbody tr th td svg rect math mrow mi mn mo mtext mspace mfrac msqrt mroot "
    "msub msup msubsup mover munder munderover mtable mtr mtd mstyle".split()
)


class Elements(HTMLParser):
    """Every element and attribute of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def squeezed(text: str) -> str:
    """A text without white space, which a browser lays out as it likes."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("answer", ANSWERS)
def test_whatever_was_said_is_text(answer: str) -> None:
    page = Elements(render_html(hostile_report(answer)))
    assert page.names <= ELEMENTS
    names = {name for name, _ in page.attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "srcset", "style", "action"})
    assert all((value or "").startswith("#q") for name, value in page.attributes if name == "href")
    assert squeezed(visible(answer)) in squeezed(page.text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.text)


def test_nothing_comes_from_elsewhere() -> None:
    page = render_html(report_of(recorded()))
    assert re.findall(r"""(?:src|srcset|url|@import)\s*[=(]""", page) == []
    assert re.findall(r'href="(?!#q\d)', page) == []
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "unsafe" not in page


def test_an_ungraded_answer_is_said_to_be_no_score() -> None:
    session, questions = hostile_session("an answer")
    turn = session.turns[0]
    failed = replace(turn, exchanges=(replace(turn.exchanges[0], grade=a_failed_grade("The model is away.")),))
    page = Elements(render_html(build_report(replace(session, turns=(failed,)), questions))).text
    assert "Ungraded. The model is away. This is not a score" in page
    assert "No score. No question of this session is graded." in page
    assert "0 %" not in page.split("How this was graded")[0]


def told(report: dict[str, object]) -> list[str]:
    """Every text of a JSON report that a person should find on the page, formulas left out."""
    found: list[str] = []

    def walk(value: object, name: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, name)
        elif isinstance(value, str) and name in TEXTS:
            found.extend(stretches(value, name))

    walk(report, "")
    return found


TEXTS = {
    "name",
    "title",
    "claim",
    "belief",
    "truth",
    "words",
    "text",
    "prompt",
    "reasoning",
    "topic",
    "file",
    "works",
    "flags",
}


def stretches(value: str, name: str) -> list[str]:
    """The text of a field between its formulas."""
    said = runs(value)
    if name == "text" and "\n\n" in value:
        return [run.text for block in document(value) for run in block.runs if run.kind is RunKind.TEXT]
    return [run.text for run in said if run.kind is RunKind.TEXT]


@in_browser
@pytest.mark.slow
def test_a_browser_shows_all_that_the_json_says_without_a_complaint_or_a_request(tmp_path: Path) -> None:
    report = replace(report_of(recorded()), progress=moved_report().progress)
    path = tmp_path / "report.html"
    path.write_text(render_html(report), encoding="utf-8")
    with opened(path) as page:
        text = squeezed(str(page.evaluate("document.body.textContent")))
        assert page.complaints == []
        assert page.requests == [path.as_uri()]
        assert page.evaluate("document.querySelectorAll('math').length") >= 3
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px"  # the style applies
        page.evaluate("document.querySelectorAll('mark sup').forEach(mark => mark.remove())")
        answers = squeezed(str(page.evaluate("document.body.textContent")))
    missing = [said for said in told(json.loads(render_json(report))) if squeezed(said) not in text]
    assert missing == []
    for answer in (answer for turn in report.turns for answer in turn.answers):
        assert squeezed(answer.answer or "") in answers


@in_browser
@pytest.mark.slow
def test_hostile_answers_run_nothing_and_ask_for_nothing_in_a_browser(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_html(hostile_report("\n".join(ANSWERS))), encoding="utf-8")
    with opened(path) as page:
        assert page.complaints == []
        assert page.requests == [path.as_uri()]
        assert page.evaluate("document.scripts.length") == 0
        assert page.evaluate("getComputedStyle(document.body).display") == "block"


def test_a_table_of_a_reference_answer_is_a_table() -> None:
    report = report_of(recorded())
    turn = report.turns[0]
    assert turn.reference is not None
    table = replace(turn.reference, text="Two:\n\n| a | `b` |\n|---|---|\n| <i> | $c_1$ |\n")
    page = render_html(replace(report, turns=(replace(turn, reference=table),)))
    assert "<th>a</th><th><code>b</code></th>" in page
    assert "<td>&lt;i&gt;</td><td><math" in page
