"""Weak key points as an Anki package, through genanki.

A card has the same id in every package, so that importing a newer package updates it and keeps its schedule. Every text
is escaped: nothing of an answer or of a corpus is HTML, a formula, or a sound to Anki, but for the corpus's own
formulas that the program can read.
"""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

from interviewer.errors import UsageError
from interviewer.reports.export.cards import Card
from interviewer.reports.formulas.mathml import read_formula
from interviewer.reports.html import markdown_renderer
from interviewer.strict_json import dumps
from interviewer.text import visible

if TYPE_CHECKING:
    import genanki
    from markupsafe import Markup

DECK = "interviewer: weak points"
# Drawn once at random; they make a note type and a deck the same ones in every collection.
_DECK_ID = 1_869_044_637
_MODEL_ID = 1_402_861_593

_FIELDS = ("Id", "Question", "Probe", "Claim", "Reference", "Source", "Your answer", "Judged")
_FRONT = '<div class="question">{{Question}}</div>{{#Probe}}<div class="probe">{{Probe}}</div>{{/Probe}}'
_BACK = """{{FrontSide}}<hr id="answer"><div class="claim">{{Claim}}</div>
{{#Reference}}<div class="reference">{{Reference}}</div>{{/Reference}}
<div class="small">{{Source}}</div>
{{#Your answer}}<div class="small">You answered:</div><div class="yours">{{Your answer}}</div>{{/Your answer}}
<div class="small">{{Judged}}</div>"""
_STYLE = """.card { font-family: sans-serif; font-size: 18px; text-align: left; max-width: 40em; margin: auto; }
.question, .claim { font-weight: bold; } .probe, .reference, .yours { margin-top: 0.7em; }
.reference, .yours { font-size: 16px; } .yours { white-space: pre-wrap; } .small { font-size: 13px; opacity: 0.7; }
pre { overflow-x: auto; }"""

# What MathJax does more with than typeset, and what would end a formula.
_ACTS = re.compile(
    r"\\(?:href|url|style|class|cssId|data|require|unicode|def|let|html\w*|(?:re)?new\w*)(?![a-zA-Z])|\\[()\[\]]"
)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_TAG = re.compile(r"[^\w-]+")


def render_anki(cards: Iterable[Card], made_at: datetime) -> bytes:
    """The package. Of two cards with the same id the later one counts. The same cards and time give the same bytes.

    Anki takes an update where `made_at` is later, to the second, than that of what it has. Raises UsageError where the
    extra is not installed.
    """
    try:
        import genanki
    except ModuleNotFoundError:
        raise UsageError(
            "Anki packages need genanki, which is not installed.",
            "Install the extra: uv sync --extra anki, or pip install 'interviewer[anki]'.",
        ) from None
    deck = genanki.Deck(_DECK_ID, DECK)
    model = genanki.Model(
        _MODEL_ID,
        "interviewer: key point",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    for note_id, card in {f"{card.question_id} {card.point}": card for card in cards}.items():
        deck.add_note(_note(model, note_id, card))
    return _packed(genanki.Package(deck), made_at)


def _note(model: genanki.Model, note_id: str, card: Card) -> genanki.Note:
    import genanki

    markdown = _markdown()
    fields = {
        "Id": _text(note_id),  # the first field, by which Anki's editor tells duplicates
        "Question": markdown(card.question),
        "Probe": markdown(card.probe),
        "Claim": markdown(card.claim),
        "Reference": markdown(card.reference),
        "Source": _text(card.source),
        "Your answer": _text(card.answer),
        "Judged": _text(card.judged),
    }
    return genanki.Note(
        model=model,
        fields=[str(fields[name]) for name in _FIELDS],
        guid=genanki.guid_for("interviewer", card.question_id, card.point),
        sort_field=note_id,
        tags=["interviewer", f"interviewer::{_TAG.sub('-', card.topic)}"],
    )


def _packed(package: genanki.Package, made_at: datetime) -> bytes:
    """The package as a file. It is made in memory: genanki's own way leaves the answers in the system's folder for
    temporary files."""
    collection = sqlite3.connect(":memory:")
    try:
        stamp = made_at.timestamp()
        package.write_to_db(collection.cursor(), stamp, count(int(stamp * 1000)))
        collection.commit()
        members = {"collection.anki2": collection.serialize(), "media": dumps({}).encode()}
    finally:
        collection.close()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@cache
def _markdown() -> Callable[[str], Markup]:
    return markdown_renderer(formula=_formula, text=_text)


def _text(text: str) -> Markup:
    """Text as text: not HTML, not one of Anki's marks in square brackets, not a formula of MathJax."""
    from markupsafe import Markup, escape

    safe = str(escape(visible(text))).replace("[", "&#91;")
    return Markup(re.sub(r"\\(?=\(|\)|&#91;|\])", r"<span>\\</span>", safe))  # noqa: S704 - escaped above


def _formula(latex: str, *, display: bool = False) -> Markup:
    """A formula for Anki's MathJax; its source as code if the program cannot read it whole."""
    from markupsafe import Markup, escape

    if read_formula(latex, display=display) is None or _ACTS.search(latex):
        return Markup("<code>{}</code>").format(_text(latex))
    opening, closing = ("\\[", "\\]") if display else ("\\(", "\\)")
    return Markup(f"{opening}{escape(visible(latex))}{closing}")  # noqa: S704 - escaped
