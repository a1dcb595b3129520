import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from interviewer.cli import main
from interviewer.grading.similarity.segments import MAX_SEGMENTS
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.strict_json import loads

pytestmark = pytest.mark.model

ANSWER = "At each training step every unit is zeroed at random with a set probability. At inference it is switched off."


@pytest.fixture(autouse=True)
def ready(home: Path, model_cache: Path) -> None:
    """An empty home whose cache has the embedding model already."""
    home.mkdir()
    (home / "cache").symlink_to(model_cache)


def a_line(number: int, answer: str = ANSWER) -> dict[str, object]:
    return {"id": f"a{number}", "question_id": "dropout", "answer": f"{answer} Case {number} is no other."}


def write(path: Path, lines: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def read(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def without_time(lines: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    return [{**line, "provenance": {**line["provenance"], "graded_at": ""}} for line in lines]


def test_answers_come_back_graded_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [a_line(1), {**a_line(2), "answer": "I don't know"}, a_line(3, "Dropout is a kind of optimizer.")]
    assert main(["grade", str(write(tmp_path / "in.jsonl", lines))]) == 0
    seen = capsys.readouterr()
    grades = read(seen.out)
    assert [grade["id"] for grade in grades] == ["a1", "a2", "a3"]
    assert grades[0]["score"] > 0.2
    assert (grades[1]["score"], grades[1]["provenance"]["method"]) == (0.0, "gate")
    assert grades[2]["score"] < 0.2
    assert "3 graded, 0 ungraded" in seen.err


def test_a_bad_line_is_reported_and_the_rest_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(a_line(1)) + "\n\nnot json\n" + json.dumps(a_line(2)))
    assert main(["grade", str(path)]) == 0
    grades = read(capsys.readouterr().out)
    assert [grade["status"] for grade in grades] == ["graded", "ungraded", "graded"]
    assert grades[1]["reason"].startswith("Line 3: it is not JSON")


def test_a_long_line_does_no_harm_to_those_behind_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[dict[str, object]] = [
        a_line(1, "word " * 66_000),
        a_line(2, "word " * 2_000_000),
        {**a_line(3), "question_id": "d" * 300_000},
        {"id": "a4", "question": "Why?", "reference": "It is so. " * 3_000, "answer": ANSWER},
        a_line(5),
    ]
    path = write(tmp_path / "in.jsonl", lines)
    assert main(["grade", str(path), "--out", "out.jsonl"]) == 0
    grades = read((tmp_path / "out.jsonl").read_text())
    assert [grade["status"] for grade in grades] == ["ungraded"] * 4 + ["graded"]
    assert [grade["id"] for grade in grades] == ["a1", None, "a3", "a4", "a5"]
    assert "330,020 characters, and at most 20,000 are graded" in grades[0]["reason"]
    assert grades[1]["reason"] == "Line 2: it is longer than 1 MB."
    assert main(["grade", str(path), "--out", "out.jsonl", "--resume"]) == 0
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 5
    assert "0 graded, 0 ungraded, 5 already there" in capsys.readouterr().err


def test_answers_of_the_greatest_length_embed_no_more_pieces_than_shorter_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    embedded: list[int] = []
    embed = TextEmbedder.embed

    def counting(self: TextEmbedder, texts: Sequence[str]) -> object:
        embedded.append(len(texts))
        return embed(self, texts)

    monkeypatch.setattr(TextEmbedder, "embed", counting)
    for size in (10_000, 19_000):
        text = " ".join(f"Dropout zeroes unit {number} at random." for number in range(size))[:size]
        assert main(["grade", str(write(tmp_path / "in.jsonl", [a_line(1, text)]))]) == 0
    assert embedded == [MAX_SEGMENTS, MAX_SEGMENTS]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_comes_out_is_json_whatever_goes_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], constant: str
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(f'{{"id": {constant}, "question_id": "dropout", "answer": "x"}}\n' + json.dumps(a_line(2)) + "\n")
    assert main(["grade", str(path)]) == 0
    bad, good = (loads(line) for line in capsys.readouterr().out.splitlines())
    assert (bad["id"], bad["line"], bad["status"]) == (None, 1, "ungraded")
    assert good["status"] == "graded"


@pytest.mark.parametrize("arguments", [[], ["--out", "out.jsonl"]])
def test_a_file_without_a_line_of_json_is_refused(
    tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.txt").write_text("id,question_id,answer\n1,dropout,It zeroes units.\n7\n")
    assert main(["grade", "in.txt", *arguments]) == 2
    error = capsys.readouterr().err
    assert "in.txt holds no JSON lines: none of its 3 lines is a JSON object." in error
    assert "The name of a CSV file has to end in .csv" in error
    assert not Path("out.jsonl").exists() or not Path("out.jsonl").read_text()


def test_stdin_without_a_line_of_json_is_called_by_its_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"id,answer\n")))
    assert main(["grade", "-"]) == 2
    assert "interviewer: stdin holds no JSON lines: its only line is not a JSON object." in capsys.readouterr().err


