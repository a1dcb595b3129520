"""Text addressed to the grader: pointed out in the report, and worth nothing."""

from __future__ import annotations

import re

FLAG = "Part of the answer is addressed to the grader. It earned nothing and cost nothing."

_COMMANDS = re.compile(
    r"""
      \b(?:ignore|disregard|forget|override|bypass)\b.{0,40}
        \b(?:instruction|rubric|prompt|rule|criteria|above|previous|guideline)
    | \b(?:give|award|assign|grant|grade|score|mark|rate)\b
      .{0,50}\b(?:full|max(?:imum)?|perfect|top|highest|100|10/10|5/5)\b
      .{0,20}\b(?:marks?|score|points?|credit|grade|percent|%)
    | \b(?:mark|grade|score|rate|count|consider|treat|accept)\b.{0,30}\b(?:this|my|the|it)\b.{0,30}
      \b(?:correct|complete|perfect|met|covered|excellent|passed|full)
    | \b(?:dear|note\s+to|attention|hello|hey|hi)\b.{0,12}\b(?:grader|evaluator|examiner|assessor|marker)
    | \b(?:you\s+are|act\s+as)\b.{0,30}\b(?:grader|evaluator|examiner|assistant|language\s+model|chatbot)
    | \b(?:as|the)\s+(?:grader|evaluator|examiner)\b.{0,40}\b(?:should|must|will|can|please)
    | \ball\s+(?:the\s+)?(?:key\s+points|criteria)\s+(?:are|have\s+been|were)\s+(?:met|covered|satisfied)
    | \b(?:this|my)\s+answer\s+(?:is|covers|meets|deserves|should|must|contains)\b.{0,60}
      \b(?:complete|correct|perfect|full|every|all|reference|credit|marks?|met)
    | \b(?:answer|response|submission)\b.{0,30}\b(?:explains|covers|mentions|contains|includes|states|meets|deserves)\b
    | \bi\s+have\s+(?:explained|covered|mentioned|addressed|described)\b
    | \bconsider\s+(?:them|all|it|each|every)\b.{0,20}\b(?:explained|covered|answered|met|done)
    | \bto\s+(?:the|my|whoever)\s+(?:is\s+)?(?:marker|grader|grading|examiner|evaluator|marks|grades)
    | \b(?:the|this)\s+(?:candidate|student(?!.{0,80}\bteacher)|applicant|respondent)\s+(?:\w+\s+){0,2}?
      (?:explain(?:s|ed)|answered|demonstrate[sd]?|deserves?|covers?|covered|knows|understands)\b
    | \b(?:the|this|my)\s+(?:answer|response|submission)\b.{0,20}\b(?:correctly|fully|perfectly|completely)\b
    | \b(?:evaluation\s+result|final\s+(?:verdict|grade))\b
    | \b(?:each|every|all)\s+(?:the\s+)?(?:key\s+points?|criteri(?:on|a)|requirements?)\b
      .{0,15}\b(?:met|covered|fulfill?ed|satisfied)\b
    | \b(?:fulfil|meet|satisf|cover)\w*\b.{0,12}\b(?:all|every|each)\b.{0,12}\b(?:key\s+points?|criteri|requirement)
    | \b\w+,\s+(?:evaluator|grader|examiner)[.!]
    | \b(?:system|assistant|developer)\s*(?:(?:prompt|message)\s*)?:
    | \b(?:new|updated|real|actual|your|following)\s+(?:system|developer)\s+(?:prompt|message)
    | ["']?(?:score|verdict)["']?\s*[:=]\s*["']?(?:1(?:\.0)?|100|10|met|full)
    | <\s*(?:/\s*)?(?:system|instruction|answer|rubric|grade)[^>]*>
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def is_addressed_to_grader(sentence: str) -> bool:
    """Whether a sentence speaks to the grader rather than to the question."""
    return _COMMANDS.search(sentence) is not None
