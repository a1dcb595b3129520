"""`interviewer search`: finds passages of the reference material."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from interviewer.commands.common import context_for, print_json, tell_left_out, tell_servers
from interviewer.errors import UsageError
from interviewer.reports.formulas.unicode import readable
from interviewer.reports.readable import readable_line
from interviewer.search.passage import PassageKind
from interviewer.streams import is_text
from interviewer.strict_json import dumps
from interviewer.text import one_line

if TYPE_CHECKING:
    from interviewer.corpus.question import Question
    from interviewer.search.passage import Hit


def search(parsed: argparse.Namespace) -> int:
    """Finds passages of the reference material."""
    from interviewer.progress import progress_on_stderr

    query = " ".join(parsed.text).strip()
    if not query:
        raise UsageError("There is nothing to search for.", "Name it: interviewer search why does dropout help")
    context = context_for(parsed)
    tell_left_out(context)
    tell_servers(context, sessions=False)
    with progress_on_stderr() as progress:
        searcher = context.searcher(progress)
    questions = context.corpus().by_id
    if query != "-":
        hits = searcher.search(query, parsed.limit)
        if parsed.json:
            print_json([_hit(hit, questions) for hit in hits])
        else:
            sys.stdout.writelines(_hit_lines(hit, questions) for hit in hits)
        return 0
    for number, line in enumerate(sys.stdin, 1):
        if not is_text(line):
            raise UsageError(f"Line {number} of the input is not UTF-8 text.", "Send the queries as UTF-8.")
        sys.stdout.write(dumps([_hit(hit, questions) for hit in searcher.search(line, parsed.limit)]) + "\n")
        sys.stdout.flush()
    return 0


def _hit(hit: Hit, questions: Mapping[str, Question]) -> dict[str, Any]:
    passage = hit.passage
    return {
        "question_id": passage.question_id,
        "title": questions[passage.question_id].title,
        "score": round(hit.score, 4),
        "file": passage.file,
        "heading": passage.heading,
        "passage": passage.id,
        "text": passage.text,
    }


def _hit_lines(hit: Hit, questions: Mapping[str, Question]) -> str:
    passage = hit.passage
    place = one_line(passage.file)
    if passage.kind is PassageKind.KEY_POINT:
        place = f"{place} > {one_line(passage.heading)}"
    lines = (
        f"{hit.score:.3f}  {readable_line(questions[passage.question_id].title)}",
        f"       {one_line(readable(passage.text))}",
        f"       {place}",
    )
    return "\n".join(lines) + "\n"
