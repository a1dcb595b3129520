"""The command line as it is typed: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.arguments import COMMANDS, parse
from interviewer.cli import main
from interviewer.corpus.reader import read_corpus
from interviewer.errors import UnknownNameError, UsageError
from interviewer.interview.session import Mode
from interviewer.interview.store import SessionSummary
from interviewer.paths import bundled
from interviewer.records.store import SqlSessionStore
from tests.factories import NOON


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
        (["--versoin"], "There is no option '--versoin'. Did you mean '--version'?"),
        (["search", ""], "There is nothing to search for."),
        (["--mode", "mok"], "There is no mode 'mok'. Did you mean 'mock'?"),
        (["--level", "midd"], "There is no level 'midd'. Did you mean 'mid'?"),
        (["--topic", "optimisation"], "There is no topic 'optimisation'. Did you mean 'optimization'?"),
        (
            ["--topic", "transfer-and-efficiency"],
            "The topic 'transfer-and-efficiency' was divided. Its questions are in:",
        ),
        (["--kind", "coed"], "There is no kind 'coed'. Did you mean 'code'?"),
        (["--minutes", "0"], "--minutes is 0. Give a whole number from 1 to 480."),
        (["--minutes", "5", "--count", "3"], "Argument --count: not allowed with argument --minutes."),
        (["--count", "0"], "--count is 0. Give a whole number from 1 to 100."),
        (["--count", "many"], "--count is many. Give a whole number from 1 to 100."),
        (["--count", ""], "--count is empty."),
        (["--count", "٣"], "--count is ٣."),
        (["--seed", str(2**63)], "--seed is 9223372036854775808."),
        (["--seed", "9" * 5000], f"--seed is {'9' * 39}…"),
        (["history", "--limit", "1" + "0" * 23], "--limit is 100000000000000000000000. Give a whole number"),
        (["grade", "x.jsonl", "--workers", "0"], "--workers is 0. Give a whole number from 1 to 256."),
        (["doctor", "--grader", "--answers", "0"], "--answers is 0. Give a whole number from 1 to 1000000."),
        (["--for", "/dev/zero"], "/dev/zero cannot be read: It is a device."),
        (["--for", "~nobody-of-this-name/cv.txt"], "--for names the home of a user who does not exist."),
        (["grade", "."], ". cannot be read: Is a directory."),
        (["grade", "/dev/zero"], "/dev/zero is a device."),
        (["grade", "n" * 5000], "FILE cannot be used: File name too long."),
        (["report", "latest", "--out", "."], ". is a folder."),
        (["report", "latest", "--out", ""], "--output is empty."),
        (["report", "latest", "--out", "/dev/null", "--force"], "/dev/null is not a regular file."),
        (["report", "latest", "--force"], "--force replaces a file, but no --output names one."),
        (["corpus", "check", "--against", "~nobody-of-this-name"], "--against names the home of a user"),
        (["corpus", "chek"], "There is no corpus action 'chek'. Did you mean 'check'?"),
        (["report", "20200101-none"], "There is no session '20200101-none'."),
        (["--resume"], "There is no unfinished session to resume."),
        (["search"], "The following arguments are required: TEXT."),
        (["search", "x", "--limit", "0"], "--limit is 0. Give a whole number from 1 to 1000000."),
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


@pytest.mark.parametrize("arguments", [["exemplars", "mine", "--json"], ["exemplars", "--json", "mine"]])
def test_a_folder_may_stand_before_or_after_the_options(arguments: list[str]) -> None:
    parsed = parse(["corpus", *arguments])
    assert (parsed.action, parsed.folder, parsed.json) == ("exemplars", "mine", True)


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


def test_the_means_of_the_history_show_no_noise_of_binary_fractions(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = SessionSummary("s1", Mode.PRACTICE, NOON, None, 3, 3, 3, 0.1 + 0.2, 1.1 - 1.0, (), (), has_answers=True)
    monkeypatch.setattr(SqlSessionStore, "summaries", lambda self, limit: [session])
    assert main(["history", "--json"]) == 0
    printed = capsys.readouterr().out
    assert '"unaided": 0.3,' in printed
    assert '"aided": 0.1,' in printed


def test_listing_the_corpus_gives_every_question(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) >= 48
    assert {"id", "topic", "level", "sources"} <= set(listed[0])


@pytest.mark.slow
@pytest.mark.usefixtures("checked_home")
def test_a_broken_corpus_file_is_reported_and_the_rest_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "mine" / "regularization" / "broken.md"
    broken.parent.mkdir(parents=True)
    broken.write_text("---\nid: broken\ntopic: regularisation\n---\n")
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(tmp_path / "mine"))
    assert main(["corpus", "check"]) == 1
    printed = capsys.readouterr()
    assert "regularization/broken.md:2: error: expected a field 'level: ...'" in printed.out
    count = len(read_corpus([bundled("corpus")]).questions)
    assert printed.err.startswith(f"{count} questions, ")
    assert printed.err.endswith(" exemplars, 1 finding.\n")


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


@pytest.mark.posix
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


def test_a_fault_of_the_program_is_a_sentence_and_its_traceback_goes_to_the_log(
    ready_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("fact" * 2)

    monkeypatch.setattr("interviewer.records.store.SqlSessionStore.summaries", broken)
    assert main(["history"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "The program hit an internal error: RuntimeError in test_cli.py, line" in error
    log = (ready_home / "data" / "interviewer.log").read_text()
    assert "in broken\n" in log
    assert "factfact" not in log + error  # what a fault says of itself may be an answer or a key


def test_a_fault_where_there_is_no_log_names_none(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("interviewer.records.store.SqlSessionStore.summaries", lambda _: 1 // 0)
    assert main(["history"]) == 1
    error = capsys.readouterr().err
    assert "internal error" in error
    assert "log" not in error


@pytest.mark.parametrize(("command", "resumes"), [(["practice", "--plain"], True), (["history"], False)])
def test_only_the_fault_of_a_command_that_can_be_resumed_speaks_of_it(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    resumes: bool,
) -> None:
    monkeypatch.setattr("interviewer.commands.common.load_settings", lambda: 1 // 0)
    assert main(command) == 1
    assert ("--resume" in capsys.readouterr().err) is resumes


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("INTERVIEWER_HOME", "~nobody-of-this-name/x", "INTERVIEWER_HOME names the home of a user who does not exist."),
        ("INTERVIEWER_HOME", "/" + "h" * 5000, "INTERVIEWER_HOME cannot be used: File name too long."),
        ("INTERVIEWER_CORPUS", "~nobody-of-this-name", "INTERVIEWER_CORPUS names the home of a user"),
        ("INTERVIEWER_EMBEDDING_MODEL", "~nobody-of-this-name", "INTERVIEWER_EMBEDDING_MODEL names the home of a user"),
    ],
)
def test_a_setting_that_no_path_can_be_is_one_sentence(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    message: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["--plain", "--for", __file__]) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert message in error


@pytest.mark.slow
@pytest.mark.usefixtures("ready_home")  # the questions nearest to the file are found before
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("sqlite:///~nobody-of-this-name/x", "DATABASE_URL names the home of a user"),
        ("sqlite:///a%00b", "DATABASE_URL has characters that no path can have."),
    ],
)
def test_a_database_that_no_path_can_be_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str, message: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    assert main(["--plain", "--for", __file__]) == 2
    assert message in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"INTERVIEWER_COUNT=\xff\n", ".env is not UTF-8 text."),
        (b'INTERVIEWER_HOME="a\0b"\n', "INTERVIEWER_HOME has characters that no path can have."),
        (b"X=1\n" * 300_000, ".env cannot be read: It is larger than"),
    ],
)
def test_a_settings_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTERVIEWER_HOME", raising=False)
    (tmp_path / ".env").write_bytes(content)
    assert main(["history"]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.posix
def test_a_settings_file_that_nobody_writes_to_is_not_waited_for(home: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".env")
    done = run("history")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert ".env cannot be read: It is a named pipe." in done.stderr


@pytest.mark.slow
def test_a_report_replaces_a_file_only_when_told_to(
    ready_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("practice", "--plain", "--offline", typed="/skip\n")
    out = tmp_path / "report.md"
    out.write_text("my notes")
    assert main(["report", "latest", "--out", str(out)]) == 2
    assert out.read_text() == "my notes"
    assert main(["report", "latest", "--out", str(out), "--force"]) == 0
    assert out.read_text().startswith("# Interview of")
