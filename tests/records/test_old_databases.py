"""A database of every schema so far opens, and has everything that was in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext, utc_now
from interviewer.cli import main
from interviewer.interview.session import Phase
from interviewer.records.archive import Archive, pack
from interviewer.records.store import open_store
from interviewer.reports.build import build_report
from interviewer.settings import load_settings
from tests.records.old_databases import DRAFT, FOLDER, all_revisions, as_of, rows, sessions


def copied(revision: str, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(FOLDER / f"{revision}.sqlite3", path)
    return path


def test_there_is_a_file_for_every_revision() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(all_revisions()), "python -m tests.records.old_databases"


@pytest.mark.parametrize("revision", all_revisions())
def test_a_file_is_at_the_revision_that_it_is_named_by(revision: str) -> None:
    found = rows(FOLDER / f"{revision}.sqlite3")
    assert found["alembic_version"] == [{"version_num": revision}]
    assert len(found["exchanges"]) > 5


@pytest.mark.parametrize("revision", all_revisions())
def test_every_session_is_what_it_was(path: Path, revision: str) -> None:
    store = open_store(copied(revision, path))
    for session, draft in sessions():
        saved = store.load(session.plan.session_id)
        assert saved.session == as_of(session, revision)
        assert saved.draft == draft
    store.close()


@pytest.mark.parametrize("revision", all_revisions())
def test_every_row_keeps_every_column(path: Path, revision: str) -> None:
    before = rows(copied(revision, path))
    open_store(path).close()
    after = rows(path)
    for table, old in before.items():
        if table == "alembic_version":
            continue
        assert len(after[table]) == len(old)
        for one, other in zip(old, after[table], strict=True):
            assert one == {name: other[name] for name in one}


@pytest.mark.parametrize("revision", all_revisions())
def test_a_session_goes_on_and_is_reported(path: Path, revision: str, home: Path) -> None:
    store = open_store(copied(revision, path))
    unfinished, draft = store.load("20261101-full").session, store.load("20261101-full").draft
    assert (unfinished.phase, draft) == (Phase.ANSWERING, DRAFT)
    store.save(unfinished, draft="more")
    assert store.load("20261101-full").draft == "more"
    report = build_report(store.load("20261102-mnpq").session, {})
    assert (report.asked, report.graded) == (4, 3)
    assert len(store.attempts()) == 4
    store.close()


@pytest.mark.parametrize("revision", all_revisions())
def test_a_backup_of_an_earlier_program_is_restored(revision: str, home: Path, tmp_path: Path) -> None:
    content = (FOLDER / f"{revision}.sqlite3").read_bytes()
    backup = tmp_path / "b.zip"
    backup.write_bytes(pack(Archive(content, revision, utc_now(), "0.1", {})))
    assert main(["restore", str(backup)]) == 0
    store = AppContext(load_settings()).store()
    for session, draft in sessions():
        saved = store.load(session.plan.session_id)
        assert (saved.session, saved.draft) == (as_of(session, revision), draft)
