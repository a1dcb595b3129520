"""Corpus files: what is read, and how a mistake is told."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.corpus.finding import Finding
from interviewer.corpus.question import KeyPoint, Level, Misconception
from interviewer.corpus.reader import read_corpus
from interviewer.errors import CorpusError
from tests.machine import without_root

GOOD = """---
id: dropout
topic: regularization
level: junior
kind: concept
aliases: ["Explain dropout."]
sources: [s1-011]
references: ["Srivastava et al. (2014), Dropout"]
---
# What is dropout?

Units are zeroed at random.

```python
# not a heading
x = 1
```

## Key points
- [3] Units are zeroed at random.
  - probe: What happens in a training step?
## Misconceptions
- It stays on at inference.
  - truth: It is off then.
## Follow-ups
- Why divide?
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, GOOD)
    return tmp_path


def test_a_folder_of_a_topic_that_is_named_as_a_corpus_is_a_finding(folder: Path) -> None:
    write(folder, GOOD, "course/foundations/own.md")
    (found,) = read_corpus([folder, folder / "course" / "foundations"]).findings
    assert "name the folder above" in found.message


def test_a_file_that_is_named_as_a_corpus_is_no_folder(folder: Path) -> None:
    with pytest.raises(CorpusError, match="which is no folder"):
        read_corpus([folder / "regularization" / "dropout.md"])


def write(folder: Path, text: str, name: str = "regularization/dropout.md") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def finding_for(tmp_path: Path, text: str) -> Finding:
    """The finding for a broken file that lies beside a good one."""
    write(tmp_path, GOOD)
    write(tmp_path, text, "regularization/other.md")
    corpus = read_corpus([tmp_path])
    assert [question.id for question in corpus.questions] == ["dropout"]
    (finding,) = corpus.findings
    assert finding.file == "regularization/other.md"
    return finding


def test_a_file_becomes_a_question(folder: Path) -> None:
    (question,) = read_corpus([folder]).questions
    assert question.title == "What is dropout?"
    assert question.level is Level.JUNIOR
    assert question.key_points == (
        KeyPoint("k1", 3, "Units are zeroed at random.", "What happens in a training step?"),
    )
    assert question.misconceptions == (Misconception("m1", "It stays on at inference.", "It is off then."),)
    assert question.follow_ups == ("Why divide?",)
    assert question.file == "regularization/dropout.md"


def test_a_heading_sign_inside_code_is_code(folder: Path) -> None:
    assert "# not a heading" in read_corpus([folder]).questions[0].reference


