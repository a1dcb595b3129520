"""Mends that an answer tells in words with little code: what should stand there, what is to go, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interviewer.corpus.exercise import Exercise, Fault
from interviewer.corpus.planting import PlantedFault
from interviewer.language.sentences import split_sentences
from interviewer.language.words import stem

_SHOULD_BE = re.compile(
    r"(?:\b(?:should|must|ought to|has to|have to|needs? to|supposed to)\s+(?:\w+\s+)?be|->|→|⇒|=>|\buse)\s+`?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\s*(\w+|[^\w\s])")
_OPERATORS = frozenset("+-*/%@<>=([.")
_REMOVE = re.compile(
    r"\b(?:remov(?:e|ed|ing)|delet(?:e|ed|ing)|drop(?:ped)?|get rid of|shouldn'?t be (?:here|there)|"
    r"should not be (?:here|there)|must go|has to go|not belong|doesn'?t belong)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(r"\b(?:not|n't|never|don'?t|instead of)\s+(?:be\s+)?(?:remov|delet|drop)", re.IGNORECASE)
_BLOCK = r"(?:the|this|that)\s+(?:\w+[ -]){0,2}(?:loops?|for|while|if|with|conditions?|blocks?|branch)\b"
_OUT = re.compile(rf"\b(?:outside|out of|before|above|after|ahead of)\s+(?:of\s+)?{_BLOCK}", re.IGNORECASE)
_NOT_OUT = re.compile(r"\b(?:is|are|it's|was|being)\s+(?:outside|out of|before|above|after)\b", re.IGNORECASE)
_NOT = frozenset("not never no without missing misses lacks lack ignored ignores forgotten forgets forgot nor".split())
_SMALL = frozenset("the a an of by in on to for with is are".split())
_CALLS_FOR = re.compile(r"\b(?:should|must|need|needs|has to|have to|ought)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+(?:['’]t)?")


def tells_mend(fault: Fault, text: str) -> bool:
    """Whether a remark on the place of a fault says what to write there, to remove it, or to move it out of a block."""
    return (
        _writes_right(fault, text) or _removes(fault, text) or _moves_out(fault, text) or is_said_missing(fault, text)
    )


def mended_line(exercise: Exercise, place: PlantedFault, answer: str) -> tuple[int, int] | None:
    """Where the lines of a fault stand mended in a program that cannot be read: the right ones are there, and the
    wrong ones are not. The whole answer where lines only had to go; None where that is not so."""
    right = {_spaced(line) for line in lines_of_right(exercise.solution, place.fault.right).split("\n")}
    wrong = {_spaced(line) for line in exercise.starter.split("\n")[place.first - 1 : place.last]}
    there = {_spaced(line): (at, at + len(line.rstrip())) for at, line in _placed_lines(answer)}
    shown = {_spaced(line) for line in exercise.starter.split("\n")}
    new, old = right - shown, wrong - right
    if not (new or old) or not right <= there.keys() or old & there.keys():
        return None
    return min((there[line] for line in new), default=(0, len(answer)))


def lines_of_right(solution: str, right: str) -> str:
    """The lines of the solution, whole, in which the right text of a fault is."""
    start = solution.index(right)
    stop = solution.find("\n", start + len(right.rstrip()))
    return solution[solution.rfind("\n", 0, start) + 1 : stop if stop >= 0 else None]


def is_said_missing(fault: Fault, text: str) -> bool:
    """Whether a sentence says that what the name of a fault calls missing is: "never renormalized"."""
    return missing_in(fault, text) is not None


def missing_in(fault: Fault, text: str) -> tuple[int, int] | None:
    """Where that sentence is; None where there is none, or the name of the fault is not of something missing."""
    parts = fault.name.split("-")
    wanted = [part for part in parts if part not in _NOT | _SMALL]
    if len(wanted) == len([part for part in parts if part not in _SMALL]) or not wanted:
        return None
    at = 0
    for sentence in split_sentences(text):
        words = _WORD.findall(sentence.lower())
        said = {stem(word) for word in words}
        negated = sum(word in _NOT or word.endswith(("n't", "n’t")) for word in words)
        has_all = all(stem(part) in said for part in wanted)
        if negated == 1 and has_all and not _CALLS_FOR.search(sentence):
            return at, at + len(sentence.rstrip())
        at += len(sentence)
    return None


def _writes_right(fault: Fault, text: str) -> bool:
    """Whether what a remark says should be there is the right side of the fault, its names perhaps shortened."""
    right, wrong = (_assigned(code) for code in (fault.right, fault.wrong))
    if right is None or right == wrong:
        return False
    for match in _SHOULD_BE.finditer(text):
        told = [token[1] for token in _TOKEN.finditer(text, match.end(), match.end() + 200)]
        if _begins_with(told, right) and not (wrong and len(wrong) >= len(right) and _begins_with(told, wrong)):
            return True
    return False


def _assigned(code: str) -> list[str] | None:
    """The tokens of what the one line of a fault assigns; None where it has several, or assigns nothing."""
    lines = [line for line in code.split("\n") if line.strip()]
    assigned = re.fullmatch(r"\s*[\w.,\[\] ]+?\s*=(?!=)\s*(\S.*?)\s*", lines[0]) if len(lines) == 1 else None
    return [token[1] for token in _TOKEN.finditer(assigned[1])] if assigned else None


def _begins_with(told: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether tokens are these, with no operator after them that goes on."""
    if len(wanted) < 3 or len(told) < len(wanted):
        return False
    after = told[len(wanted) : len(wanted) + 2]
    goes_on = bool(after) and after[0] in _OPERATORS and (after[0] != "." or after[-1].islower())
    return not goes_on and all(one == other or _shortens(one, other) for one, other in zip(told, wanted, strict=False))


def _shortens(told: str, name: str) -> bool:
    """Whether a word stands for a name: "ref" for "reference" and "ref_log_probs"."""
    return len(told) >= 3 and told.isalpha() and any(part.startswith(told) for part in name.split("_"))


def _removes(fault: Fault, text: str) -> bool:
    """Whether a remark says to remove lines that are all that the fault adds to the right program."""
    right = [line.strip() for line in fault.right.split("\n") if line.strip()]
    wrong = [line.strip() for line in fault.wrong.split("\n") if line.strip()]
    left = iter(wrong)
    adds = len(wrong) > len(right) and all(line in left for line in right)
    return adds and bool(_REMOVE.search(text)) and not _KEPT.search(text)


def _moves_out(fault: Fault, text: str) -> bool:
    """Whether a remark says to move out of its block a line that the right program has further out."""
    right, wrong = ({line.strip(): _indent(line) for line in code.split("\n") if line.strip()} for code in _both(fault))
    moved = right.keys() == wrong.keys() and any(right[line] < wrong[line] for line in right)
    return moved and bool(_OUT.search(text)) and not _NOT_OUT.search(text)


def _placed_lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _spaced(line: str) -> str:
    return " ".join(line.split())


def _both(fault: Fault) -> tuple[str, str]:
    return fault.right, fault.wrong


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
