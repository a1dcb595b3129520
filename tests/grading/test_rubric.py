"""A rubric that cannot be used is refused when it is read, with its key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interviewer.corpus.question import Kind
from interviewer.errors import UsageError
from interviewer.grading.rubric import read_rubric, read_rubrics
from interviewer.paths import bundled

GOOD = """
id = "concept"
version = "1"
applies_to = ["concept", "comparison", "procedure", "code", "scenario", "debug", "estimate", "derive"]
[score]
key_points = 0.7
[[criteria]]
id = "depth"
name = "Depth"
weight = 3
levels = ["nothing", "a little", "some", "more", "all"]
"""
SECOND = """[[criteria]]
id = "depth"
name = "D"
weight = 1
levels = ["a", "b", "c", "d", "e"]
[[criteria]]"""


def written(folder: Path, text: str = GOOD, name: str = "concept.toml") -> Path:
    (folder / "rubrics").mkdir(parents=True, exist_ok=True)
    path = folder / "rubrics" / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_kind_of_question_has_one_of_the_programs_rubrics() -> None:
    rubrics = read_rubrics([bundled("prompts")])
    assert {kind: rubrics.of(kind).id for kind in Kind} == {
        Kind.CONCEPT: "concept",
        Kind.COMPARISON: "concept",
        Kind.PROCEDURE: "concept",
        Kind.CODE: "code",
        Kind.SCENARIO: "scenario",
        Kind.DEBUG: "code",
        Kind.ESTIMATE: "concept",
        Kind.DERIVE: "concept",
    }
    assert [criterion.id for criterion in rubrics.of(Kind.CONCEPT).criteria] == [
        "correctness",
        "completeness",
        "depth",
        "clarity",
    ]


CAPPED = """[[criteria]]
id = "clarity"
name = "Clarity"
weight = 1
capped_by = "{}"
levels = ["a", "b", "c", "d", "e"]
"""


def test_a_criterion_can_be_capped_by_one_above_it(tmp_path: Path) -> None:
    rubric = read_rubric(written(tmp_path, GOOD + CAPPED.format("depth")))
    assert [criterion.capped_by for criterion in rubric.criteria] == [None, "depth"]
    assert "- clarity (at most depth):\n" in rubric.in_words()


@pytest.mark.parametrize("cap", ["clarity", "correctness"])
def test_a_cap_that_is_no_criterion_above_it_is_refused(tmp_path: Path, cap: str) -> None:
    with pytest.raises(UsageError, match="capped_by: expected the id of a criterion above it"):
        read_rubric(written(tmp_path, GOOD + CAPPED.format(cap)))


@pytest.mark.parametrize("name", ["concept", "code"])
def test_what_is_not_right_is_neither_complete_nor_clear(name: str) -> None:
    rubric = read_rubric(bundled("prompts") / "rubrics" / f"{name}.toml")
    capped = {criterion.id for criterion in rubric.criteria if criterion.capped_by == "correctness"}
    assert capped == ({"completeness", "clarity"} if name == "concept" else {"robustness", "idiom", "explanation"})


def test_a_rubric_stands_in_a_prompt_with_all_its_levels(tmp_path: Path) -> None:
    words = read_rubric(written(tmp_path)).in_words()
    assert words == "- depth:\n  0: nothing\n  1: a little\n  2: some\n  3: more\n  4: all"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('version = "1"', 'version = "1"\nauthor = "me"', "author: unknown key"),
        ("key_points = 0.7", "key_points = 0.7\nother = 1", "score.other: unknown key"),
        ("weight = 3", "weight = 3\ncolour = 1", "criteria[0].colour: unknown key"),
        ("[score]\nkey_points = 0.7", "", "score: expected a value"),
        ("key_points = 0.7", "key_points = 0", "score.key_points: expected a number above 0 and up to 1"),
        ("key_points = 0.7", "key_points = 1.5", "score.key_points"),
        ("key_points = 0.7", "key_points = true", "score.key_points"),
        ("weight = 3", "weight = 0", "criteria[0].weight: expected a number above 0"),
        ("weight = 3", "weight = nan", "criteria[0].weight"),
        (', "all"]', "]", "criteria[0].levels: expected 5 sentences"),
        ('"all"', '" "', "criteria[0].levels"),
        ('"concept", "comparison"', '"concept", "essay"', "applies_to: expected a list of"),
        ('"concept", "comparison"', '"concept", "concept"', "applies_to"),
        ('id = "concept"', 'id = "other"', "id: expected concept"),
        ('id = "depth"', 'id = "Depth!"', "criteria[0].id: expected lower-case"),
        ("[[criteria]]", SECOND, "criteria[1].id: expected a unique id"),
        ("[score]", "[score", "expected TOML"),
        ("[score]", "deep = " + "[" * 20_000 + "\n[score]", "nested too deeply"),
        ("key_points = 0.7", "key_points = " + "9" * 5000, "expected TOML"),
        ("key_points = 0.7", "key_points = 0x" + "f" * 5000, "score.key_points"),
        ('version = "1"', "version = 0x" + "f" * 5000, "version: expected a name, or a number below"),
        ('version = "1"', "version = true", "version: expected a name"),
        ("[score]", "# " + "x" * 70_000 + "\n[score]", "It is larger than 64,000 bytes"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_key(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(UsageError) as caught:
        read_rubric(path)
    assert caught.value.message.startswith(f"{path}: ")
    assert expected in caught.value.message


@pytest.mark.posix
def test_a_pipe_among_the_rubrics_is_one_sentence_and_no_waiting(tmp_path: Path) -> None:
    written(tmp_path)
    os.mkfifo(tmp_path / "rubrics" / "own.toml")
    with pytest.raises(UsageError, match="cannot be read: It is a named pipe"):
        read_rubrics([tmp_path])


def test_a_file_that_is_no_text_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(b"\n\xff")
    with pytest.raises(UsageError, match=r"concept\.toml:2: is not UTF-8 text"):
        read_rubric(path)


def test_a_file_of_a_later_folder_replaces_a_rubric(tmp_path: Path) -> None:
    written(tmp_path / "ours")
    written(tmp_path / "theirs", GOOD.replace('"1"', '"2"'))
    rubric = read_rubrics([tmp_path / "ours", tmp_path / "theirs"]).of(Kind.CODE)
    assert rubric.version == "2"
    assert rubric.label.startswith("concept/2 ")


def test_a_kind_with_two_rubrics_is_refused(tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path, GOOD.replace('id = "concept"', 'id = "own"'), "own.toml")
    with pytest.raises(UsageError, match="already has the rubric"):
        read_rubrics([tmp_path])


def test_a_kind_without_a_rubric_is_refused(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace(', "scenario"', ""))
    with pytest.raises(UsageError, match="kind scenario"):
        read_rubrics([tmp_path])
