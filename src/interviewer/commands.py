"""The commands, each a function from its parsed arguments to an exit code."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.bootstrap import Parts, write_whole
from interviewer.errors import UnknownNameError, UsageError
from interviewer.settings import load_settings
from interviewer.text import one_line, visible

if TYPE_CHECKING:
    from interviewer.corpus.question import Level
    from interviewer.interview.choosing import Choices
    from interviewer.interview.session import Mode
    from interviewer.interview.store import SessionSummary
    from interviewer.search.passage import Hit

MAX_FOR_BYTES = 1_000_000


def practice(parsed: argparse.Namespace) -> int:
    """Leads an interview, on the screen or line by line."""
    parts = _parts(parsed)
    plain = parsed.plain or not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb"
    choices = _choices(parsed, parts)
    if plain:
        return _practice_plain(parts, parsed, choices)
    from interviewer.tui.app import Opening, run

    if parsed.resume is not None:
        return run(parts, Opening(resume=_session_to_resume(parts, parsed.resume)))
    chosen = any((parsed.mode, parsed.topic, parsed.level, parsed.count, parsed.seed is not None, parsed.for_file))
    return run(parts, Opening(choices=choices if chosen else None))


def search(parsed: argparse.Namespace) -> int:
    """Finds passages of the reference material."""
    from interviewer.progress import progress_on_stderr

    if parsed.limit < 1:
        raise UsageError(f"--limit is {parsed.limit}.", "Ask for at least 1 passage.")
    parts = _parts(parsed)
    with progress_on_stderr() as progress:
        searcher = parts.searcher(progress)
    if parsed.text != "-":
        hits = searcher.search(parsed.text, parsed.limit)
        if parsed.json:
            _print_json([_hit(hit) for hit in hits])
        else:
            for hit in hits:
                sys.stdout.write(_hit_lines(hit))
        return 0
    for line in sys.stdin:
        sys.stdout.write(json.dumps([_hit(hit) for hit in searcher.search(line, parsed.limit)]) + "\n")
        sys.stdout.flush()
    return 0


def corpus(parsed: argparse.Namespace) -> int:
    """Checks the question files, or lists the questions."""
    if parsed.action not in ("check", "list"):
        raise UnknownNameError("corpus action", parsed.action, ("check", "list"))
    parts = _parts(parsed)
    if parsed.action == "list":
        return _list_questions(parts, as_json=parsed.json)
    from interviewer.corpus.check import check_corpus

    found = check_corpus(parts.corpus())
    if parsed.json:
        fields = ("file", "line", "severity", "message")
        _print_json([{name: getattr(finding, name) for name in fields} for finding in found])
    else:
        for finding in found:
            sys.stdout.write(f"{one_line(str(finding))}\n")
    _narrate(f"{len(parts.corpus().questions)} questions, {len(found)} findings.")
    return 1 if found else 0


def history(parsed: argparse.Namespace) -> int:
    """Lists the sessions, newest first."""
    if parsed.limit < 1:
        raise UsageError(f"--limit is {parsed.limit}.", "Ask for at least 1 session.")
    summaries = _parts(parsed).store().summaries(parsed.limit)
    if parsed.json:
        _print_json([_summary(summary) for summary in summaries])
        return 0
    for summary in summaries:
        sys.stdout.write(_summary_line(summary))
    if not summaries:
        _narrate("There are no sessions yet. Start one with: interviewer")
    return 0


def report(parsed: argparse.Namespace) -> int:
    """Prints the Markdown report of a session."""
    from interviewer.reports.markdown import render_markdown
    from interviewer.reports.model import build_report

    parts = _parts(parsed)
    session_id = parsed.session
    if session_id == "latest":
        latest = parts.store().summaries(1)
        if not latest:
            raise UsageError("There are no sessions yet.", "Start one with: interviewer")
        session_id = latest[0].session_id
    text = render_markdown(build_report(parts.store().load(session_id).session, parts.corpus().by_id))
    if parsed.out:
        write_whole(Path(parsed.out), text)
        _narrate(f"Written to {parsed.out}.")
    else:
        sys.stdout.write(text)
    return 0


def _parts(parsed: argparse.Namespace) -> Parts:
    settings = load_settings()
    if getattr(parsed, "offline", False):
        settings = settings.model_copy(update={"offline": True})
    parts = Parts(settings)
    _log_to_file(parts)
    return parts


def _log_to_file(parts: Parts) -> None:
    """Sends warnings and errors of every library to a file, so that none of them writes over the screen."""
    handler: logging.Handler = logging.NullHandler()
    if parts.paths.data.is_dir() and os.access(parts.paths.data, os.W_OK):
        from logging.handlers import RotatingFileHandler

        handler = RotatingFileHandler(parts.paths.log, maxBytes=1_000_000, backupCount=1, delay=True, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _choices(parsed: argparse.Namespace, parts: Parts) -> Choices:
    from interviewer.interview.choosing import Choices, parse_topics

    count = parts.settings.count if parsed.count is None else parsed.count
    if not 1 <= count <= 100:
        raise UsageError(f"--count is {count}.", "Ask for 1 to 100 questions.")
    return Choices(
        mode=_mode(parsed.mode),
        topics=parse_topics(parsed.topic or (), parts.corpus().topic_counts) if parsed.topic else (),
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
        raw = path.read_bytes()[: MAX_FOR_BYTES + 1]
    except FileNotFoundError:
        folder = path.parent if path.parent.is_dir() else Path()
        raise UnknownNameError("file", name, tuple(str(near) for near in folder.iterdir() if near.is_file())) from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", "Give --for a text file.") from None
    if len(raw) > MAX_FOR_BYTES:
        raise UsageError(f"{name} is larger than a megabyte.", "Give --for the job description or CV alone.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text.", "Save the job description or CV as plain text.") from None
    if not text.strip() or "\x00" in text:
        raise UsageError(f"{name} has no text to read.", "Save the job description or CV as plain text.")
    return text


def _session_to_resume(parts: Parts, session_id: str) -> str:
    """The session named, or the last unfinished one."""
    if session_id:
        parts.store().load(session_id)
        return session_id
    unfinished = [summary for summary in parts.store().summaries() if summary.finished_at is None]
    if not unfinished:
        raise UsageError("There is no unfinished session to go on with.", "Start one with: interviewer")
    return unfinished[0].session_id


def _practice_plain(parts: Parts, parsed: argparse.Namespace, choices: Choices) -> int:
    from interviewer.interview.session import Phase
    from interviewer.plain import PlainFace
    from interviewer.progress import progress_on_stderr

    if parsed.resume is not None:
        reopened = parts.reopen(_session_to_resume(parts, parsed.resume))
        if reopened.interview.session.phase is Phase.FINISHED:
            raise UsageError(
                f"Session {reopened.interview.session.plan.session_id} is finished.",
                "See its report with: interviewer report SESSION",
            )
        interview, opening = reopened.interview, reopened.interview.resume(reopened.draft)
    else:
        with progress_on_stderr() as progress:
            interview = parts.begin(choices, progress)
        opening = interview.start()
    face = PlainFace(parts, interview, sys.stdin, sys.stdout, sys.stderr)
    face.run(opening)
    return 0


def _list_questions(parts: Parts, *, as_json: bool) -> int:
    questions = parts.corpus().questions
    if as_json:
        fields = ("id", "topic", "level", "kind", "title", "sources", "file")
        _print_json([{name: getattr(question, name) for name in fields} for question in questions])
        return 0
    for question in questions:
        columns = (question.id, question.topic, question.level, question.kind, ",".join(question.sources))
        sys.stdout.write("\t".join(columns) + "\n")
    return 0


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "question_id": passage.question_id,
        "score": round(hit.score, 4),
        "file": passage.file,
        "heading": passage.heading,
        "passage": passage.id,
        "text": passage.text,
    }


def _hit_lines(hit: Hit) -> str:
    passage = hit.passage
    head = f"{hit.score:.3f}  {passage.question_id}  {passage.file} > {one_line(passage.heading)}"
    return f"{head}\n       {one_line(passage.text)}\n"


def _summary(summary: SessionSummary) -> dict[str, Any]:
    return {
        "session": summary.session_id,
        "mode": summary.mode,
        "started_at": summary.started_at.isoformat(),
        "finished_at": summary.finished_at.isoformat() if summary.finished_at else None,
        "planned": summary.planned,
        "asked": summary.asked,
        "graded": summary.graded,
        "alone": summary.alone,
        "prompted": summary.prompted,
        "methods": list(summary.methods),
        "topics": list(summary.topics),
    }


def _summary_line(summary: SessionSummary) -> str:
    from interviewer.interview.credit import Credit
    from interviewer.reports.model import spoken_credit

    state = "finished" if summary.finished_at else "unfinished"
    credit = spoken_credit(Credit(alone=summary.alone, prompted=summary.prompted))
    methods = f" ({', '.join(summary.methods)})" if summary.methods else ""
    started = summary.started_at.astimezone()
    return (
        f"{summary.session_id}  {started:%Y-%m-%d %H:%M}  {summary.mode:<8}  {state:<10}  "
        f"{summary.graded}/{summary.planned} graded  {credit}{methods}\n"
    )


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _narrate(line: str) -> None:
    sys.stderr.write(visible(line) + "\n")
