"""Sessions as they begin and go on: which questions are asked, in which words, and who leads the conversation."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from interviewer.errors import CorpusError, UsageError
from interviewer.paths import bundled
from interviewer.progress import OnProgress, unwatched

if TYPE_CHECKING:
    from interviewer.bootstrap.components import Components
    from interviewer.corpus.question import Question
    from interviewer.interview.aiming import Match
    from interviewer.interview.choosing import Choices, Chosen
    from interviewer.interview.driver import ConversationDriver
    from interviewer.interview.jobs import Start
    from interviewer.interview.session import Plan, Session
    from interviewer.learning.attempts import Attempt
    from interviewer.learning.plan import TodayPlan
    from interviewer.learning.progress import Progress
    from interviewer.search.passage import Nearness

_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Sessions:
    """Plans sessions, begins them and resumes them, with the components of the program. Safe to use from any thread."""

    def __init__(self, components: Components) -> None:
        self._components = components

    def plan(self) -> TodayPlan:
        """What to do today."""
        return self._plan_of(self._components.store().attempts(), self._components.clock())

    def progress(self) -> Progress:
        """What the scores did over time, the map of the corpus, and the ledger of misconceptions."""
        from interviewer.learning.progress import progress_of

        return progress_of(
            self._components.store().attempts(),
            self._components.corpus().questions,
            self._components.clock(),
            by_similarity=self._components.settings.plan_by_similarity,
        )

    def choose(self, choices: Choices, progress: OnProgress) -> Chosen:
        """The questions for `choices`, and why each of them if `choices.for_text` says what they are for. Quick, unless
        that needs the index. Without a seed, it chooses others each time."""
        return self._chosen(choices, progress)[0]

    def own_questions(self) -> Sequence[Question]:
        """The questions that did not come with the program. Raises UsageError where there is none."""
        from interviewer.interview.choosing import own_questions

        return own_questions(self._components.corpus().questions, bundled("corpus"))

    def _chosen(self, choices: Choices, progress: OnProgress) -> tuple[Chosen, Sequence[Attempt]]:
        """The questions, and the attempts that they were chosen by."""
        from interviewer.interview.choosing import Chosen, choose, fitting, parse_topics
        from interviewer.interview.session import Mode
        from interviewer.learning.attempts import by_present_topic
        from interviewer.learning.pace import in_words, mock_pace, own_pace
        from interviewer.learning.standing import standings

        corpus = self._components.corpus()
        parse_topics(choices.topics, corpus.topic_counts)
        attempts = self._components.store().attempts()
        questions = self._components.exercises.available(self.own_questions() if choices.own else corpus.questions)
        drill = self._plan_of(attempts, self._components.clock()).drill if choices.mode is Mode.DRILL else ()
        rng = random.Random(choices.seed)  # noqa: S311 - no secret
        matches = None
        if choices.for_text is not None and not choices.question_ids:
            matches = self._matches(choices, choices.for_text, fitting(questions, choices, drill), rng, progress)
        ids = choose(
            questions,
            choices,
            standings(by_present_topic(attempts, corpus.questions)),
            drill,
            rng,
            None if matches is None else tuple(matches),
            mock_pace(self._components.settings.mock_seconds)
            if choices.mode is Mode.MOCK
            else own_pace(in_words(attempts, corpus.questions)),
        )
        asked = {name: matches[name] for name in ids if matches and name in matches}
        return Chosen(ids, self._reasons(asked)), attempts

    def _matches(
        self, choices: Choices, text: str, found: Mapping[str, Question], rng: random.Random, progress: OnProgress
    ) -> dict[str, Match]:
        """Which of the questions found a text asks for, in the order to ask them, and the line that each is for."""
        from interviewer.interview.aiming import aim, spread
        from interviewer.interview.choosing import has_room
        from interviewer.interview.job_text import lines_of

        lines = lines_of(text)
        if not lines:
            raise UsageError("The job description or CV has no line about the work.", "Give one that names skills.")
        aimed = aim(lines, self._components.corpus().questions, self._components.searcher(progress).nearnesses)
        return spread(aimed, found, rng, (lambda *_: True) if choices.kinds else has_room)

    def _reasons(self, matches: Mapping[str, Match]) -> dict[str, Nearness]:
        """Why questions were chosen that a text asks for."""
        from interviewer.search.passage import Nearness

        if not matches:
            return {}
        searcher = self._components.searcher(unwatched)
        passages = searcher.nearest_passages({name: match.skill for name, match in matches.items()})
        return {
            name: Nearness(min(1.0, match.score), match.line, passages[name])
            for name, match in matches.items()
            if name in passages
        }

    def _plan_of(self, attempts: Sequence[Attempt], now: datetime) -> TodayPlan:
        from interviewer.learning.plan import plan_of_today

        return plan_of_today(
            attempts,
            self._components.corpus().questions,
            now,
            by_similarity=self._components.settings.plan_by_similarity,
        )

    def begin(
        self, choices: Choices, progress: OnProgress, *, loading: OnProgress = unwatched, start: Start | None = None
    ) -> ConversationDriver:
        """A new conversation over questions chosen for `choices`, not opened yet. See `lead` for `loading` and
        `start`."""
        from interviewer.interview.session import Mode, Plan, Session

        seed = secrets.randbits(32) if choices.seed is None else choices.seed
        chosen, attempts = self._chosen(replace(choices, seed=seed), progress)
        now = self._components.clock()
        plan = Plan(
            session_id=_session_id(now),
            mode=choices.mode,
            question_ids=chosen.question_ids,
            started_at=now,
            seed=seed,
            seconds_per_question=self._components.settings.mock_seconds if choices.mode is Mode.MOCK else None,
        )
        return self.lead(Session(plan=plan), "", loading=loading, start=start, attempts=attempts)

    def reopen(
        self, session_id: str, *, loading: OnProgress = unwatched, start: Start | None = None
    ) -> ConversationDriver:
        """A saved session, to resume. Raises UnknownNameError if there is none; see `lead` for the rest."""
        saved = self._components.store().load(session_id)
        by_id = self._components.corpus().by_id
        gone = [question for question in saved.session.plan.question_ids if question not in by_id]
        if gone:
            raise CorpusError(
                f"Session {session_id} asks {gone[0]!r}, which the corpus no longer has.",
                "Its report can still be shown; add the corpus folder it came from to resume it.",
            )
        return self.lead(saved.session, saved.draft, loading=loading, start=start)

    def lead(
        self,
        session: Session,
        draft: str,
        *,
        loading: OnProgress = unwatched,
        start: Start | None = None,
        attempts: Sequence[Attempt] | None = None,
    ) -> ConversationDriver:
        """Leads a session whose answer box holds `draft`. `loading` is called when a grader is loaded; `start` runs
        what is slow, by default in threads. `attempts` are those of the store, for callers that have read them."""
        from interviewer.interview.cast import Cast
        from interviewer.interview.driver import ConversationDriver
        from interviewer.interview.engine import Interview
        from interviewer.interview.jobs import in_thread

        components = self._components
        agent = components.models.dialogue_agent()
        later = agent is not None  # a chat model's grades take a while
        interview = Interview(
            session,
            components.corpus().by_id,
            components.store(),
            components.clock,
            grades_later=later,
            wordings=self._wordings_for(session.plan, attempts),
        )
        cast = Cast(
            grader=lambda: components.grader(loading),
            quick_grader=lambda: components.quick_grader(loading),
            agent=agent,
            spoken=components.models.spoken,
            at_once=components.settings.at_once,
            second_judge=lambda: components.second_judge(loading),
            tests=components.exercises.visible_tests(),
        )
        asks = components.settings.confidence
        return ConversationDriver(interview, cast, draft=draft, start=start or in_thread, asks_confidence=asks)

    def _wordings_for(self, plan: Plan, attempts: Sequence[Attempt] | None) -> Mapping[str, str]:
        """The words for the questions of a drill, by id: those that each was not asked in before."""
        from interviewer.interview.session import Mode
        from interviewer.learning.wording import fresh_wordings

        if plan.mode is not Mode.DRILL:
            return {}
        by_id = self._components.corpus().by_id
        before = self._components.store().attempts() if attempts is None else attempts
        return fresh_wordings((by_id[name] for name in plan.question_ids), before)


def _session_id(now: datetime) -> str:
    """An id that is quick to type: the day in the time zone of this machine, and four random letters."""
    return f"{now.astimezone():%Y%m%d}-{''.join(secrets.choice(_ID_LETTERS) for _ in range(4))}"
