"""The statements of a reference, each readable by itself: items, rows, blocks of code, and whole sentences.

Nothing is cut within a sentence but at a semicolon, and before ", whereas" where it is long. What says nothing alone
(a bare number, "Yes.") stays with its neighbour; what leans on something (an item on the line that leads to its list,
"It ..." on its subject) is given the words that it leans on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from interviewer.grading.reference.layout import LayoutKind, LayoutPart, layout_of
from interviewer.language.common_words import FUNCTION_WORDS
from interviewer.language.sentences import split_sentences
from interviewer.language.subjects import MOST_SUBJECT_WORDS, begins_with_it, begins_with_this, subject_of
from interviewer.language.words import content_stems, words

_LEAD_END = re.compile(r"[:：][*_\s]*\Z")
_GOES_ON = re.compile(r"[=+*/<>≤≥≈^]")
_OPEN_END = re.compile(r"(?:\.\)|\.\.|…)\Z")
_TITLE = re.compile(r"\*\*[^*]{1,60}\*\*")
_FENCE = re.compile(r"\A[`~]{3,}[^\n]*\n|\n?[`~]{3,}\s*\Z")
_RULE = re.compile(r"[\s|:+=-]*\Z")
_CONTRAST = re.compile(r"(?<=,)\s+(?=(?:whereas|while)\s)", re.IGNORECASE)
_SEMICOLON = re.compile(r"(?<=;)\s+")
_GLUED = re.compile(r"(?<=[^\W\d_]{3}[.!?])(?=([A-Z][a-z]*)\s)")
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.){2,}\Z")
_LETTER = re.compile(r"[^\W\d_]")
_FEW_WORDS = 3  # fewer stand alone only as an item of a list
_CLAUSE_WORDS = 4
_LONG_WORDS = 32  # twice the median length of the corpus's key points
_MERGED_WORDS = 30
_LEAD_WORDS = 14


@dataclass(frozen=True)
class Piece:
    """`reference[start:end]`; `own` is that on one line, `lead` the words before it that it leans on.

    `is_code` says that it is a block of code.
    """

    start: int
    end: int
    own: str
    lead: str = ""
    is_code: bool = False

    @property
    def text(self) -> str:
        """What it says, readable by itself."""
        return f"{self.lead} {self.own}" if self.lead else self.own


def pieces(reference: str) -> tuple[Piece, ...]:
    """The statements of a text in order; their places do not overlap. None if it has no word."""
    return tuple(_Reading(reference).all()) if words(reference) else ()


class _Reading:
    """One pass over a reference, which remembers what leads to what comes next."""

    def __init__(self, reference: str) -> None:
        self._reference = reference
        self._found: list[Piece] = []
        self._heading = ""
        self._lead: Piece | None = None  # "There are two kinds:", until something uses it
        self._leads: list[tuple[str, str]] = []  # of the lists that are open: style of the marks, and the lead
        self._header: tuple[str, ...] = ()  # the cells of a table's first row
        self._unused: Piece | None = None

    def all(self) -> list[Piece]:
        """The pieces."""
        for part, following in pairwise((*layout_of(self._reference), None)):
            if part is None:
                break
            if part.kind is not LayoutKind.ROW:
                self._header = ()
            if part.kind is LayoutKind.HEADING:
                self._read_heading(part)
            elif part.kind is LayoutKind.ROW:
                self._read_row(part)
            elif part.kind is LayoutKind.CODE:
                self._read_code(part)
            else:
                self._read_text(part, following)
        self._keep_unused()
        return self._found

    def _read_heading(self, part: LayoutPart) -> None:
        self._keep_unused()
        self._leads = []
        self._lead = self._unused = self._piece(part.start, part.end)

    def _read_code(self, part: LayoutPart) -> None:
        lead = "" if self._lead is None else _as_lead(self._lead.own)
        self._lead = self._unused = None
        code = _FENCE.sub("", self._reference[part.start : part.end])
        piece = self._piece(part.start, part.end)
        self._add(replace(piece, own=" ".join(code.split()) or piece.own, lead=lead, is_code=True))

    def _read_row(self, part: LayoutPart) -> None:
        row = self._piece(part.start, part.end)
        if _RULE.match(row.own):
            return
        cells = tuple(cell.strip() for cell in row.own.strip("| ").split("|"))
        if not self._header:
            self._keep_unused()
            self._header = cells
            self._unused = replace(row, own=", ".join(cells))
            return
        self._unused = None
        named = zip(self._header, cells, strict=False)
        rest = cells[len(self._header) :]
        own = ", ".join([*(f"{name}: {cell}" if name else cell for name, cell in named if cell), *rest])
        self._add(replace(row, own=own))

    def _read_text(self, part: LayoutPart, following: LayoutPart | None) -> None:
        found = self._statements(part)
        if not found:
            return
        led = found[-1] if _leads_on(found, part, following) else None
        is_short = led is not None and len(words(led.own)) <= _LEAD_WORDS
        if is_short:
            found = found[:-1]
        if not found:
            self._keep_unused()
        lead = self._lead_of(part)
        for number, piece in enumerate(found):
            self._add(replace(piece, lead=lead if number == 0 else piece.lead))
        if led is not None:
            self._lead = led
            self._unused = led if is_short else None

    def _lead_of(self, part: LayoutPart) -> str:
        """What a part leans on, by the list that it is in."""
        styles = [style for style, _ in self._leads]
        fresh = self._lead
        self._lead = None
        if fresh is not None:
            self._unused = None
        if part.kind is LayoutKind.TEXT:
            self._leads = []
        elif fresh is not None:
            known = styles.index(part.mark) if part.mark in styles else len(styles)
            self._leads = [*self._leads[:known], (part.mark, _as_lead(fresh.own))]
        elif part.mark in styles:
            self._leads = self._leads[: styles.index(part.mark) + 1]
        else:
            self._leads.append((part.mark, ""))
        if part.kind is LayoutKind.ITEM:
            return self._leads[-1][1]
        return _as_lead(fresh.own) if fresh is not None else ""

    def _statements(self, part: LayoutPart) -> list[Piece]:
        """The statements of a text or an item, those that lean on the one before with its subject."""
        found: list[Piece] = []
        subject = ""
        for start, end in _joined(self._reference, list(_cuts(self._reference, part))):
            piece = self._piece(start, end)
            if found and not _LEAD_END.search(found[-1].own) and _is_leaning(piece.own):
                both = len(words(found[-1].own)) + len(words(piece.own))
                subject = subject_of(found[-1].own) or subject
                if both <= _MERGED_WORDS and (begins_with_this(piece.own) or not subject):
                    found[-1] = replace(self._piece(found[-1].start, end), lead=found[-1].lead)
                    continue
                piece = replace(piece, lead=_as_lead(subject))
            elif not _is_leaning(piece.own):
                subject = ""
            found.append(piece)
        return found

    def _add(self, piece: Piece) -> None:
        """Adds a piece, or joins it with the one before if it says nothing alone."""
        self._keep_unused()
        last = self._found[-1] if self._found else None
        if last is None or (_LETTER.search(piece.own) and _LETTER.search(last.own)):
            self._found.append(piece)
            return
        own = piece.own if piece.lead == last.lead else piece.text
        self._found[-1] = replace(
            piece if _LETTER.search(piece.own) else last,
            start=last.start,
            end=piece.end,
            own=f"{last.own} {own}",
            lead=last.lead,
        )

    def _keep_unused(self) -> None:
        """A heading or a lead that led to nothing is a piece: its words must not be lost."""
        unused, self._unused = self._unused, None
        if unused is not None:
            self._lead = None
            self._add(unused)

    def _piece(self, start: int, end: int) -> Piece:
        return Piece(start, end, " ".join(self._reference[start:end].split()))


def _cuts(reference: str, part: LayoutPart) -> Iterator[tuple[int, int]]:
    """Where a part's sentences and separable clauses begin and end."""
    at = part.start
    for sentence in split_sentences(reference[part.start : part.end]):
        end = at + len(sentence)
        cuts = [at, *(at + found.start() for found in _GLUED.finditer(sentence) if found[1].lower() in FUNCTION_WORDS)]
        for begin, stop in zip(cuts, [*cuts[1:], end], strict=True):
            yield from _clauses(reference, begin, stop)
        at = end


