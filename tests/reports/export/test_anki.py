"""The Anki package, imported by Anki itself into a real collection."""

from __future__ import annotations

import io
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from interviewer.corpus.reader import read_corpus
from interviewer.errors import UsageError
from interviewer.learning.weak import weak_points
from interviewer.paths import bundled
from interviewer.records.store import open_store
from interviewer.reports.export.anki import DECK, render_anki
from interviewer.reports.export.cards import Card, cards_of
from interviewer.text import visible
from tests.factories import NOON
from tests.reports.hostile import ANSWERS
from tests.sample_report import recorded

CARD = Card(
    question_id="dropout",
    point="k1",
    topic="regularization",
    question="What is dropout?",
    probe="What happens to one unit?",
    claim="Every unit is zeroed with probability $p < 1$.",
    reference="Units are *dropped*:\n\n$$h' = \\frac{h}{1-p}$$\n\n```python\nh = h * mask\n```",
    source="corpus/regularization/dropout.md",
    answer="I forgot.",
    judged="missed on 2026-11-02, by the similarity grader (MiniLM, version 3)",
)

Import = Callable[[bytes], dict[str, int]]


class Shown(HTMLParser):
    """The text of a page as it is seen, and the tags in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[object]:
    """A collection of Anki's own."""
    anki = pytest.importorskip("anki.collection")
    made = anki.Collection(str(tmp_path / "collection.anki2"))
    yield made
    made.close()


@pytest.fixture
def imported(collection: object, tmp_path: Path) -> Import:
    """Imports a package as Anki does; returns how many notes are new, updated and so on."""
    from anki.collection import Collection, ImportAnkiPackageRequest

    def take(package: bytes) -> dict[str, int]:
        assert isinstance(collection, Collection)
        path = tmp_path / "cards.apkg"
        path.write_bytes(package)
        log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path))).log
        return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}

    return take


def notes(collection: object) -> dict[str, dict[str, str]]:
    """The fields of every note by its id field."""
    from anki.collection import Collection

    assert isinstance(collection, Collection)
    found = (dict(collection.get_note(number).items()) for number in collection.find_notes(""))
    return {fields["Id"]: fields for fields in found}


def test_anki_takes_a_card_for_each_weak_key_point(collection: object, imported: Import, tmp_path: Path) -> None:
    store = open_store(tmp_path / "interviewer.sqlite3")
    store.save(recorded(), draft="")
    questions = read_corpus([bundled("corpus")]).by_id
    weak = weak_points(store.attempts())
    store.close()
    cards = list(cards_of(weak, questions, {recorded().plan.session_id: recorded()}))
    assert imported(render_anki(cards, NOON))["new"] == len(weak) > 5
    by_id = notes(collection)
    for one in weak:
        question = questions[one.attempt.question_id]
        (point,) = (point for point in question.key_points if point.id == one.seen.point)
        fields = {name: Shown(page).text for name, page in by_id[f"{question.id} {point.id}"].items()}
        assert fields["Question"] == question.title
        assert fields["Probe"] == point.probe
        assert fields["Source"] == f"corpus/{question.file}"
        assert fields["Claim"].replace("\\(", "$").replace("\\)", "$") == point.claim


def test_a_second_import_updates_and_duplicates_nothing(collection: object, imported: Import) -> None:
    assert imported(render_anki([CARD], NOON)) == {"new": 1, "updated": 0, "duplicate": 0, "conflicting": 0}
    later = replace(CARD, claim="Another claim.", judged="partial on 2026-11-09")
    other = replace(CARD, point="k2")
    counted = imported(render_anki([later, other], NOON + timedelta(seconds=1)))
    assert counted == {"new": 1, "updated": 1, "duplicate": 0, "conflicting": 0}
    by_id = notes(collection)
    assert set(by_id) == {"dropout k1", "dropout k2"}
    assert Shown(by_id["dropout k1"]["Claim"]).text == "Another claim."


