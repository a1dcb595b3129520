"""Whether a candidate asks the interviewer something rather than answers."""

from __future__ import annotations

import re

from interviewer.language.sentences import split_sentences
from interviewer.language.words import WORD, tokens

MOST_WORDS = 45
MOST_SENTENCES = 3

_OPENING = re.compile(
    r"""^(?:(?:and|so|but|ok(?:ay)?|sorry|hi|hey|hello|well|hm+|uh+m?|um+|er+|wait|just|actually|first(?:ly)?
      |excuse\s+me|pardon|thanks
         |before\s+i\s+(?:start|answer|begin)|to\s+be\s+(?:clear|sure)|one\s+(?:quick\s+)?question|quick\s+question
         |(?:can|could|may)\s+i\s+(?:just\s+)?ask(?:\s+(?:you\s+)?(?:something|first))?)\b[\s,:;.!–—-]*)*""",
    re.VERBOSE,
)
_ASKS = re.compile(
    r"""
      (?:do|did)\s+you\s+(?:mean|want|expect|need|care|have|ask|refer|intend|prefer|also\s+want|just\s+want)\b
    | (?:are|were)\s+you\s+(?:asking|talking|referring|looking|after|interested|thinking|assuming|speaking|still)\b
    | (?:would|will)\s+you\s+(?:like|prefer|mind|want|rather|accept|rephrase|repeat|explain|clarify|give)\b
    | (?:can|could|may)\s+you\s+(?:please\s+|maybe\s+|perhaps\s+|just\s+|simply\s+|at\s+least\s+)*
        (?:repeat|rephrase|clarify|explain|say|elaborate|give|tell|define|specify|restate|remind|be\s+more|narrow
          |reword)\b
    | (?:can|could|may|should|shall|must|do|would)\s+i\s+(?:please\s+|just\s+|also\s+|safely\s+)?
        (?:assume|use|write|answer|explain|focus|start|include|cover|talk|give|take|derive|consider|need|have|go
          |treat|mention
          |suppose|choose|pick|limit|ignore|describe|compare|know|show|draw|code|skip|say|speak|think|be|stick
            |address|discuss)\b
    | am\s+i\s+(?:supposed|allowed|to|expected|free|meant|right\s+(?:to|in)\s+(?:assum|think))\w*\b
    | (?:what|which)\s+(?:exactly\s+|precisely\s+)?(?:do|did)\s+you\s+(?:mean|want|refer|have\s+in\s+mind|expect
      |count|call)\b
    | what\s+(?:exactly\s+)?(?:is|are|does)\s+.{0,60}\b(?:you(?:r)?\s+(?:question|mean)|meant|here|in\s+(?:this|the
      |your)\s+(?:question|context))\b
    | what\s+(?:kind|sort|type|level|depth|form)\s+of\b
    | (?:which|what)\s+\w+(?:\s+\w+)?\s+(?:do|did|should|are|would|shall|may|can)\s+(?:you|i|we)\b
    | (?:how)\s+(?:much|deep(?:ly)?|long|detailed|far|many|formal(?:ly)?|technical)\b.{0,30}\b(?:i|you|we|answer|be
      |detail)\b
    | (?:is|are|was|were)\s+(?:this|that|it|the\s+question|your\s+question|we|these|those|the\s+\w+)\s+
        (?:about|asking|meant|supposed|assumed|allowed|limited|specific(?:ally)?|in\s+the\s+context|for\s+(?:the|a
          |an)|related|a\s+question|given
          |talking|assuming|restricted|only\s+about|referring|known|fixed|okay|ok|fine|the\s+same\s+as\s+asking
            |to\s+be)\b
    | is\s+(?:it|that)\s+(?:ok(?:ay)?|fine|all\s+right|enough|alright)\b
    | does\s+(?:the\s+|your\s+|this\s+)?(?:question|it|that|this|task|prompt)\s+
        (?:include|refer|mean|ask|assume|concern|cover|matter|have\s+to|need|also)\b
    | (?:by|with)\s+["'“”‘’`]?[\w\s-]{2,40}["'“”‘’`]?,?\s+(?:do|are|did)\s+you\b
    | (?:sorry|pardon|come\s+again|what)\s*[,!]?\s*(?:what|again|me)?$
    | what\s+was\s+(?:the|your)\s+question\b
    | (?:meaning|as\s+in|in\s+the\s+sense\s+of|in\s+terms\s+of|for)\s+\w+.{0,60}\bor\b
    | (?:at|in|for)\s+(?:training|inference|test|which|what)\b.{0,60}\b(?:or|do\s+you|should\s+i)\b
    | let\s+me\s+(?:clarify|ask)\b | i\s+(?:want|would\s+like)\s+to\s+clarify\b
    | (?:please\s+)?(?:clarify|rephrase|repeat)\b
    """,
    re.VERBOSE,
)
_ASKS_WITHOUT_MARK = re.compile(
    r"""(?:please\s+)?(?:(?:can|could|would)\s+you\s+(?:please\s+)?)?
        (?:repeat|rephrase|clarify|reword|restate)\s+(?:that|it|this|the\s+question|your\s+question)?(?:\s+please)?
      | i\s+(?:do\s+not|don['’]?t|did\s+not|didn['’]?t)\s+(?:quite\s+|really\s+)?
        (?:understand|get|follow|catch)\s+(?:the|your|that|this)\s*(?:question)?
      | what\s+do\s+you\s+mean(?:\s+by\s+.{1,40})?""",
    re.VERBOSE,
)
_ANSWERS = re.compile(
    r"""\b(?:because|since|therefore|hence|thus|which\s+means|so\s+that|the\s+answer\s+is|i\s+think
        |it\s+(?:is|works|means|does|uses))\b""",
    re.VERBOSE,
)


