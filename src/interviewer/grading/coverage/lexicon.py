"""Word lists: what negates, what turns, and which words exclude each other. All lower case, English."""

from __future__ import annotations

NEGATION_REACH = 5
"""How many words after a negation it covers at most."""

NEGATIONS = frozenset(
    """no not never none cannot without neither nor nothing hardly rarely seldom stops stopped prevent prevents
    preventing avoid avoids avoiding discourage discourages lack lacks ignore ignores ignoring""".split()
)
SCOPE_ENDS = frozenset(", ; : . ( ) but however while whereas because although so since".split())

UP = frozenset(
    """increase increases increased increasing grow grows growing raise raises raised raising larger bigger higher
    more greater enlarge enlarges expand expands amplify amplifies boost boosts rise rises rising longer faster
    stronger strengthens speeds maximize maximizes maximise maximises up deeper""".split()
)
DOWN = frozenset(
    """decrease decreases decreased decreasing reduce reduces reduced reducing shrink shrinks shrinking lower lowers
    lowered lowering smaller less fewer cut cuts cutting diminish diminishes drop drops dropping fall falls falling
    shorter slower weaker weakens minimize minimizes minimise minimises down halve halves saves limits""".split()
)

_OPPOSITES = """
active inactive
first last
before after
always never
sequential parallel
sequentially parallel
independent dependent
independently sequentially
linear nonlinear
linear non-linear
fixed learned
fixed adaptive
forward backward
local global
deep shallow
with without
positive negative
converge diverge
vanish explode
vanishing exploding
student teacher
generator discriminator
encoder decoder
precision recall
supervised unsupervised
largest smallest
largest mean
high low
large small
strong weak
sparse dense
constant decaying
easy hard
possible impossible
binary multi
exact noisy
variance bias
underfitting overfitting
soft hard
same different
separately together
random deterministic
cheap expensive
fast slow
zero one
same change
same different
linearly quadratically
linear quadratic
below above
less more
smaller larger
small big
scarce lots
static contextual
single whole
exactly several
one several
early late
early later
increase decrease
unstable stable
encourage discourage
"""
OPPOSITES: tuple[tuple[str, str], ...] = tuple(
    (first, second) for first, second in (line.split() for line in _OPPOSITES.strip().splitlines())
)

FUNCTION_WORDS = frozenset(
    """a about above across after again all almost also although always am an and any are around as at away be became
    because become becomes been before being below between both but by called can could did do does doing done down
    during each either else even every few first for from further gets get getting gives give given goes go had has
    have having he help helps hence here how however i if in instead into is it its itself just keep keeps kept let
    like made make makes making many may me means might more most much must my near nearly need needs next now of off
    often on once one only onto or other our out over own per rather same see she should since so some still such
    takes take taken than that the their them then there therefore these they thing things this those though through
    thus to together too toward towards try two under until up upon us use used uses using usually very via was way we
    well were what when where whereas whether which while who whole whose why will with within would yet you your
    it's they're that's there's isn don doesn e.g i.e eg ie etc vs mainly mostly simply actually basically really
    typically""".split()
)
"""Words without content of their own. Their share tells prose from a list of terms."""
