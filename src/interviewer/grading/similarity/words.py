"""Words of a text: their stems, which of them carry content, and shorthand written out."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import Stemmer

FUNCTION_WORDS = frozenset(
    """a about after again all also although am an and another any are as at be became because become becomes been
    before being both but by can cannot could did do does doing done down during each either else etc even every few
    for from further get gets getting gives give go goes had has have having hence her here his how however i if in
    into is it its itself just kind let lets like likely made make makes making many may me mean means might more most
    much must my need needs neither no nor not now of off often on once one ones only onto or other others our out
    over own per quite rather really same several shall she should since so some still such take takes than that the
    their them then there therefore these they thing things this those though through thus to together too towards
    two typically under until up upon us use used uses using usually very via want wants was way we well were what
    when where whereas whether which while who whose why will with within without would yet you your""".split()
)
_SHORTHAND = {
    "acc": "accuracy", "acts": "activations", "attn": "attention", "avg": "average", "backprop": "backpropagation",
    "bce": "binary cross-entropy", "bn": "batch normalization", "ce": "cross-entropy", "conv": "convolution",
    "convs": "convolutions", "dims": "dimensions", "exp": "exponential", "fwd": "forward", "bwd": "backward",
    "grad": "gradient", "grads": "gradients", "init": "initialization", "lr": "learning rate", "mem": "memory",
    "net": "network", "nets": "networks", "nn": "neural network", "nns": "neural networks", "param": "parameter",
    "params": "parameters", "prob": "probability", "probs": "probabilities", "pred": "prediction",
    "preds": "predictions", "reg": "regularization", "seq": "sequence", "std": "standard deviation",
    "val": "validation", "wrt": "with respect to", "w.r.t.": "with respect to", "w/": "with", "w/o": "without",
    "b/c": "because", "&": "and", "->": "gives", "=>": "gives", "→": "gives", "⇒": "gives",
    "o(n)": "linear", "o(n^2)": "quadratic", "o(n²)": "quadratic", "n^2": "quadratic", "n²": "quadratic",
}  # fmt: skip
_SHORT = re.compile(
    r"(?<!\w)(?:w/o|b/c|w\.r\.t\.|w/|o\(n\)|o\(n(?:\^2|²)\)|n(?:\^2|²))(?![^\W_])|->|=>|[→⇒&]|[^\W\d_]+", re.IGNORECASE
)
_ACRONYM_PLURAL = re.compile(r"^([^aeiouy]{2,}|gru|gpu|vae)s$")  # the stemmer leaves them alone
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Word:
    """A word of a text in lower case, its stem, and where it begins."""

    text: str
    stem: str
    start: int

    @cached_property
    def is_content(self) -> bool:
        """Whether it names something, rather than holding a sentence together."""
        return self.text.removesuffix("n't").partition("'")[0] not in FUNCTION_WORDS


def written_out(text: str) -> str:
    """`text` with the field's shorthand written out: `lr` is the learning rate, `w/` is with, `->` gives."""
    return _SHORT.sub(lambda found: _SHORTHAND.get(found.group().lower(), found.group()), text)


@lru_cache(maxsize=2_000)  # a segment of an answer is read by half a dozen rules
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; a hyphen parts words."""
    found = [(match.group().lower().replace("’", "'"), match.start()) for match in _WORD.finditer(text)]
    return tuple(Word(word, stem(word), start) for word, start in found)


@lru_cache(maxsize=2_000)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry content."""
    return frozenset(word.stem for word in words(text) if word.is_content)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English stem of a word in lower case; British and American endings come out the same."""
    word = word.removesuffix("'s").replace("isation", "ization").replace("ise", "ize").replace("ising", "izing")
    word = _ACRONYM_PLURAL.sub(r"\1", word)
    with _STEMMING:
        return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    import Stemmer

    return Stemmer.Stemmer("english")


_STEMMING = threading.Lock()  # a Stemmer keeps state while it works


def _distinct_stems(text: str) -> set[str]:
    """What `content_stems` gives, quicker for a whole document: each distinct word is looked at once."""
    distinct = set(_WORD.findall(text.lower().replace("’", "'")))
    return {stem(word) for word in distinct if Word(word, "", 0).is_content}


@dataclass(frozen=True)
class IdfWeights:
    """How telling a stem is: its inverse document frequency over the corpus's questions (Spärck Jones 1972)."""

    counts: Mapping[str, int]
    documents: int

    @classmethod
    def of(cls, texts: Iterable[str]) -> IdfWeights:
        """The weights of stems over `texts`, one text a document."""
        documents = [_distinct_stems(text) for text in texts]
        return cls(Counter(found for document in documents for found in document), len(documents))

    def weight(self, word_stem: str) -> float:
        """log((N+1) / (df+0.5)): above 0, and largest for a stem that no document has."""
        return math.log((self.documents + 1) / (self.counts.get(word_stem, 0) + 0.5))
