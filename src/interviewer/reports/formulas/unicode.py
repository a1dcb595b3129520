"""Formulas in one line of Unicode, for terminals: `a = g(∑ᵢ wᵢ xᵢ + b)`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from interviewer.language.markdown import PartKind, parts
from interviewer.reports.formulas.mathml import MathNode, read_formula

_SUBSCRIPTS = dict(zip("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_SUPERSCRIPTS = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤′″*∗",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀ′″**",
        strict=True,
    )
)
_ACCENTS = {
    "^": "\u0302", "~": "\u0303", "¯": "\u0304", "‾": "\u0304", "˙": "\u0307", "¨": "\u0308",
    "→": "\u20d7", "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300",
}  # fmt: skip
_OPENING = frozenset("([{⟨⌈⌊")
_CLOSING = frozenset(")]}⟩⌉⌋")
_PUNCTUATION = frozenset(",;.!")
_TIGHT = frozenset("/:∘′|‖∥")
_SIGNS = frozenset("+−-±∓¬∇∂∑∏∫")
_INVISIBLE = dict.fromkeys([0x2061, 0x2062, 0x2063, 0x2064])  # function application, invisible times, and the like
_WIDTH = re.compile(r"(-?[\d.]+)em")
_NARROW_EM = 0.25  # a thin or medium space, which parts nothing in a terminal that the operator does not


def formula_text(latex: str) -> str:
    """A formula in Unicode; its source if it cannot be read whole."""
    tree = read_formula(latex)
    return " ".join(latex.split()) if tree is None else _line(tree)


def readable(text: str) -> str:
    """A Markdown text with each formula in Unicode, and everything else as it is."""
    if "$" not in text:
        return text
    return "".join(
        formula_text(part.content) if part.kind is PartKind.FORMULA else text[part.start : part.end]
        for part in parts(text)
    )


def _line(node: MathNode) -> str:
    return re.sub(r" {3,}", "  ", _text(node)).strip()


def _text(node: MathNode) -> str:  # noqa: C901 - one flat list of elements
    children = node.children
    match node.tag:
        case "mi" | "mn" | "mo" | "mtext":
            return node.text.translate(_INVISIBLE).replace("\u00a0", " ")
        case "mspace":
            width = _WIDTH.fullmatch(node.attributes.get("width", ""))
            return " " if width and float(width[1]) > _NARROW_EM else ""
        case "mfrac":
            return _fraction(node)
        case "msqrt":
            return f"√{_grouped(children)}"
        case "mroot":
            return f"{_script(children[1], _SUPERSCRIPTS, '')}√{_grouped(children[:1])}"
        case "msub":
            return _base(children[0]) + _script(children[1], _SUBSCRIPTS, "_")
        case "msup":
            return _base(children[0]) + _script(children[1], _SUPERSCRIPTS, "^")
        case "msubsup" | "munderover":
            below, above = _script(children[1], _SUBSCRIPTS, "_"), _script(children[2], _SUPERSCRIPTS, "^")
            return _base(children[0]) + below + above
        case "mover":
            return _over(*children)
        case "munder":
            return _base(children[0]) + _script(children[1], _SUBSCRIPTS, "_")
        case "mtable":
            return "; ".join(", ".join(_line(cell) for cell in row.children) for row in children)
        case _:
            return _row(children)


def _row(children: Sequence[MathNode]) -> str:
    """Elements side by side, with spaces around relations and operators and none inside brackets."""
    if len(children) == 1:
        return _text(children[0])
    shown = ""
    children = [child for child in children if child.tag != "mspace" or _text(child)]
    for at, child in enumerate(children):
        before = children[at - 1] if at else None
        after = children[at + 1] if at + 1 < len(children) else None
        text = _text(child)
        if _is_fraction(child) and (_is_factor(before, left=True) or _is_factor(after, left=False)):
            text = f"({text})"
        if _is_operator(child):
            shown = _with_operator(shown, text, before)
        else:
            shown += f" {text}" if before is not None and _needs_space(shown, text, before, child) else text
    return shown


def _with_operator(shown: str, text: str, before: MathNode | None) -> str:
    first = text[0]
    if first in _PUNCTUATION:
        return shown.rstrip() + text + (" " if first in ",;" else "")
    if first in _CLOSING:
        return shown.rstrip() + text
    if first in _SIGNS and (before is None or not _is_operand(before)):
        return f"{shown} {text}" if before is not None and _is_name(before) else shown + text
    if first in _OPENING or first in _TIGHT or not shown or shown[-1] in _OPENING:
        return shown + text
    return f"{shown.rstrip()} {'|' if text == '∣' else text} "


def _is_operator(node: MathNode) -> bool:
    """Whether it is a sign rather than an operand; latex2mathml calls some relations identifiers."""
    text = node.text.strip()
    if node.tag not in ("mi", "mo") or len(text) != 1:
        return False
    return node.tag == "mo" or unicodedata.category(text) == "Sm"


def _is_operand(node: MathNode) -> bool:
    """Whether a sign after it stands between two operands rather than before one."""
    if node.tag == "mspace":
        return False
    if _is_name(node):
        return not node.text.islower()  # "log −x", but "ELBO + KL"
    return not _is_operator(node) or node.text in _CLOSING | {"!", "|", "‖"}


def _is_name(node: MathNode) -> bool:
    """Whether it is the name of a function, such as "log", or of an operator with its limits."""
    base = node
    while base.children and (base.tag in _SCRIPTS or len(base.children) == 1):
        base = base.children[0]
    has_limits = node.tag in _SCRIPTS and base.text in _SIGNS
    return has_limits or (base.tag in ("mi", "mo") and len(base.text) > 1 and base.text.isalpha())


def _is_factor(node: MathNode | None, *, left: bool) -> bool:
    """Whether a fraction beside it is multiplied by it, so that the fraction needs brackets on one line."""
    if node is None or node.tag == "mspace":
        return False
    return not _is_operator(node) or node.text in (_CLOSING if left else _OPENING | _SIGNS - set("+−-±∓"))


def _is_fraction(node: MathNode) -> bool:
    while len(node.children) == 1 and node.tag in ("mrow", "mstyle"):
        node = node.children[0]
    return node.tag == "mfrac" and node.attributes.get("linethickness") != "0"


def _needs_space(shown: str, text: str, before: MathNode, node: MathNode) -> bool:
    """Whether two factors would run into one another: a name as in "log p", or letters with scripts."""
    if not shown or not text or shown[-1].isspace() or "mspace" in (before.tag, node.tag) or before.tag == "mtext":
        return False
    if text[0] in _OPENING:
        return _is_name(before) and _is_fraction(node)
    if text[0] in _CLOSING or text[0] in _TIGHT:
        return False
    if _is_name(before):
        return True
    if _is_name(node):
        return shown[-1].isalnum() or shown[-1] in _CLOSING
    return not _is_operator(before) and (before.tag in _SCRIPTS or node.tag in _SCRIPTS)


_SCRIPTS = ("msub", "msup", "msubsup", "munder", "munderover")


def _base(node: MathNode) -> str:
    text = _text(node)
    is_compound = node.tag == "mrow" and len(text) > 1 and not text.isalpha() and _outer_brackets(text) is None
    return f"({text})" if is_compound else text


def _script(node: MathNode, table: dict[str, str], mark: str) -> str:
    """A subscript or superscript in letters of its own where Unicode has all of them, else after its mark."""
    text = _line(node)
    tight = text.replace(" ", "").replace("-", "−")
    if tight and all(char in table for char in tight):
        return "".join(table[char] for char in tight)
    return mark + (text if len(text) == 1 or (text.isalnum() and text.isascii()) else f"({text})")


def _fraction(node: MathNode) -> str:
    above, below = node.children
    if node.attributes.get("linethickness") == "0":
        return f"{_line(above)} choose {_line(below)}"
    return f"{_numerator(_line(above))}/{_denominator(below)}"


def _numerator(text: str) -> str:
    return f"({text})" if any(char in " /" for char in _outside_brackets(text)) or text[:1] in "−-" else text


def _denominator(node: MathNode) -> str:
    """A denominator in brackets, unless it is one symbol, a number, a differential or a call such as "q(x)"."""
    text = _line(node)
    while len(node.children) == 1 and node.tag in ("mrow", "mstyle"):
        node = node.children[0]
    is_one = node.tag != "mrow" or _outer_brackets(text) is not None
    outside = _outside_brackets(text)
    is_call = text.endswith(")") and outside.isalpha() and text.count("(") == 1
    is_differential = len(node.children) == 2 and node.children[0].text in ("∂", "d")
    return text if is_one or is_call or is_differential else f"({text})"


def _outside_brackets(text: str) -> str:
    """What is in no bracket."""
    depth, found = 0, ""
    for char in text:
        depth -= char in ")]}"
        if depth == 0 and char not in "([{)]}":
            found += char
        depth += char in "([{"
    return found


def _grouped(children: Sequence[MathNode]) -> str:
    text = _row(children).strip()
    is_one = len(text) == 1 or _outer_brackets(text) == "("
    return text if is_one else f"({text})"


def _outer_brackets(text: str) -> str | None:
    """The bracket that encloses the whole text, if one does."""
    if not text or text[0] not in "([{":
        return None
    depth = 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth == 0:
            return text[0] if at == len(text) - 1 else None
    return None


def _over(base: MathNode, mark: MathNode) -> str:
    text, sign = _text(base), _line(mark)
    if sign in _ACCENTS and len(text) == 1:
        return unicodedata.normalize("NFC", text + _ACCENTS[sign])
    if sign in _ACCENTS:
        return f"{_base(base)}{_ACCENTS[sign]}" if text.isalnum() else f"({text}){sign}"
    return f"{text}{_script(mark, _SUPERSCRIPTS, '^')}"
