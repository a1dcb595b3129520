"""What the corpus covers: how many questions each topic has, by level and by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from interviewer.corpus.question import TOPICS, Kind, Level, Question

COLUMNS = (*(level.value for level in Level), *(kind.value for kind in Kind))


def coverage(questions: Sequence[Question]) -> dict[str, dict[str, int]]:
    """Per topic, in their usual order, the number of questions of each level and of each kind, and of all."""
    table: dict[str, dict[str, int]] = {}
    for topic in TOPICS:
        own = [question for question in questions if question.topic == topic]
        counts = Counter([question.level.value for question in own] + [question.kind.value for question in own])
        table[topic] = {**{column: counts[column] for column in COLUMNS}, "all": len(own)}
    return table


def coverage_lines(questions: Sequence[Question]) -> Iterator[str]:
    """The coverage as the lines of a Markdown table, the sums last."""
    columns = (*COLUMNS, "all")
    table = coverage(questions)
    sums = {column: sum(row[column] for row in table.values()) for column in columns}
    yield f"| topic | {' | '.join(columns)} |"
    yield f"|---|{'---|' * len(columns)}"
    for name, row in (*table.items(), ("**all**", sums)):
        yield f"| {name} | {' | '.join(str(row[column]) for column in columns)} |"
