"""Reactions that judge nothing: a reaction is made before there is a grade, and must not guess at it."""

from __future__ import annotations

import re
from random import Random

from interviewer.language.sentences import split_sentences

NEUTRAL_REACTIONS: tuple[str, ...] = (
    "Thanks, let me look at that.",
    "Thank you, I have noted that.",
    "All right, give me a moment to go through it.",
    "Okay, let me take that in.",
    "Thanks. I will read that through.",
    "Noted. One moment.",
    "Thank you for the answer; let me read it.",
)
"""Authored reactions of one or two sentences, none of which says how good an answer was."""

_PRAISE = r"""
    great | good | excellent\w* | nice(?:ly)? | perfect\w* | well[\s-]+(?:done|put|said|explained|structured|reasoned)
  | impress\w* | solid | strong(?:ly)? | superb\w* | brilliant\w* | fantastic | awesome | amazing\w* | wonderful\w*
  | terrific | outstanding | remarkable | exemplary | stellar | lovely | beautiful\w* | neat(?:ly)? | cool | fine
  | love[ds]?
  | like[ds]?\s+(?:that|how|the|your) | enjoy\w* | thorough\w* | comprehensive\w* | insight\w* | thoughtful\w*
  | articulate\w*
  | clear(?:ly)? | concise(?:ly)? | crisp(?:ly)? | eloquent\w* | precisely | precise | complete(?:ly)? | nail(?:ed|ing)
  | spot[\s-]?on | bravo | kudos | bingo | congrat\w* | way\s+to\s+go | keep\s+it\s+up
  | on\s+(?:the\s+right\s+)?(?:track|point)
  | top[\s-]notch | first[\s-](?:rate|class) | not\s+bad | fair\s+(?:enough|point) | interesting\w* | fascinating
  | helpful | valuable | key\s+(?:point|idea|insight|part|piece) | important | essential | crucial | heart\s+of
  | core\s+of
  | makes?\s+(?:a\s+lot\s+of\s+|perfect\s+|total\s+)?sense
  | you\s+(?:clearly\s+|really\s+)?(?:know|understand|grasp|get)\b
  | you(?:['’]ve|\s+have)?\s+got\s+(?:it|that|this) | (?:strong|firm|deep)\s+(?:grasp|understanding|command) | grasp\w*
  | understanding | knowledge\w* | expert\w* | senior | happy\s+with | pleased | satisf\w* | reassur\w*"""
_RIGHT = r"""
    right | rightly | correct(?:ly|ness)? | true | accurate(?:ly)? | exact(?:ly)? | absolutely | definitely | certainly
  | indeed | agree[ds]? | agreed | valid | sound | that['’]?s\s+it | that\s+is\s+it | confirm\w* | yes | yep | yeah
  | of\s+course | sure"""
_BLAME = r"""
    wrong(?:ly)? | incorrect\w* | inaccura\w* | false | mistak\w* | error\s+(?:in|there|here) | no | nope | not
  | isn['’]?t | wasn['’]?t | aren['’]?t | doesn['’]?t | didn['’]?t | don['’]?t | haven['’]?t | miss(?:ed|ing|es)?
  | forg[oe]t\w* | overlook\w* | omit\w* | lack\w* | incomplete\w* | insufficient\w* | partial(?:ly)? | partly
  | half | almost | nearly | close | unfortunate\w* | sadly | sorry | afraid | however | but | although | though | yet
  | actually | hmm+ | uh | vague\w* | unclear\w* | confus\w* | mix(?:ed|ing)\s+up | muddl\w* | misunder\w* | misconc\w*
  | weak\w* | poor(?:ly)? | bad(?:ly)? | shallow\w* | superficial\w* | thin | brief(?:ly)? | short | terse\w* | basic
  | rough(?:ly)? | surpris\w* | concern\w* | worr(?:y|ied|ying)\w* | disagree\w* | disappoint\w* | doubt\w*
  | question\w*ble
  | contradict\w* | off\s+(?:topic|the\s+mark|track|base) | wide\s+of | needs?\s+(?:work|more)
  | more\s+(?:detail|depth|to\s+it)
  | room\s+(?:for|to) | improve\w* | better | worse | work\s+on | brush\s+up | review\s+(?:this|that|the) | only
  | merely
  | just | expected | hoped | looking\s+for | wanted\s+to\s+hear | should\s+have | could\s+have | would\s+have
  | rather | instead | struggl\w* | gap\w* | hole\w* | flaw\w* | problem\s+with | issue\s+with
  | fail(?:ed|s|ing)? | wish"""
