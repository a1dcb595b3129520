"""The standard streams of the real program: closed, full, gone, and under a locale that knows no more than ASCII."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="the shell's redirections are POSIX's")]

GERMAN = "Größe, naïve, 神经网络 — ∂L/∂w"
ASCII_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def shell(
    redirected: str, typed: bytes = b"", environment: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[bytes]:
    """The program with redirections as a shell has them; `interviewer` stands for the program."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("PYTHONUTF8", "PYTHONIOENCODING")}
    return subprocess.run(
        ["bash", "-c", f"interviewer() {{ '{sys.executable}' -m interviewer \"$@\"; }}; {redirected}"],
        input=typed,
        capture_output=True,
        timeout=120,
        check=False,
        env={**inherited, **environment},
    )


@pytest.mark.parametrize("command", ["history", "search dropout", "corpus list", "--help", "--version", "doctor"])
def test_an_output_that_is_full_is_one_sentence_and_exit_code_1(ready_home: Path, command: str) -> None:
    done = shell(f"interviewer {command} > /dev/full", environment={"INTERVIEWER_OFFLINE": "true"})
    assert done.returncode == (1 if command != "history" else 0)  # an empty history writes nothing
    if command != "history":
        assert b"No space left on device" in done.stderr.splitlines()[-1]
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["history", "corpus list", "--version", "practice --plain"])
def test_an_output_that_is_closed_is_one_sentence_and_exit_code_2(home: Path, command: str) -> None:
    done = shell(f"interviewer {command} >&-")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"The output is closed." in done.stderr


def test_an_input_that_is_closed_is_an_empty_one(home: Path) -> None:
    done = shell("interviewer practice --plain --offline <&-")
    assert done.returncode == 0
    assert b"The input ended. Everything is saved" in done.stdout


def test_a_stream_that_is_closed_is_never_a_file_of_the_program(home: Path) -> None:
    done = shell("interviewer practice --plain --offline 2>&- </dev/null; interviewer history --json 2>&-")
    assert done.returncode == 0
    database = home / "data" / "interviewer.sqlite3"
    assert database.read_bytes().startswith(b"SQLite format 3\0")
    assert json.loads(done.stdout[done.stdout.index(b"\n[") :])[0]["asked"] == 1


def test_with_every_stream_closed_the_exit_code_still_says_what_happened(home: Path) -> None:
    assert shell("interviewer history <&- >&- 2>&-").returncode == 2


def test_every_character_is_kept_under_a_locale_of_ascii(ready_home: Path) -> None:
    typed = f"{GERMAN}\n\n/end\n".encode()
    done = shell("interviewer practice --plain --offline --count 1 --seed 1", typed, ASCII_LOCALE)
    assert done.returncode == 0, done.stderr
    report = shell("interviewer report latest", environment=ASCII_LOCALE)
    assert GERMAN in report.stdout.decode("utf-8")


def test_an_argument_and_a_path_are_read_under_a_locale_of_ascii(ready_home: Path, tmp_path: Path) -> None:
    shell("interviewer practice --plain --offline", b"", ASCII_LOCALE)
    name = str(tmp_path / "Größe.md")
    assert shell(f"interviewer report latest --out '{name}'", environment=ASCII_LOCALE).returncode == 0
    assert Path(name).read_text(encoding="utf-8").startswith("# Interview of")
    query = "interviewer search 'the naïve assumption — ∏ p(x|y)' --json --limit 1"
    assert shell(query, environment=ASCII_LOCALE).stdout == shell(query).stdout


@pytest.mark.parametrize("locale", [ASCII_LOCALE, {}])
def test_a_line_that_is_not_utf8_is_refused_before_anything_of_it_is_kept(
    ready_home: Path, locale: dict[str, str]
) -> None:
    typed = b"The first line.\nGl\xfcck\n\n"
    done = shell("interviewer practice --plain --offline --count 1", typed, locale)
    assert done.returncode == 2
    assert b"not UTF-8 text" in done.stderr.splitlines()[-1]
    resumed = shell("interviewer practice --plain --offline --resume", b"/quit\n", locale)
    assert b"Your draft so far, to continue:\nThe first line.\n" in resumed.stdout
    assert b"\xef\xbf\xbd" not in resumed.stdout


def test_a_query_that_is_not_utf8_is_refused_with_its_line(ready_home: Path) -> None:
    done = shell("interviewer search - --offline", b"dropout\nf\xfcr\n")
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 1
    assert b"Line 2 of the input is not UTF-8 text" in done.stderr
