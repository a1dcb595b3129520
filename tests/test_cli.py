"""The command line as it is typed: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.cli import COMMANDS, main, parse
from interviewer.corpus.reader import read_corpus
from interviewer.errors import UnknownNameError, UsageError
from interviewer.paths import bundled


def run(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


def test_help_imports_nothing_but_the_arguments() -> None:
    code = (
        "import sys; from interviewer.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'textual', 'pydantic', 'numpy', 'sqlalchemy', 'chromadb', 'torch', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_without_a_command_the_interview_opens() -> None:
    assert parse([]).command == "practice"
    assert parse(["--topic", "optimization"]).topic == ["optimization"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["serch"], "There is no command 'serch'. Did you mean 'search'?"),
        (["--topik", "x"], "There is no option '--topik'. Did you mean '--topic'?"),
        (["--mode", "mok"], "There is no mode 'mok'. Did you mean 'mock'?"),
        (["--level", "midd"], "There is no level 'midd'. Did you mean 'mid'?"),
        (["--topic", "optimisation"], "There is no topic 'optimisation'. Did you mean 'optimization'?"),
        (["--count", "0"], "--count is 0. Ask for 1 to 100 questions."),
        (["--count", "many"], "Argument --count: invalid int value: 'many'."),
        (["corpus", "chek"], "There is no corpus action 'chek'. Did you mean 'check'?"),
        (["report", "20200101-none"], "There is no session '20200101-none'."),
        (["--resume"], "There is no unfinished session to go on with."),
        (["search"], "The following arguments are required: TEXT."),
        (["search", "x", "--limit", "0"], "--limit is 0. Ask for at least 1 passage."),
        (["history", "more"], "'more' is one argument too many."),
    ],
)
def test_wrong_usage_is_one_sentence_with_what_to_do_and_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main([*arguments, *(["--plain"] if arguments[0].startswith("-") else [])]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_a_misspelt_file_is_refused_with_the_nearest_one(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "job.txt").write_text("We train large models.")
    assert main(["--plain", "--for", str(tmp_path / "jbo.txt")]) == 2
    assert "job.txt" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe\x00x", b"a\x00b"])
def test_a_file_without_text_is_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "cv.pdf").write_bytes(content)
    assert main(["--plain", "--for", str(tmp_path / "cv.pdf")]) == 2
    assert "plain text" in capsys.readouterr().err


def test_a_misspelt_setting_ends_with_exit_code_2(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTERVIEWER_THEMEE", "light")
    assert main(["history"]) == 2
    assert "INTERVIEWER_THEME" in capsys.readouterr().err


def test_every_command_has_help() -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            parse([command, "--help"])
        assert ended.value.code == 0


def test_an_option_is_never_guessed_from_its_beginning() -> None:
    with pytest.raises((UnknownNameError, UsageError)):
        parse(["--top", "optimization"])


def test_history_is_data_on_stdout_and_narration_on_stderr(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_listing_the_corpus_gives_every_question(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) >= 48
    assert {"id", "topic", "level", "sources"} <= set(listed[0])


def test_a_broken_corpus_file_is_reported_and_the_rest_loads(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "mine" / "regularization" / "broken.md"
    broken.parent.mkdir(parents=True)
    broken.write_text("---\nid: broken\ntopic: regularisation\n---\n")
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(tmp_path / "mine"))
    assert main(["corpus", "check"]) == 1
    printed = capsys.readouterr()
    assert "regularization/broken.md:2: error: expected a field 'level: ...'" in printed.out
    count = len(read_corpus([bundled("corpus")]).questions)
    assert f"{count} questions, 1 findings" in printed.err


def test_a_data_folder_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("a file stands in the way")
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert main(["history"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "Traceback" not in error


def test_a_reader_that_goes_away_is_no_traceback(home: Path) -> None:
    command = f"{sys.executable} -m interviewer corpus list | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""


def wrapped_interrupt() -> None:
    """What an import makes of Ctrl+C."""
    raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()


def plain_interrupt() -> None:
    """Ctrl+C itself."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("interrupt", [plain_interrupt, wrapped_interrupt])
def test_an_interrupt_ends_with_130_and_no_traceback(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], interrupt: Callable[[], None]
) -> None:
    monkeypatch.setattr("interviewer.commands.sessions.history", lambda _: interrupt())
    assert main(["history"]) == 130
    assert "Interrupted." in capsys.readouterr().err


def test_a_fault_of_the_program_is_not_taken_for_an_interrupt(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> int:
        raise RuntimeError("a bug")

    monkeypatch.setattr("interviewer.commands.sessions.history", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        main(["history"])
