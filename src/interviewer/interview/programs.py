"""How the answer to an exercise is written: what it begins with, what it has to say, what is no answer yet."""

from __future__ import annotations

from interviewer.corpus.question import Kind, Question
from interviewer.interview.machine import UNKNOWN_ANSWER
from interviewer.interview.session import PromptKind, Turn

UNTOUCHED = "That is what the answer began with: change it, ask for a hint, or say that you don't know."

_HOW = {
    Kind.DEBUG: "Name the lines at fault and what is wrong there, or send the program without its faults.",
    Kind.ESTIMATE: "End with a line such as: answer: 17 GB",
    Kind.DERIVE: "Write each formula on a line of its own, or in $...$.",
}


def takes_program(question: Question, kind: PromptKind) -> bool:
    """Whether the answer to a prompt of this kind is written as a program. A follow-up is answered in words."""
    exercise = question.exercise
    return exercise is not None and exercise.language is not None and kind is not PromptKind.FOLLOW_UP


def takes_lines(question: Question, kind: PromptKind) -> bool:
    """Whether the answer to a prompt of this kind is worked out in words, formulas and numbers on several lines. A
    follow-up is answered like any other question."""
    worked = question.exercise is not None and question.kind in (Kind.ESTIMATE, Kind.DERIVE)
    return worked and kind is not PromptKind.FOLLOW_UP


def has_tests_to_run(question: Question, kind: PromptKind) -> bool:
    """Whether there are visible tests that the answer to a prompt of this kind can be run against."""
    return takes_program(question, kind) and question.exercise is not None and bool(question.exercise.visible_tests)


def how_to_answer(question: Question) -> str:
    """One line on what a program reads in the answer to an exercise; empty where the program is the whole answer."""
    return _HOW.get(question.kind, "") if question.exercise is not None else ""


def program_to_debug(question: Question, kind: PromptKind) -> str:
    """The program whose faults the answer to a prompt of this kind names, in words, or mends; empty where there is
    none."""
    debugs = question.kind is Kind.DEBUG and takes_program(question, kind)
    return question.exercise.starter if debugs and question.exercise is not None else ""


def beginning(question: Question, turn: Turn) -> str:
    """What the answer to the open prompt of a turn begins with: the starter, for a second try the last answer."""
    exercise = question.exercise
    if exercise is None or turn.current.prompt.kind is PromptKind.FOLLOW_UP:
        return ""
    tried = [
        one.answer
        for one in turn.exchanges
        if takes_program(question, one.prompt.kind) and one.answer and one.answer != UNKNOWN_ANSWER
    ]
    return tried[-1] if tried else exercise.starter


def is_untouched(text: str, question: Question) -> bool:
    """Whether a text is the starter of an exercise, but for spaces at the ends of its lines."""
    return bool(
        question.exercise and question.exercise.starter.strip() and _lines(text) == _lines(question.exercise.starter)
    )


def numbered(program: str) -> str:
    """A program with the numbers of its lines, from 1, as answers name them."""
    lines = program.rstrip("\n").split("\n")
    width = len(str(len(lines)))
    return "\n".join(f"{number:>{width}} | {line}".rstrip() for number, line in enumerate(lines, start=1))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]
