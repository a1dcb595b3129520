"""Reading a job description: a file that is not there is told, whatever may be seen of those beside it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.errors import UnknownNameError
from interviewer.files.description import read_description
from tests.machine import without_root


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that may be passed through and not listed, and without the rights of root, who may."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o311)
    with without_root():
        yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.posix
def test_a_file_that_is_missing_in_a_folder_that_nobody_may_list_is_told_as_missing(closed: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"There is no file .*job\.txt"):
        read_description(closed / "job.txt")
