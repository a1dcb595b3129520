"""Relations by a fit: how near an answer is to right and to wrong wordings, and how it puts them, as probabilities.

`relations.npz` holds the fit: boosted trees over the features of `features.py`, once for questions with exemplars and
once for those with claims alone, and both again without what is read in pairs ("apart"). It is made again by
`python -m benchmarks.fit_relations`; docs/similarity-grader.md is its model card.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from interviewer.corpus.exemplars import Exemplar
from interviewer.corpus.question import Question
from interviewer.errors import GradingError
from interviewer.grading.evidence import span
from interviewer.grading.grader import GradingRequest
from interviewer.grading.relation import Relation, Relations
from interviewer.grading.similarity.bare.blend import blended
from interviewer.grading.similarity.bare.model import DENIED_SHARE
from interviewer.grading.similarity.bare.references import BareReferences
from interviewer.grading.similarity.bare.turned import turned_shares
from interviewer.grading.similarity.boosted_trees import BoostedTrees
from interviewer.grading.similarity.features import OF_POINT, Likeness, likeness
from interviewer.grading.similarity.inline import is_inline
from interviewer.grading.similarity.opposed import OPPOSED, Compared, Opposite, opposite_of
from interviewer.grading.similarity.prototypes import (
    ExemplarsOf,
    PointPrototypes,
    Prototypes,
    PrototypeStore,
    Wordings,
)
from interviewer.grading.similarity.segments import Segment, segments_of
from interviewer.grading.similarity.verdicts import verdict_of
from interviewer.grading.verdict import Evidence, Verdict
from interviewer.search.embedder import Embedder, Reader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RULES = "13"
"""The version of segments, features and what is made of them; it changes whenever the same answer would have others."""
FIT = "relations.npz"

_APART = " apart"
"""What the name of a fit without the features of pairs ends with, in the file."""

DOUBT_BY_CONTRADICTIONS, DOUBT_BY_BELIEFS = 1.5, 0.3
"""How much of all credit is lost, never more than all, where every key point is contradicted, and where a misconception
is surely stated: who says wrong things beside right words is to be believed less."""
CONTRADICTED_FROM, BELIEVED_FROM = 0.1, 0.3
"""The mean probability of a contradiction, and the probability of a misconception, up to which nothing is lost: so much
is noise, and grows with the length of honest answers. All four were chosen across the questions of the development
answers, by a fit without pairs: its root mean square error was .206, and .209 with .5, .2, 0 and 0."""

SHOWN_FROM = 0.2
"""The probability from which a relation shows the words it rests on. A convention."""


@dataclass(frozen=True)
class Fit:
    """The trees for one sort of question: expected credit, log-odds of a contradiction, log-odds of a misconception."""

    credit: BoostedTrees
    contradiction: BoostedTrees
    belief: BoostedTrees


@dataclass(frozen=True)
class Fits:
    """The fit of each sort of question, and the first 12 digits of the SHA-256 of their file."""

    exemplars: Fit
    claims: Fit
    checksum: str

    def raw(
        self, trees_of: Callable[[Fit], BoostedTrees], features: NDArray[np.float32], exemplified: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """What trees give for each row of features, by whether what the row is about is `exemplified`."""
        import numpy as np

        given = np.empty(len(features))
        for fit, rows in ((self.exemplars, exemplified), (self.claims, ~exemplified)):
            if rows.any():
                given[rows] = trees_of(fit).raw(features[rows])
        return given


class FittedRelations:
    """The relation model that was fitted on exemplars and on labelled answers.

    Building it embeds nothing; a question's wordings are embedded when they are first needed, or ahead of that by
    `prepare`. Safe to use from any thread.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        reader: Reader,
        references: Embedder,
        exemplars: ExemplarsOf,
        *,
        pairs: bool = True,
    ) -> None:
        """`reader` reads answers; `references`, of the same model, embeds what they are compared with.

        Without `pairs` no text is read beside another, and cosines alone decide: twice as fast, and less exact.
        Raises GradingError where the fit cannot be read.
        """
        self._fits = read_fits(pairs=pairs)
        self._reader = reader
        self._compare = reader.compare if pairs else None
        self._prototypes = PrototypeStore(questions, references, exemplars)
        self._bare = BareReferences(references)

    @property
    def name(self) -> str:
        """The embedding model: its name and the SHA-256 of its weights."""
        return f"{self._reader.name} {self._reader.fingerprint[:12]}"

    @property
    def version(self) -> str:
        """The version of the features, and the checksums of the fit and of the pair reader."""
        return f"{RULES} {self._fits.checksum} {self._reader.pairs_fingerprint[:12]}"

    def prepare(self, question: Question, prompt: str) -> None:
        """Embeds what reading an answer to this question will need."""
        self._prototypes.of(question)

    def relations(self, request: GradingRequest) -> Relations:
        """The relations of one answer. Raises InterviewerError where it cannot be read."""
        return self._relations(request, self._prototypes.of(request.question))

    def relations_without(self, request: GradingRequest, exemplar: Exemplar) -> Relations:
        """The same as if the question did not have that exemplar: its text can then be graded by the others."""
        return self._relations(request, self._prototypes.without(request.question, exemplar))

    def _relations(self, request: GradingRequest, prototypes: Prototypes) -> Relations:
        segments = segments_of(request.answer, (request.question.title, request.prompt), prototypes.telling)
        if not segments:
            return Relations.none(request.question)
        vectors = self._reader.embed([segment.text for segment in segments])
        found = likeness(segments, vectors, prototypes, self._prototypes.idf, self._compare)
        stated = self._stated(found, prototypes)
        credit, contradicts = self._credit(request, found, prototypes, stated)
        said = [Compared.of(segment.text) for segment in segments]
        points = []
        for n, wordings in enumerate(prototypes.points):
            opposite = opposite_of(said, wordings.right.compared)
            if opposite is None:
                point = _to_point(
                    request.answer, segments, prototypes, found, n, float(credit[n]), float(contradicts[n])
                )
            else:
                contradicted = max(float(contradicts[n]), OPPOSED)
                credited = min(float(credit[n]), 1 - contradicted)
                point = _opposed(request.answer, segments, wordings, opposite, credited, contradicted)
            points.append(point)
        beliefs = [_to_belief(request.answer, segments, prototypes, found, n, float(p)) for n, p in enumerate(stated)]
        return Relations(tuple(points), tuple(beliefs))

    def _stated(self, found: Likeness, prototypes: Prototypes) -> NDArray[np.float64]:
        """The probability of each misconception that the answer states it."""
        import numpy as np

        exemplified = np.array([belief.exemplified for belief in prototypes.beliefs], dtype=bool)
        return _probability(self._fits.raw(lambda fit: fit.belief, found.beliefs, exemplified))

    def _credit(
        self, request: GradingRequest, found: Likeness, prototypes: Prototypes, stated: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """For each key point the expected credit, and the probability that the answer contradicts it."""
        import numpy as np

        exemplified = np.array([point.exemplified for point in prototypes.points], dtype=bool)
        contradicts = _probability(self._fits.raw(lambda fit: fit.contradiction, found.points, exemplified))
        nearest = found.points[:, OF_POINT.index("right")]
        least = np.array([point.least_near for point in prototypes.points])
        credit = self._fits.raw(lambda fit: fit.credit, found.points, exemplified)
        credit = np.where(nearest >= least, credit.clip(0, 1), 0.0)
        weights = [point.weight for point in request.question.key_points]
        stands = np.where(np.array(found.denied, dtype=bool), 0.0, stated)
        credit, contradicts = trusted(credit, contradicts, np.array(weights), stands)
        if is_inline(request.question):
            whole = self._bare.score(request.question, request.answer, self._reader)
            credit = np.minimum(blended(credit.tolist(), weights, whole), 1 - contradicts)
            claims = [point.claim for point in request.question.key_points]
            turned = np.array(turned_shares(claims, request.answer))
            credit = credit * (1 - (1 - DENIED_SHARE) * turned)
            contradicts = np.maximum(contradicts, turned * (1 - credit))
        return credit, contradicts


def trusted(
    credit: NDArray[np.float64],
    contradicts: NDArray[np.float64],
    weights: NDArray[np.float64],
    stated: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The credit for each key point, less what contradictions and misconceptions anywhere in the answer take from it,
    and the probability that it is contradicted; together at most 1.
    """
    import numpy as np

    mean, most = float(np.average(contradicts, weights=weights)), float(stated.max(initial=0.0))
    wrong = max(0.0, mean - CONTRADICTED_FROM) / (1 - CONTRADICTED_FROM)
    believed = most if most >= BELIEVED_FROM else 0.0
    trust = max(0.0, 1 - DOUBT_BY_CONTRADICTIONS * wrong) * (1 - DOUBT_BY_BELIEFS * believed)
    whole = np.maximum(1.0, credit * trust + contradicts)
    credit = credit * trust / whole
    return credit, np.minimum(contradicts / whole, 1 - credit)


def read_fits(*, pairs: bool = True) -> Fits:
    """The fits that ship with the program, on what is read in pairs too, or apart from it.

    Raises GradingError where they cannot be read.
    """
    import numpy as np

    apart = "" if pairs else _APART
    try:
        content = resources.files("interviewer.grading.similarity").joinpath(FIT).read_bytes()
        with np.load(BytesIO(content), allow_pickle=False) as arrays:
            exemplars, claims = (_fit(arrays, name, apart) for name in ("exemplars", "claims"))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise GradingError(
            f"The fit of the similarity grader cannot be read: {error}.", "Install the program again."
        ) from error
    return Fits(exemplars, claims, hashlib.sha256(content).hexdigest()[:12])


def _fit(arrays: Mapping[str, NDArray[np.generic]], name: str, apart: str) -> Fit:
    """One fit. That of misconceptions, which have no features of pairs, is the same apart from them."""
    return Fit(
        credit=BoostedTrees.read(arrays, f"{name}{apart}.credit"),
        contradiction=BoostedTrees.read(arrays, f"{name}{apart}.contradiction"),
        belief=BoostedTrees.read(arrays, f"{name}.belief"),
    )


def _probability(raw: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-raw)))


def _to_point(
    answer: str,
    segments: Sequence[Segment],
    prototypes: Prototypes,
    found: Likeness,
    point: int,
    credit: float,
    contradicts: float,
) -> Relation:
    """The relation to one key point. What it rests on is shown from SHOWN_FROM on: for a key point that earns something
    the nearest right wording, for any other the likelier of the two."""
    wordings = prototypes.points[point]
    earns = verdict_of(Relation(credit, contradicts)) in (Verdict.MET, Verdict.PARTIAL)
    if contradicts > max(credit, SHOWN_FROM) and not earns:
        segment = segments[found.worst[point]]
        reason = _nearest("Nearest to a wrong wording", wordings.wrong, found.nearest_wrong[point])
        return Relation(credit, contradicts, (_evidence(answer, segment),), reason)
    if credit < SHOWN_FROM:
        return Relation(credit, contradicts)
    segment = segments[found.best[point]]
    words = "Nearest to a right wording" if earns else "Not near enough to a right wording"
    nearest = found.nearest_right[point]
    is_claim = earns and nearest == 0  # which stands beside the verdict anyway
    reason = () if is_claim else _nearest(words, wordings.right, nearest)
    return Relation(credit, contradicts, (_evidence(answer, segment),), (*reason, *_manner(segment)))


def _opposed(
    answer: str,
    segments: Sequence[Segment],
    wordings: PointPrototypes,
    opposite: Opposite,
    credit: float,
    contradicts: float,
) -> Relation:
    """The relation to a key point that the answer says the opposite of."""
    reason = f'The opposite of a right wording: "{wordings.right.texts[opposite.wording]}"'
    return Relation(credit, contradicts, (_evidence(answer, segments[opposite.segment]),), (reason,))


def _to_belief(
    answer: str, segments: Sequence[Segment], prototypes: Prototypes, found: Likeness, belief: int, stated: float
) -> Relation:
    """The relation to one belief, which words that negate more than its wording deny."""
    if stated < SHOWN_FROM:
        return Relation(stated)
    said, nearest = prototypes.beliefs[belief].said, found.nearest_said[belief]
    segment = segments[found.said[belief]]
    if found.denied[belief]:
        return Relation(0.0, stated)
    return Relation(stated, 0.0, (_evidence(answer, segment),), _nearest("Nearest to", said, nearest))


def _nearest(words: str, wordings: Wordings, place: int) -> tuple[str, ...]:
    return (f'{words}: "{wordings.texts[place]}"',) if place >= 0 else ()


def _manner(segment: Segment) -> tuple[str, ...]:
    manner = segment.manner
    said = (
        (manner.asked, "It is put as a question."),
        (manner.hedges > 1, "It is put both ways."),
        (manner.called_false, "It is spoken of as wrong."),
    )
    return tuple(sentence for holds, sentence in said if holds)


def _evidence(answer: str, segment: Segment) -> Evidence:
    return span(answer, segment.unit.start, segment.unit.end)
