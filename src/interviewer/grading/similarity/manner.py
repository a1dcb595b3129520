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

_SHORT = 7  # words
_QUESTION = re.compile(r"\?[\"'”’)\]*_]*\s*$")
_HEDGES = re.compile(
    r"""\b(?:maybe|perhaps|possibly|presumably|either\b.{1,60}\bor|(?:may|might|could)\b.{1,60}\bor
      |not\ sure|no\ idea|i\ guess|i\ suppose|unsure
      |or\ (?:is\ it|was\ it|maybe|the\ other\ way|not|none|the\ opposite|vice\ versa|else)|one\ or\ the\ other
      |depending|then\ again|either\ works
      |who\ knows|supposedly|some\ say|allegedly|whichever)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# What says a thing and leaves its opposite open; "maybe" alone is how careful people speak.
_BOTH_WAYS = re.compile(
    r"""\b(?:either\b.{1,80}\bor
      |(?:may|might|could|maybe|perhaps|possibly)\b.{1,80}\bor
      |(?:perhaps|possibly|maybe)\b.{1,60}\b(?:perhaps|possibly|maybe)
      |some\ (?:say|hold|claim)\b.{1,80}\bothers
      |or\ (?:is\ it|was\ it|maybe|perhaps|possibly|it\ (?:may|might|could)|the\ other\ way|not|none|the\ opposite
        |vice\ versa|else|(?:it\ )?(?:doesn|isn|don|aren)['’]?t)
      |one\ or\ the\ other|who\ knows|whichever|then\ again|either\ works|(?:maybe|perhaps)\ not
      |although\ (?:it|they|one)\ (?:could|might|may))\b""",
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
# That one does not believe it oneself.
_REJECTED = re.compile(
    r"""\bi(?:['’]d|\ would|\ do)?(?:\ \w+ly)?\ (?:disagree|reject|doubt\ (?:it|that|this)|dispute)\b
      |\bi\ (?:don['’]t|do\ not|can['’]t|cannot|wouldn['’]t|would\ not)
       \ (?:agree|subscribe|believe\ (?:it|that|this)|buy|accept)\b
      |\bi(?:['’]d|\ would)\ (?:not|never)\ (?:say|claim|agree)\b|\bmakes\ no\ sense\b
      |\bthey(?:['’]re|\ are)\ (?:all\ |both\ )?(?:wrong|mistaken)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_REJECTS = re.compile(
    r"""\A\W*(?:(?:that|this|it|both|they|all)(?:['’]s|['’]re|\ is|\ are)\ (?:\w+ly\ |just\ |plain\ |all\ )?
        (?:wrong|false|untrue|incorrect|nonsense|not\ (?:true|so|the\ case|right)|(?:a\ |urban\ )?(?:myths?|legends?))
      |false|wrong|untrue|incorrect|nonsense)\W*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# A point that is ticked off, the heading of a chapter, and that something is there: they name, and say nothing of it.
_NAMED = re.compile(
    r"""\A\W{0,9}?(?:[✓✔☑✅]|\[[xX✓✔]\]|(?:chapter|section|appendix)\ ?[\dIVX]*\ ?:|\d+\.\d+\ +(?-i:[A-Z]))
      |\A\W{0,9}?(?:there['’]?s?\ )?(?:\S+\ +){1,7}?
       (?:(?:is|are)\ (?:also\ )?(?:in\ (?:there|it|this)|there|present|involved|included)|exists?|occurs?|comes?\ up)
       (?:\ too|\ as\ well)?\W*\Z""",
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

    `asked`: it is a question. `hedges`: how often it leaves a way out, at most MOST_HEDGES. `both_ways`: it says a
    thing and leaves the opposite open. `called_false`: it speaks of myths and errors, or of what its author does not
    believe. `addressed`: it speaks to the grader. `planned`: it says what would be said, or only names it. `negators`:
    how many it has, at most MOST_NEGATORS. `function_words`: their share of its words, low in lists.
    """

    asked: bool
    hedges: int
    both_ways: bool
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
            self.both_ways or whole.both_ways,
            self.called_false or whole.called_false,
            self.addressed or whole.addressed,
            self.planned or whole.planned,
            self.negators,
            self.function_words,
        )


def rejects(text: str) -> bool:
    """Whether a sentence is there to reject the one before it: "I doubt it.", "That's wrong."."""
    if len(text.split()) > _SHORT:
        return False
    return (_REJECTED.search(text) or _REJECTS.search(text)) is not None


def negators_of(text: str) -> int:
    """How many negators a text has, at most MOST_NEGATORS."""
    return min(MOST_NEGATORS, len(_NEGATORS.findall(text)))


def manner_of(text: str) -> Manner:
    """The manner of a text."""
    return Manner(
        asked=_QUESTION.search(text) is not None,
        hedges=min(MOST_HEDGES, len(_HEDGES.findall(text))),
        both_ways=_BOTH_WAYS.search(text) is not None,
        called_false=(_CALLED_FALSE.search(text) or _REJECTED.search(text)) is not None,
        addressed=is_addressed_to_grader(text),
        planned=(_PLANNED.search(text) or _NAMED.search(text)) is not None,
        negators=negators_of(text),
        function_words=function_word_ratio(text),
    )