def test_a_csv_file_gets_the_grades_of_the_json_lines_that_say_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = '=HYPERLINK("http://a.b")\x1b[31m Every unit is zeroed at random,\r\nat each training step.'
    lines = [a_line(1), {**a_line(2), "answer": hostile}]
    with (tmp_path / "in.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, ("answer", "id", "question_id"), delimiter=";")
        rows.writeheader()
        rows.writerows(lines)
    outputs = []
    for path in (tmp_path / "in.csv", write(tmp_path / "in.jsonl", lines)):
        assert main(["grade", str(path)]) == 0
        outputs.append(without_time(read(capsys.readouterr().out)))
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == 2


def test_a_csv_file_is_gone_on_with_and_an_edited_row_is_graded_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f'question_id,answer\ndropout,"{ANSWER}\n"\ndropout,Units.\n')
    assert main(["grade", str(path), "--out", "out.jsonl"]) == 0
    path.write_text(f'question_id,answer\ndropout,"{ANSWER}\n"\ndropout,Units are zeroed.\ndropout,New.\n')
    assert main(["grade", str(path), "--out", "out.jsonl", "--resume"]) == 0
    assert [grade["id"] for grade in read(Path("out.jsonl").read_text())] == [2, 4, 5]
    assert "1 line kept, 1 graded again: line 4 changed since." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["in.jsonl", "in.csv"])
def test_an_id_of_several_answers_is_refused_before_anything_is_graded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    write(tmp_path / "in.jsonl", [a_line(1), a_line(2), a_line(1)])
    (tmp_path / "in.csv").write_text("id,qid,answer\na1,dropout,x\na2,dropout,y\na1,dropout,z\n")
    assert main(["grade", name, "--out", "out.jsonl"]) == 2
    assert f"{name} has ids that stand on several lines: 'a1' on" in capsys.readouterr().err
    assert not Path("out.jsonl").exists()


def test_stdin_is_read_with_a_dash(tmp_path: Path) -> None:
    line = json.dumps(
        {"id": 1, "question": "Why does iron rust?", "reference": "It meets oxygen.", "answer": "Oxygen."}
    )
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "grade", "-"], input=line, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert read(done.stdout)[0]["id"] == 1


@pytest.mark.posix
def test_a_grade_is_written_while_the_next_answer_is_waited_for() -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "interviewer", "grade", "-", "--offline"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert running.stdin is not None
    assert running.stdout is not None
    with running:
        for number in (1, 2):
            running.stdin.write(json.dumps(a_line(number)).encode() + b'\n{"id": "half')
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == f"a{number}"
            running.stdin.write(b' a line"}\n')
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["status"] == "ungraded"
        running.stdin.close()
        assert running.stdout.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such.jsonl"], "no-such.jsonl cannot be read"),
        (["in.jsonl", "--grader", "llama"], "no grader 'llama'"),
        (["in.jsonl", "--resume"], "--resume needs --out"),
        (["in.jsonl", "--out", "in.jsonl"], "the file of answers itself"),
        (["in.jsonl", "--out", "old.jsonl"], "already exists"),
        (["in.jsonl", "--out", "old.jsonl", "--resume"], "not a file of grades"),
        (["in.jsonl", "--out", "no/such/folder.jsonl"], "cannot be written"),
    ],
)
def test_wrong_use_is_one_sentence_and_touches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    write(tmp_path / "in.jsonl", [a_line(1)])
    (tmp_path / "old.jsonl").write_text("precious\n")
    assert main(["grade", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert (tmp_path / "old.jsonl").read_text() == "precious\n"
    assert len((tmp_path / "in.jsonl").read_text().splitlines()) == 1


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="the system has no file that fails when it is read")
def test_answers_that_cannot_be_read_are_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "/proc/self/mem", "--out", "out.jsonl"]) == 1
    assert "/proc/self/mem cannot be read: Input/output error." in capsys.readouterr().err