_MARKS = r"""
    scor\w* | grad(?:e|es|ed|ing)\s+(?:is|of|you|this|it|that|would|will)? | full\s+marks? | marks | points? | rating
  | rated? | pass(?:ed|es)? | verdict\w* | \d+\s*(?:/|out\s+of)\s*\d+ | \d+\s*% | [A-D][+-](?!\w)"""
_JUDGING = re.compile(rf"(?<![\w'’])(?:{_PRAISE}|{_RIGHT}|{_BLAME}|{_MARKS})(?!\w)", re.VERBOSE | re.IGNORECASE)
_ONLY_AGREES = re.compile(
    r"""\W*(?:(?:oh|well|yes|yeah|yep|yup|no|nope|not|really|quite|right|correct|exactly|precisely|indeed|sure|absolutely
      |of\s+course|certainly|definitely|true|wrong|false|incorrect|(?:that|it)(?:['’]s|\s+is)(?:\s+(?:it|so|right))?
      |(?:it|that)\s+does|you\s+are|i\s+do|i\s+mean\s+that|both|neither)\W+)*""",
    re.VERBOSE | re.IGNORECASE,
)
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]")
_COURTESY = re.compile(r"(?:good|great|fair|excellent|nice)\s+question[.!,:;\s–—-]*", re.IGNORECASE)
_OPENING_JUDGEMENT = re.compile(
    rf"""(?:(?:and|so|yes|yeah|yep|no|okay|ok|well|that['’]?s|that\s+is|that\s+was|it['’]?s|thanks|a|an|very|really|quite|pretty
      |not|you['’]?re|you\s+are
        |some|all|oh|ah|mm)[\s,]+)*
      (?:{_PRAISE}|right|correct(?:ly)?|true|accurate(?:ly)?|exact(?:ly)?|absolutely|indeed|agreed|quite|entirely
        |almost|nearly|close
        |(?:partly|partially|half)(?:\s+(?:right|true|correct))? | wrong | incorrect | false | unfortunately
        | sadly | hmm+
        |no(?=\s*[,.!;–—]))
      (?:\s+(?:answer|point|start|job|work|explanation|summary|one|so\s+far|there|thinking|idea|stuff|try|attempt
        |observation|right|correct|true|wrong|so|that))*
      \s*(?:[,.!:;–—]|-\s|$|\s(?:but|and|now|so)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_OF_THE_ANSWER = re.compile(
    r"""(?<!if\s)\byou(?:['’]ve|\s+have)?\s+(?:also\s+|just\s+|already\s+|clearly\s+|correctly\s+|rightly\s+|wrongly\s+
      |nicely\s+|only\s+)?
        (?:missed|forgot(?:ten)?|overlooked|omitted|left\s+out|skipped|nailed|misunderstood|confused|mixed\s+up
          |(?:did\s+not|didn['’]t|have\s+not|haven['’]t|never)\s+(?:mention|say|cover|explain|address|get|name)\w*)\b
      | \byou\s+(?:correctly|rightly|wrongly|nicely|clearly|accurately|incorrectly|mistakenly)\b
      | \byou(?:['’]re|\s+are|\s+were)\s+(?:\w+\s+)?(?:right|wrong|correct|incorrect|mistaken|close
        |on\s+(?:the\s+right\s+)?track|missing)\b
      | \byour\s+(?:answer|explanation|description|definition|response|understanding)\s+
        (?:is|was|were|seems|sounds|looks|lacks|misses|contradicts|needs|covers|captures)\b
      | \b(?:that|this|it)(?:['’]s|\s+is|\s+was)\s+(?:\w+\s+)?(?:right|wrong|correct|incorrect|a\s+(?:great|good
        |nice)|not\s+(?:right|quite))\b
      | \b(?:great|good|excellent|nice|solid|strong|weak|poor|incomplete|perfect|wrong)\s+(?:answer|job|explanation
        |point|start|work)\b
      | \byour\s+(?:score|grade|mark)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# Terms of the field and courtesies that judge nothing though they contain a word that does.
_TERMS = re.compile(
    r"""all\s+right | (?:true|false)[\s-]+(?:positives?|negatives?)(?:\s+rates?)?
      | strong(?:ly)?\s+(?:convex\w*|learners?)
      | weak(?:ly)?\s+(?:learners?|supervis\w*|labels?) | good\s+(?:morning|afternoon|evening|day) | bad\s+channels?
      | knowledge\s+(?:distillation|graphs?|transfer) | mixture\s+of\s+experts | gradient[\s-]accumulation
      | (?:log|z|f1|f|brier|bleu|anomaly|attention|confidence|relevance)[\s-]*scores? | scor(?:e|ing)\s+functions?
      | (?:left|right)[\s-](?:hand|singular|to|shift)\w* | valid\s+padding | error\s+rates? | grad(?:e|ing)\s+school
      | (?:data|floating|saddle|check|fixed|inducing|end)[\s-]*points? | half[\s-]precision | short[\s-]term
      | (?:forward|backward|second|one)\s+pass(?:es)? | no[\s-]free[\s-]lunch | fine[\s-]tun\w* | k[\s-]fold
      | missing\s+(?:values?|data) | partial\s+derivatives? | boundary\s+conditions? | close[dr]?[\s-]form
      | sound\s+waves?
      | complete\s+(?:graphs?|linkage) | perfect\s+square | generali[sz]es\s+(?:well|better)
      | just[\s-]in[\s-]time | (?:squared|mean|test|training|generali[sz]ation)\s+errors? | learning\s+rate[sd]?""",
    re.VERBOSE | re.IGNORECASE,
)


def judges(sentence: str) -> str | None:
    """The word of `sentence` that praises, blames or hints at right and wrong; None if it judges nothing.

    Meant to be strict: a neutral sentence taken for a judgement only costs an authored reaction in its place; the
    opposite mistake tells the candidate a grade that nobody has given.
    """
    found = _JUDGING.search(_TERMS.sub(" ", sentence)) or _EMOJI.search(sentence)
    return found.group().strip() if found else None


def judges_in_passing(text: str) -> str | None:
    """The words of `text`, a question or an explanation, that say how good an answer was; None if none do.

    Looser than `judges`, for texts that are about right and wrong ("what fails then?"): it finds judgements that open
    a sentence ("Good, and why?"), and remarks on the answer or whoever gave it ("you forgot").
    """
    for sentence in split_sentences(_COURTESY.sub("", text)):
        found = _OPENING_JUDGEMENT.match(sentence.lstrip(" *_\"'“")) or _OF_THE_ANSWER.search(sentence)
        if found:
            return found.group().strip(" ,.!:;–—-")
    found = _EMOJI.search(text)
    return found.group() if found else None


def only_agrees(text: str) -> bool:
    """Whether `text` is nothing but a yes or a no, in whatever words."""
    return _ONLY_AGREES.fullmatch(text) is not None


class NeutralReactions:
    """Authored reactions in random order, never the same twice in a row."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._last = ""

    def next(self) -> str:
        """A reaction other than the last one."""
        self._last = self._rng.choice([text for text in NEUTRAL_REACTIONS if text != self._last])
        return self._last
