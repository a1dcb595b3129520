"""What the interviewer says, and who worded it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from interviewer.errors import InterviewerError
from interviewer.interview.dialogue.shown_text import shown
from interviewer.language.sentences import first_sentence_end

Check = Callable[[str], str | None]
"""Why a text may not be said, as the end of a sentence ("it leaks k2"), or None if it may."""


@dataclass(frozen=True)
class Worded:
    """A text of the interviewer. `why_not` says why it is authored, or cut short, though a model was called; it is
    empty if the model worded all of it or none was called."""

    text: str
    by_model: bool
    why_not: str = ""


class StreamGuardrail:
    """Lets a stream through sentence by sentence, each only after the whole text up to its end was checked.

    The first that fails ends the stream, as does a model error or more than `limit` characters; `cut` then says why.
    At most `sentences` are let through. If `whole` is set, nothing passes unless all of it does. The stream is always
    closed, which ends the call behind it.
    """

    def __init__(self, check: Check, *, limit: int, sentences: int | None = None, whole: bool = False) -> None:
        self._check = check
        self._limit = limit
        self._most = sentences
        self._whole = whole
        self._passed = 0
        self.text = ""
        self.cut: str | None = None

    def through(self, pieces: Iterable[str]) -> Iterator[str]:
        """The sentences of `pieces` that pass, cleaned, in order."""
        if not self._whole:
            yield from self._passing(pieces)
            return
        said = list(self._passing(pieces))
        if self.cut is None:
            yield from said
        else:
            self.text = ""

    def _passing(self, pieces: Iterable[str]) -> Iterator[str]:
        waiting = ""
        try:
            for piece in pieces:
                waiting += piece
                while (end := first_sentence_end(waiting)) is not None:
                    sentence, waiting = waiting[:end], waiting[end:]
                    yield from self._pass(sentence)
                    if self._is_over:
                        return
                if len(self.text) + len(waiting) > self._limit:
                    break
            yield from self._pass(waiting)
        except InterviewerError as error:
            self.cut = f"the model failed: {error.message}"
        finally:
            _close(pieces)

    @property
    def _is_over(self) -> bool:
        return self.cut is not None or (self._most is not None and self._passed >= self._most)

    def _pass(self, sentence: str) -> Iterator[str]:
        """The sentence, cleaned, if it may be said."""
        if not sentence.strip():
            if sentence and self.text:
                self.text += sentence
                yield sentence
            return
        cleaned = shown(sentence)
        whole = self.text + cleaned
        if len(whole) > self._limit:
            self.cut = f"it is longer than {self._limit} characters"
            return
        self.cut = self._check(whole)
        if self.cut is None:
            self.text = whole
            self._passed += 1
            yield cleaned


class Speech:
    """Something said in pieces: iterate over it once; `worded` then has what was said and by whom.

    If the model says nothing that passes, the authored text is said in its place.
    """

    def __init__(
        self, authored: Callable[[], str], guardrail: StreamGuardrail | None = None, pieces: Iterable[str] = ()
    ) -> None:
        self._authored = authored
        self._guardrail = guardrail
        self._pieces = pieces
        self.worded = Worded("", by_model=False)

    def __iter__(self) -> Iterator[str]:
        why_not = ""
        if self._guardrail is not None:
            yield from self._guardrail.through(self._pieces)
            text = self._guardrail.text.strip()
            why_not = self._guardrail.cut or ""
            if text:
                self.worded = Worded(text, by_model=True, why_not=why_not)
                return
            why_not = why_not or "the model said nothing"
        self.worded = Worded(self._authored(), by_model=False, why_not=why_not)
        yield self.worded.text


def _close(pieces: Iterable[str]) -> None:
    close = getattr(pieces, "close", None)
    if close is not None:
        close()
