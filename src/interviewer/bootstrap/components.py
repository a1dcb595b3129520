"""The components of the program, each built when first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from interviewer.bootstrap.embedding import EmbeddingModels
from interviewer.bootstrap.exercises import ExerciseParts
from interviewer.bootstrap.notice import full_notice, index_sentence, sessions_sentence
from interviewer.errors import UsageError
from interviewer.paths import Paths, bundled, folders_from, user_paths
from interviewer.progress import OnProgress
from interviewer.sandbox.running import Author
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.bootstrap.language_models import LanguageModels
    from interviewer.corpus.corpus import Corpus
    from interviewer.corpus.exemplars import Exemplar
    from interviewer.corpus.question import Question
    from interviewer.exercises.grader import ExerciseGrader
    from interviewer.exercises.reasons import WordedReasons
    from interviewer.grading.checked import CheckedGrader
    from interviewer.grading.custom import CustomJudge
    from interviewer.grading.grader import Grader
    from interviewer.grading.similarity.fitted import FittedRelations
    from interviewer.records.store import SqlSessionStore
    from interviewer.search.exemplar_search import ExemplarVectors
    from interviewer.search.searcher import Searcher


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class Components:
    """Settings, corpus, sessions, graders: each is built when first needed and then reused. Safe to use from any
    thread; every method may raise InterviewerError.
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
        self.clock = clock
        self._lock = threading.RLock()
        self._model_lock = threading.RLock()
        self.embedding = EmbeddingModels(settings, self.paths.cache, threads)
        self.exercises = ExerciseParts(settings, self.paths.trusted, lambda: self.corpus_folders, author)
        self._corpus: Corpus | None = None
        self._store: SqlSessionStore | None = None
        self._searcher: Searcher | None = None
        self._similarity: CheckedGrader | None = None
        self._reasons: WordedReasons | None = None
        self._grader: Grader | None = None
        self._models: LanguageModels | None = None

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

    def corpus(self) -> Corpus:
        """The bundled questions and those of the folders in INTERVIEWER_CORPUS."""
        with self._lock:
            if self._corpus is None:
                from interviewer.corpus.parsed import ParsedQuestions
                from interviewer.corpus.reader import read_corpus

                parsed = ParsedQuestions(self.paths.questions)
                self._corpus = read_corpus(self.corpus_folders, parsed.question)
                parsed.save()
            return self._corpus

    @property
    def corpus_folders(self) -> tuple[Path, ...]:
        """Where the questions are read from, the bundled ones first. Raises UsageError."""
        return (bundled("corpus"), *folders_from(self._settings.corpus, "INTERVIEWER_CORPUS"))

    def store(self) -> SqlSessionStore:
        """The sessions, on DATABASE_URL or in the data folder."""
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

        return exemplars_of(question)

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
                    exemplars=lambda: self.search_exemplars(progress),
                )
            return self._searcher

    def search_exemplars(self, progress: OnProgress) -> ExemplarVectors:
        """What searching knows of how people word what questions ask."""
        from interviewer.bootstrap.exemplar_search import exemplars_to_search

        embedder, reader = self.embedding.wordings(progress), self.embedding.reader(progress)
        return exemplars_to_search(self.corpus().questions, self.exemplars, embedder, reader, progress)

    @property
    def models(self) -> LanguageModels:
        """Everything built on chat models."""
        with self._lock:
            if self._models is None:
                from interviewer.bootstrap.language_models import LanguageModels

                self._models = LanguageModels(self._settings, self.paths, self.clock)
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

        return exercise_grader(
            base,
            lambda: self.worded_reasons(progress),
            self.exercises.hidden_tests(),
            self.corpus().version,
            self.clock,
        )

    def worded_reasons(self, progress: OnProgress) -> WordedReasons:
        """What reads what answers say of faults in words; its numbers were tuned without what is read in pairs."""
        with self._model_lock:
            if self._reasons is None:
                from interviewer.exercises.reasons import WordedReasons
                from interviewer.grading.checked import CheckedGrader
                from interviewer.grading.similarity.judge import SimilarityJudge

                judge = SimilarityJudge(self.similarity_relations(progress, pairs=False))
                grader = CheckedGrader(judge, self.corpus().version, self.clock)
                self._reasons = WordedReasons(grader, self.embedding.reader(progress))
            return self._reasons

    def similarity_grader(self, progress: OnProgress) -> CheckedGrader:
        """The similarity grader behind the gate and the evidence check."""
        with self._model_lock:
            if self._similarity is None:
                from interviewer.grading.checked import CheckedGrader
                from interviewer.grading.similarity.judge import SimilarityJudge

                judge = SimilarityJudge(self.similarity_relations(progress))
                first = self.corpus().questions[0]
                self._similarity = CheckedGrader(judge, self.corpus().version, self.clock)
                self._similarity.prepare(first, first.title)
            return self._similarity

    def similarity_relations(self, progress: OnProgress, *, pairs: bool = True) -> FittedRelations:
        """What the similarity grader reads answers with; without `pairs`, by cosines alone."""
        from interviewer.grading.similarity.fitted import FittedRelations

        reader = self.embedding.reader(progress)
        progress("Preparing the grader", 0, 0)
        wordings = self.embedding.wordings(progress)
        return FittedRelations(self.corpus().questions, reader, wordings, self.exemplars, pairs=pairs)

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

        return CheckedGrader(judge, self.corpus().version, self.clock)

    def notice(self) -> str:
        """What leaves this machine, in words; empty where nothing does."""
        return full_notice((self.models.notice(), index_sentence(self._settings), sessions_sentence(self._settings)))
