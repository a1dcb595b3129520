"""Stems of English words: one stemmer for grading, guardrails, corpus checks and search."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import Stemmer

_ACRONYM_PLURAL = re.compile(r"^([^aeiouy]{2,}|gru|gpu|vae)s$")  # the stemmer leaves them alone
_STEMMING = threading.Lock()  # a Stemmer keeps state while it works


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
