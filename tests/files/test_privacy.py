"""What others may do with the user's files."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from interviewer.files.privacy import is_open_to_others, tighten, with_contents

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX's")


def modes(*paths: Path) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in paths]


def test_every_permission_of_others_is_taken_and_the_users_own_stay(tmp_path: Path) -> None:
    folder, file, script = tmp_path / "folder", tmp_path / "folder" / "file", tmp_path / "folder" / "script"
    folder.mkdir()
    file.touch()
    script.touch()
    for path, given in ((script, 0o755), (file, 0o464), (folder, 0o777)):
        path.chmod(given)
    assert tighten(with_contents(folder)) == []
    assert modes(folder, file, script) == [0o700, 0o400, 0o700]
    assert not any(map(is_open_to_others, (folder, file, script)))


def test_what_a_link_leads_to_is_left_as_it_is(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    (outside / "file").touch()
    inside.mkdir()
    (inside / "link").symlink_to(outside)
    for path in (outside, outside / "file"):
        path.chmod(0o755)
    assert tighten(with_contents(inside)) == []
    assert modes(outside, outside / "file") == [0o755, 0o755]


def test_a_file_that_has_gone_is_no_fault(tmp_path: Path) -> None:
    assert tighten([tmp_path / "gone"]) == []


def test_what_cannot_be_changed_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    file.chmod(0o644)

    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)
    assert tighten([file]) == [file]
