"""LaTeX and Unicode in formulas, rewritten to the plain typing that the parser reads."""

from __future__ import annotations

import re
import unicodedata

from interviewer.exercises.formulas.library import LIBRARY, without_modules

GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega"),
    *("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega", "ell"),
)
_GREEK_LETTERS = dict(
    zip("αβγδεζηθικλμνξπρστυφχψω", (name for name in GREEK[:28] if not name.startswith("var")), strict=False)
)
FUNCTIONS = (
    *("log", "ln", "exp", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "abs", "max", "min"),
    *("sigmoid", "logistic", "softplus", "relu", "factorial", "tr", "trace", "inv", "transpose"),
    *LIBRARY,
)
SUMS = ("sum", "prod")
SUM_CALLS = {"npsum": "sum", "npprod": "prod"}
"""Sums that take what is in their brackets and nothing after it, as functions of arrays do."""

_SIGNS = {
    "−": "-",
    "–": "-",
    "·": "*",
    "⋅": "*",
    "×": "*",
    "∗": "*",
    "÷": "/",
    "⁄": "/",
    "∕": "/",
    "∂": " partial ",
    "√": " sqrt ",
    "∞": " inf ",
    "≈": "=",
    "≡": "=",
    "∑": " sum",
    "Σ": " sum",
    "∏": " prod",
    "⊤": "T",
    "ᵀ": "^T",
    "⊙": "∘",
    "′": "'",
    "’": "'",
    **{letter: f" {name} " for letter, name in _GREEK_LETTERS.items()},
}
_RAISED_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ᐟᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_LOWERED_SIGNS = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_SUPERSCRIPT = re.compile(f"[{_RAISED_SIGNS}]+")
_SUBSCRIPT = re.compile(f"[{_LOWERED_SIGNS}]+")
_RAISED = str.maketrans(_RAISED_SIGNS, "0123456789-+()/abcdefghijklmnoprstuvwxyz")
_LOWERED = str.maketrans(_LOWERED_SIGNS, "0123456789aehijklmnoprstuvx")
_VULGAR = re.compile("[½⅓⅔¼¾⅕⅙⅛]")

