"""`interviewer practice`: leads an interview."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap import AppContext
from interviewer.commands.common import context_for, tell_left_out, tell_servers
from interviewer.errors import UnknownNameError, UsageError
from interviewer.files.reading import read_regular

if TYPE_CHECKING:
    from interviewer.corpus.question import Level
    from interviewer.interview.choosing import Choices
    from interviewer.interview.driver import ConversationDriver
    from interviewer.interview.session import Mode
    from interviewer.progress import OnProgress

MAX_FOR_BYTES = 1_000_000


def practice(parsed: argparse.Namespace) -> int:
    """Leads an interview: on the screen, line by line, or with a program."""
    context = context_for(parsed)
    plain = parsed.plain or not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb"
    choices = _choices(parsed, context)
    context.models.check()
    tell_servers(context)
    if parsed.jsonl:
        return _practice_jsonl(context, parsed, choices)
    if plain:
        return _practice_plain(context, parsed, choices)
    from interviewer.tui.app import Opening, run

    if parsed.resume is not None:
        return run(context, Opening(resume=_session_to_resume(context, parsed.resume)))
    chosen = any((parsed.mode, parsed.topic, parsed.level, parsed.count, parsed.seed is not None, parsed.for_file))
    return run(context, Opening(choices=choices if chosen else None))


def _choices(parsed: argparse.Namespace, context: AppContext) -> Choices:
    from interviewer.interview.choosing import Choices, parse_topics

    count = context.settings.count if parsed.count is None else parsed.count
    return Choices(
        mode=_mode(parsed.mode),
        topics=parse_topics(parsed.topic or (), context.corpus().topic_counts) if parsed.topic else (),
        levels=_levels(parsed.level or ()),
        count=count,
        seed=parsed.seed,
        for_text=_read_for(parsed.for_file) if parsed.for_file else None,
    )


def _mode(name: str | None) -> Mode:
    from interviewer.interview.session import Mode

    if name is None:
        return Mode.PRACTICE
    if name not in list(Mode):
        raise UnknownNameError("mode", name, tuple(Mode))
    return Mode(name)


def _levels(names: list[str] | tuple[()]) -> tuple[Level, ...]:
    from interviewer.corpus.question import Level

    for name in names:
        if name not in list(Level):
            raise UnknownNameError("level", name, tuple(Level))
    return tuple(Level(name) for name in names)


def _read_for(name: str) -> str:
    path = Path(name)
    try:
        text = read_regular(path, MAX_FOR_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        folder = path.parent if path.parent.is_dir() else Path()
        raise UnknownNameError("file", name, tuple(str(near) for near in folder.iterdir() if near.is_file())) from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", "Give --for the text of a job or CV.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text.", "Save the job description or CV as plain text.") from None
    if not text.strip() or "\x00" in text:
        raise UsageError(f"{name} has no text to read.", "Save the job description or CV as plain text.")
    return text


def _session_to_resume(context: AppContext, session_id: str) -> str:
    """The named session, or the last one if any of its answers await grading, or the last unfinished one."""
    if session_id:
        context.store().load(session_id)
        return session_id
    summaries = context.store().summaries()
    if summaries and context.store().load(summaries[0].session_id).session.ungraded_places:
        return summaries[0].session_id
    unfinished = [summary for summary in summaries if summary.finished_at is None]
    if not unfinished:
        raise UsageError("There is no unfinished session to resume.", "Start one with: interviewer")
    return unfinished[0].session_id


def _resumed(context: AppContext, session_id: str, loading: OnProgress) -> ConversationDriver:
    """A session to resume. A finished one can be resumed if any of its answers can still be graded."""
    from interviewer.interview.session import Phase

    driver = context.reopen(session_id, loading=loading)
    session = driver.session
    lacks_grades = session.ungraded_places or (session.failed_places and driver.converses)
    if session.phase is Phase.FINISHED and not lacks_grades:
        raise UsageError(f"Session {session_id} is finished.", "See its report with: interviewer report SESSION")
    return driver


def _opened(
    context: AppContext, parsed: argparse.Namespace, choices: Choices, loading: OnProgress
) -> ConversationDriver:
    """The requested session, new or saved."""
    from interviewer.progress import progress_on_stderr

    tell_left_out(context)
    if parsed.resume is not None:
        return _resumed(context, _session_to_resume(context, parsed.resume), loading)
    with progress_on_stderr() as progress:
        return context.begin(choices, progress, loading=loading)


def _practice_plain(context: AppContext, parsed: argparse.Namespace, choices: Choices) -> int:
    from interviewer.plain import LineInterviewer, Pages

    pages = Pages(sys.stdout, sys.stderr)
    LineInterviewer(context, _opened(context, parsed, choices, pages.progress), sys.stdin, pages).run()
    return 0


def _practice_jsonl(context: AppContext, parsed: argparse.Namespace, choices: Choices) -> int:
    from interviewer.jsonl import JsonlInterviewer
    from interviewer.plain import Pages

    driver = _opened(context, parsed, choices, Pages(sys.stdout, sys.stderr).progress)
    JsonlInterviewer(context, driver, partial(os.read, sys.stdin.fileno()), sys.stdout).run()
    return 0
