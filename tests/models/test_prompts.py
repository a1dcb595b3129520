"""A prompt that could be used wrongly is refused when it is read, with its line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.errors import UnknownNameError, UsageError
from interviewer.models.chat import Role
from interviewer.models.prompts import PromptLibrary, read_prompt
from interviewer.models.spotlighting import Delimiters
from interviewer.paths import bundled

DELIMITERS = Delimiters("8f3a8f3a8f3a8f3a")
GOOD = """---
id: ask
version: 3
output: text
trusted: [tone]
untrusted: [answer]
---
## System

Be $tone. It costs $$5. The token is $fence.

## User

The answer:

$answer
"""


def written(folder: Path, text: str = GOOD, name: str = "ask.md") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_prompt_is_rendered_with_its_foreign_text_fenced(tmp_path: Path) -> None:
    system, user = read_prompt(written(tmp_path)).render(DELIMITERS, tone="kind", answer="hello")
    assert (system.role, system.text) == (Role.SYSTEM, "Be kind. It costs $5. The token is 8f3a8f3a8f3a8f3a.")
    assert (user.role, user.text) == (
        Role.USER,
        "The answer:\n\n<<answer 8f3a8f3a8f3a8f3a>>\nhello\n<<end answer 8f3a8f3a8f3a8f3a>>",
    )


def test_what_is_filled_in_is_not_looked_through_for_placeholders(tmp_path: Path) -> None:
    system, user = read_prompt(written(tmp_path)).render(DELIMITERS, tone="$answer", answer="$tone ${fence} $$")
    assert "Be $answer." in system.text
    assert "\n$tone ${fence} $$\n" in user.text


def test_a_prompt_is_known_by_id_version_and_hash(tmp_path: Path) -> None:
    prompt = read_prompt(written(tmp_path))
    other = read_prompt(written(tmp_path, GOOD.replace("Be", "Do be")))
    assert (prompt.id, prompt.version, prompt.output) == ("ask", "3", "text")
    assert len(prompt.hash) == 12
    assert prompt.hash != other.hash


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("---\nid: ask", "id: ask", 1, "front matter"),
        ("untrusted: [answer]\n---", "untrusted: [answer]", 16, "ends the front matter"),
        ("version: 3", "version: [", 4, "close the '[' of line 3"),
        ("version: 3\n", "", 2, "`version:`"),
        ("id: ask", "id: other", 2, "the id ask"),
        ("output: text", "output: text\nmodel: x", 5, "'model'"),
        ("trusted: [tone]", "trusted: tone", 5, "list of names"),
        ("trusted: [tone]", "trusted: [tone, fence]", 5, "none named fence"),
        ("trusted: [tone]", "trusted: [tone, answer]", 5, "declared once"),
        ("trusted: [tone]", "trusted: [tone, level]", 2, "$level to be used"),
        ("Be $tone.", "Be $tone, $level.", 10, "$level to be declared"),
        ("Be $tone.", "Be $tone to $answer", 10, "in the User part only"),
        ("The answer:\n\n$answer", "The answer: $answer", 14, "alone on its line"),
        ("The answer:", "The answer ($fence):", 14, "System part only"),
        ("$$5", "$5", 10, "$$ for a dollar sign"),
        (" The token is $fence.", "", 8, "$fence in the System part"),
        ("## User\n", "", 7, "`## User`"),
        ("## User\n", "## User\n\n## User\n", 7, "once each"),
        ("---\n## System", "---\nhello\n## System", 8, "nothing between"),
        ("The answer:\n\n$answer\n", "", 12, "text under this heading"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, expected: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(UsageError) as caught:
        read_prompt(path)
    assert caught.value.message.startswith(f"{path}:{line}: expected ")
    assert expected in caught.value.message


@pytest.mark.parametrize(
    ("new", "line", "said"),
    [
        ("version: [3\nid: ask", 3, "not YAML"),
        ("version: 3\nversion: 4", 4, "is already in line 3"),
        ("version: !!int 3", 3, "tags (!) are unsupported"),
        ("version: " + "[" * 70_000, 2, "more than 64,000 characters"),
        ("version: " + "[" * 10_000, 3, "a text or a list of texts"),
        ("? [a]\n: b\nversion: 3", 3, "expected a name"),
        ("version: 3 \x1b[2J", 3, "U+001B"),
    ],
)
def test_front_matter_that_is_more_than_names_and_texts_is_refused_with_its_line(
    tmp_path: Path, new: str, line: int, said: str
) -> None:
    path = written(tmp_path, GOOD.replace("version: 3", new))
    with pytest.raises(UsageError, match=re.escape(said)) as caught:
        read_prompt(path)
    assert caught.value.message.startswith(f"{path}:{line}: ")


def test_a_version_is_the_text_that_is_written(tmp_path: Path) -> None:
    assert read_prompt(written(tmp_path, GOOD.replace("version: 3", "version: 1.10"))).version == "1.10"


def test_a_format_of_another_kind_in_a_prompt_is_text(tmp_path: Path) -> None:
    (system, _) = read_prompt(written(tmp_path, GOOD.replace("Be $tone", "Be $tone {0.__class__} %(tone)s"))).render(
        DELIMITERS, tone="kind", answer="hello"
    )
    assert "Be kind {0.__class__} %(tone)s" in system.text


@pytest.mark.posix
@pytest.mark.parametrize(
    ("lay", "reason"),
    [
        (os.mkfifo, "It is a named pipe"),
        (Path.mkdir, "It is a folder"),
        (lambda path: path.symlink_to("/dev/zero"), "It is a device"),
        (lambda path: path.write_bytes(b"x" * 100_001), "It is larger than 100,000 bytes"),
    ],
    ids=["pipe", "folder", "device", "large"],
)
def test_what_is_no_prompt_in_a_folder_is_one_sentence_and_no_waiting(
    tmp_path: Path, lay: Callable[[Path], None], reason: str
) -> None:
    lay(tmp_path / "ask.md")
    with pytest.raises(UsageError, match=f"ask.md: the prompt cannot be read: {reason}"):
        PromptLibrary([tmp_path])


def test_a_folder_that_cannot_be_listed_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UsageError, match="cannot be read: Too many levels"):
        PromptLibrary([tmp_path / "loop"])


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ask.md"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UsageError, match=r"ask\.md:1: is not UTF-8 text"):
        read_prompt(path)


@pytest.mark.parametrize("values", [{"tone": "x"}, {"tone": "x", "answer": "y", "other": "z"}])
def test_a_prompt_is_rendered_with_its_inputs_only(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not its inputs"):
        read_prompt(written(tmp_path)).render(DELIMITERS, **values)


def test_a_later_folder_replaces_a_prompt(tmp_path: Path) -> None:
    written(tmp_path / "ours")
    written(tmp_path / "theirs", GOOD.replace("Be $tone", "Always be $tone"))
    library = PromptLibrary([tmp_path / "ours", tmp_path / "theirs"])
    assert library.get("ask").system.startswith("Always")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[tone]", "[tone, level]\n", "expected trusted: [tone]"),
        ("output: text", "output: Reply", "expected output: text"),
        ("id: ask", "id: task", "no prompt 'task' to replace"),
    ],
)
def test_a_replacement_keeps_the_contract(tmp_path: Path, old: str, new: str, expected: str) -> None:
    written(tmp_path / "ours")
    text = GOOD.replace(old, new).replace("Be $tone", "Be $tone $level" if "level" in new else "Be $tone")
    written(tmp_path / "theirs", text, "task.md" if "task" in new else "ask.md")
    with pytest.raises(UsageError) as caught:
        PromptLibrary([tmp_path / "ours", tmp_path / "theirs"])
    assert expected in caught.value.message


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no prompt folder"):
        PromptLibrary([tmp_path / "none"])


def test_an_unknown_prompt_is_told(tmp_path: Path) -> None:
    written(tmp_path / "ours")
    with pytest.raises(UnknownNameError, match="prompt"):
        PromptLibrary([tmp_path / "ours"]).get("asc")


def test_the_programs_own_prompts_can_all_be_used() -> None:
    assert {"grade", "vote"} <= {prompt.id for prompt in PromptLibrary([bundled("prompts")])}
