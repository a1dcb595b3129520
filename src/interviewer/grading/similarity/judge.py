"""The similarity judge: does some sentence of the answer say each key point?"""

from __future__ import annotations

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.relation import RelationModel
from interviewer.grading.similarity.legible import why_not_assessable
from interviewer.grading.similarity.verdicts import judgement_of, not_assessed
from interviewer.models.chat import Cancel


class SimilarityJudge:
    """Judges key points by the relations of an answer to them; needs no network. Safe to use from any thread."""

    def __init__(self, relations: RelationModel) -> None:
        """`relations` reads answers."""
        self._relations = relations

    @property
    def label(self) -> str:
        """How this judge is named on screen."""
        return "similarity (offline)"

    @property
    def method(self) -> Method:
        """Similarity."""
        return Method.SIMILARITY

    @property
    def model(self) -> str:
        """What answers are read with."""
        return self._relations.name

    @property
    def version(self) -> str:
        """The version of how answers are read and of its numbers."""
        return self._relations.version

    def prepare(self, question: Question, prompt: str | None = None) -> None:
        """Embeds what judging an answer to this question will need, a follow-up's too.

        `prompt`, by default the question's title, is for relation models that prepare for each prompt.
        """
        self._relations.prepare(question, question.title if prompt is None else prompt)

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        """Verdicts on one answer. Raises EmbeddingError where the model fails. It is too fast to be cancelled."""
        why_not = why_not_assessable(request.answer)
        if why_not is not None:
            return not_assessed(request, why_not)
        return judgement_of(request, self._relations.relations(request))
