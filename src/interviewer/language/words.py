"""Words of a text: where they are, their stems, which of them carry content, and shorthand written out.

One tokenizer and one stemmer for grading, guardrails, corpus checks and search.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from interviewer.language.common_words import FUNCTION_WORDS

if TYPE_CHECKING:
    import Stemmer

# Letters and digits; hyphens and underscores separate words, so that `return_state` and "re-train" match their parts.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
WORD_PART = re.compile(r"[^\W_]+")
"""What a search matches: an apostrophe separates words too, so that "model's" has what "model" has."""

_ACRONYM_PLURAL = re.compile(r"^([^aeiouy]{2,}|gru|gpu|vae)s$")  # the stemmer leaves them alone
_STEMMING = threading.Lock()  # a Stemmer keeps state while it works
_SHORTHAND = {
    "acc": "accuracy", "attn": "attention", "avg": "average", "backprop": "backpropagation",
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


@dataclass(frozen=True)
class Word:
    """A word of a text in lower case, its stem, and where it begins."""

    text: str
    stem: str
    start: int

    @cached_property
    def is_content(self) -> bool:
        """Whether it names something, rather than holding a sentence together."""
        return is_content(self.text)


@lru_cache(maxsize=2_000)  # a segment of an answer is read by half a dozen rules
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    found = [(_plain(match.group()), match.start()) for match in WORD.finditer(text)]
    return tuple(Word(word, stem(word), start) for word, start in found)


def tokens(text: str, pattern: re.Pattern[str] = WORD) -> list[str]:
    """The words of a text in order, in lower case and with straight apostrophes."""
    return pattern.findall(_plain(text))


@lru_cache(maxsize=50_000)
def is_content(word: str) -> bool:
    """Whether a word in lower case names something; "don't" and "it's" do not."""
    return word.removesuffix("n't").partition("'")[0] not in FUNCTION_WORDS


@lru_cache(maxsize=2_000)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry content."""
    return frozenset(word.stem for word in words(text) if word.is_content)


def distinct_stems(text: str) -> set[str]:
    """The same as `content_stems`, faster for a whole document: each distinct word is processed once."""
    return {stem(word) for word in set(tokens(text)) if is_content(word)}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem (Snowball) of a word in lower case; British and American endings come out the same."""
    word = word.removesuffix("'s").replace("isation", "ization").replace("ise", "ize").replace("ising", "izing")
    word = _ACRONYM_PLURAL.sub(r"\1", word)
    with _STEMMING:
        return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    import Stemmer

    return Stemmer.Stemmer("english")


def written_out(text: str) -> str:
    """`text` with the field's shorthand written out: `lr` is the learning rate, `w/` is with, `->` gives."""
    return _SHORT.sub(lambda found: _SHORTHAND.get(found.group().lower(), found.group()), text)


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
