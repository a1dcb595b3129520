"""What a sentence is about: its subject, where it can be told, and the words by which one leans on another's."""

from __future__ import annotations

import re

from interviewer.language.words import content_stems, words

MOST_SUBJECT_WORDS = 7
"""More words than this before the verb are more than a subject."""

_OPENING = r"\W*(?:(?:and|but|so|also|then|thus|hence|here|moreover|furthermore|additionally|therefore|further),?\s+)*"
_IT = re.compile(rf"{_OPENING}(?:it|its|they|their|them|he|she|his|her)\b", re.IGNORECASE)
_THIS = re.compile(
    rf"{_OPENING}(?:this|that|these|those|such|both|the\s+(?:former|latter|same|other|result))\b", re.IGNORECASE
)
_VERB = re.compile(
    r"""\b(?P<verb>is|are|was|were|has|have|had|can|could|will|would|may|might|must|should|does|do|did|uses?|means|refers?
        |consists?|holds?|makes?|takes?|gives?|allows?|needs?|works?|adds?|keeps?|learns?|maps?|computes?|reduces?
        |increases?|describes?|measures?|provides?|states?|lets?|shows?|represents?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# A few words, then one that ends as verbs do after "it".
_OPENS_WITH_VERB = re.compile(r"(?:[\w-]+\s+){1,4}?(?P<verb>[a-z]{3,}(?<!s)s)\b")
_NO_SUBJECT = re.compile(
    rf"^{_OPENING}(?:it|this|that|they|these|those|such|there)\b|[.!?:]|\b(?:that|which|who|where|when|if|as|to)\b",
    re.IGNORECASE,
)
_ADVERB_END = re.compile(r"\s+\w+ly\Z")
_NO_TOPIC = re.compile(
    r"\b(?:it|this|that|they|these|those|such|there|which|who|we|you|i|one|what|how|if)\b|[.!?:]", re.IGNORECASE
)
_CONJUNCTIONS = r"(?:(?:and|but|so|then|thus|hence|also|therefore|or|yet)\s+)*"
_OPENER = re.compile(rf"{_CONJUNCTIONS}(?:(?:which|who|that)\s+)?", re.IGNORECASE)
# "It is", and, after a few words that say when or where, "At test time it is".
_PRONOUN = re.compile(
    rf"{_CONJUNCTIONS}((?:(?:at|in|during|after|before|on|for|then|when)\s+(?:\w+\s+){{1,3}}?)?)"
    r"(?:it|they|this|these|those)\s+(?=(?:\w+ly\s+)?(?:is|are|was|were|has|have|can|will|would|may|must|does|do|\w+s)\b)",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"(?<!\w)(it|that|this)['’]s\b", re.IGNORECASE)
_VERB_FIRST = re.compile(
    rf"(?:\w+ly\s+)?(?:{_VERB.pattern}|[a-z]{{2,}}(?<![su])s\b(?!\s+(?:of|in|for|and|or|is|are)\b))", re.VERBOSE
)


def begins_with_it(text: str) -> bool:
    """Whether a text begins with "it", "they" or the like."""
    return _IT.match(text) is not None


def begins_with_this(text: str) -> bool:
    """Whether a text begins with "this", "such", "the latter" or the like."""
    return _THIS.match(text) is not None


def subject_of(text: str) -> str:
    """The words before the verb of a sentence, if they can be told and are few; otherwise ""."""
    found = _VERB.search(text) or _OPENS_WITH_VERB.match(text)
    if found is None:
        return ""
    before = text[: found.start("verb")].rpartition(",")[2].strip(" ;")
    is_known = 0 < len(words(before)) <= MOST_SUBJECT_WORDS and content_stems(before) and not _NO_SUBJECT.search(before)
    return before if is_known else ""


def topic_of(text: str) -> str:
    """What a sentence is about: the words before the first verb that there is; otherwise "".

    Less sure than `subject_of`, and known for more sentences.
    """
    ends = [found.start("verb") for found in (_VERB.search(text), _OPENS_WITH_VERB.match(text)) if found]
    if not ends:
        return ""
    before = _ADVERB_END.sub("", text[: min(ends)].rpartition(",")[2].strip(" ;"))
    is_known = 0 < len(words(before)) <= MOST_SUBJECT_WORDS and content_stems(before) and not _NO_TOPIC.search(before)
    return before if is_known else ""


def with_topic(text: str, topic: str) -> str:
    """A text that begins with a verb, "which" or a pronoun, with the topic in its place; any other as it is."""
    text = _CONTRACTED.sub(r"\1 is", text, count=1)
    found = _PRONOUN.match(text)
    if found is not None:
        return f"{found[1] or ''}{topic} {text[found.end() :].lstrip()}"
    opened = _OPENER.sub("", text, count=1)
    return f"{topic} {opened}" if _VERB_FIRST.match(opened) else text