@pytest.mark.posix
def test_grades_that_cannot_be_written_are_told_as_such(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", [a_line(1)])
    command = [sys.executable, "-m", "interviewer", "grade", "in.jsonl", "--out", "out.jsonl"]
    limited = ["sh", "-c", 'ulimit -f 0 && exec "$@"', "sh", *command]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "out.jsonl cannot be written: File too large. Fix that, then continue with --resume." in done.stderr


def test_another_input_is_not_gone_on_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", str(write(tmp_path / "in.jsonl", [a_line(1), a_line(2)])), "--out", "out.jsonl"]) == 0
    write(tmp_path / "in.jsonl", [a_line(7), a_line(8), a_line(9)])
    assert main(["grade", "in.jsonl", "--out", "out.jsonl", "--resume"]) == 2
    assert "is not the grade of that line" in capsys.readouterr().err


def test_an_answer_that_was_edited_is_graded_again_in_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "in.jsonl", [a_line(1), a_line(2), a_line(3)])
    assert main(["grade", str(path), "--out", "out.jsonl"]) == 0
    before = read(Path("out.jsonl").read_text())
    write(path, [a_line(1), {**a_line(2), "answer": "I don't know"}, a_line(3), a_line(4)])
    capsys.readouterr()
    assert main(["grade", str(path), "--out", "out.jsonl", "--resume"]) == 0
    after = read(Path("out.jsonl").read_text())
    assert [grade["id"] for grade in after] == ["a1", "a2", "a3", "a4"]
    assert (after[0], after[2]) == (before[0], before[2])
    assert (after[1]["score"], after[1]["provenance"]["method"]) == (0.0, "gate")
    error = capsys.readouterr().err
    assert "2 lines kept, 1 graded again: line 2 changed since." in error
    assert "2 graded, 0 ungraded, 2 already there." in error
    assert main(["grade", str(path), "--out", "out.jsonl", "--resume"]) == 0
    assert read(Path("out.jsonl").read_text()) == after


def test_a_bad_line_that_was_mended_is_graded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(a_line(1)) + "\nnot json\n")
    assert main(["grade", str(path), "--out", "out.jsonl"]) == 0
    assert main(["grade", str(path), "--out", "out.jsonl", "--resume"]) == 0
    error = capsys.readouterr().err
    assert "2 already there (1 of those ungraded)" in error
    assert "A line that is ungraded for its own sake is graded again once it has changed." in error
    write(path, [a_line(1), a_line(2)])
    assert main(["grade", str(path), "--out", "out.jsonl", "--resume"]) == 0
    assert [grade["status"] for grade in read(Path("out.jsonl").read_text())] == ["graded", "graded"]


def test_another_grader_is_not_gone_on_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["grade", str(write(tmp_path / "in.jsonl", [a_line(1)])), "--out", str(out)]) == 0
    out.write_text(out.read_text().replace('"grader_version": "', '"grader_version": "0.'))
    write(tmp_path / "in.jsonl", [a_line(1), a_line(2)])
    assert main(["grade", "in.jsonl", "--out", str(out), "--resume"]) == 2
    assert "another grader or corpus" in capsys.readouterr().err


@pytest.mark.slow
def test_several_processes_give_the_grades_of_one(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", [a_line(number) for number in range(80)])
    for workers in ("1", "2"):
        assert main(["grade", str(path), "--out", f"out{workers}.jsonl", "--workers", workers]) == 0
    one, two = (read((tmp_path / f"out{workers}.jsonl").read_text()) for workers in ("1", "2"))
    assert len(one) == 80
    assert without_time(one) == without_time(two)


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_grades_costs_no_line_its_grade(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", [a_line(number) for number in range(120)])
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "interviewer", "grade", str(path), "--out", str(out), "--workers", "2"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while _graded(out) < 24 and running.poll() is None:
        time.sleep(0.01)
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    workers = [int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]
    os.kill(workers[0], signal.SIGKILL)
    assert running.wait() == 0
    grades = read(out.read_text())
    assert [grade["id"] for grade in grades] == [f"a{number}" for number in range(120)]
    assert {grade["status"] for grade in grades} == {"graded"}


def _graded(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _kills() -> Iterator[int]:
    yield from (1, 30, 60)


@pytest.mark.posix
@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_without_a_gap_or_a_double(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", [a_line(number) for number in range(150)])
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "interviewer", "grade", str(path), "--out", str(out), "--resume"]
    for enough in _kills():
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while _graded(out) < enough and running.poll() is None:
            time.sleep(0.01)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        with out.open("a") as file:
            file.write('{"id": "torn')
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert [grade["id"] for grade in read(out.read_text())] == [f"a{number}" for number in range(150)]
    assert main(["grade", str(path), "--out", str(out), "--resume"]) == 0
    assert _graded(out) == 150
