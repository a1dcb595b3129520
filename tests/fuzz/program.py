"""Targets of the program as a whole: its settings and its arguments."""

from __future__ import annotations

import io
import logging
import os
from contextlib import redirect_stdout, suppress
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from interviewer.arguments import COMMANDS, parse
from interviewer.errors import InterviewerError
from interviewer.paths import bundled, folders_from, user_paths
from interviewer.settings import Settings, load_settings
from interviewer.streams import as_text
from tests.fuzz.damage import damaged, soup
from tests.fuzz.target import target

_VARIABLES = tuple(str(field.validation_alias) for field in Settings.model_fields.values())
_NUMBERS = ("0", "-1", "1e9", "nan", "inf", "9" * 5000, "٣", " 5 ", "5.0", "0x5", "1_0", "")
_PATHS = (
    "~",
    "~nobody-of-this-name/x",
    "/" + "h" * 5000,
    "/".join("h" * 3000),
    "a\udcffb",
    "",
    " ",
    os.pathsep,
)
_OPTIONS = (
    "--mode --topic --level --kind --count --minutes --seed --for --resume --plain --offline --out --force --grader "
    "--model --batch --workers --limit --json --against --coverage --answers --version --help -h - -- --= -x"
).split()


logging.getLogger("dotenv").setLevel(logging.ERROR)  # it tells every line that it cannot parse


@target
def settings(random: Random) -> None:
    """A file of settings, damaged, and variables of any sort."""
    given = {random.choice(_VARIABLES): _value(random).replace("\0", "") for _ in range(random.randrange(4))}
    with TemporaryDirectory() as folder, patch.dict(os.environ, given, clear=True), suppress(InterviewerError):
        file = Path(folder) / ".env"
        file.write_bytes(damaged(random, _example()))
        loaded = load_settings(file)
        user_paths(loaded.home)
        folders_from(loaded.corpus, "INTERVIEWER_CORPUS")
        folders_from(loaded.prompts, "INTERVIEWER_PROMPTS")
        assert all(loaded.keys.values())


@target
def arguments(random: Random) -> None:
    """Words on the command line, in an order that may make sense or none."""
    words = [random.choice((*COMMANDS, "", "-", "--"))]
    words += [
        random.choice(_OPTIONS) if random.random() < 0.6 else _value(random).replace("\0", "")
        for _ in range(random.randrange(6))
    ]
    with suppress(InterviewerError, SystemExit), redirect_stdout(io.StringIO()):
        parse([as_text(word) for word in words])


def _value(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice((*_NUMBERS, *_PATHS))
    return soup(random)[: random.choice((5, 50, 5000))].decode("utf-8", "surrogateescape")


@cache
def _example() -> bytes:
    return (bundled("corpus").parent / ".env.example").read_bytes()
