"""`interviewer evaluate` as it is run."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from interviewer.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "evaluate.md").read_text(encoding="utf-8")
RIGHT = "At each training step every unit is zeroed at random. No unit can rely on others. At inference it is off."
CUSTOM = (Path(__file__).parents[2] / "docs" / "examples" / "keyword_judge.py").read_text(encoding="utf-8")


@pytest.fixture
def ready(home: Path, model_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and an empty home whose cache has the embedding model already."""
    home.mkdir()
    (home / "cache").symlink_to(model_cache)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The JSON that the command prints; it must end well."""
    code = main(["evaluate", *arguments, "--json", "--offline"])
    seen = capsys.readouterr()
    assert code == 0, seen.err
    found: dict[str, Any] = json.loads(seen.out)
    return found


def write_csv(path: Path, rows: list[dict[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return str(path)


@pytest.mark.model
def test_corpus_questions_and_bare_references_are_graded_in_one_file(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = {"question_id": "mine", "question": "What is the sky?", "reference": "The sky is blue in daylight."}
    corpus = {"question_id": "dropout", "question": "", "reference": ""}
    name = write_csv(
        ready / "in.csv",
        [
            {**corpus, "answer": RIGHT, "score": 4, "kind": "good"},
            {**corpus, "answer": "I don't know", "score": 0, "kind": "bad"},
            {**bare, "answer": "The sky is blue in daylight.", "score": 5, "kind": "good"},
            {**bare, "answer": "x " * 20_000, "score": 5, "kind": "good"},
            {"question_id": "unheard-of", "question": "", "reference": "", "answer": "a", "score": 1, "kind": "bad"},
        ],
    )
    found = run(capsys, name, "--scale", "0-5", "--grader", "similarity")
    assert (found["answers"], found["questions"], found["graded"], found["ungraded"]) == (5, 3, 3, 2)
    assert [one["human"] for one in found["scores"]] == [0.8, 0, 1, 1, 0.2]
    assert found["scores"][0]["score"] > 0.3
    assert found["scores"][1]["score"] == 0
    assert found["scores"][2]["score"] >= 0.85
    assert found["scores"][2]["cosine"] == pytest.approx(1, abs=0.01)
    assert [one["score"] for one in found["scores"][3:]] == [None, None]
    reasons = " ".join(one["reason"] for one in found["reasons"])
    assert "at most 20,000 are graded" in reasons
    assert "There is no question 'unheard-of'" in reasons
    assert "Line" not in reasons
    assert {one["name"].partition(":")[0]: one["answers"] for one in found["graders"]} == {"similarity": 2, "gate": 1}
    assert {part["name"]: part["answers"] for part in found["by_kind"]} == {"good": 3, "bad": 2}
    assert set(found["figures"]) == {"grader", "cosine", "mean"}
    assert found["figures"]["grader"]["rmse"]["of"] == 3
    assert any(finding["evidence"] for one in found["disagreements"] for finding in one["findings"])


@pytest.mark.model
@pytest.mark.usefixtures("ready")
def test_the_example_of_the_page_gives_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"^```csv\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (command,) = re.findall(r"^uv run interviewer evaluate (recorded\.csv .*)$", PAGE, re.MULTILINE)
    Path("recorded.csv").write_text(example, encoding="utf-8")
    assert main(["evaluate", *command.split()]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["without_score"], found["graded"], found["ungraded"]) == (1, 3, 1)
    assert [one["human"] for one in found["scores"]] == [0.8, 0, 0.6, 0]
    assert found["scores"][1]["score"] == 0
    assert found["scores"][0]["score"] > found["scores"][2]["score"] > 0
    said = re.search(r"a5 is ungraded: \"(.*?)\"", PAGE, re.DOTALL)
    assert said is not None
    assert found["reasons"] == [{"reason": " ".join(said[1].split()), "answers": 1}]


@pytest.mark.model
def test_the_page_names_every_field_of_the_json(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"question_id": "dropout", "answer": RIGHT, "score": n} for n in (0, 1)]
    (ready / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = run(capsys, "in.jsonl", "--grader", "similarity")
    named = set(re.findall(r"`(\w+)`", PAGE.split("## JSON")[1]))
    assert set(found) <= named
    parts = [*found["figures"]["grader"], *found["by_question"][0], *found["calibration"][0]]
    assert {*parts, *found["disagreements"][0], *found["disagreements"][0]["findings"][0]} <= named


@pytest.mark.model
def test_a_judge_of_the_working_folder_is_evaluated(
    ready: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (ready / "evaluated_judge.py").write_text(CUSTOM, encoding="utf-8")
    monkeypatch.syspath_prepend(str(ready))
    rows: list[dict[str, object]] = [{"question_id": "dropout", "answer": RIGHT, "mark": n} for n in (0, 1)]
    found = run(capsys, write_csv(ready / "in.csv", rows), "--grader", "evaluated_judge:KeywordJudge")
    assert found["graders"][0]["name"].startswith("custom: ")


@pytest.mark.model
def test_the_text_has_the_tables_and_shows_no_control_character(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[dict[str, object]] = [
        {"question_id": "dropout", "answer": f"{RIGHT} \x1b[2J", "score": 0},
        {"question_id": "lora", "answer": "Pretrained weights are frozen.", "score": 1},
    ]
    assert main(["evaluate", write_csv(ready / "in.csv", rows), "--grader", "similarity", "--offline"]) == 0
    seen = capsys.readouterr()
    for title in ("Agreement with people", "number of words", "By question", "Calibration", "Widest disagreements"):
        assert title in seen.out
    assert "one cosine" in seen.out
    assert "\x1b" not in seen.out
    assert "Grading answers" in seen.err


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        ("", [], "is empty"),
        ("answer,reference,score\na,b,1\na,c,1\n", [], "no agreement can be measured"),
        ("answer,reference,score\na,b,\n", [], "No row has a score"),
        ("answer,reference,score\na,b,1\na,c,4\n", [], "--scale 0-5"),
        ("answer,reference,score\na,b,0\na,c,1\n", ["--answer-column", "answr"], "Did you mean 'answer'?"),
        ("answer,reference,score\na,b,0\na,c,1\n", ["--grader", "recorded"], "no column of verdicts"),
        ("answer,reference,score\na,b,0\na,c,1\n", ["--grader", "recorded", "--workers", "2"], "--workers is for"),
        ("answer,reference,score\na,b,0\na,c,1\n", ["--grader", "nobody"], "There is no grader 'nobody'"),
        ("answer,reference,score\na,b,0\na,c,1\n", ["--grader", "llm"], "Offline, no chat model is used."),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, arguments: list[str], said: str
) -> None:
    path = tmp_path / "in.csv"
    path.write_text(content)
    assert main(["evaluate", str(path), "--offline", *arguments]) == 2
    seen = capsys.readouterr()
    assert said in seen.err
    assert (seen.out, seen.err.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ("aab", "1 id occurs on several rows ('a'); every row counts."),
        ("aabb", "2 ids occur on several rows (such as 'a'); every row counts."),
    ],
)
def test_an_id_that_several_rows_have_is_told(
    ready: Path, capsys: pytest.CaptureFixture[str], ids: str, said: str
) -> None:
    (ready / "in.csv").write_text(
        "id,answer,reference,score\n" + "".join(f"{one},b,r,{n % 2}\n" for n, one in enumerate(ids))
    )
    main(["evaluate", "in.csv", "--grader", "recorded", "--offline"])
    assert said in capsys.readouterr().err


@pytest.mark.model
def test_answers_on_stdin_are_called_so(
    ready: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = b"question_id,answer,score\ndropout,I don't know,0\ndropout,It is off at inference.,1\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(rows)))
    assert run(capsys, "-", "--scale", "0-1", "--grader", "similarity")["file"] == "stdin"