_COMMANDS = {
    **dict.fromkeys(("cdot", "times", "ast", "cdotp"), "*"),
    **dict.fromkeys(("odot", "circ"), "∘"),
    **dict.fromkeys(("approx", "equiv", "coloneqq", "simeq", "doteq"), "="),
    **dict.fromkeys(("Rightarrow", "implies", "Longrightarrow", "iff", "Leftrightarrow", "quad", "qquad", "to"), " ; "),
    **dict.fromkeys(
        ("left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "bigg", "Bigg", "biggl", "biggr"), ""
    ),
    **dict.fromkeys(("displaystyle", "textstyle", "limits", "nolimits", "boldsymbol", "rm", "bf", "it"), ""),
    **dict.fromkeys(("top", "intercal", "mathsf T"), "T"),
    **dict.fromkeys(("lbrace", "lbrack"), "("),
    **dict.fromkeys(("rbrace", "rbrack"), ")"),
    **dict.fromkeys(("mid", "vert", "lvert", "rvert"), "|"),
    **dict.fromkeys(("star",), "*"),
    "partial": " partial ",
    "div": "/",
    "pm": " ± ",
    "prime": "'",
    "infty": " inf ",
    "Vert": "||",
    "parallel": "||",
    "mathrm{d}": "d",
    "nabla": " nabla_",
    "dots": " … ",
    "ldots": " … ",
    "cdots": " … ",
    "sim": " ~ ",
    "neq": " ≠ ",
}
_ACCENTS = ("hat", "bar", "tilde", "vec", "dot", "widehat", "widetilde", "overline", "underline")
_FONTS = (
    "mathrm",
    "mathbf",
    "mathit",
    "mathsf",
    "mathcal",
    "mathbb",
    "operatorname",
    "text",
    "textrm",
    "bm",
    "boldsymbol",
    "mathfrak",
    "textbf",
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.DOTALL)
_FRACTION = re.compile(r"\\[dt]?frac")
_ROOT = re.compile(r"\\sqrt\s*(?:\[([^\[\]]{1,20})\])?")
_BRACED_WORD = re.compile(rf"\\(?:{'|'.join(_FONTS)})\*?\s*\{{([^{{}}]{{0,40}})\}}")
_FONT = re.compile(rf"\\(?:{'|'.join(_FONTS)})(?![A-Za-z])\s*")
_ACCENTED = re.compile(
    rf"\\({'|'.join(_ACCENTS)})(?![A-Za-z])\s*(?:\{{\s*\\?([A-Za-z]+)\s*((?:_\w)?)\s*\}}|\\?([A-Za-z]))"
)
_PARTIAL = re.compile(r"\bpartial\s*(?=[A-Za-z])")
_STARRED = re.compile(r"\^\s*(?:\{\s*\*\s*\}|\*(?!\s*[\w({\\]))")


def plain(formula: str) -> str:
    """A formula in plain typing: fractions and roots with brackets, commands as words and signs."""
    text = _SUPERSCRIPT.sub(lambda match: f"^({match[0].translate(_RAISED)})", formula)
    text = _SUBSCRIPT.sub(lambda match: f"_{match[0].translate(_LOWERED)}", text)
    text = _VULGAR.sub(lambda match: f"({unicodedata.normalize('NFKC', match[0]).replace(chr(0x2044), '/')})", text)
    text = without_modules(text.replace("\\\\", " ; ").replace("&", " "))
    text = "".join(_SIGNS.get(char, char) for char in text)
    text = _BRACED_WORD.sub(lambda match: f" {match[1]} ", text)
    text = _FONT.sub(" ", text)
    text = _ACCENTED.sub(_accent, text)
    text = re.sub(r"\\begin\s*\{[a-z*]{1,20}\}|\\end\s*\{[a-z*]{1,20}\}", " ; ", text)
    text = re.sub(r"\^\s*\{?\s*\\(?:top|intercal)\s*\}?", "^T", text)
    text = _STARRED.sub("'", text)
    text = _with_roots(_with_fractions(text))
    text = _COMMAND.sub(_command, text)
    text = text.replace("**", "^").replace("{,}", "")
    text = _PARTIAL.sub("d", text)
    return re.sub(r"nabla_\s*_?", "nabla_", text)


def _accent(match: re.Match[str]) -> str:
    name = match[2] or match[4]
    return f" {name}{match[1]}{match[3] or ''}"


def _command(match: re.Match[str]) -> str:
    if match[1] is None:
        return {"{": "(", "}": ")", "|": "||", "%": "%", "[": " ", "]": " ", "(": " ", ")": " "}.get(match[2], " ")
    name = match[1]
    if name in _COMMANDS:
        return _COMMANDS[name]
    return f" {name}" if name in SUMS else f" {name} "


def _with_fractions(text: str) -> str:
    r"""The text with each \frac{a}{b} as ((a)/(b)), the innermost first: from the last to the first."""
    for match in reversed(list(_FRACTION.finditer(text))):
        above = _argument(text, match.end())
        below = _argument(text, above[1]) if above else None
        if above and below:
            text = f"{text[: match.start()]}(({above[0]})/({below[0]})){text[below[1] :]}"
    return text


def _with_roots(text: str) -> str:
    for match in reversed(list(_ROOT.finditer(text))):
        under = _argument(text, match.end())
        if under:
            power = f"^(1/({match[1]}))" if match[1] else ""
            root = f"(({under[0]}){power})" if match[1] else f" sqrt({under[0]})"
            text = f"{text[: match.start()]}{root}{text[under[1] :]}"
    return text


def _argument(text: str, at: int) -> tuple[str, int] | None:
    """What a command takes at `at`, a group in braces or one sign, and where it ends."""
    while at < len(text) and text[at].isspace():
        at += 1
    if at >= len(text):
        return None
    if text[at] != "{":
        command = re.compile(r"\\[A-Za-z]+").match(text, at)
        end = command.end() if command else at + 1
        return text[at:end], end
    depth = 0
    for end in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[at + 1 : end], end + 1
    return None
