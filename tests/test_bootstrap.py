"""How the parts come together."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.errors import CorpusError, UsageError
from interviewer.interview.choosing import Choices
from interviewer.interview.session import Session
from interviewer.settings import load_settings
from tests.factories import NOON


def nothing(*_: object) -> None:
    """Progress nobody looks at."""


@pytest.fixture
def context(home: Path) -> AppContext:
    return AppContext(load_settings(None))


def saved(context: AppContext, session: Session) -> Path:
    """Where the report of a session is written to."""
    return context.reports.save(context.reports.of(session))


def test_each_part_is_built_once(context: AppContext) -> None:
    assert context.corpus() is context.corpus()
    assert context.store() is context.store()


def test_offline_a_database_server_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@example.org/sessions")
    monkeypatch.setenv("INTERVIEWER_OFFLINE", "true")
    with pytest.raises(UsageError) as caught:
        AppContext(load_settings(None)).store()
    assert "hunter2" not in str(caught.value)


def test_an_unfinished_session_is_reopened_as_it_was(context: AppContext) -> None:
    interview = context.sessions.begin(Choices(count=2, seed=1), nothing)._interview
    interview.start()
    interview.draft("half")
    reopened = context.sessions.reopen(interview.session.plan.session_id)
    assert reopened.session == interview.session
    reopened.open()
    assert next(reopened.events()).draft == "half"  # type: ignore[union-attr]  # it is SessionResumed


@pytest.mark.usefixtures("far_east")
def test_a_session_is_named_after_the_day_of_the_machine(home: Path) -> None:
    driver = AppContext(load_settings(None), clock=lambda: NOON).sessions.begin(Choices(count=1), nothing)
    assert driver.session.plan.session_id.startswith("20261103-")


def test_a_session_whose_question_is_gone_is_not_reopened(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "mine" / "optimization" / "mine.md"
    own.parent.mkdir(parents=True)
    own.write_text(
        "---\nid: mine\ntopic: optimization\nlevel: senior\nkind: concept\n---\n# Mine?\n\nYes.\n\n"
        "## Key points\n- [1] It is mine.\n  - probe: Whose?\n"
    )
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(tmp_path / "mine"))
    with_mine = AppContext(load_settings(None))
    interview = with_mine.sessions.begin(Choices(question_ids=("mine",)), nothing)._interview
    interview.start()
    assert "mine" in interview.session.plan.question_ids
    monkeypatch.delenv("INTERVIEWER_CORPUS")
    with pytest.raises(CorpusError, match="no longer has"):
        AppContext(load_settings(None)).sessions.reopen(interview.session.plan.session_id)


def test_a_report_is_written_whole_into_the_data_folder(context: AppContext) -> None:
    interview = context.sessions.begin(Choices(count=1, seed=1), nothing)._interview
    interview.start()
    interview.skip()
    interview.proceed()
    path = saved(context, interview.session)
    assert path.parent == context.paths.reports
    assert path.read_text(encoding="utf-8").startswith("# Interview of")
    assert list(path.parent.iterdir()) == [path]


def test_a_report_replaces_that_of_the_same_run_and_no_other(context: AppContext) -> None:
    interview = context.sessions.begin(Choices(count=1, seed=1), nothing)._interview
    interview.start()
    first = saved(context, interview.session)
    interview.skip()
    assert saved(context, interview.session) == first
    assert "my notes" not in first.read_text(encoding="utf-8")
    first.write_text("my notes", encoding="utf-8")
    interview.proceed()
    second = saved(context, interview.session)
    assert second != first
    assert first.read_text(encoding="utf-8") == "my notes"
    assert saved(AppContext(load_settings(None)), interview.session) == second
