"""`interviewer delete`: sessions, gone for good."""

from __future__ import annotations

import argparse

from interviewer.bootstrap import deletion
from interviewer.commands.asking import go_ahead
from interviewer.commands.common import context_for, narrate, tell_servers
from interviewer.errors import UsageError
from interviewer.text import counted


def delete(parsed: argparse.Namespace) -> int:
    """Deletes the named sessions, or all, and whatever else may hold words of them, after it has asked."""
    if parsed.all == bool(parsed.session):
        raise UsageError(
            "Name the sessions to delete, or all of them with --all.", "List them with: interviewer history"
        )
    context = context_for(parsed)
    tell_servers(context, index=False)
    plan = deletion.planned(context, None if parsed.all else parsed.session)
    if not plan.session_ids and not plan.files:
        narrate("There are no sessions to delete.")
        return 0
    if not parsed.yes and not go_ahead(f"{plan.question} Go ahead?"):
        narrate("Nothing was deleted.")
        return 1
    deletion.delete(context, plan)
    narrate(f"{counted(len(plan.session_ids), 'session')} deleted.")
    return 0
