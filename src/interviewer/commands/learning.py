"""`interviewer progress` and `interviewer plan`: what was learnt, and what to do today."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from interviewer.bootstrap import AppContext
from interviewer.commands.common import context_for, tell_left_out, tell_servers


def progress(parsed: argparse.Namespace) -> int:
    """Prints what the scores did over time, the map of the corpus, and the ledger of misconceptions."""
    from interviewer.reports.learning_json import progress_json
    from interviewer.reports.learning_lines import progress_lines

    found = _context(parsed).sessions.progress()
    sys.stdout.write(progress_json(found) if parsed.json else _text(progress_lines(found)))
    return 0


def plan(parsed: argparse.Namespace) -> int:
    """Prints what to do today, with what the answers have to say only if that is asked for."""
    from interviewer.reports.learning_json import plan_json
    from interviewer.reports.learning_lines import plan_lines, plan_lines_without_answers

    found = _context(parsed).sessions.plan()
    lines = plan_lines if parsed.with_answers else plan_lines_without_answers
    sys.stdout.write(plan_json(found) if parsed.json else _text(lines(found)))
    return 0


def _context(parsed: argparse.Namespace) -> AppContext:
    context = context_for(parsed)
    tell_servers(context, index=False)
    tell_left_out(context)
    return context


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
