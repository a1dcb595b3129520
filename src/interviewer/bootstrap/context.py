"""What the program is made of, each part built when first needed."""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from interviewer.bootstrap.embedding import EmbeddingModels
from interviewer.bootstrap.exercises import ExerciseParts
from interviewer.bootstrap.notice import full_notice, index_sentence, sessions_sentence
from interviewer.errors import CorpusError, UsageError
from interviewer.files.writing import atomic_write, holds, write_beside
from interviewer.paths import Paths, bundled, folders_from, user_paths
from interviewer.progress import OnProgress, unwatched
from interviewer.reports.formats import Format
from interviewer.sandbox.running import Author
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.bootstrap.language_models import LanguageModels
    from interviewer.corpus.corpus import Corpus
    from interviewer.corpus.exemplars import Exemplar
    from interviewer.corpus.question import Question
    from interviewer.exercises.grader import ExerciseGrader
    from interviewer.exercises.visible import VisibleTests
    from interviewer.grading.checked import CheckedGrader
    from interviewer.grading.custom import CustomJudge
    from interviewer.grading.grader import Grader
    from interviewer.grading.similarity.fitted import FittedRelations
    from interviewer.interview.choosing import Choices, Chosen
    from interviewer.interview.dialogue.agent import DialogueAgent
    from interviewer.interview.driver import ConversationDriver
    from interviewer.interview.jobs import Start
    from interviewer.interview.session import Plan, Session
    from interviewer.interview.store import SessionStore
    from interviewer.learning.attempts import Attempt
    from interviewer.learning.plan import TodayPlan
    from interviewer.learning.progress import Progress
    from interviewer.models.chat import Usage
    from interviewer.records.store import SqlSessionStore
    from interviewer.reports.model import Report, RewriteReport
    from interviewer.search.passage import Nearness
    from interviewer.search.searcher import Searcher
    from interviewer.search.wordings import Wordings


