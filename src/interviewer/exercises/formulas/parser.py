"""Parses a formula in plain typing into a tree. Nothing is computed here, and nothing of it is Python that runs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from interviewer.exercises.formulas.plain import FUNCTIONS, SUM_CALLS, SUMS

MOST_TOKENS = 600
"""The longest formula that is read."""
MOST_DEPTH = 40
"""The deepest nesting that is read."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,3}(?![\w.]))?)"
    r"|(?P<name>[A-Za-z][A-Za-z]*\d*'*(?:\s*_\s*(?:\{[^{}]{1,40}\}|\([^()]{1,20}\)|[A-Za-z0-9]+))?'*)"
    r"|(?P<sign>\|\||[-+*/^()\[\]{}!,|∘]))"
)
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|"}
_UNARY = ("-", "+")
_CONSTANTS = ("e", "pi")
"""Names before a bracket that are multiplied with it, as they call nothing."""
_INDEX = "j"
"""The index of a sum over arrays that are written without one."""


class FormulaError(ValueError):
    """A text is no formula that can be read."""


@dataclass(frozen=True)
class Node:
    """A part of a formula: a number, a symbol, or an operation on other parts.

    `kind` is "number", "symbol", "call", "sum", "prod" or an operator; `name` is the symbol, function or index.
    """

    kind: str
    name: str = ""
    number: float = 0.0
    parts: tuple[Node, ...] = ()


_ZERO = Node("number")
_MINUS_INFINITY = Node("neg", parts=(Node("symbol", "inf"),))
_EXP_OF_MINUS_INFINITY = Node("call", "exp", parts=(_MINUS_INFINITY,))


def parse(text: str, known: Collection[str] = (), *, wide: bool = False) -> Node:
    """The tree of a formula. Raises FormulaError where it is none, or too long or too deep.

    `known` are symbols; letters side by side that are no symbol together are a product of those that are. With `wide`
    a function without brackets takes a quotient too: "log p/q" is log(p/q).
    """
    return _Parser(_tokens(text, known), known, wide=wide).whole()


def symbols(node: Node) -> frozenset[str]:
    """The symbols of a formula."""
    own = {node.name} if node.kind == "symbol" else set()
    return frozenset(own.union(*(symbols(part) for part in node.parts)))


def symbol_name(text: str) -> str:
    """The name of a symbol however its subscript is typed: p_{i j}, p_ij and p_{i,j} are one."""
    base, underscore, below = text.partition("_")
    primes = "'" * below.count("'") if underscore else ""
    below = re.sub(r"[^A-Za-z0-9+=-]", "", below)
    return f"{base.strip()}{primes}_{below}" if below else base.strip()


