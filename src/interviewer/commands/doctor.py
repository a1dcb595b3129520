"""`interviewer doctor`: checks what the program needs, or evaluates the grader on labelled answers."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from interviewer.bootstrap import AppContext
from interviewer.commands.checkup.check import Check, State, examine, exit_code
from interviewer.commands.common import context_for, narrate, print_json, tell_servers
from interviewer.errors import UsageError
from interviewer.progress import progress_on_stderr
from interviewer.text import counted, one_line

if TYPE_CHECKING:
    from interviewer.commands.checkup.chat import ChatSetup
    from interviewer.progress import OnProgress

_NAME_WIDTH = max(len("embedding model"), len("cache folder"))
_STATE_WIDTH = max(map(len, State))


def doctor(parsed: argparse.Namespace) -> int:
    """Prints the state of everything and what to do about it, or the results of evaluating the grader."""
    if not parsed.grader and (parsed.model or parsed.answers is not None):
        raise UsageError("--model and --answers are for evaluating a grader.", "Add --grader.")
    context = context_for(parsed)
    if parsed.grader:
        from interviewer.commands.doctor_grader import evaluate_graders

        return evaluate_graders(context, parsed)
    tell_servers(context)
    with progress_on_stderr() as progress:
        checks = tuple(look_at_everything(context, chat_setup(context), progress))
    if parsed.json:
        print_json([_fields(check) for check in checks])
    else:
        sys.stdout.writelines(map(_lines, checks))
    count = {state: sum(check.state is state for check in checks) for state in State}
    narrate(f"{counted(count[State.PROBLEM], 'problem')}, {counted(count[State.WARNING], 'warning')}.")
    return exit_code(checks)


def look_at_everything(context: AppContext, setup: ChatSetup, progress: OnProgress) -> Iterator[Check]:
    """Every check, each run on demand."""
    from interviewer.commands.checkup.chat import look_at_chat
    from interviewer.commands.checkup.program import look_at_program
    from interviewer.commands.checkup.sandbox import look_at_sandbox
    from interviewer.commands.checkup.settings import look_at_settings, look_at_values
    from interviewer.commands.checkup.trust import look_at_trust

    yield look_at_settings(context.settings)
    yield from look_at_values(context.settings)
    yield from look_at_program(context, progress)
    yield examine("sandbox", lambda: look_at_sandbox(context.settings.sandbox))
    yield from look_at_trust(context.exercises.trust())
    offline = context.settings.offline
    yield from look_at_chat(setup, offline=offline, clock=time.perf_counter, narrate=narrate)
    yield Check("network", State.OK, "offline: no connection is opened" if offline else "used where a setting names it")
    yield examine("terminal", _look_at_terminal)


def chat_setup(context: AppContext) -> ChatSetup:
    """How the chat model is configured."""
    from interviewer.bootstrap.notice import named_by
    from interviewer.commands.checkup.chat import ChatSetup

    settings = context.settings
    return ChatSetup(
        model=settings.model,
        base_url=settings.openai_base_url,
        key_set=settings.openai_api_key is not None,
        named_by=named_by(settings, "openai_base_url"),
        open=lambda: context.models.chat(cached=False),
    )


def _look_at_terminal() -> Check:
    from interviewer.commands.checkup.terminal import look_at_terminal, read_terminal
    from interviewer.tui.base import SMALLEST

    return look_at_terminal(read_terminal(os.environ, sys.stdin, sys.stdout), SMALLEST)


def _lines(check: Check) -> str:
    first = f"{check.state.value:<{_STATE_WIDTH}}  {check.name:<{_NAME_WIDTH}}  {one_line(check.says)}\n"
    return first + (f"{'':<{_STATE_WIDTH + _NAME_WIDTH + 4}}{one_line(check.hint)}\n" if check.hint else "")


def _fields(check: Check) -> dict[str, str]:
    return {"name": check.name, "state": check.state.value, "says": check.says, "hint": check.hint}