def _clauses(reference: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence cut at semicolons, and at contrasts where it is long, if each part can stand alone."""
    separators = [_SEMICOLON]
    if len(words(reference[start:end])) > _LONG_WORDS:
        separators.append(_CONTRAST)
    for separator in separators:
        cuts = [start, *(found.end() for found in separator.finditer(reference, start, end)), end]
        parts = list(pairwise(cuts))
        if len(parts) > 1 and all(_stands_alone(reference[begin:stop]) for begin, stop in parts):
            yield from parts
            return
    yield start, end


def _stands_alone(part: str) -> bool:
    return (
        len(words(part)) >= _CLAUSE_WORDS
        and part.count("(") == part.count(")")
        and part.count("$") % 2 == 0
        and bool(content_stems(part))
    )


def _joined(reference: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The statements, without white space around them; what cannot stand alone joined with its neighbour."""
    found: list[tuple[int, int]] = []
    open_at_start = False
    for start, end in cuts:
        text = reference[start:end]
        if not text.strip():
            continue
        begin, stop = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        last = reference[slice(*found[-1])] if found else ""
        if found and (open_at_start or _goes_on(last, reference[begin:stop]) or _is_scrap(reference[begin:stop])):
            found[-1] = (found[-1][0], stop)
        else:
            found.append((begin, stop))
        whole = reference[slice(*found[-1])]
        open_at_start = whole.count("(") > whole.count(")") and ")" in reference[stop : cuts[-1][1]]
    if len(found) > 1 and not _says(reference[slice(*found[0])]) and not _LEAD_END.search(reference[slice(*found[0])]):
        found[:2] = [(found[0][0], found[1][1])]
    return found


def _is_scrap(text: str) -> bool:
    return not _says(text) and not _LEAD_END.search(text) and text.endswith((".", "!", "?", ")", ";"))


def _goes_on(last: str, text: str) -> bool:
    """Whether what seemed to end a sentence did not: initials, "(i.i.d.)", a title in bold, half a formula."""
    return bool(
        _INITIALS.search(last)
        or _GOES_ON.match(text)
        or (_OPEN_END.search(last) and text[:1].islower())
        or _TITLE.fullmatch(last)
        or last.count("$$") % 2
    )


def _says(text: str) -> bool:
    """Whether a text says something by itself: a few words, of which one names something."""
    return len(words(text)) >= _FEW_WORDS and bool(content_stems(text))


def _leads_on(found: list[Piece], part: LayoutPart, following: LayoutPart | None) -> bool:
    """Whether the last statement of a part leads to what follows: it ends in a colon, or is the title of a list."""
    last = found[-1].own
    if _LEAD_END.search(last):
        return True
    if following is None or following.kind is not LayoutKind.ITEM or following.mark == part.mark:
        return len(found) > 1 and following is not None and following.kind is LayoutKind.ITEM and _is_title(last)
    return (
        (part.kind is LayoutKind.TEXT or len(found) > 1)
        and not last.endswith((".", "!", "?"))
        and (len(words(last)) <= _LEAD_WORDS)
    )


def _is_title(text: str) -> bool:
    return len(words(text)) < _FEW_WORDS and not text.endswith((".", "!", "?"))


def _is_leaning(text: str) -> bool:
    return begins_with_it(text) or begins_with_this(text)


def _as_lead(text: str) -> str:
    """A lead as it stands before what leans on it. Of a long one the end: it would drown every item."""
    found = words(text)
    if len(found) > _LEAD_WORDS:
        start = found[-MOST_SUBJECT_WORDS].start
        sentence = max(text.rfind(". ", start), text.rfind(") ", start))
        text = text[sentence + 2 if sentence >= 0 else start :]
    stripped = text.rstrip(" :：*_.")
    return f"{stripped}:" if stripped else ""
