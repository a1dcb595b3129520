"""Reads a formula in LaTeX as a tree of presentation MathML.

latex2mathml does the reading. What it returns goes through a list of known tags and attributes, because a corpus may
come from anybody, and MathML can carry links and styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from xml.etree.ElementTree import Element, tostring

from interviewer.text import visible

MAX_CHARACTERS = 2_000
"""Of a formula; a longer one is shown as its source. The longest of the bundled ones has 200."""

_TAGS = frozenset(
    "math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup mover munder munderover".split()
    + "mtable mtr mtd mstyle".split()
)
_ATTRIBUTES = frozenset(
    "accent columnalign display displaystyle fence form linethickness mathvariant maxsize minsize scriptlevel stretchy"
    " width".split()
)
_PLAIN_VALUE = re.compile(r"[\w.+-]{1,40}", re.ASCII)
_KNOWN_NAMES = frozenset({"\\arg", "\\deg", "\\dim", "\\exp", "\\hom", "\\ker", "\\lg", "\\sup", "\\inf"})
"""Functions that latex2mathml leaves with their backslash."""


@dataclass(frozen=True)
class MathNode:
    """An element of presentation MathML: a leaf with text, or one with children."""

    tag: str
    text: str = ""
    children: tuple[MathNode, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


def read_formula(latex: str, *, display: bool = False) -> MathNode | None:
    """The tree of a formula, whose root has the tag `math`; None if it cannot be read whole.

    A command that is not known makes a formula unreadable: showing the rest would show another formula.
    """
    from latex2mathml.converter import convert_to_element

    if len(latex) > MAX_CHARACTERS:
        return None
    try:
        root = convert_to_element(latex, display="block" if display else "inline")
        return _node(root)
    except _UnreadableError:
        return None
    except Exception:  # noqa: BLE001 - its errors share no base, and for odd input it raises IndexError and others too
        return None


def as_xml(node: MathNode) -> str:
    """The formula as a `<math>` element for an HTML page."""
    root = _element(node)
    root.set("xmlns", "http://www.w3.org/1998/Math/MathML")
    return tostring(root, encoding="unicode")


class _UnreadableError(Exception):
    """A part of a formula that the tree has no place for."""


def _node(element: Element) -> MathNode:
    if element.tag not in _TAGS or element.get("linebreak"):
        raise _UnreadableError
    return MathNode(
        element.tag,
        _leaf_text(element),
        _with_names(map(_node, element)),
        {
            name: value
            for name, value in element.attrib.items()
            if name in _ATTRIBUTES and _PLAIN_VALUE.fullmatch(value)
        },
    )


def _with_names(nodes: Iterable[MathNode]) -> tuple[MathNode, ...]:
    """The nodes with upright letters in a row made one name: latex2mathml reads `\\mathrm{ReLU}` letter by letter."""
    found: list[MathNode] = []
    for node in nodes:
        if _is_upright(node) and found and _is_upright(found[-1]):
            found[-1] = replace(found[-1], text=found[-1].text + node.text)
        else:
            found.append(node)
    return tuple(found)


def _is_upright(node: MathNode) -> bool:
    return node.tag == "mi" and node.attributes.get("mathvariant") == "normal" and node.text.isalpha()


def _leaf_text(element: Element) -> str:
    text = element.text or ""
    if text in _KNOWN_NAMES:
        return text[1:]
    if text == "&" or (text.startswith("\\") and element.tag != "mtext"):  # a place of alignment, an unknown command
        raise _UnreadableError
    return visible(unescape(text))


def _element(node: MathNode) -> Element:
    element = Element(node.tag, dict(node.attributes))
    element.text = node.text
    element.extend(map(_element, node.children))
    return element