def is_clarifying(text: str) -> bool:
    """Whether `text` asks the interviewer about the question rather than answers it.

    It is short (MOST_SENTENCES, MOST_WORDS), its last sentence asks the interviewer ("do you mean", "should I",
    "could you repeat"), and what comes before that states nothing. A rhetorical question, or one that the answer
    goes on to answer, is part of an answer.
    """
    sentences = [part.strip() for part in split_sentences(text) if WORD.search(part)]
    if not sentences or len(sentences) > MOST_SENTENCES or len(tokens(text)) > MOST_WORDS:
        return False
    *before, last = (_bare(sentence) for sentence in sentences)
    if not sentences[-1].rstrip(" \"'”’)*_").endswith("?"):
        return not before and _ASKS_WITHOUT_MARK.fullmatch(last.strip(" ,")) is not None
    if before and re.match(r"or\b", last):  # "Should I derive it? Or just state it?"
        last = before.pop()
    if _ASKS.match(last) is None:
        return _asks_in_its_tail(last) and not before
    return all(_leads_in(sentence) for sentence in before)


def _bare(sentence: str) -> str:
    """`sentence` in lower case, without its closing mark and words that only open it."""
    lowered = sentence.lower().replace("’", "'").strip(" \"'“”.!?*_\t")
    return _OPENING.sub("", lowered).strip(" ,:;")


def _asks_in_its_tail(sentence: str) -> bool:
    """Whether the last clause asks the interviewer: "Regularization, do you mean L2?"."""
    head, comma, tail = sentence.rpartition(",")
    return bool(comma) and len(tokens(head)) <= 8 and not _ANSWERS.search(head) and bool(_ASKS.match(tail.strip()))


def _leads_in(sentence: str) -> bool:
    """Whether a sentence before the one that asks states nothing of its own: it asks too, or is a short lead-in."""
    if _ASKS.match(sentence) or _ASKS_WITHOUT_MARK.match(sentence):
        return True
    about_itself = re.match(
        r"i(?:'m|\s+am)\s+(?:not\s+)?(?:sure|unsure|confused)|i\s+want|i\s+have\s+a|one\s+thing", sentence
    )
    return not sentence or (bool(about_itself) and not _ANSWERS.search(sentence)) or len(tokens(sentence)) <= 3
