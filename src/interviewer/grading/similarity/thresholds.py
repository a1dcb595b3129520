"""The few numbers of the rules, with where each comes from, and how strengths become probabilities.

"Development answers" are benchmarks/data/answers-dev.jsonl: 96 answers to ten questions, with the key points that a
person found met, partly met or contradicted. `benchmarks/grader_answers.py` prints the figures named here: `--data dev`
the pairs in order, `--points` verdicts against that person's, `--corpus` what reference answers get, and `--held-out`
the pairs in order with MET and PARTIAL fitted without the question that they are tested on.

Strength is a cosine after the prompt is projected out (-1..1, a right sentence has about 0.3 to 0.8), and COVER times
the share of the key point's own words (0..1).
"""

from __future__ import annotations

import math

COVER = 0.6
"""What full coverage of a key point's own words adds. From 0.45 to 0.9 pairs in order move between 91 and 93 of 100;
without it, they are 88."""

RIVAL = 0.15
"""How much of a segment's likeness to another key point of the same question counts against it. Pairs in order do not
decide it (91 from 0 to 0.22), but met and unmet key points in complete and terse answers are told apart better with
some: 0.97 against 0.96 of pairs at 0; beyond 0.2 it takes from segments that say two key points at once."""

MET = 0.48
"""The strength from which a key point is met. Of the development answers' key points that a person found unmet, 1 of
100 reaches it, of the met 87. Lower values order the pairs a little better and credit more by chance: at 0.42 and 0.34
pairs are 91.6 of 100."""

PARTIAL = 0.37
"""The strength from which a key point is partly met. Without ANCHOR, references to other questions score above 0.2 in
18 of 100 cases at 0.46/0.36, in 13 at 0.48/0.37, in 8 at 0.5/0.4, where terse answers lose 5 points."""

ANCHOR = 0.2
ANCHOR_PER_DOUBLING = 0.14
HIGHEST_ANCHOR = 0.7
"""What an answer has to reach on its best key point to be about the question at all: ANCHOR, and this much more for
each time its number of sentences doubles, up to HIGHEST_ANCHOR. Among many sentences some are near some key point by
chance, and how near grows with the logarithm of their number. Without it, references to other questions score above 0.2
in 10.4 of 100 cases (`--corpus`), with it in 1.5; the development answers keep their scores."""

REVERSED = 0.46
"""The strength from which a segment that reverses a key point contradicts it; below, it merely does not support it. Any
value from 0.4 to 0.6 gives the same order."""

TAINT = 0.6
"""A segment is as bad as a part of it that reaches this share of its strength. Any value from 0.4 to 0.8 gives the same
order."""

BRIEFER = 0.04
"""How much strength evidence may lose to be shorter. A convention."""

MISCONCEPTION = 1.0
"""The strength from which a segment states a misconception: far above MET, as a false accusation is worse than a
misconception that nobody points out. The lowest of 0.8, 0.9, 1.0, 1.1 at which neither development answers nor
reference answers are falsely accused."""

MISCONCEPTION_LEAD = 0.25
"""By how much a belief must lead its truth and every key point to be found in a segment. Chosen in the same way from
0.12 and 0.25."""

_STRONGEST = 1 + COVER


def probability(strength: float, *thresholds: tuple[float, float]) -> float:
    """A strength on the scale of probabilities, 0..1.

    `thresholds` are pairs of a strength and its probability, both rising. Between them, from 0 and up to the greatest
    strength there is, the scale is linear; a strength below a threshold stays below its probability.
    """
    low, below = 0.0, 0.0
    for high, above in (*thresholds, (_STRONGEST, 1.0)):
        if strength < high:
            share = max(0.0, strength - low) / (high - low)
            return min(below + share * (above - below), math.nextafter(above, 0))
        low, below = high, above
    return 1.0
