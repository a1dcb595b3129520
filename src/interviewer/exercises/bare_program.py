"""A program that stands among words without a fence: the runs of whole lines that are Python, the rest left out.

No line of a program is changed or left out to make it parse: an answer in which the beginning of a definition cannot
be read holds no program.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from interviewer.corpus.python_source import parsed
from interviewer.files.decoding import LineError

MOST_PARSED = 1_500_000
"""How many characters are parsed, all tries together, to tell a program from the words around it: about a second."""

_DEFINITION = re.compile(r"(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(|class[ \t]+(\w+)[ \t]*[(:]|@[A-Za-z_]")

Lines = list[str]


@dataclass(frozen=True)
class BareProgram:
    """A program with its lines where they are in the answer, the others empty. `left_out` numbers those, from 1."""

    text: str
    left_out: tuple[int, ...]


def bare_program(answer: str, starter: str) -> BareProgram | None:
    """The program among the words of an answer; None where none defines what the starter does.

    A run of lines begins and ends between statements that are not indented, and is as long as it parses; an indented
    block below a paragraph of words is read without the indentation. What stands in a run as Python by chance, such as
    "Complexity: linear", counts as words.
    """
    wanted = defined_names(starter)
    lines = answer.split("\n")
    found = _program_among(lines, wanted)
    if found is None and (moved := _without_margins(lines, wanted)) != lines:
        return _program_among(moved, wanted)
    return found


def words_by_chance(program: str) -> frozenset[int]:
    """The lines, from 0, of statements that are words: outside of definitions, and of names that nothing defines."""
    tree = parsed(program)
    known = {*dir(builtins), *_bound(tree)}
    if "*" in known:
        return frozenset()
    found: set[int] = set()
    for one in tree.body:
        is_label = isinstance(one, ast.AnnAssign) and one.value is None
        nodes = list(ast.walk(one))
        if any(isinstance(node, ast.Attribute | ast.Subscript) for node in nodes):
            continue
        names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        is_words = names - known if is_label else isinstance(one, ast.Expr) and names and not names & known
        if is_words and one.end_lineno is not None:
            found.update(range(one.lineno - 1, one.end_lineno))
    return frozenset(found)


def defined_names(program: str) -> frozenset[str]:
    """The functions and classes that a program defines outside of others; none where it does not parse."""
    try:
        body = parsed(program).body
    except LineError:
        return frozenset()
    return frozenset(one.name for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef))


def definition_in(answer: str, starter: str) -> tuple[int, int] | None:
    """The lines, from 0 and up to the second, that begin as the definition of what the starter defines, if any do."""
    wanted = defined_names(starter)
    lines = answer.split("\n")
    first = next((number for number, line in enumerate(lines) if _defines(line, wanted)), None)
    if first is None:
        return None
    return first, next((number for number in range(first + 1, len(lines)) if _begins(lines[number])), len(lines))


def _program_among(lines: Lines, wanted: Collection[str]) -> BareProgram | None:
    kept = {number for first, last in _runs(lines) for number in range(first, last)}
    kept -= words_by_chance(_only(lines, kept))
    left_out = [number for number, line in enumerate(lines) if line.strip() and number not in kept]
    text = _only(lines, kept)
    if any(_DEFINITION.match(lines[number]) for number in left_out) or not defined_names(text) & set(wanted):
        return None
    return BareProgram(text, tuple(number + 1 for number in left_out))


def _runs(lines: Lines) -> Iterator[tuple[int, int]]:
    """The longest runs that parse, in order, each from its first line to the one after its last, from 0."""
    starts = [number for number, line in enumerate(lines) if _begins(line)]
    cuts = [*starts, len(lines)]
    left = MOST_PARSED
    at = 0
    while at < len(starts):
        end = len(cuts) - 1
        while end > at:
            text = "\n".join(lines[cuts[at] : cuts[end]])
            left -= len(text)
            if left < 0:
                return
            wrong = _wrong_line(text)
            if wrong is None:
                yield cuts[at], cuts[end]
                break
            end = min(end - 1, max(place for place in range(at, end) if cuts[place] <= cuts[at] + wrong))
        at = max(end, at + 1)


def _wrong_line(program: str) -> int | None:
    """The line, from 0, where a program stops to be one; None where it parses."""
    try:
        parsed(program)
    except LineError as error:
        return error.line - 1
    return None


def _bound(tree: ast.Module) -> Iterator[str]:
    """The names that the statements of a program bind outside of its functions, labels without a value aside."""
    ahead: list[ast.AST] = [one for one in tree.body if not (isinstance(one, ast.AnnAssign) and one.value is None)]
    while ahead:
        node = ahead.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
                continue
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
        ahead += ast.iter_child_nodes(node)


def _without_margins(lines: Lines, wanted: Collection[str]) -> Lines:
    """The lines, with blocks that are indented as a whole, below a blank line or a colon, moved to the margin if they
    define what is wanted there."""
    found = list(lines)
    for match in re.finditer("[ib]+", "".join(map(_shape, lines))):
        block = [number for number in range(*match.span()) if lines[number].strip()]
        if not block or not (block[0] > match.start() or block[0] == 0 or lines[block[0] - 1].rstrip().endswith(":")):
            continue
        first, last = block[0], block[-1] + 1
        moved = textwrap.dedent("\n".join(lines[first:last])).split("\n")
        if any(_defines(line, wanted) for line in moved):
            found[first:last] = moved
    return found


def _defines(line: str, wanted: Collection[str]) -> bool:
    match = _DEFINITION.match(line)
    return match is not None and bool({match[1], match[2]} & set(wanted))


def _begins(line: str) -> bool:
    """Whether a statement may begin in a line: it is not indented, and not blank."""
    return bool(line.strip()) and not line[0].isspace()


def _shape(line: str) -> str:
    return "b" if not line.strip() else "u" if _begins(line) else "i"


def _only(lines: Lines, kept: Collection[int]) -> str:
    return "\n".join(line if number in kept else "" for number, line in enumerate(lines)) + "\n"
