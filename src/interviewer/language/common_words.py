"""Words that say little about what a text is about, and words that tell English from other languages."""

from __future__ import annotations

STOP_WORDS = frozenset(
    """a about all am an and any are as at be because been being both but by can could did do does doing each either
    every few for from had has have her his how i if in into is it its just like many may me more most much must my no
    nor not of off on one only onto or other our out over own per same she should so some such than that the their
    them then there these they this those through to too under until up us use used uses using very was we were
    what when where which while who why will with within without would you your""".split()
)
"""Words that every text has, whatever it is about."""

ASKING_WORDS = frozenset("describe explain give gives happen happens mean means name say tell way".split())
"""Words that a prompt is phrased with, and that name nothing."""

FUNCTION_WORDS = (
    STOP_WORDS
    | frozenset("give gives mean means way".split())
    | frozenset(
        """after again also although another became become becomes before cannot done down during else etc even further
        get gets getting go goes having hence here however itself kind let lets likely made make makes making might
        need needs neither now often once ones others quite rather really several shall since still take takes
        therefore thing things though thus together towards two typically upon usually via want wants well whereas
        whether whose yet""".split()
    )
)
"""Words that hold a sentence together rather than name something: stop words, and plain verbs and adverbs."""

_SHARED = frozenset(
    """a again all also although am an another as at be became become becomes cannot do done down during either etc
    even for further get gets getting give gives goes had has having hence her here his however i in is just kind
    let lets like likely makes making may me mean means need needs neither no now of often on once one ones onto over
    per quite rather really several shall since so still takes therefore thus typically under upon uses using
    usually via want wants was way we well whereas will""".split()
)
_SPOKEN = frozenset(
    """answers below comes derive describe empty enough fails got hundred implement instead kept near nearly plenty
    please said say says sends shows tell thank thanks themselves walk write wrong""".split()
)
ENGLISH_WORDS = (FUNCTION_WORDS - _SHARED) | _SPOKEN
"""Words that hold English sentences together, without those that are rare there or that other languages have too."""

FOREIGN_WORDS = frozenset(
    """der das und ist nicht ein eine einen wird werden mit auf für von zu den dem des sich auch durch bei
    le la les des est une pas dans qui pour sur avec sont par ce cette aux du et plus
    el los las una por para con que se como del es su más son pero
    il di che per non sono della nel gli una dei
    o os um uma não com para que em são dos da ao
    het een en van niet zijn wordt""".split()
)
"""Words that hold sentences of German, French, Spanish, Italian, Portuguese and Dutch together."""
