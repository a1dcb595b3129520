"""`interviewer practice`: leads an interview."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from interviewer.bootstrap import AppContext
from interviewer.commands.checkup.settings import refuse_unusable
from interviewer.commands.common import context_for, narrate, tell_left_out, tell_servers
from interviewer.errors import UnknownNameError, UsageError
from interviewer.files.description import read_description
from interviewer.interview.store import to_resume

if TYPE_CHECKING:
    from interviewer.interview.choosing import Choices
    from interviewer.interview.driver import ConversationDriver
    from interviewer.progress import OnProgress

_Name = TypeVar("_Name", bound=StrEnum)
_WITHOUT_TITLE = ("dumb", "linux", "vt100", "vt220")  # these would show the letters of a title


def practice(parsed: argparse.Namespace) -> int:
    """Leads an interview: on the screen, line by line, or with a program."""
    context = context_for(parsed)
    refuse_unusable(context.settings)
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
    return run(context, Opening(choices=choices if _is_chosen(parsed) else None))


def _is_chosen(parsed: argparse.Namespace) -> bool:
    """Whether any option says what session to begin."""
    given = (parsed.mode, parsed.topic, parsed.level, parsed.kind, parsed.shelf, parsed.count, parsed.minutes)
    return any(given) or parsed.own or parsed.for_file is not None or parsed.seed is not None


def _choices(parsed: argparse.Namespace, context: AppContext) -> Choices:
    from interviewer.corpus.question import Kind, Level, Shelf
    from interviewer.interview.choosing import Choices, parse_topics
    from interviewer.interview.session import Mode

    (mode,) = _named("mode", (parsed.mode or Mode.PRACTICE,), Mode)
    (shelf,) = _named("shelf", (parsed.shelf or Shelf.CURRENT,), Shelf)
    if parsed.own:
        context.sessions.own_questions()  # where there is none, that is said before the screen opens
    return Choices(
        mode=mode,
        topics=parse_topics(_listed(parsed.topic), context.corpus().topic_counts) if parsed.topic else (),
        levels=_named("level", _listed(parsed.level), Level),
        kinds=_named("kind", _listed(parsed.kind), Kind),
        shelf=shelf,
        own=parsed.own,
        count=context.settings.count if parsed.count is None else parsed.count,
        minutes=parsed.minutes,
        seed=parsed.seed,
        for_text=read_description(Path(parsed.for_file)) if parsed.for_file else None,
    )


def _listed(given: Sequence[str] | None) -> tuple[str, ...]:
    """Names that were given by commas, by repeating an option, or both."""
    return tuple(name.strip() for names in given or () for name in names.split(","))


def _named(what: str, names: Iterable[str], known: type[_Name]) -> tuple[_Name, ...]:
    """The members with these names. Raises UnknownNameError with the nearest one."""
    given = tuple(names)
    for name in given:
        if name not in list(known):
            raise UnknownNameError(what, name, tuple(known))
    return tuple(known(name) for name in given)


def _session_to_resume(context: AppContext, session_id: str) -> str:
    """The named session, or the last one if any of its answers await grading, or the one of `to_resume`."""
    if session_id:
        context.store().load(session_id)
        return session_id
    summaries = context.store().summaries()
    if summaries and context.store().load(summaries[0].session_id).session.ungraded_places:
        return summaries[0].session_id
    unfinished = to_resume(summaries)
    if unfinished is None:
        raise UsageError("There is no unfinished session to resume.", "Start one with: interviewer")
    return unfinished.session_id


def _resumed(context: AppContext, session_id: str, loading: OnProgress) -> ConversationDriver:
    """A session to resume. A finished one can be resumed if any of its answers can still be graded."""
    from interviewer.interview.session import Phase

    driver = context.sessions.reopen(session_id, loading=loading)
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
    if choices.for_text is not None:
        choices = _chosen_for_text(context, choices)
    if note := context.exercises.torch_note(context.corpus().questions, choices):
        narrate(note)
    with progress_on_stderr() as progress:
        return context.sessions.begin(choices, progress, loading=loading)


def _chosen_for_text(context: AppContext, choices: Choices) -> Choices:
    """The choices with the questions that were chosen for a job description or CV; says on stderr why each was."""
    from interviewer.progress import progress_on_stderr
    from interviewer.reports.why_chosen import chosen_lines

    with progress_on_stderr() as progress:
        chosen = context.sessions.choose(choices, progress)
    narrate("Chosen for what you gave with --for:")
    for line in chosen_lines(chosen, context.corpus().by_id):
        narrate(line)
    return replace(choices, question_ids=chosen.question_ids)


def _practice_plain(context: AppContext, parsed: argparse.Namespace, choices: Choices) -> int:
    from interviewer.plain import LineInterviewer, Pages

    pages = Pages(sys.stdout, sys.stderr)
    driver = _opened(context, parsed, choices, pages.progress)
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    has_title = is_terminal and os.environ.get("TERM", "dumb") not in _WITHOUT_TITLE
    LineInterviewer(context, driver, sys.stdin, pages, prompts=is_terminal, titles=has_title).run()
    return 0


def _practice_jsonl(context: AppContext, parsed: argparse.Namespace, choices: Choices) -> int:
    from interviewer.jsonl import JsonlInterviewer
    from interviewer.plain import Pages

    driver = _opened(context, parsed, choices, Pages(sys.stdout, sys.stderr).progress)
    JsonlInterviewer(context, driver, partial(os.read, sys.stdin.fileno()), sys.stdout).run()
    return 0
