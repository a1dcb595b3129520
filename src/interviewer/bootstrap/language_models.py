"""The parts that need a chat model: the model with its cache, cap and rate, the judge, and who speaks."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap.delimiter_key import delimiter_key
from interviewer.bootstrap.notice import address_of, chat_sentence, refuse_redirected_key
from interviewer.errors import UsageError
from interviewer.paths import Paths, bundled, folders_from
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.grading.checked import CheckedGrader
    from interviewer.grading.grader import Grader
    from interviewer.grading.llm.batched import BatchGrader
    from interviewer.grading.llm.judge import LlmJudge
    from interviewer.grading.rubric import Rubrics
    from interviewer.interview.dialogue.agent import DialogueAgent
    from interviewer.models.budget import Budget
    from interviewer.models.cached import CachedChat
    from interviewer.models.chat import ChatModel, Usage
    from interviewer.models.endpoint import Endpoint
    from interviewer.models.langchain_chat import LangChainChat
    from interviewer.models.loop import LoopThread
    from interviewer.models.prices import Price
    from interviewer.models.prompts import PromptLibrary
    from interviewer.models.rate import RateLimit
    from interviewer.models.reply_cache import ReplyCache
    from interviewer.reports.rewriting.writer import Rewriter
    from interviewer.search.searcher import Searcher


class LanguageModels:
    """Everything that uses a chat model, for the settings of this process. Safe to use from any thread."""

    def __init__(self, settings: Settings, paths: Paths, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._paths = paths
        self._clock = clock
        self._lock = threading.RLock()
        self._chats: dict[tuple[str, bool], LangChainChat] = {}
        self._cached: dict[tuple[str, bool], CachedChat] = {}
        self._replies: ReplyCache | None = None
        self._budget: Budget | None = None
        self._limit: RateLimit | None = None
        self._loop: LoopThread | None = None
        self._prompts: PromptLibrary | None = None
        self._rubrics: Rubrics | None = None

    @property
    def configured(self) -> bool:
        """Whether there is a chat model to grade with, and a network that it may use."""
        return bool(self._settings.model) and not self._settings.offline

    def endpoint(self, name: str = "") -> Endpoint:
        """The endpoint of the model `name`, by default the one that grades.

        Raises UsageError, also where a file in the working folder would redirect the key, and ModelRefusedError.
        """
        from interviewer.models.endpoint import parse_endpoint
        from interviewer.models.secret import keys_of

        if self._settings.offline:
            raise UsageError("Offline, no chat model is used.", "Leave out --offline, or grade by similarity.")
        settings = self._settings
        endpoint = parse_endpoint(
            name or settings.model,
            settings.openai_base_url,
            settings.openai_api_key,
            other_keys=keys_of(os.environ),
        )
        refuse_redirected_key(settings, endpoint)
        return endpoint

    def address(self, name: str = "") -> str:
        """The server of the model `name` and the setting that names it, in words; raises as `endpoint` does."""
        return address_of(self._settings, self.endpoint(name))

    def price(self, name: str = "", *, batch: bool = False) -> Price:
        """What a model's tokens cost, in a batch or otherwise."""
        from interviewer.models.prices import Prices

        endpoint = self.endpoint(name)
        return Prices.read(self._settings.prices).of(endpoint.name, base_url=endpoint.base_url, batch=batch)

    def chat(self, name: str = "", *, cached: bool = True, speaks: bool = False) -> ChatModel:
        """The chat model `name`, by default the one that grades, with the reply cache in front of it unless
        `cached` is False. One that `speaks` is counted separately; see `spoken`.

        Cap, rate, event loop and reply cache are the same for all of them.
        """
        from interviewer.models.cached import CachedChat

        endpoint = self.endpoint(name)
        which = (endpoint.name, speaks)
        with self._lock:
            chat = self._chats.get(which)
            if chat is None:
                chat = self._chats[which] = self._connected(endpoint)
            if not cached:
                return chat
            if which not in self._cached:
                self._cached[which] = CachedChat(chat, self._reply_cache(), endpoint.base_url)
            return self._cached[which]

    def close(self) -> None:
        """Cancels the calls in progress, and closes the connections and the reply cache; a later call reopens them."""
        with self._lock:
            chats, loop, replies = tuple(self._chats.values()), self._loop, self._replies
        try:
            if loop is not None:
                loop.close(_disconnect(chats))
        finally:
            if replies is not None:
                replies.close()

    def judge(
        self,
        searcher: Callable[[], Searcher],
        corpus_version: str,
        *,
        name: str = "",
        sample: int = 0,
        fresh: bool = False,
    ) -> CheckedGrader:
        """The grader that asks a chat model; `searcher` is called when passages are first needed.

        Graders of different `sample` may get different replies; a `fresh` one gets no cached ones.
        """
        from interviewer.grading.checked import CheckedGrader
        from interviewer.grading.llm.bare_judge import AnchoredChat, BareJudge

        chat = self.chat(name, cached=not fresh)
        judge = BareJudge(
            self._llm_judge(searcher, chat, sample),
            self._llm_judge(searcher, AnchoredChat(chat, self.prompts()), sample),
            chat,
            self.prompts(),
            self._delimiter_key(),
            seconds=float(self._settings.call_seconds),
        )
        return CheckedGrader(judge, corpus_version, self._clock)

    def batch_grader(self, searcher: Callable[[], Searcher], corpus_version: str) -> BatchGrader:
        """The same grader in two halves, for replies that come later."""
        from interviewer.grading.llm.batched import BatchGrader

        return BatchGrader(self._llm_judge(searcher, self.chat()), corpus_version, self._clock)

    def _llm_judge(self, searcher: Callable[[], Searcher], chat: ChatModel, sample: int = 0) -> LlmJudge:
        from interviewer.grading.llm.judge import LlmJudge
        from interviewer.search.near import near_passages

        return LlmJudge(
            chat,
            self.prompts(),
            self.rubrics(),
            lambda request: near_passages(searcher(), request.answer, request.question.id),
            self._delimiter_key(),
            lambda texts: searcher().embed(texts),
            votes=self._settings.votes,
            seconds=float(self._settings.call_seconds),
            sample=sample,
        )

    def rewriter(self, checker: Grader) -> Rewriter:
        """Who rewrites answers, its sentences checked by `checker` too."""
        from interviewer.reports.rewriting.writer import Rewriter

        seconds = float(self._settings.call_seconds)
        return Rewriter(self.chat(), self.prompts(), self._delimiter_key(), checker, seconds=seconds)

    def dialogue_agent(self) -> DialogueAgent | None:
        """Who speaks for the interviewer; None without a chat model, when there are only the program's own words."""
        if not self.configured:
            return None
        from interviewer.interview.dialogue.llm import LlmDialogue

        name = self._settings.dialogue_model or self._settings.model
        chat = self.chat(name, cached=False, speaks=True)
        return LlmDialogue(chat, self.prompts(), self._settings.tone, random.Random())  # noqa: S311 - choice of words

    def spent(self) -> Usage:
        """What all calls to chat models have used so far."""
        return self._taken(lambda _: True)

    def spoken(self) -> Usage:
        """The part of it that the interviewer's words have used."""
        return self._taken(lambda speaks: speaks)

    def _taken(self, counts: Callable[[bool], bool]) -> Usage:
        from interviewer.models.chat import Usage

        with self._lock:
            chats = [chat for (_, speaks), chat in self._chats.items() if counts(speaks)]
        return sum((chat.spent() for chat in chats), Usage())

    def held(self) -> float:
        """Seconds for which no request is sent, since a server asked for that."""
        return self._limit.held if self._limit is not None else 0.0

    def prompts(self) -> PromptLibrary:
        """The prompts of the program, and the user's that replace them."""
        with self._lock:
            if self._prompts is None:
                from interviewer.models.prompts import PromptLibrary

                self._prompts = PromptLibrary(self._folders())
            return self._prompts

    def rubrics(self) -> Rubrics:
        """The rubrics, in the same way."""
        with self._lock:
            if self._rubrics is None:
                from interviewer.grading.rubric import read_rubrics

                self._rubrics = read_rubrics(self._folders())
            return self._rubrics

    def notice(self) -> str:
        """What chat models are sent and where, in words; empty if there is none."""
        if not self.configured:
            return ""
        names = (self._settings.model, self._settings.dialogue_model)
        return chat_sentence(self._settings, map(self.endpoint, names))

    def check(self) -> None:
        """Reads all that is configured, so that a mistake is reported at the start. Raises UsageError, ModelError."""
        if self.configured:
            self.endpoint()
            self.endpoint(self._settings.dialogue_model)
            self.price()
            self.prompts()
            self.rubrics()

    def _folders(self) -> Sequence[Path]:
        return (bundled("prompts"), *folders_from(self._settings.prompts, "INTERVIEWER_PROMPTS"))

    def _connected(self, endpoint: Endpoint) -> LangChainChat:
        """The chat model of an endpoint, with the cap, the rate and the loop of them all; it connects when called."""
        from interviewer.models.langchain_chat import LangChainChat
        from interviewer.models.loop import LoopThread

        price = self.price(endpoint.name)
        self._loop = self._loop or LoopThread("chat models")
        return LangChainChat(endpoint, price=price, budget=self._cap(), rate=self._rate(), loop=self._loop)

    def _reply_cache(self) -> ReplyCache:
        if self._replies is None:
            from interviewer.models.reply_cache import ReplyCache

            self._replies = ReplyCache(self._paths.replies)
        return self._replies

    def _cap(self) -> Budget:
        if self._budget is None:
            from interviewer.models.budget import Budget

            self._budget = Budget(self._settings.max_cost, self._settings.max_tokens)
        return self._budget

    def _rate(self) -> RateLimit:
        if self._limit is None:
            from interviewer.models.rate import RateLimit

            self._limit = RateLimit(self._settings.per_minute)
        return self._limit

    def _delimiter_key(self) -> bytes:
        return delimiter_key(self._paths.data / "fence.key")


async def _disconnect(chats: Iterable[LangChainChat]) -> None:
    for chat in chats:
        await chat.disconnect()
