"""What several commands share: the app context, and the two streams."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from contextlib import suppress
from itertools import chain
from urllib.parse import urlsplit

from interviewer.bootstrap import AppContext
from interviewer.bootstrap.notice import index_sentence, sessions_sentence
from interviewer.errors import UnknownNameError
from interviewer.files.privacy import tighten, with_contents
from interviewer.models.secret import HidingFormatter, Secrets, keys_of
from interviewer.paths import Paths
from interviewer.sandbox.running import Author
from interviewer.settings import SandboxChoice, Settings, load_settings
from interviewer.strict_json import dumps
from interviewer.text import visible

_LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def context_for(parsed: argparse.Namespace, author: Author = Author.ONESELF) -> AppContext:
    """The app context for the settings and options of this process, which ends with the command; `author` is whose
    answers it grades."""
    settings = load_settings()
    if getattr(parsed, "offline", False):
        settings = settings.with_options(offline=True)
    if (sandbox := getattr(parsed, "sandbox", None)) is not None:
        settings = settings.with_options(sandbox=_sandbox_named(sandbox))
    context = AppContext(settings, author=author)
    parsed.opened.enter_context(context)
    _log_to_file(context)
    _keep_private(context.paths)
    return context


def _sandbox_named(name: str) -> SandboxChoice:
    """What `--sandbox` names. Raises UnknownNameError."""
    known = tuple(choice.value for choice in SandboxChoice)
    if name not in known:
        raise UnknownNameError("sandbox", name, known)
    return SandboxChoice(name)


def _keep_private(paths: Paths) -> None:
    """Removes access to the user's files that an earlier run, or a copy, left to other users."""
    own = chain.from_iterable(map(with_contents, paths.private))
    still_open = tighten((paths.data, paths.cache, *own))
    if still_open:
        logging.getLogger(__name__).warning("Other users can access %s, and that could not be changed", still_open[0])


def _log_to_file(context: AppContext) -> None:
    """Sends warnings and errors of every library to a file, so that none of them writes over the screen."""
    logging.raiseExceptions = False  # a log that cannot be written, as on a full disk, must not either
    handler: logging.Handler = logging.NullHandler()
    if context.paths.data.is_dir() and os.access(context.paths.data, os.W_OK):
        from logging.handlers import RotatingFileHandler

        handler = RotatingFileHandler(
            context.paths.log, maxBytes=1_000_000, backupCount=1, delay=True, encoding="utf-8"
        )
        handler.setFormatter(HidingFormatter(_LOG_LINE, _secrets(context.settings)))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def tell_left_out(context: AppContext) -> None:
    """Reports on stderr if question files could not be read."""
    if left_out := context.corpus().left_out:
        narrate(left_out)


def _secrets(settings: Settings) -> Secrets:
    """The secrets that this process knows, which no line of the log may show."""
    url = settings.database_url.get_secret_value() if settings.database_url is not None else ""
    with suppress(ValueError):
        url = urlsplit(url).password or url
    return Secrets((settings.openai_api_key, url, *keys_of(os.environ)))


def tell_servers(context: AppContext, *, index: bool = True, sessions: bool = True) -> None:
    """Says on stderr which remote servers hold the index and the sessions, before connecting to them."""
    wanted = ((index, index_sentence), (sessions, sessions_sentence))
    for sentence in (tell(context.settings) for is_used, tell in wanted if is_used):
        if sentence:
            narrate(sentence)


def print_json(value: object) -> None:
    """Prints a value as indented JSON."""
    sys.stdout.write(dumps(value, ensure_ascii=False, indent=1) + "\n")


def narrate(line: str) -> None:
    """Shows the user a line on stderr."""
    sys.stderr.write(visible(line) + "\n")
