"""The judge that asks a chat model, and trusts only what code can check in its reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.embed import Embed
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Basis, Judgement, usage_counts
from interviewer.grading.llm.nearness import QuoteNearness
from interviewer.grading.llm.prompt import GRADE, VOTE, grading_messages, slots, vote_messages
from interviewer.grading.llm.reply import judgement_of, not_assessed, point_verdicts
from interviewer.grading.llm.shape import GradingReply, VoteReply
from interviewer.grading.llm.votes import outcome
from interviewer.grading.rubric import Rubric, Rubrics
from interviewer.grading.verdict import PointVerdict
from interviewer.models.asking import Found, asked_twice, keyed_delimiters
from interviewer.models.chat import Call, Cancel, ChatModel, Message, Shape, Usage
from interviewer.models.errors import CallCancelledError, ModelError
from interviewer.models.json_text import without_thoughts
from interviewer.models.prompts import PromptLibrary
from interviewer.models.reply import Reply
from interviewer.models.structured import Flaw, read
from interviewer.search.passage import Passage
from interviewer.text import one_line

VERSION = "3"
_OUTPUT_PER_POINT = 400  # tokens: a reason of three sentences and three quotes
_OUTPUT_BESIDES = 2_500
_SAMPLES_A_GRADING = 100  # votes and repeats of a grading have the sample indexes from its own times this
_WANTED = "Reply again, whole, with exactly the ids that were given."  # where a reply cannot be used

VOTES_FAILED = (
    "The grader was not sure of some verdicts, and asking for them again failed: {error} What it said before stands."
)

PassagesFor = Callable[[GradingRequest], Sequence[Passage]]


class LlmJudge:
    """Judges key points, misconceptions and criteria by a chat model against the reference and retrieved passages.

    `key` is the secret that the tokens of delimiters are drawn with: nobody can guess them, and an unchanged request
    has the same words. `embed` compares quotes with claims in meaning. `votes` is how often a verdict that the model is
    not sure of is asked for. Judges of different `sample` may get different replies to the same request. Safe to use
    from any thread.
    """

    def __init__(
        self,
        chat: ChatModel,
        prompts: PromptLibrary,
        rubrics: Rubrics,
        passages_for: PassagesFor,
        key: bytes,
        embed: Embed,
        *,
        votes: int = 1,
        seconds: float = 120.0,
        sample: int = 0,
    ) -> None:
        self._chat = chat
        self._grade = prompts.get(GRADE)
        self._vote = prompts.get(VOTE)
        self._rubrics = rubrics
        self._passages_for = passages_for
        self._key = key
        self._nearness = QuoteNearness(embed)
        self._votes = votes
        self._seconds = seconds
        self._sample = sample

    @property
    def label(self) -> str:
        """How this judge is named on screen."""
        return one_line(self._chat.name, 40)

    @property
    def method(self) -> Method:
        """A language model."""
        return Method.LLM

    @property
    def model(self) -> str:
        """The chat model, as it was configured."""
        return self._chat.name

    @property
    def version(self) -> str:
        """The version of the rules that check a reply."""
        return VERSION

    def prepare(self, question: Question, prompt: str) -> None:
        """Nothing is loaded in advance: what a request needs depends on the answer."""

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        """Verdicts on one answer. Raises ModelError if the model gives none that can be used."""
        unread = self.unread(request)
        if unread is not None:
            return unread
        asking = _Asking(self._chat, cancel or Cancel())
        asked = self._asked(request)
        try:
            reply, judgement = asking.ask(asked.call, GradingReply, lambda found: asked.read(found, request))
            unsure = {entry.id for entry in reply.key_points if not entry.sure}
            verdicts, remarks = self._voted(request, judgement.verdicts, unsure, asking)
        except ModelError as error:
            raise error.having_used(asking.usage) from error
        return replace(judgement, verdicts=verdicts, remarks=remarks, basis=self._basis(asked.rubric, asking.usage))

    def call_for(self, request: GradingRequest) -> Call | None:
        """The call whose reply, of the shape GradingReply, judges an answer; None if it is judged without one."""
        return None if self.unread(request) is not None else self._asked(request).call

    def judgement_from(self, request: GradingRequest, text: str, usage: Usage) -> Judgement:
        """The judgement in a reply to `call_for(request)` that was obtained elsewhere.

        Nothing is asked again, and no votes are taken. Raises BadReplyError if the text is not such a reply.
        """
        asked = self._asked(request)
        reply = read(Reply(without_thoughts(text), "", ""), GradingReply, asked.call.max_tokens)
        if isinstance(reply, Flaw):
            raise reply.error
        return replace(asked.read(reply, request), basis=self._basis(asked.rubric, usage))

    def unread(self, request: GradingRequest) -> Judgement | None:
        """The judgement of an answer that is not sent to the model; None if it is."""
        rubric = self._rubrics.of(request.question.kind)
        unread = not_assessed(request, rubric)
        return None if unread is None else replace(unread, basis=self._basis(rubric, Usage()))

    def _asked(self, request: GradingRequest) -> _Asked:
        rubric = self._rubrics.of(request.question.kind)
        passages = tuple(self._passages_for(request))
        delimiters = keyed_delimiters(slots(request, passages).values(), self._key)
        messages = grading_messages(self._grade, rubric, request, passages, delimiters)
        call = self._call(messages, request.question.key_points, self._sample * _SAMPLES_A_GRADING)
        return _Asked(call, rubric, passages, self._nearness)

    def _voted(
        self, request: GradingRequest, verdicts: tuple[PointVerdict, ...], unsure: set[str], asking: _Asking
    ) -> tuple[tuple[PointVerdict, ...], tuple[str, ...]]:
        """The verdicts, with those that the model was not sure of decided by `votes` votes, and what to remark.

        Where a vote fails, those that came decide: the first grading can be used. Raises CallCancelledError.
        """
        points = [point for point in request.question.key_points if point.id in unsure]
        if not points or self._votes < 2:
            return verdicts, ()
        delimiters = keyed_delimiters(slots(request).values(), self._key)
        messages = vote_messages(self._vote, request, points, delimiters)
        remarks: tuple[str, ...] = ()
        ballots: dict[str, list[PointVerdict]] = {v.point: [v] for v in verdicts if v.point in unsure}
        for number in range(1, self._votes):
            call = self._call(messages, points, self._sample * _SAMPLES_A_GRADING + number)
            try:
                _, again = asking.ask(
                    call, VoteReply, lambda found: point_verdicts(found.key_points, request, points, self._nearness)
                )
            except CallCancelledError:
                raise
            except ModelError as error:
                if number == 1:
                    return verdicts, (VOTES_FAILED.format(error=error.message),)
                remarks = (VOTES_FAILED.format(error=error.message),)
                break
            for verdict in again:
                ballots[verdict.point].append(verdict)
        return tuple(outcome(ballots[v.point]) if v.point in ballots else v for v in verdicts), remarks

    def _call(self, messages: Sequence[Message], points: Sequence[KeyPoint], sample: int) -> Call:
        # A vote is worth something only if it may differ from the others.
        temperature = None if sample % _SAMPLES_A_GRADING else 0.0
        return Call(messages, sample, temperature, _OUTPUT_BESIDES + _OUTPUT_PER_POINT * len(points), self._seconds)

    def _basis(self, rubric: Rubric, usage: Usage) -> Basis:
        return Basis(
            prompt_id=self._grade.id,
            prompt_version=self._grade.version,
            prompt_hash=self._grade.hash,
            rubric_version=rubric.label,
            usage=usage_counts(usage),
            cost=usage.cost,
        )


@dataclass(frozen=True)
class _Asked:
    """What is asked of the model about one answer, and what its reply is compared with."""

    call: Call
    rubric: Rubric
    passages: tuple[Passage, ...]
    nearness: QuoteNearness

    def read(self, reply: GradingReply, request: GradingRequest) -> Judgement:
        """What the reply finds. Raises BadReplyError."""
        judgement = judgement_of(reply, request, self.passages, self.rubric, self.nearness)
        return replace(judgement, addressed=bool(reply.addressed_to_grader))


class _Asking:
    """The calls of one grading: what they used together, and no more of them once it is cancelled."""

    def __init__(self, chat: ChatModel, cancel: Cancel) -> None:
        self._chat = chat
        self._cancel = cancel
        self.usage = Usage()

    def ask(self, call: Call, shape: type[Shape], read: Callable[[Shape], Found]) -> tuple[Shape, Found]:
        """A reply that can be used, and what it says; one that cannot is asked for once more."""
        try:
            answered = asked_twice(self._chat, replace(call, cancel=self._cancel), shape, read, _WANTED)
        except ModelError as error:
            self.usage += error.used or Usage()
            raise
        self.usage += answered.usage
        return answered.reply, answered.found
