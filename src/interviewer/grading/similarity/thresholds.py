"""The few numbers of the similarity judge, with where each comes from.

"Development answers" are benchmarks/data/answers-dev.jsonl, whose key points a person marked as met, partial or
contradicted; `python benchmarks/grader_answers.py --points` prints the figures that the numbers were read from.
"""

COVER = 0.6
"""What full coverage of a key point's own words adds to its similarity."""
RIVAL = 0.15
"""How much of a piece's likeness to another key point of the same question counts against it."""
MET = 0.48
PARTIAL = 0.37
"""From which strength on a key point is met, or partly met."""
REVERSED = 0.46
"""From which strength on a piece that turns a key point round contradicts it."""
TAINT = 0.6
"""A piece is as bad as a part that reaches this share of its strength."""
BRIEFER = 0.04
"""How much strength evidence may lose to be shorter."""
MISCONCEPTION = 0.9
"""From which strength on a piece states a misconception: far higher than MET, since a false accusation is worse than a
misconception that nobody points out."""
MISCONCEPTION_LEAD = 0.25
"""By how much the belief must lead the truth and every key point."""
