"""The formulas of an answer: between dollar signs, in code, on lines of their own, and within sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from interviewer.exercises.formulas.definitions import introduced_names, with_definitions
from interviewer.exercises.formulas.layout import on_one_line
from interviewer.exercises.formulas.library import CALL
from interviewer.exercises.formulas.parser import FormulaError, Node, parse
from interviewer.exercises.formulas.plain import FUNCTIONS, GREEK, SUMS, plain
from interviewer.exercises.formulas.side import Side
from interviewer.language.common_words import STOP_WORDS

MOST_SIDES = 400
"""The sides of equations that are read of one answer, from its start."""

MOST_CHARACTERS = 1500
"""The longest side of an equation that is read."""
MOST_COMMANDS = 150
"""The most commands of LaTeX in one."""

_MARKED = re.compile(
    r"\$\$(.{1,3000}?)\$\$|\$([^$\n]{1,1500})\$|\\\((.{1,1500}?)\\\)|\\\[(.{1,3000}?)\\\]"
    r"|```[^\n`]*\n(.{1,6000}?)```|`([^`\n]{1,1500})`",
    re.DOTALL,
)
_WORD = re.compile(rf"{CALL}|\\[A-Za-z]+|(?<![A-Za-z_{{\\])[A-Za-z]{{2,}}(?:['’][a-z]+)?(?![A-Za-z_^])")
_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|\(?\d{1,2}[.)])[ \t]+", re.MULTILINE)
_PARTS = re.compile(
    r"\\\\|\\(?:begin|end)\{[a-z*]{1,20}\}(?:\{[lcr@ |]{1,9}\}|\[[tbc]\])?"
    r"|(?<!\\);|\n|(?<!\\):(?!=)|…|[≠<>≤≥≪≫≺≻≼≽∝∈]|\\(?:le|ge|leq|geq|ne|neq)\b"
    r"|(?<!\\),(?=\s)|\.(?=\s|$)|~|±"
)
_EQUALS = re.compile(r":?={1,3}|\\(?:approx|equiv)\b|≈|≡|(?:->|=>|→|⇒|\\Rightarrow\b|\\implies\b)")
_REMARK = re.compile(r"(?:\s+[-–—]|\s*[(\[])\s*$")
"""The sign with which a remark in words begins after a formula: "p (1 - p) (at most a quarter)", "2/3 - the mean"."""
_FORMULA_WORDS = frozenset((*FUNCTIONS, *SUMS, *GREEK, "partial", "frac", "cdot", "inf"))
_OPERATION = re.compile(r"[-+*/^=_(\[\\]")


def sides_in(answer: str, known: Collection[str], atoms: Collection[str] = ()) -> tuple[Side, ...]:
    """The sides of the equations of an answer, in order. What cannot be read is left out."""
    laid = on_one_line(answer)
    own = introduced_names(laid, known) if known else frozenset()
    words = {*known, *own, *(word[0] for atom in atoms for word in _WORD.finditer(atom))}
    found = list(islice(_sides(answer, laid, words, {*known, *own}, atoms), MOST_SIDES))
    return with_definitions(found, known) if known else tuple(found)


def formulas_in(answer: str) -> tuple[Side, ...]:
    """The sides of equations that hold an operation, whatever the symbols are."""
    return tuple(side for side in sides_in(answer, ()) if _OPERATION.search(side.text))


def readings(text: str, known: Collection[str], atoms: Collection[str] = ()) -> tuple[Node, ...]:
    """The ways to read a formula; none where it is none."""
    if len(text) > MOST_CHARACTERS or text.count("\\") > MOST_COMMANDS:
        return ()
    typed = _with_atoms(plain(text.strip().rstrip(".,;")), atoms)
    names = {*known, *(atom_name(place) for place in range(len(atoms)))} if known else known
    found: list[Node] = []
    for wide in (False, True):
        try:
            tree = parse(typed, names, wide=wide)
        except FormulaError:
            continue
        if tree not in found:
            found.append(tree)
    return tuple(found)


def _with_atoms(typed: str, atoms: Collection[str]) -> str:
    """A formula in plain typing with one symbol in place of each expression that stands for one."""
    longest = sorted(enumerate(atoms), key=lambda item: -len(item[1]))
    for place, atom in longest:
        signs = [re.escape(sign) for sign in re.sub(r"\s+", "", plain(atom))]
        if signs:
            typed = re.sub(r"\s*".join(signs), f" {atom_name(place)} ", typed)
    return typed


def atom_name(place: int) -> str:
    """The symbol that stands for an expression."""
    return f"atom_{place}"


def _sides(
    answer: str, laid: str, words: Collection[str], known: Collection[str], atoms: Collection[str]
) -> Iterator[Side]:
    """The sides in an answer; `laid` is the answer with formulas over several lines on one."""
    chains = 0
    for start, end in _stretches(laid, words):
        for first, last in _split(laid, start, end, _PARTS):
            chains += 1
            for begin, whole in _split(laid, first, last, _EQUALS):
                stop = begin + len(_REMARK.sub("", laid[begin:whole]))
                trees = readings(laid[begin:stop], known, atoms)
                if trees:
                    yield Side(begin, stop, answer[begin:stop].strip(), chains, trees)


def _stretches(answer: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where formulas may be: what is marked as one, and what of the rest is not words."""
    end = 0
    for match in _MARKED.finditer(answer):
        yield from _unmarked(answer, end, match.start(), known)
        group = next(number for number, text in enumerate(match.groups(), start=1) if text is not None)
        yield match.span(group)
        end = match.end()
    yield from _unmarked(answer, end, len(answer), known)


def _unmarked(answer: str, start: int, end: int, known: Collection[str]) -> Iterator[tuple[int, int]]:
    """The stretches between the words of each line; a line's bullet counts as a minus sign too."""
    bullets = len(_BULLET.findall(answer, start, end))
    at = start
    for line in re.finditer(r"[^\n]+", answer[start:end]):
        at, stop = start + line.start(), start + line.end()
        bullet = _BULLET.match(answer, at, stop)
        if bullet is not None and (bullets > 1 or "-" not in bullet[0]):
            at = bullet.end()
        for word in _WORD.finditer(answer, at, stop):
            if not _is_of_formula(word[0], known):
                yield at, word.start()
                at = word.end()
        yield at, stop


def _is_of_formula(word: str, known: Collection[str]) -> bool:
    return (
        word.startswith("\\")
        or "." in word
        or word.endswith("=")
        or word in _FORMULA_WORDS
        or word in known
        or _is_product(word, known)
    )


def _is_product(word: str, known: Collection[str]) -> bool:
    return len(word) <= 4 and word not in STOP_WORDS and all(letter in known or letter == "d" for letter in word)


def _split(answer: str, start: int, end: int, signs: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The stretches between these signs that are not in brackets."""
    at, depth = start, 0
    places = {match.start(): match.end() for match in signs.finditer(answer, start, end)}
    place = start
    while place < end:
        depth = max(0, depth + {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(answer[place], 0))
        if place in places and (depth == 0 or answer[place] == "\n"):
            if answer[at:place].strip():
                yield at, place
            at = place = places[place]
            depth = 0
        else:
            place += 1
    if answer[at:end].strip():
        yield at, end