def test_an_update_keeps_the_schedule_of_a_card(collection: object, imported: Import) -> None:
    from anki.collection import Collection

    assert isinstance(collection, Collection)
    imported(render_anki([CARD], NOON))
    (card_id,) = collection.find_cards("")
    collection.sched.set_due_date([card_id], "9")
    before = collection.get_card(card_id)
    imported(render_anki([replace(CARD, claim="New.")], NOON + timedelta(seconds=1)))
    (after,) = (collection.get_card(number) for number in collection.find_cards(""))
    assert (after.id, after.due, after.ivl) == (before.id, before.due, before.ivl)


def test_question_and_probe_are_on_the_front_and_the_rest_on_the_back(collection: object, imported: Import) -> None:
    from anki.collection import Collection

    assert isinstance(collection, Collection)
    imported(render_anki([CARD], NOON))
    (card_id,) = collection.find_cards(f'deck:"{DECK}"')
    shown = collection.get_card(card_id).render_output()
    front, back = Shown(shown.question_text).text, Shown(shown.answer_text).text
    assert "What is dropout?What happens to one unit?" in front
    assert "zeroed" not in front
    for words in ("zeroed", "dropped", "corpus/regularization/dropout.md", "I forgot.", "by the similarity grader"):
        assert words in back


def test_formulas_of_the_corpus_are_mathjax_and_code_is_code(collection: object, imported: Import) -> None:
    imported(render_anki([CARD], NOON))
    fields = notes(collection)["dropout k1"]
    assert "\\(p &lt; 1\\)" in fields["Claim"]
    assert "\\[h' = \\frac{h}{1-p}\\]" in fields["Reference"].replace("&#39;", "'")
    assert "<pre><code>h = h * mask</code></pre>" in fields["Reference"]


@pytest.mark.parametrize("text", [*ANSWERS, "\\(x\\) \\[y\\] [latex]z[/latex] [sound:a.mp3] {{Claim}} {{c1::a}}"])
def test_text_of_others_is_text_to_anki(collection: object, imported: Import, text: str) -> None:
    """What was imported shows the answer exactly, with no tag, no formula and no sound of its making."""
    imported(render_anki([replace(CARD, answer=text, judged=text, source=text, question_id="x")], NOON))
    (fields,) = notes(collection).values()
    for name in ("Your answer", "Judged", "Source"):
        shown = Shown(fields[name])
        assert shown.text == visible(text)
        assert shown.tags <= {"span"}
        assert not shown.attributes
        assert "[" not in fields[name]
        assert "\\(" not in fields[name]


@pytest.mark.parametrize("text", ANSWERS)
def test_markup_of_the_corpus_cannot_do_more_than_text(text: str) -> None:
    card = replace(CARD, question=text, probe=text, claim=text, reference=text)
    with zipfile.ZipFile(io.BytesIO(render_anki([card], NOON))) as file:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(file.read("collection.anki2"))
    ((fields,),) = connection.execute("SELECT flds FROM notes").fetchall()
    connection.close()
    shown = Shown(fields)
    of_tables = {"table", "thead", "tbody", "tr", "th", "td"}
    assert shown.tags <= {"p", "strong", "em", "code", "pre", "ul", "ol", "li", "div", "span", "br", "hr", *of_tables}
    assert shown.attributes <= {"class"}
    assert not re.search(r"\\[(\[][^<]*(href|input|foo)", fields)


def test_the_same_cards_give_the_same_bytes_and_the_later_of_two_counts() -> None:
    assert render_anki([CARD], NOON) == render_anki([CARD], NOON)
    twice = render_anki([replace(CARD, claim="Old."), CARD], NOON)
    assert twice == render_anki([CARD], NOON)


def test_a_package_leaves_nothing_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    render_anki([CARD], NOON)
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_one_sentence_has_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(UsageError, match="genanki, which is not installed") as caught:
        render_anki([CARD], NOON)
    assert "uv sync --extra anki" in caught.value.hint
