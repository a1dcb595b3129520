"""Letters of other scripts that look like Latin ones, as which people read them (Unicode confusables)."""

from __future__ import annotations

_CYRILLIC = str.maketrans("авекмнорстухіјѕԁһԛԝ", "abekmhopctyxijsdhqw")
_GREEK = str.maketrans("αεικνορτυ", "aeikvoptu")
_LATIN = _CYRILLIC | _GREEK


def as_latin(text: str) -> str:
    """`text`, in lower case, as it looks: each letter stays at its place.

    It spoils formulas with Greek letters: it is for finding words, not for showing or comparing what was written.
    """
    return text.translate(_LATIN)
