import json
from pathlib import Path

import pytest

from interviewer.bulk import output
from interviewer.bulk.output import Done, cut_to, grades_in, replace_lines, what_is_done
from interviewer.errors import UsageError


def a_line(number: int) -> str:
    return json.dumps({"id": number, "status": "graded", "score": 0.5, "provenance": {"note": "x" * 30}}) + "\n"


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert what_is_done(tmp_path / "out.jsonl") == Done(0, 0, None)


@pytest.mark.parametrize("block", [1, 7, 64, 1_000_000])
@pytest.mark.parametrize("torn", ["", '{"id": 3, "sta', "{"])
def test_whole_lines_count_and_a_torn_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, torn: str
) -> None:
    monkeypatch.setattr(output, "_BLOCK", block)
    path = tmp_path / "out.jsonl"
    whole = a_line(1) + a_line(2)
    path.write_text(whole + torn)
    done = what_is_done(path)
    assert (done.lines, done.size) == (2, len(whole))
    assert (done.judged or {})["id"] == 2
    cut_to(path, done.size)
    assert path.read_text() == whole


def test_a_file_with_only_a_torn_line_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text('{"id": 1, "st')
    assert what_is_done(tmp_path / "out.jsonl") == Done(0, 0, None)


@pytest.mark.parametrize("content", ["my thesis\n", "[]\n", '{"id": 1}\n'])
def test_a_file_of_something_else_is_not_touched(tmp_path: Path, content: str) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(content)
    with pytest.raises(UsageError, match="not a file of grades"):
        what_is_done(path)
    assert path.read_text() == content


def test_the_last_line_that_a_judge_graded_is_found_behind_those_of_the_gate(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"

    def line(number: int, method: str | None) -> str:
        said = {"id": number, "status": "graded", "score": 0.5, "reason": '"method": "gate"'}
        return json.dumps({**said, "provenance": method and {"method": method}}) + "\n"

    path.write_text(line(1, "llm") + line(2, "llm") + line(3, "gate") + line(4, None) + '{"torn')
    assert (what_is_done(path).judged or {})["id"] == 2
    path.write_text(line(1, "gate"))
    assert what_is_done(path).judged is None


@pytest.mark.parametrize(
    "line",
    ['{"id": NaN, "status": "graded", "score": 0.5, "provenance": null}', '{"id": 1, "status": ' + "[" * 100_000],
    ids=["NaN", "nested"],
)
def test_a_file_whose_last_line_is_no_json_is_none_of_grades(tmp_path: Path, line: str) -> None:
    (tmp_path / "out.jsonl").write_text(line + "\n")
    with pytest.raises(UsageError, match="is not a file of grades"):
        what_is_done(tmp_path / "out.jsonl")


def test_a_line_in_the_middle_that_is_none_of_grades_is_found_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(a_line(1) + "my thesis\n" + a_line(3))
    with pytest.raises(UsageError, match="is not a file of grades"):
        list(grades_in(path, what_is_done(path)))


def test_lines_are_replaced_in_their_places_and_the_file_stays_as_readable_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("one\ntwo\nthree\n")
    path.chmod(0o640)
    replace_lines(path, {1: "zwei", 2: "drei"})
    assert path.read_text() == "one\nzwei\ndrei\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]
