"""How a sentence is put: as a claim, as a question, with a way out, or as something that others get wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from interviewer.grading.addressed import is_addressed_to_grader
from interviewer.grading.similarity.keyword_stuffing import function_word_ratio

MOST_HEDGES = 3
"""More hedges than this in one sentence count as this many."""
MOST_NEGATORS = 3
"""The same of negators."""

_QUESTION = re.compile(r"\?[\"'”’)\]*_]*\s*$")
_HEDGES = re.compile(
    r"""\b(?:maybe|perhaps|possibly|presumably|either\b.{1,60}\bor|(?:may|might|could)\b.{1,60}\bor
      |not\ sure|no\ idea|i\ guess|i\ suppose|unsure
      |or\ (?:is\ it|was\ it|maybe|the\ other\ way|not|the\ opposite|vice\ versa|else)|one\ or\ the\ other|depending
      |who\ knows|supposedly|some\ say|allegedly|whichever)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# That others say something, and that it is not so; "wrong" and "false" alone are words of the subject: "a wrong label".
_CALLED_FALSE = re.compile(
    r"""\b(?:myths?|misconceptions?|misbelie\w+|nonsense|untrue|fairy\ ?tales?|legends?|superstition|debunked|refuted
      |so-called|mistaken|contrary\ to|commonly\ (?:heard|believed|said|claimed)
      |(?:wrongly|falsely|mistakenly)\ (?:\w+\ ){0,2}?(?:say|said|belie|claim|th[io]|assum|told|taken|held|call)\w*
      |(?:people|many|some)\ (?:\w+ly\ )?(?:say|claim|believe|think|assume)
      |(?:wrong|false|not\ true|incorrect)\ (?:that|to\ (?:say|think|believe|claim|assume|call))
      |(?:error|mistake|fallacy)\ (?:is\ |was\ )?(?:to|of|in)\ (?:say|think|believ|claim|assum)\w*)\b
    |\A\W*(?:false|wrong|untrue|incorrect)\W*\Z
    |(?:\A|[.,;:]\s+|\b(?:but|and)\s+)(?:that|this)(?:['’]s|\ is|\ would\ be)\ (?:\w+ly\ |just\ |plain\ )?
     (?:wrong|false|mistaken|not\ (?:true|so|the\ case))\b(?!\ (?:positive|negative|alarm))""",
    re.VERBOSE | re.IGNORECASE,
)
# What it announces, and then says after a colon or does ("I'd start by comparing"), is no plan.
_PLANNED = re.compile(
    r"""\b(?:i(?:'d|'ll|’d|’ll|\ would|\ will|\ could|\ can|\ shall)|let\ me|one\ (?:would|could|should)
      |i\ am\ going\ to)\b.{0,30}\b(?:explain|describe|mention|discuss|cover|talk|come\ to|go\ (?:on|over|into|through)
      |(?:start|begin)(?!\s+(?:by|with)\b)|say|touch|present|outline|address|show|sketch|round)(?![^:]{0,30}:\s*\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_NEGATORS = re.compile(
    r"\b(?:not|no|never|none|nothing|nor|neither|without|cannot|hardly|nobody|nowhere)\b|n['’]t\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Manner:
    """How a text is put.

    `asked`: it is a question. `hedges`: how often it leaves a way out, at most MOST_HEDGES. `called_false`: it speaks
    of myths and errors. `addressed`: it speaks to the grader. `planned`: it says what would be said. `negators`: how
    many it has, at most MOST_NEGATORS. `function_words`: their share of its words, low in lists.
    """

    asked: bool
    hedges: int
    called_false: bool
    addressed: bool
    planned: bool
    negators: int
    function_words: float

    def within(self, whole: Manner) -> Manner:
        """The manner of a part of a sentence that is put as `whole`."""
        return Manner(
            self.asked or whole.asked,
            max(self.hedges, whole.hedges),
            self.called_false or whole.called_false,
            self.addressed or whole.addressed,
            self.planned or whole.planned,
            self.negators,
            self.function_words,
        )


def negators_of(text: str) -> int:
    """How many negators a text has, at most MOST_NEGATORS."""
    return min(MOST_NEGATORS, len(_NEGATORS.findall(text)))


def manner_of(text: str) -> Manner:
    """The manner of a text."""
    return Manner(
        asked=_QUESTION.search(text) is not None,
        hedges=min(MOST_HEDGES, len(_HEDGES.findall(text))),
        called_false=_CALLED_FALSE.search(text) is not None,
        addressed=is_addressed_to_grader(text),
        planned=_PLANNED.search(text) is not None,
        negators=negators_of(text),
        function_words=function_word_ratio(text),
    )
