import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interviewer.corpus.documents import Documents, check_coverage, check_words, read_documents
from interviewer.errors import UsageError
from tests.factories import a_question

SENTENCE = "Dropout turns off a random half of the neurons in every single step of training."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.txt").write_text(f"1. What is dropout?\n{SENTENCE}\n")
    (tmp_path / "items.json").write_text(json.dumps([{"id": "s1-01"}, {"id": "s1-02"}]))
    return tmp_path


def messages(folder: Path, **parts: object) -> list[str]:
    question = replace(a_question(), **parts)  # type: ignore[arg-type]
    return [finding.message for finding in check_words([question], read_documents(folder))]


def test_eight_words_of_a_document_are_found_whatever_their_case_and_marks(folder: Path) -> None:
    found = messages(folder, reference="We say: DROPOUT turns off a random, half of THE neurons!")
    assert found == ["has words from one.txt: 'dropout turns off a random half of the'; expected our own words"]


@pytest.mark.parametrize("part", ["claim", "probe", "belief", "truth", "follow_up"])
def test_every_part_of_a_question_is_looked_at(folder: Path, part: str) -> None:
    question = a_question()
    changed: dict[str, Any] = {part: SENTENCE}
    if part in ("claim", "probe"):
        parts: dict[str, object] = {"key_points": (replace(question.key_points[0], **changed),)}
    elif part == "follow_up":
        parts = {"follow_ups": (SENTENCE,)}
    else:
        parts = {"misconceptions": (replace(question.misconceptions[0], **changed),)}
    assert len(messages(folder, **parts)) == 1


@pytest.mark.parametrize(
    "parts",
    [
        {"reference": "Dropout turns off a random half of them."},
        {"reference": f"```\n{SENTENCE}\n```"},
        {"reference": f"As in `{SENTENCE}` there."},
        {"reference": "Dropout turns off a random $x$ half of the neurons in every"},
        {"title": SENTENCE},
        {"aliases": (SENTENCE,)},
    ],
)
def test_shorter_runs_code_formulas_and_wordings_of_the_question_are_free(
    folder: Path, parts: dict[str, object]
) -> None:
    assert messages(folder, **parts) == []


def covered(folder: Path, *sources: str, left_out: str = "") -> list[str]:
    (folder / "left-out.md").write_text(left_out)
    documents = read_documents(folder)
    question = replace(a_question(), sources=sources)
    return [finding.message for finding in check_coverage([question], documents, folder / "left-out.md")]


def test_an_item_that_no_question_names_is_found(folder: Path) -> None:
    assert covered(folder, "s1-01") == ["no question names item s1-02 among its sources, and it is not left out"]


def test_an_item_may_be_left_out_with_a_reason(folder: Path) -> None:
    assert covered(folder, "s1-01", left_out="- s1-02: about cooking.\n") == []


def test_an_item_is_not_both_named_and_left_out(folder: Path) -> None:
    assert "is also in left-out.md" in covered(folder, "s1-01", "s1-02", left_out="- s1-02: about cooking.\n")[0]


def test_unknown_ids_are_found_on_both_sides(folder: Path) -> None:
    found = covered(folder, "s1-01", "s1-02", "s9-99", left_out="- s8-88: nothing.\n")
    assert ["unknown source 's9-99'" in found[0], "unknown item 's8-88'" in found[1]] == [True, True]


def test_only_few_may_be_left_out(folder: Path) -> None:
    items = [{"id": f"s1-{number:02d}"} for number in range(9)]
    (folder / "items.json").write_text(json.dumps(items))
    left_out = "".join(f"- s1-{number:02d}: why.\n" for number in range(2, 9))
    assert covered(folder, "s1-00", "s1-01", left_out=left_out) == ["7 items are left out; expected at most 6"]


def test_documents_without_a_list_of_items_have_nothing_to_cover(folder: Path) -> None:
    (folder / "items.json").unlink()
    assert covered(folder) == []


def test_a_folder_without_documents_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no documents"):
        read_documents(tmp_path / "nowhere")


def test_a_broken_list_of_items_is_one_sentence(folder: Path) -> None:
    (folder / "items.json").write_text('{"id": 1}')
    with pytest.raises(UsageError, match="not a list of items"):
        read_documents(folder)


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b'[{"id": 1}]', b'[{"id": {}}]', b"[1]", b"\xff", b"NaN", b'["x"]', b"9" * 5000, b"{}x"]
)
def test_a_list_of_items_that_is_none_is_one_sentence(folder: Path, content: bytes) -> None:
    (folder / "items.json").write_bytes(content)
    with pytest.raises(UsageError, match="not a list of items with ids"):
        read_documents(folder)


@pytest.mark.posix
@pytest.mark.parametrize("name", ["two.txt", "items.json"])
def test_a_pipe_in_the_folder_is_one_sentence_and_no_waiting(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    with pytest.raises(UsageError, match=f"{name} cannot be read: It is a named pipe"):
        read_documents(folder)


def test_a_document_whose_name_is_no_text_is_named_as_text(folder: Path) -> None:
    (folder / "one.txt").rename(folder / os.fsdecode(b"\xff.txt"))
    assert messages(folder, reference=SENTENCE)[0].startswith("has words from \\xff.txt")


@pytest.mark.posix
def test_a_list_of_those_left_out_that_cannot_be_read_is_a_finding(folder: Path) -> None:
    left_out = folder / "left-out.txt"
    left_out.write_bytes(b"\n- s1-01: \xff")
    (finding,) = check_coverage([a_question()], read_documents(folder), left_out)
    assert (finding.line, finding.message) == (2, "is not UTF-8 text")
    left_out.unlink()
    os.mkfifo(left_out)
    (finding,) = check_coverage([a_question()], Documents({}, ("s1-01",)), left_out)
    assert finding.message == "cannot be read: It is a named pipe"
