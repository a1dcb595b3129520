"""Whether a summary that a model wrote says only what the grades say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interviewer.interview.dialogue.facts import ClosingFacts, OpeningFacts, TopicScore
from interviewer.interview.dialogue.scripted import names_of_grader, spoken_topic
from interviewer.language.sentences import split_sentences

LOW = 40
"""Below this percentage praise contradicts a score. A convention of this project."""
HIGH = 80
"""At or above this percentage harsh words contradict a score. A convention of this project."""

_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_NUMBER = re.compile(
    rf"(?<![\w.])(?P<digits>\d+(?:[.,]\d+)*)(?!\w)|(?<![\w-])(?P<word>{'|'.join(_WORDS)}|dozen|twice)(?!\w)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s*%|[-\s]*per\s*cent\b", re.IGNORECASE)
_SHARES = re.compile(
    r"\b(?:half|third|quarter|two-thirds|three-quarters|majority|most)\b|\b(?:all|every|each|none|nothing|everything)\b"
    r"(?=.{0,30}\b(?:met|missed|key\s+points?|covered|stated|correct|right|questions?|answers?|topics?)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"""\b(?P<verb>met|missed|skipped)\s+(?:only\s+)?(?P<after>\d+)\b(?!\s+in\s+part)
      | \b(?P<before>\d+)\s+(?:(?:of\s+them|key\s+points?|points?|were|was|are)\s+)*
        (?P<what>met(?!\s+in\s+part)|missed|skipped|misconceptions?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_PRAISE = re.compile(
    r"""\b(?:excellent\w*|outstanding|great|impressive\w*|superb\w*|brilliant\w*|fantastic|perfect\w*|strong(?:ly)?|solid(?:ly)?
      |very\s+(?:good|well)|well\s+done|good\s+(?:job|work|grasp|understanding|command|knowledge|result|score
      |performance|session)
      |mastery|mastered|excel\w*|remarkabl\w*|exceptional\w*|confident\s+grasp|proud|flawless\w*|nailed)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_HARSH = re.compile(
    r"""\b(?:poor(?:ly)?|terribl\w*|awful\w*|bad(?:ly)?|weak(?:ness|nesses|ly)?|disappoint\w*|inadequate\w*|insufficient\w*|fail(?:ed|ure|s)?
      |struggl\w*|dismal|unacceptable|major\s+gaps?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_HIRING = re.compile(
    r"\b(?:hir(?:e|ed|ing)|job\s+offer|recommend\s+you|would\s+pass|passed\s+the\s+interview|next\s+round|reject(?:ed|ion)?"
    r"|ready\s+for\s+(?:the|a)\s+(?:job|role|interview))\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][a-z]+\b")
_OF_THE_FIELD = frozenset("deep learning mock interview practice session drill english python ai keep then".split())
_NO_MISCONCEPTION = re.compile(
    r"\b(?:no|without|free\s+of|not\s+a\s+single|did\s+not\s+\w+\s+any)\s+(?:\w+\s+)?misconceptions?\b", re.IGNORECASE
)


def why_not_the_opening(text: str, facts: OpeningFacts) -> str | None:
    """Why a greeting may not be said: it states a number that is not a fact, makes up a name, or asks something."""
    seconds = facts.seconds_in_words
    counts = {facts.questions, *(facts.exercise_minutes[:1] + facts.exercise_minutes[-1:])}
    counts |= {facts.exercises} if facts.exercises else set()
    counts |= {seconds} if seconds else set()
    counts |= {seconds // 60} if seconds and seconds % 60 == 0 else set()
    known = {str(count) for count in counts}
    for number, _ in _numbers(text):
        if number not in known:
            return f"it states the number {number}, which is not a fact of the session"
    own = {word for topic in facts.topics for word in spoken_topic(topic).lower().split()} | _OF_THE_FIELD
    for found in _NAME.findall(text):
        if found.lower() not in own:
            return f"it makes up the name {found!r}"
    return "it asks a question of its own" if "?" in text else None


def why_not_the_summary(text: str, facts: ClosingFacts) -> str | None:
    """Why a summary may not be said: a number, share or count that is not a fact, a score given to another topic,
    praise or harshness that contradicts a score, or a verdict on hiring. None if none of that is found.

    A sentence that names topics may state their percentages, in their order, or the overall one; any other sentence
    only the overall one. What it says about anything other than numbers and praise is not checked.
    """
    text = _without_graders(text, facts)
    for sentence in split_sentences(text, semicolons=True):
        named = _named(sentence, facts.topics)
        found = (
            _wrong_number(sentence, named, facts)
            or _wrong_count(sentence, facts)
            or _wrong_tone(sentence, named, facts)
        )
        if found is not None:
            return found
    if _HIRING.search(text):
        return "it mentions hiring"
    if facts.misconceptions and _NO_MISCONCEPTION.search(text):
        return "it denies the misconceptions that were stated"
    return None


def _without_graders(text: str, facts: ClosingFacts) -> str:
    """`text` without the names of graders that have a number in them, which is no number of the session."""
    names = {one for score in facts.overall for one in names_of_grader(score.grader)}
    ambiguous = [one for one in names if any(map(str.isdigit, one)) and any(map(str.isalpha, one))]
    for name in sorted(ambiguous, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text, flags=re.IGNORECASE)
    return text


def _wrong_number(sentence: str, named: Sequence[TopicScore], facts: ClosingFacts) -> str | None:
    if _SHARES.search(sentence):
        return "it states a share that was not computed"
    allowed_counts = _counts(facts)
    overall = {score.percent for score in facts.overall}
    percents = []
    for number, is_percent in _numbers(sentence):
        allowed = overall | {score.percent for score in named} if is_percent else allowed_counts
        if number not in {str(value) for value in allowed}:
            return f"it states the number {number}, which is not a fact of the session"
        if is_percent:
            percents.append(int(number))
    own = [score.percent for score in named]
    if len(own) > 1 and len(percents) == len(own) and percents != own:
        return "it gives a topic the score of another"
    return None


def _counts(facts: ClosingFacts) -> set[int]:
    points = facts.met + facts.partial + facts.missed
    questions = {facts.asked, facts.graded, facts.ungraded, facts.skipped, facts.mixed}
    topics = {score.topic for score in facts.topics}
    return questions | {
        points,
        facts.met,
        facts.partial,
        facts.missed,
        len(facts.misconceptions),
        len(topics),
        *(score.count for score in facts.topics),
    }


def _wrong_count(sentence: str, facts: ClosingFacts) -> str | None:
    right = {"met": facts.met, "missed": facts.missed, "skipped": facts.skipped}
    for found in _COUNTED.finditer(sentence):
        what = (found["verb"] or found["what"]).lower().split()[0]
        count = int(found["after"] or found["before"])
        if count != right.get(what, len(facts.misconceptions)):
            return f"it counts {count} as {what}"
    return None


def _wrong_tone(sentence: str, named: Sequence[TopicScore], facts: ClosingFacts) -> str | None:
    scores = [score.percent for score in (named or facts.overall)]
    if _PRAISE.search(sentence) and (not scores or min(scores) < LOW):
        return "it praises what no good score supports"
    if _HARSH.search(sentence) and scores and max(scores) >= HIGH:
        return "it criticizes what has a high score"
    return None


def _named(sentence: str, scores: Sequence[TopicScore]) -> list[TopicScore]:
    """The scores of the topics that `sentence` names, in its order."""
    spoken = sentence.lower().replace("-", " ")
    places = ((spoken.find(spoken_topic(score.topic)), score) for score in scores)
    return [score for _, score in sorted((place for place in places if place[0] >= 0), key=lambda place: place[0])]


def _numbers(text: str) -> list[tuple[str, bool]]:
    """The numbers of `text` in digits, and whether each is a percentage. "One" does not count: it is a pronoun too."""
    found = []
    for match in _NUMBER.finditer(text):
        number = match["digits"] or str(_WORDS.get(match["word"].lower(), match["word"]))
        found.append((number, _PERCENT.match(text, match.end()) is not None))
    return [(number, is_percent) for number, is_percent in found if number != "1" or is_percent]