_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class AppContext:
    """What commands and front ends work with: settings, corpus, sessions, graders. Each is built when first needed and
    then reused. Safe to use from any thread; every method may raise InterviewerError.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime] = utc_now,
        *,
        threads: int | None = None,
        author: Author = Author.ONESELF,
    ) -> None:
        """`threads` is how many texts are embedded at a time, the cores by default; `author` is whose answers are
        graded."""
        self._settings = settings
        self._clock = clock
        self._lock = threading.RLock()
        self._model_lock = threading.RLock()
        self.embedding = EmbeddingModels(settings, self.paths.cache, threads)
        self.exercises = ExerciseParts(settings, self.paths.trusted, lambda: self.corpus_folders, author)
        self._corpus: Corpus | None = None
        self._store: SqlSessionStore | None = None
        self._searcher: Searcher | None = None
        self._similarity: CheckedGrader | None = None
        self._grader: Grader | None = None
        self._models: LanguageModels | None = None
        self._reports: dict[str, tuple[Path, bytes]] = {}  # what this run wrote, and where

    def close(self) -> None:
        """Ends the processes and the connections that it started. What is used afterwards is started again.

        Waits for nobody who is building a part meanwhile, so that an interrupt ends the program at once.
        """
        models, store = self._models, self._store
        searcher, self._searcher = self._searcher, None
        with ExitStack() as ending:
            if store is not None:
                ending.callback(store.close)
            if searcher is not None:
                ending.callback(searcher.index.close)
            if models is not None:
                ending.callback(models.close)
            ending.callback(self.exercises.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return self._settings

    @property
    def paths(self) -> Paths:
        """The folders that are written to."""
        return user_paths(self._settings.home)

    def visible_tests(self) -> VisibleTests:
        """What runs programs against the visible tests of exercises."""
        return self.exercises.visible_tests()

    def corpus(self) -> Corpus:
        """The bundled questions and those of the folders in INTERVIEWER_CORPUS."""
        with self._lock:
            if self._corpus is None:
                from interviewer.corpus.reader import read_corpus

                self._corpus = read_corpus(self.corpus_folders)
            return self._corpus

    @property
    def corpus_folders(self) -> tuple[Path, ...]:
        """Where the questions are read from, the bundled ones first. Raises UsageError."""
        return (bundled("corpus"), *folders_from(self._settings.corpus, "INTERVIEWER_CORPUS"))

    def store(self) -> SessionStore:
        """The sessions, on DATABASE_URL or in the data folder."""
        return self.database()

    def database(self) -> SqlSessionStore:
        """The same with what only a database can do: being copied whole, and put back."""
        with self._lock:
            if self._store is None:
                from interviewer.records.store import open_store

                url = self._settings.database_url.get_secret_value() if self._settings.database_url else ""
                if url and self._settings.offline and not url.startswith("sqlite"):
                    raise UsageError(
                        "DATABASE_URL names a database server, but offline no connection is opened.",
                        "Unset it to keep the sessions in the data folder.",
                    )
                self._store = open_store(url or self.paths.database)
            return self._store

    def exemplars(self, question: Question) -> tuple[Exemplar, ...]:
        """How people word what a question asks; none where nothing is beside it. Raises CorpusError."""
        from interviewer.corpus.exemplars import exemplars_of

        return exemplars_of(self.corpus_folders, question)

    def searcher(self, progress: OnProgress) -> Searcher:
        """The index, built or refreshed if needed."""
        with self._model_lock:
            if self._searcher is None:
                from interviewer.search.open import open_index

                url = "" if self._settings.offline else self._settings.chroma_url
                self._searcher = open_index(
                    url or self.paths.index,
                    self.corpus().questions,
                    lambda: self.embedding.embedder(progress),
                    progress,
                    references=self.embedding.references(progress, keep=False),
                    wordings=lambda: self.search_wordings(progress),
                )
            return self._searcher

    def search_wordings(self, progress: OnProgress) -> Wordings:
        """What searching knows of how people word what questions ask."""
        from interviewer.bootstrap.wordings import wordings_to_search

        wordings, reader = self.embedding.wordings(progress), self.embedding.reader(progress)
        return wordings_to_search(self.corpus().questions, self.exemplars, wordings, reader, progress)

    @property
    def models(self) -> LanguageModels:
        """Everything built on chat models."""
        with self._lock:
            if self._models is None:
                from interviewer.bootstrap.language_models import LanguageModels

                self._models = LanguageModels(self._settings, self.paths, self._clock)
            return self._models

    def grader(self, progress: OnProgress) -> Grader:
        """The configured grader: a chat model if there is one, with similarity beside it."""
        with self._model_lock:
            if self._grader is None:
                quick = self.similarity_grader(progress)
                if not self.models.configured:
                    self._grader = self.with_exercises(quick, progress)
                else:
                    from interviewer.grading.both import SecondOpinion

                    judge = self.models.judge(lambda: self.searcher(progress), self.corpus().version)
                    both = SecondOpinion(judge, quick, fallback=self._settings.fallback)
                    self._grader = self.with_exercises(both, progress)
            return self._grader

    def quick_grader(self, progress: OnProgress) -> ExerciseGrader:
        """The similarity grader, and the program that marks exercises."""
        return self.with_exercises(self.similarity_grader(progress), progress)

    def with_exercises(self, base: Grader, progress: OnProgress) -> ExerciseGrader:
        """A grader that has exercises marked by a program, and everything else by `base`."""
        from interviewer.exercises.grader import exercise_grader
        from interviewer.exercises.reasons import WordedReasons

        return exercise_grader(
            base,
            lambda: WordedReasons(self.similarity_grader(progress), self.embedding.reader(progress)),
            self.exercises.hidden_tests(),
            self.corpus().version,
            self._clock,
        )

    def similarity_grader(self, progress: OnProgress) -> CheckedGrader:
        """The similarity grader behind the gate and the evidence check."""
        with self._model_lock:
            if self._similarity is None:
                from interviewer.grading.checked import CheckedGrader
                from interviewer.grading.similarity.judge import SimilarityJudge

                judge = SimilarityJudge(self.similarity_relations(progress))
                first = self.corpus().questions[0]
                self._similarity = CheckedGrader(judge, self.corpus().version, self._clock)
                self._similarity.prepare(first, first.title)
            return self._similarity

    def similarity_relations(self, progress: OnProgress) -> FittedRelations:
        """What the similarity grader reads answers with."""
        from interviewer.grading.similarity.fitted import FittedRelations

        reader = self.embedding.reader(progress)
        progress("Preparing the grader", 0, 0)
        return FittedRelations(self.corpus().questions, reader, self.embedding.wordings(progress), self.exemplars)

    def second_judge(self, progress: OnProgress) -> Grader:
        """Who judges the answer of a contested verdict: the chat model, asked afresh, or without one similarity."""
        with self._model_lock:
            if not self.models.configured:
                return self.quick_grader(progress)
            judge = self.models.judge(lambda: self.searcher(progress), self.corpus().version, fresh=True)
            return self.with_exercises(judge, progress)

    def custom_grader(self, judge: CustomJudge) -> CheckedGrader:
        """The grader of a judge that is not part of the program, behind the same gate and evidence check."""
        from interviewer.grading.checked import CheckedGrader

        return CheckedGrader(judge, self.corpus().version, self._clock)

    def dialogue_agent(self) -> DialogueAgent | None:
        """Who speaks for the interviewer beyond the program's own words; None without a chat model."""
        return self.models.dialogue_agent()

    def notice(self) -> str:
        """What leaves this machine, in words; empty where nothing does."""
        return full_notice((self.models.notice(), index_sentence(self._settings), sessions_sentence(self._settings)))

    def spent(self) -> Usage:
        """What all calls of this process to chat models have used so far."""
        return self.models.spent()

    def spoken(self) -> Usage:
        """The part of it that the interviewer's words have used."""
        return self.models.spoken()

    def plan(self) -> TodayPlan:
        """What to do today."""
        return self._plan_of(self.store().attempts(), self._clock())

    def progress(self) -> Progress:
        """What the scores did over time, the map of the corpus, and the ledger of misconceptions."""
        from interviewer.learning.progress import progress_of

        return progress_of(
            self.store().attempts(),
            self.corpus().questions,
            self._clock(),
            by_similarity=self._settings.plan_by_similarity,
        )

    def choose(self, choices: Choices, progress: OnProgress) -> Chosen:
        """The questions for `choices`, and why each of them if `choices.for_text` says what they are for. Quick, unless
        that needs the index. Without a seed, it chooses others each time."""
        from interviewer.interview.choosing import Chosen, choose, parse_topics
        from interviewer.interview.session import Mode
        from interviewer.learning.attempts import by_present_topic
        from interviewer.learning.pace import in_words, mock_pace, own_pace
        from interviewer.learning.standing import standings

        corpus = self.corpus()
        parse_topics(choices.topics, corpus.topic_counts)
        reasons: dict[str, Nearness] = {}
        relevance = None
        if choices.for_text is not None and not choices.question_ids:
            reasons = self.searcher(progress).nearest_questions(choices.for_text)
            if not reasons:
                raise UsageError("The job description or CV has no words to go by.", "Give one that has.")
            relevance = {question_id: nearness.score for question_id, nearness in reasons.items()}
        attempts = self.store().attempts()
        ids = choose(
            self.exercises.available(corpus.questions),
            choices,
            standings(by_present_topic(attempts, corpus.questions)),
            self._plan_of(attempts, self._clock()).drill if choices.mode is Mode.DRILL else (),
            random.Random(choices.seed),  # noqa: S311 - no secret
            relevance,
            mock_pace(self._settings.mock_seconds)
            if choices.mode is Mode.MOCK
            else own_pace(in_words(attempts, corpus.questions)),
        )
        return Chosen(ids, {question_id: reasons[question_id] for question_id in ids if question_id in reasons})

    def _plan_of(self, attempts: Sequence[Attempt], now: datetime) -> TodayPlan:
        from interviewer.learning.plan import plan_of_today

        return plan_of_today(attempts, self.corpus().questions, now, by_similarity=self._settings.plan_by_similarity)

    def begin(
        self, choices: Choices, progress: OnProgress, *, loading: OnProgress = unwatched, start: Start | None = None
    ) -> ConversationDriver:
        """A new conversation over questions chosen for `choices`, not opened yet. See `lead` for `loading` and
        `start`."""
        from interviewer.interview.session import Mode, Plan, Session

        seed = secrets.randbits(32) if choices.seed is None else choices.seed
        chosen = self.choose(replace(choices, seed=seed), progress)
        now = self._clock()
        plan = Plan(
            session_id=_session_id(now),
            mode=choices.mode,
            question_ids=chosen.question_ids,
            started_at=now,
            seed=seed,
            seconds_per_question=self._settings.mock_seconds if choices.mode is Mode.MOCK else None,
        )
        return self.lead(Session(plan=plan), "", loading=loading, start=start)

    def reopen(
        self, session_id: str, *, loading: OnProgress = unwatched, start: Start | None = None
    ) -> ConversationDriver:
        """A saved session, to resume. Raises UnknownNameError if there is none; see `lead` for the rest."""
        saved = self.store().load(session_id)
        by_id = self.corpus().by_id
        gone = [question for question in saved.session.plan.question_ids if question not in by_id]
        if gone:
            raise CorpusError(
                f"Session {session_id} asks {gone[0]!r}, which the corpus no longer has.",
                "Its report can still be shown; add the corpus folder it came from to resume it.",
            )
        return self.lead(saved.session, saved.draft, loading=loading, start=start)

    def lead(
        self, session: Session, draft: str, *, loading: OnProgress = unwatched, start: Start | None = None
    ) -> ConversationDriver:
        """Leads a session whose answer box holds `draft`. `loading` is called when a grader is loaded; `start` runs
        what is slow, by default in threads."""
        from interviewer.interview.cast import Cast
        from interviewer.interview.driver import ConversationDriver
        from interviewer.interview.engine import Interview
        from interviewer.interview.jobs import in_thread

        agent = self.dialogue_agent()
        later = agent is not None  # a chat model's grades take a while
        interview = Interview(
            session,
            self.corpus().by_id,
            self.store(),
            self._clock,
            grades_later=later,
            wordings=self._wordings_for(session.plan),
        )
        cast = Cast(
            grader=lambda: self.grader(loading),
            quick_grader=lambda: self.quick_grader(loading),
            agent=agent,
            spoken=self.spoken,
            at_once=self.settings.at_once,
            second_judge=lambda: self.second_judge(loading),
            tests=self.visible_tests(),
        )
        asks = self.settings.confidence
        return ConversationDriver(interview, cast, draft=draft, start=start or in_thread, asks_confidence=asks)

    def _wordings_for(self, plan: Plan) -> Mapping[str, str]:
        """The words for the questions of a drill, by id: those that each was not asked in before."""
        from interviewer.interview.session import Mode
        from interviewer.learning.wording import fresh_wordings

        if plan.mode is not Mode.DRILL:
            return {}
        by_id = self.corpus().by_id
        return fresh_wordings((by_id[name] for name in plan.question_ids), self.store().attempts())

    def rewrites(self, session: Session, progress: OnProgress) -> Mapping[int, RewriteReport]:
        """The candidate's answers reworded by the chat model, by turn from 1, skipped questions left out."""
        rewriter = self.models.rewriter(self.quick_grader(progress))
        by_id = self.corpus().by_id
        asked = {
            n: turn for n, turn in enumerate(session.turns, start=1) if turn.question_id in by_id and not turn.skipped
        }
        found: dict[int, RewriteReport] = {}
        for number, turn in asked.items():
            progress("Rewriting the answers", len(found), len(asked))
            found[number] = rewriter.rewrite(turn, by_id[turn.question_id])
        progress("Rewriting the answers", len(found), len(asked))
        return found

    def report(self, session: Session, rewrites: Mapping[int, RewriteReport] | None = None) -> Report:
        """The report of a session, with what moved since earlier ones, and the rewrites that were asked for."""
        from interviewer.reports.build import build_report

        return build_report(session, self.corpus().by_id, self.store().attempts(), rewrites or {})

    def save_report(
        self, session: Session, form: Format = Format.MARKDOWN, rewrites: Mapping[int, RewriteReport] | None = None
    ) -> Path:
        """Writes the report of a session to the data folder, whole or not at all.

        It replaces the one that this run wrote; next to one from an earlier run, or one that was edited, it is a
        separate file.
        """
        from interviewer.reports.render import render

        content = render(self.report(session, rewrites), form)
        name = f"{session.plan.session_id}.{form}"
        path, before = self._reports.get(name, (self.paths.reports / name, None))
        if before is not None and holds(path, before):
            atomic_write(path, content, replace=True)
        else:
            path = write_beside(self.paths.reports / name, content)
        self._reports[name] = (path, content)
        return path


def _session_id(now: datetime) -> str:
    """An id that is quick to type: the day and four random letters."""
    return f"{now:%Y%m%d}-{''.join(secrets.choice(_ID_LETTERS) for _ in range(4))}"
