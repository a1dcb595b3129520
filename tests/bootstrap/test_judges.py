"""Judges of others are found by the name an installed package gives them, or by where they are imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.bootstrap.judges import load_judge
from interviewer.errors import UnknownNameError, UsageError

JUDGE = Path(__file__).parents[2] / "docs" / "examples" / "keyword_judge.py"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with a module `their_judges`, and its entry point `keywords`."""
    (tmp_path / "their_judges.py").write_text(
        JUDGE.read_text(encoding="utf-8") + "\n\ndef build():\n    return KeywordJudge()\n", encoding="utf-8"
    )
    about = tmp_path / "their_judges-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: their-judges\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[interviewer.judges]\nkeywords = their_judges:KeywordJudge\nllm = their_judges:KeywordJudge\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "their_judges", raising=False)
    return tmp_path


@pytest.mark.parametrize("name", ["keywords", "their_judges:KeywordJudge"])
def test_both_routes_lead_to_one_judge_with_one_identity(package: Path, name: str) -> None:
    judge = load_judge(name)
    assert (judge.label, judge.version) == ("keywords", "1")
    assert judge.model == "two words of the claim (their_judges:KeywordJudge)"


def test_a_function_may_build_it(package: Path) -> None:
    assert load_judge("their_judges:build").label == "keywords"


def test_an_unknown_name_is_told_with_the_nearest_of_all(package: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"There is no grader 'keyword'\. Did you mean 'keywords'\?"):
        load_judge("keyword")


def test_a_package_cannot_take_a_name_of_the_program(package: Path) -> None:
    with pytest.raises(UnknownNameError):
        load_judge("llm")


@pytest.mark.parametrize(
    ("code", "name", "message"),
    [
        ("", "no.such_module:Judge", "no.such_module cannot be imported: ModuleNotFoundError: No module named 'no'."),
        ("1/0", "broken:Judge", "broken cannot be imported: ZeroDivisionError: division by zero."),
        ("raise SystemExit(3)", "broken:Judge", "broken cannot be imported: SystemExit: 3."),
        ("class Judge: ...", "broken:Jugde", "There is no judge 'broken:Jugde'. Did you mean 'broken:Judge'?"),
        ("Judge = 7", "broken:Judge", "broken:Judge is neither a class nor a function."),
        ("def Judge(): raise ValueError('\\x1b[31m a\\nb')", "broken:Judge", "ValueError: ␛[31m a b."),
        ("class Judge: ...", "broken:Judge", "broken:Judge is not a judge: its 'label' is not text."),
        ("", "broken:", "'broken:' does not name a judge. Write it as package.module:Class."),
        ("", "../broken:Judge", "does not name a judge."),
        ("", "a:b:c", "does not name a judge."),
    ],
)
def test_what_cannot_be_loaded_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, name: str, message: str
) -> None:
    (tmp_path / "broken.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "broken", raising=False)
    with pytest.raises(UsageError) as refused:
        load_judge(name)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