def _tokens(text: str, known: Collection[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError("it has something that is no formula")
        at = match.end()
        kind = str(match.lastgroup)
        token = match[kind]
        found += _split(token, known) if kind == "name" else [(kind, token)]
        if len(found) > MOST_TOKENS:
            raise FormulaError("it is too long")
    return found


def _split(word: str, known: Collection[str]) -> list[tuple[str, str]]:
    """A word as one symbol, or as the known ones that it is put together from."""
    name = symbol_name(word)
    base = name.split("_")[0]
    if name in known or not known or base in (*FUNCTIONS, *SUMS, *SUM_CALLS):
        return [("name", name)]
    digits = re.fullmatch(r"([A-Za-z])(\d+)", name)
    if digits and f"{digits[1]}_{digits[2]}" in known:
        return [("name", f"{digits[1]}_{digits[2]}")]
    pieces: list[str] = []
    rest = name
    while rest and rest not in known:
        size = next((size for size in range(min(len(rest), 8), 0, -1) if rest[:size] in known), 0)
        if not size and rest[0] == "e":
            size = 1
        if not size or (size < len(rest) and rest[size] == "_"):
            return [("name", name)]
        pieces.append(rest[:size])
        rest = rest[size:]
    return [("name", piece) for piece in (*pieces, *([rest] if rest else []))]


class _Parser:
    """Reads tokens by precedence: sums, products, signs, powers."""

    def __init__(self, tokens: list[tuple[str, str]], known: Collection[str], *, wide: bool) -> None:
        self._tokens = [*tokens, ("end", "")]
        self._known = known
        self._wide = wide
        self._at = 0
        self._depth = 0
        self._bars = 0

    def whole(self) -> Node:
        if self._tokens[0][0] == "end":
            raise FormulaError("it is empty")
        found = self._added()
        if self._tokens[self._at][0] != "end":
            raise FormulaError("it does not end where it should")
        return found

    def _peek(self) -> str:
        return self._tokens[self._at][1]

    def _take(self) -> tuple[str, str]:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _added(self) -> Node:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise FormulaError("it is nested too deeply")
        found = self._multiplied()
        while self._peek() in _UNARY:
            sign = self._take()[1]
            found = Node(sign, parts=(found, self._multiplied()))
        self._depth -= 1
        return found

    def _multiplied(self) -> Node:
        found = self._signed()
        while True:
            sign = self._peek()
            if sign in ("*", "/", "∘"):
                self._take()
                found = Node(sign, parts=(found, self._signed()))
            elif self._begins_factor():
                found = Node("*", parts=(found, self._powered()))
            else:
                return found

    def _begins_factor(self) -> bool:
        kind, text = self._tokens[self._at]
        return kind in ("number", "name") or text in ("(", "[", "{") or (text == "|" and not self._bars)

    def _signed(self) -> Node:
        minus = False
        count = 0
        while self._peek() in _UNARY:
            minus ^= self._take()[1] == "-"
            count += 1
            if count > MOST_DEPTH:
                raise FormulaError("it has too many signs")
        found = self._powered()
        if minus:
            # "-a b" is -(a b): the sign of a product is that of its first factor all the same.
            return Node("neg", parts=(found,))
        return found

    def _powered(self) -> Node:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise FormulaError("it is nested too deeply")
        found = self._factor()
        while self._peek() == "!":
            self._take()
            found = Node("call", "factorial", parts=(found,))
        if self._peek() == "^":
            self._take()
            found = self._vanished(found, Node("^", parts=(found, self._exponent())))
        self._depth -= 1
        return found

    def _vanished(self, base: Node, power: Node) -> Node:
        """A power of e, or 0 where the exponent is minus infinity and that is no symbol of the exercise."""
        is_e = base == Node("symbol", "e") and "e" not in self._known
        return _ZERO if is_e and power.parts[-1] == _MINUS_INFINITY and "inf" not in self._known else power

    def _exponent(self) -> Node:
        minus = False
        while self._peek() in _UNARY:
            minus ^= self._take()[1] == "-"
        found = self._powered()
        return Node("neg", parts=(found,)) if minus else found

    def _factor(self) -> Node:
        kind, text = self._take()
        if kind == "number":
            return Node("number", number=float(text))
        if text in _CLOSING:
            return self._bracketed(text)
        if kind != "name":
            raise FormulaError("a part of it is missing")
        base = text.split("_")[0]
        if base in SUMS and text not in self._known:
            return self._summed(base, text)
        if base in SUM_CALLS and self._peek() == "(":
            self._take()
            body, *others = self._arguments(")")
            if others:
                raise FormulaError("a sum has one argument")
            return self._over_index(SUM_CALLS[base], body)
        if base in FUNCTIONS and text not in self._known:
            return self._called(base)
        if self._peek() in ("(", "[") and text not in self._known and text not in _CONSTANTS:
            opening = self._take()[1]
            return Node("call", text, parts=self._arguments(_CLOSING[opening]))
        return Node("symbol", text)

    def _bracketed(self, opening: str) -> Node:
        self._bars += opening == "|"
        found = self._added()
        if self._take()[1] != _CLOSING[opening]:
            raise FormulaError("its brackets do not match")
        self._bars -= opening == "|"
        return Node("call", "abs", parts=(found,)) if opening == "|" else found

    def _arguments(self, closing: str) -> tuple[Node, ...]:
        found = [self._added()]
        while self._peek() in (",", "|", "||"):
            self._take()
            found.append(self._added())
        if self._take()[1] != closing:
            raise FormulaError("its brackets do not match")
        return tuple(found)

    def _called(self, name: str) -> Node:
        power: Node | None = None
        if self._peek() == "^":  # log^2(x)
            self._take()
            power = self._exponent()
        if self._peek() in ("(", "[", "{"):
            opening = self._take()[1]
            found = Node("call", name, parts=self._arguments(_CLOSING[opening]))
        else:
            found = Node("call", name, parts=(self._unbracketed(),))
        if found == _EXP_OF_MINUS_INFINITY and "inf" not in self._known:
            found = _ZERO
        return found if power is None else Node("^", parts=(found, power))

    def _unbracketed(self) -> Node:
        """What a function without brackets takes: "log 2 pi x^2" all of it, "log S + 1" the S."""
        found = self._powered()
        while self._tokens[self._at][0] in ("number", "name") and not self._is_function():
            found = Node("*", parts=(found, self._powered()))
        while self._wide and self._peek() == "/":
            self._take()
            found = Node("/", parts=(found, self._powered()))
        return found

    def _is_function(self) -> bool:
        return self._peek().split("_")[0] in (*FUNCTIONS, *SUMS, *SUM_CALLS)

    def _summed(self, kind: str, text: str) -> Node:
        """A sum or product over an index: its subscript up to "=", the limits aside."""
        below = text.partition("_")[2]
        index = re.match(r"[A-Za-z]+", below)
        above: tuple[Node, ...] = ()
        if self._peek() == "^":
            self._take()
            above = (self._exponent(),)
        body = self._signed()
        while self._begins_factor() or self._peek() in ("*", "/"):
            if self._peek() in ("*", "/"):
                sign = self._take()[1]
                body = Node(sign, parts=(body, self._signed()))
            else:
                body = Node("*", parts=(body, self._powered()))
        if not below and not above:
            return self._over_index(kind, body)
        return Node(kind, index[0] if index else "", parts=(body, *above))

    def _over_index(self, kind: str, body: Node) -> Node:
        """A sum or product without its index: over the one that its symbols have, or that those of the exercise have
        whose names they are."""
        indices = {name.partition("_")[2] for name in symbols(body) if "_" in name}
        if not indices:
            arrays = {name: f"{name}_{_INDEX}" for name in symbols(body) if self._is_array(name)}
            return Node(kind, _INDEX if arrays else "", parts=(_renamed(body, arrays),))
        (only, *others) = indices
        return Node(kind, only if not others and len(only) == 1 and only.isalpha() else "", parts=(body,))

    def _is_array(self, name: str) -> bool:
        return any(re.fullmatch(rf"{re.escape(name)}_[A-Za-z]", known) for known in self._known)


def _renamed(tree: Node, names: Mapping[str, str]) -> Node:
    if tree.kind == "symbol":
        return replace(tree, name=names.get(tree.name, tree.name))
    return replace(tree, parts=tuple(_renamed(part, names) for part in tree.parts))
