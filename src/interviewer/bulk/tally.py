"""What became of the lines of a run: how many are graded, and why the others are not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from interviewer.bulk.jobs import UNREADABLE
from interviewer.strict_json import loads
from interviewer.text import one_line

_MOST_REASONS = 5
_MOST_OF_A_REASON = 240  # characters
_UNGRADED = '"status": "ungraded"'  # quotation marks within a text are escaped, so no answer can hold this
_OF_A_LINE = re.compile(r"Line [0-9]+: ")


class Tally:
    """Counts the lines of output as they come."""

    def __init__(self) -> None:
        self.lines = 0
        self._reasons: Counter[str] = Counter()

    def add(self, text: str) -> None:
        """Counts one line of output."""
        self.lines += 1
        if _UNGRADED in text:
            self._reasons[_OF_A_LINE.sub("", str(loads(text)["reason"]), count=1)] += 1

    @property
    def ungraded(self) -> int:
        """How many lines have no grade."""
        return self._reasons.total()

    @property
    def readable(self) -> bool:
        """Whether some line was a JSON object, or there was none at all."""
        return not self.lines or sum(self._reasons[reason] for reason in UNREADABLE) < self.lines

    def in_words(self) -> str:
        """The two counts."""
        return f"{self.lines - self.ungraded} graded, {self.ungraded} ungraded"

    def why_ungraded(self) -> Iterator[str]:
        """A line for each reason, the most frequent first, as far as they are few."""
        for reason, count in self._reasons.most_common(_MOST_REASONS):
            yield f"  {'once' if count == 1 else f'{count} times'}: {one_line(reason, _MOST_OF_A_REASON)}"
        left = self.ungraded - sum(count for _, count in self._reasons.most_common(_MOST_REASONS))
        if left:
            yield f"  {left} for other reasons, each in its line"
