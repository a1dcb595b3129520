"""Words that reverse a statement: antonyms, and what negates."""

from __future__ import annotations

from functools import lru_cache

from interviewer.language.words import Word, stem

# One axis per paragraph, its two ends separated by a slash. Other inflections are covered by stemming.
_AXES = """
increase raise grow enlarge gain expand rise double more larger bigger greater higher longer
/ decrease reduce lower shrink cut drop halve fall diminish lessen save less fewer smaller shorter

large big high huge lot lots many plenty larger bigger higher
/ small low few little tiny scarce smaller lower

parallel parallelise parallelize simultaneously concurrently independently / sequentially serially

quadratically quadratic / linearly linear

dense / sparse

soft / hard

flatten flatter flattens soften / sharpen sharper sharp peaked

stable / unstable

similar same identical alike / different

annotated / unannotated

always / never

fast faster quick quickly / slow slower slowly

easy easier / hard harder difficult

best / worst

improve better / worsen worse

local locally / global globally

positive / negative

supervised / unsupervised

above / below

maximum maximal maximize maximise / minimum minimal minimize minimise

largest highest biggest / smallest lowest

cheap cheaper / expensive

inactive disabled / active enabled

nonlinear / linear
"""
CLAUSE_NEGATORS = frozenset(
    """not never neither cannot can't don't doesn't didn't isn't aren't wasn't weren't won't shouldn't couldn't
    wouldn't hasn't haven't hadn't needn't mustn't hardly barely rarely seldom""".split()
)
"""Words that reverse the rest of their clause."""
PASSIVE_NEGATORS = frozenset("discouraged penalized penalised punished avoided prevented ignored".split())
"""Words that reverse what comes before them in the clause."""
NEGATORS = frozenset(
    """no none nothing nobody without avoid avoids avoiding prevent prevents preventing ignore ignores ignoring lack
    lacks lacking instead fail fails neglect neglects
    discourage discourages penalize penalizes penalise penalises punish punishes against""".split()
)
"""Words that reverse the thing that follows them."""
HEDGES = frozenset(
    """preserve preserves preserving invariant unchanged constant same regardless independent independently only
    little free fixed frozen rather separately unlike except irrespective small smaller less fewer unless
    unaffected robust loses lost lose reduce reduces reduced reducing lower lowers limit limits""".split()
)
"""Words that can say without a negation what others say with one; where they occur, negations are not compared."""


_EXACT = {"labelled": 1, "labeled": 1, "unlabelled": -1, "unlabeled": -1}  # their stem is that of the noun


def antonyms_of(word: Word) -> tuple[tuple[int, int], ...]:
    """The ends of axes, as axis and sign, that a word can stand for; opposite signs on one axis make antonyms."""
    if word.text in _EXACT:
        return ((-1, _EXACT[word.text]),)
    return _antonyms().get(word.stem, ())


def is_negator(word: Word) -> bool:
    """Whether a word reverses its clause or what follows it."""
    return word.text in CLAUSE_NEGATORS | NEGATORS | PASSIVE_NEGATORS


def is_antonym(word_stem: str) -> bool:
    """Whether a stem can be at an end of an axis."""
    return word_stem in _antonyms()


@lru_cache(maxsize=1)
def _antonyms() -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for axis, paragraph in enumerate(_AXES.strip().split("\n\n")):
        for sign, side in zip((1, -1), paragraph.split("/"), strict=True):
            for word in side.split():
                found.setdefault(stem(word), set()).add((axis, sign))
    return {word: tuple(sorted(some)) for word, some in found.items()}
