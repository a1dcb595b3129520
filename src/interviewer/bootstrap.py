"""Builds the parts of the program, each when it is first needed: the only place that knows them all."""

from __future__ import annotations

import os
import random
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.errors import CorpusError, RecordsError, UsageError
from interviewer.interview.services import Progress, Reopened
from interviewer.paths import Paths, bundled, folders_from, user_paths
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.corpus.corpus import Corpus
    from interviewer.grading.grader import Grader
    from interviewer.interview.choosing import Choices
    from interviewer.interview.engine import Interview
    from interviewer.interview.session import Session
    from interviewer.interview.store import SessionStore
    from interviewer.search.embedder import Embedder
    from interviewer.search.searcher import Searcher

_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class Parts:
    """The parts of the program, built once each. Implements `Services`; safe to use from any thread."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.RLock()
        self._model_lock = threading.RLock()
        self._corpus: Corpus | None = None
        self._store: SessionStore | None = None
        self._embedder: Embedder | None = None
        self._searcher: Searcher | None = None
        self._grader: Grader | None = None

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return self._settings

    @property
    def paths(self) -> Paths:
        """The folders that are written to."""
        return user_paths(self._settings.home)

    def corpus(self) -> Corpus:
        """The bundled questions and those of the folders in INTERVIEWER_CORPUS."""
        with self._lock:
            if self._corpus is None:
                from interviewer.corpus.reader import read_corpus

                folders = (bundled("corpus"), *folders_from(self._settings.corpus))
                self._corpus = read_corpus(folders)
            return self._corpus

    def store(self) -> SessionStore:
        """The sessions, on DATABASE_URL or in the data folder."""
        with self._lock:
            if self._store is None:
                from interviewer.records.store import open_store

                url = self._settings.database_url.get_secret_value() if self._settings.database_url else ""
                if url and self._settings.offline and not url.startswith("sqlite"):
                    raise UsageError(
                        "DATABASE_URL names a database server, and offline no connection is opened.",
                        "Unset it to keep the sessions in the data folder.",
                    )
                self._store = open_store(url or self.paths.database)
            return self._store

    def embedder(self, progress: Progress) -> Embedder:
        """The embedding model, its checksum verified."""
        with self._model_lock:
            if self._embedder is None:
                from interviewer.search.model import load_embedder

                progress("Loading the embedding model", 0, 0)
                self._embedder = load_embedder()
            return self._embedder

    def searcher(self, progress: Progress) -> Searcher:
        """The index, built or refreshed where that is needed."""
        with self._model_lock:
            if self._searcher is None:
                from interviewer.search.open import open_index

                url = "" if self._settings.offline else self._settings.chroma_url
                self._searcher = open_index(
                    url or self.paths.index, self.corpus().questions, lambda: self.embedder(progress), progress
                )
            return self._searcher

    def grader(self, progress: Progress) -> Grader:
        """The similarity grader behind the gate and the evidence check."""
        with self._model_lock:
            if self._grader is None:
                from interviewer.grading.checked import CheckedGrader
                from interviewer.grading.similarity.judge import SimilarityJudge

                embedder = self.embedder(progress)
                progress("Preparing the grader", 0, 0)
                judge = SimilarityJudge(self.corpus().questions, embedder)
                judge.prepare(self.corpus().questions[0])
                self._grader = CheckedGrader(judge, self.corpus().version, self._clock)
            return self._grader

    def begin(self, choices: Choices, progress: Progress) -> Interview:
        """A new interview over questions chosen for `choices`."""
        from interviewer.interview.choosing import choose, parse_topics
        from interviewer.interview.engine import Interview
        from interviewer.interview.history import standings
        from interviewer.interview.session import Mode, Plan, Session

        corpus = self.corpus()
        parse_topics(choices.topics, corpus.topic_counts)
        relevance = None
        if choices.for_text is not None:
            relevance = self.searcher(progress).nearest_questions(choices.for_text)
        seed = secrets.randbits(32) if choices.seed is None else choices.seed
        now = self._clock()
        known = standings(self.store().past_turns())
        chosen = choose(corpus.questions, choices, known, now, random.Random(seed), relevance)  # noqa: S311
        plan = Plan(
            session_id=_session_id(now),
            mode=choices.mode,
            question_ids=chosen,
            started_at=now,
            seed=seed,
            seconds_per_question=self._settings.mock_seconds if choices.mode is Mode.MOCK else None,
        )
        return Interview(Session(plan=plan), corpus.by_id, self.store(), self._clock)

    def reopen(self, session_id: str) -> Reopened:
        """A saved session, to go on with."""
        from interviewer.interview.engine import Interview

        saved = self.store().load(session_id)
        by_id = self.corpus().by_id
        gone = [question for question in saved.session.plan.question_ids if question not in by_id]
        if gone:
            raise CorpusError(
                f"Session {session_id} asks {gone[0]!r}, which the corpus no longer has.",
                "Its report can still be shown; add the corpus folder it came from to go on with it.",
            )
        return Reopened(Interview(saved.session, by_id, self.store(), self._clock), saved.draft)

    def save_report(self, session: Session) -> Path:
        """Writes the Markdown report of a session to the data folder, whole or not at all."""
        from interviewer.reports.markdown import render_markdown
        from interviewer.reports.model import build_report

        text = render_markdown(build_report(session, self.corpus().by_id))
        path = self.paths.reports / f"{session.plan.session_id}.md"
        write_whole(path, text)
        return path


def write_whole(path: Path, text: str) -> None:
    """Writes a file through a neighbour, so that it is never half there. Raises RecordsError where it cannot."""
    neighbour = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        neighbour.write_text(text, encoding="utf-8")
        neighbour.replace(path)
    except OSError as error:
        with suppress(OSError):  # what could not be written may not be removable either
            neighbour.unlink()
        raise RecordsError(
            f"{path} cannot be written: {error.strerror}.", "Free some space or choose another place."
        ) from error


def _session_id(now: datetime) -> str:
    """An id that is short to type: the day and four random letters."""
    return f"{now:%Y%m%d}-{''.join(secrets.choice(_ID_LETTERS) for _ in range(4))}"
