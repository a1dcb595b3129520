"""The few numbers of the similarity grader.

All were chosen on the development answers (`python benchmarks/grader_answers.py --data dev`), on which a wide range
around each gives the same figures within two points; none was looked at on the kept answers.
"""

from __future__ import annotations

NULL_DEVIATIONS = 2.0
"""A similarity counts from this many standard deviations above what sentences on other questions reach."""

MET = 0.25
"""From this strength on a key point is met. Strength runs from 0 (the null baseline) to 1 (the same text)."""

PARTIAL = 0.13
"""From this strength on it is partly met."""

CONTRADICTED = 0.45
"""From this strength on a reversed sentence contradicts the key point; a weaker one only does not count, because
telling a candidate that a right sentence is wrong is worse than missing one."""

CLEARLY = 0.05
"""By how much a reversed unit must be stronger than every other for the key point to be contradicted."""

MISCONCEPTION = 0.66
"""From this cosine on, the question's words discounted, a unit may state a misconception."""

MISCONCEPTION_LEAD = 0.10
"""By how much a unit must be nearer to the misconception than to any key point or truth."""

SHORTER_EVIDENCE = 0.04
"""Of units whose strength differs by less than this the shortest is shown as evidence."""

MAX_UNITS = 400
"""At most so many units of an answer are compared; about 5000 words."""

MAX_NULLS = 240
"""So many sentences on other questions are enough for a mean and a deviation."""
