"""The task of an exercise in the transcript: Markdown, its formulas in Unicode, and the program that it is about."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from interviewer.corpus.question import Kind, Question
from interviewer.interview.programs import how_to_answer, numbered
from interviewer.text import visible
from interviewer.tui.prose import Prose


class Task(Vertical):
    """What an exercise asks for. A program to be debugged has numbers at its lines, which an answer can name."""

    def __init__(self, question: Question) -> None:
        super().__init__(classes="entry question task")
        exercise = question.exercise
        self._asked = Prose(exercise.task if exercise is not None else "")
        debugs = exercise is not None and question.kind is Kind.DEBUG
        self._how = how_to_answer(question)
        self._program = visible(numbered(exercise.starter)) if exercise is not None and debugs else ""

    def compose(self) -> ComposeResult:
        """The task, under it how it is answered, and the program."""
        yield self._asked
        if self._how:
            yield Static(Content(self._how), classes="how", markup=False)
        if self._program:
            yield Static(Content(self._program), classes="listing", markup=False)

    @property
    def plain(self) -> str:
        """All of it as plain text."""
        return "\n".join(part for part in (self._asked.plain, self._how, self._program) if part)