@pytest.mark.parametrize(
    ("change", "line", "expected"),
    [
        (("---\nid", "id"), 1, "expected '---'"),
        (("---\n#", "#"), 1, "front matter is not closed"),
        (("id: other", "id: Other One"), 2, "not kebab-case"),
        (("id: other", "id: another"), 2, "regularization/another.md"),
        (("topic: regularization", "topic: regularisation"), 3, "unknown topic"),
        (
            ("topic: regularization", "topic: transfer-and-efficiency"),
            3,
            "was divided; expected one of: training-pract",
        ),
        (("level: junior", "level: expert"), 4, "junior, mid, senior"),
        (("kind: concept\n", ""), 2, "expected a field 'kind: ...'"),
        (('aliases: ["Explain dropout."]', "aliases: [What: is]"), 6, "list of texts"),
        (("sources: [s1-011]", "source: [s1-011]"), 7, "unknown field 'source'"),
        (("sources: [s1-011]", "sources: [s1-011"), 7, "not YAML"),
        (("# What is dropout?", "What is dropout?"), 10, "expected the question as a heading"),
        (("x = 1\n```", "x = 1"), 26, "fence is not closed"),
        (("## Key points", "## Keypoints"), 19, "unknown heading 'Keypoints'"),
        (("- [3] Units", "- Units"), 20, "expected '- [weight] A statement.'"),
        (("- [3] Units", "- [0] Units"), 20, "weight from 1 to 5"),
        (("  - probe: What", "  - prob: What"), 21, "expected '  - probe: A question?'"),
        (("  - truth: It is off then.\n", ""), 23, "truth"),
        (("- Why divide?", "Why divide?"), 26, "expected a list item"),
        (("## Follow-ups", "## Key points"), 25, "appears twice"),
        (("level: junior", "{id: X}"), 4, "not YAML"),
        (("level: junior", '"level": !!int "abc"'), 4, "tags (!)"),
        (("level: junior", "level: 2024-99-99"), 4, "unknown level '2024-99-99'"),
        (("level: junior", "level: !!timestamp x"), 4, "tags (!)"),
        (("level: junior", '"level": expert'), 4, "unknown level 'expert'"),
        (("level: junior", "level: [junior]"), 4, "expected a field 'level: ...' with text"),
        (("level: junior", "level: junior\nlevel: mid"), 5, "is already in line 4"),
        (("level: junior", '"color": x'), 4, "unknown field 'color'"),
        (("level: junior", "level: " + "[" * 60_000), 4, "a text or a list of texts"),
        (("level: junior", "level: " + "[" * 100_000), 2, "more than 64,000 characters"),
        (("id: other", "id: other" + "-other" * 20), 2, "at most 100 characters"),
        (("- [3] Units", "- [" + "9" * 1500 + "] Units"), 20, "weight from 1 to 5"),
        (("- [3] Units", "- [٣] Units"), 20, "weight from 1 to 5"),
        (("- [3] Units", "- [²] Units"), 20, "weight from 1 to 5"),
        (("- [3] Units", "- [3] " + "Units " * 400), 20, "at most 2,000 characters"),
        (("- [3] Units", "- [3] x.\n  - probe: y?\n" * 50 + "- [3] Units"), 120, "at most 50 items"),
        (("- Why divide?", "- "), 26, "expected a list item"),
        (("- Why divide?", "- Why?\n  - more"), 27, "expected a list item"),
        (("# What is dropout?", "# " + "What? " * 400), 10, "at most 2,000 characters"),
        (("Units are zeroed at random.\n\n", "Units\x00\n\n"), 12, "U+0000"),
        (("Units are zeroed at random.\n\n", "Units\u2028\n\n"), 12, "U+2028"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_rest_loads(
    tmp_path: Path, change: tuple[str, str], line: int, expected: str
) -> None:
    broken = GOOD.replace("id: dropout", "id: other")
    assert change[0] in broken
    finding = finding_for(tmp_path, broken.replace(*change, 1))
    assert expected in finding.message
    assert finding.line == line


def test_a_file_that_is_not_text_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "regularization" / "other.md").write_bytes(b"---\nid: \xff\n")
    (finding,) = read_corpus([tmp_path]).findings
    assert (finding.line, finding.message) == (2, "is not UTF-8 text")


@pytest.mark.parametrize(
    "raw",
    [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode(), GOOD.replace("\n", "\r").encode()],
    ids=["byte order mark", "CRLF", "CR"],
)
def test_the_ways_of_other_editors_to_write_a_file_are_read(folder: Path, raw: bytes) -> None:
    expected = read_corpus([folder]).questions
    (folder / "regularization" / "dropout.md").write_bytes(raw)
    assert read_corpus([folder]).questions == expected


def test_a_file_whose_name_is_no_text_is_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "regularization" / os.fsdecode(b"\xff\n.md")).write_text(GOOD)
    (finding,) = read_corpus([tmp_path]).findings
    assert finding.file == "regularization/\\xff\n.md"
    assert str(finding).encode()


def test_a_topic_that_may_not_be_read_is_told_and_the_rest_loads(closed_topic: Path) -> None:
    corpus = read_corpus([closed_topic])
    assert [question.id for question in corpus.questions] == ["dropout"]
    assert [str(finding) for finding in corpus.findings] == ["closed:1: error: cannot be read: Permission denied"]


@pytest.fixture
def closed_topic() -> Iterator[Path]:
    """A folder with a topic that nobody may list, and without the rights of root, who may."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    write(folder, GOOD)
    (folder / "closed").mkdir(0o000)
    with without_root():
        yield folder
    (folder / "closed").chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["x" * 5000, "loop"])
def test_a_folder_that_cannot_be_read_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(CorpusError, match=r"cannot be read: .+\. Check INTERVIEWER_CORPUS\."):
        read_corpus([tmp_path / name])


def test_how_many_files_are_left_out_is_told_in_a_sentence(folder: Path) -> None:
    assert read_corpus([folder]).left_out == ""
    write(folder, "x", "regularization/one.md")
    assert read_corpus([folder]).left_out == "1 question file is left out; see why with: interviewer corpus check"
    write(folder, "x", "regularization/two.md")
    assert read_corpus([folder]).left_out.startswith("2 question files are left out;")


def test_the_same_id_in_another_folder_replaces_the_question(tmp_path: Path) -> None:
    write(tmp_path / "one", GOOD)
    write(tmp_path / "two", GOOD.replace("What is dropout?", "What is dropout really?"))
    (question,) = read_corpus([tmp_path / "one", tmp_path / "two"]).questions
    assert question.title == "What is dropout really?"


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    before = read_corpus([tmp_path]).version
    assert read_corpus([tmp_path]).version == before
    write(tmp_path, GOOD.replace("zeroed at random.\n\n", "zeroed by chance.\n\n"))
    assert read_corpus([tmp_path]).version != before


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        read_corpus([tmp_path / "nowhere"])


def test_a_corpus_without_one_readable_question_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "nothing")
    with pytest.raises(CorpusError, match="no question that can be read"):
        read_corpus([tmp_path])


@given(st.integers(0, len(GOOD)), st.integers(0, 30), st.text(max_size=5))
def test_no_damage_to_a_file_ends_in_anything_but_a_finding(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, insert: str
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    write(folder, GOOD)
    damaged = GOOD[:at] + insert.encode("utf-8", "replace").decode() + GOOD[at + length :]
    write(folder, damaged, "regularization/other.md")
    corpus = read_corpus([folder])
    assert len(corpus.questions) + len(corpus.findings) == 2
