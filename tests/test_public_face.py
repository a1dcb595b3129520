"""What a script or a notebook sees of the package."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

import interviewer
from interviewer import (
    Evidence,
    GradeResult,
    GradingRequest,
    Interviewer,
    InterviewerError,
    Judge,
    Judgement,
    Method,
    PointVerdict,
    Question,
    Verdict,
    api,
    grade,
    load_corpus,
    search,
)
from interviewer.paths import bundled

ROOT = Path(__file__).parent.parent
OWN_CORPUS = ROOT / "docs" / "examples" / "corpus"
REFERENCE = "Iron meets oxygen and water. It forms iron oxide."


@pytest.fixture(autouse=True)
def fresh(home: Path) -> Iterator[None]:
    """The settings of this test's environment, and not those that an earlier one began with."""
    api._shared.cache_clear()
    yield
    api._shared.cache_clear()


def test_importing_the_package_loads_nothing_but_the_standard_library_and_two_small_modules() -> None:
    code = "import sys; before = set(sys.modules); import interviewer; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = done.stdout.split()
    assert {name for name in loaded if name.startswith("interviewer")} == {
        "interviewer",
        "interviewer.search",
        "interviewer.telemetry",
    }
    assert not {name.partition(".")[0] for name in loaded} - {"interviewer", *sys.stdlib_module_names}


def test_every_public_name_is_there() -> None:
    assert sorted(interviewer.__all__) == interviewer.__all__
    for name in interviewer.__all__:
        assert getattr(interviewer, name) is not None
        assert name in dir(interviewer)
    assert set(interviewer._HOMES) | {"__version__", "search"} == set(interviewer.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'interviewer' has no attribute 'grades'"):
        _ = interviewer.grades


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(interviewer.__file__).parent / "py.typed").is_file()


def test_search_is_the_function_and_the_package() -> None:
    passages = importlib.import_module("interviewer.search.passage")
    assert interviewer.search.passage is passages  # type: ignore[attr-defined]
    assert callable(interviewer.search)
    assert callable(search)
    assert list(inspect.signature(search).parameters) == list(inspect.signature(api.search).parameters)


@pytest.mark.model
class TestGrading:
    """With the real embedding model."""

    @pytest.fixture(autouse=True)
    def ready(self, ready_home: Path) -> None:
        """A home with the model and the index."""

    def test_an_answer_is_graded_by_a_reference_alone(self) -> None:
        result = grade(question="Why does iron rust?", reference=REFERENCE, answer="Water and oxygen meet the iron.")
        said, unsaid = result.verdicts
        assert said.verdict is Verdict.MET
        assert (said.expected or 0.0) > (unsaid.expected or 0.0)
        assert result.score == pytest.approx(((said.expected or 0.0) + (unsaid.expected or 0.0)) / 2)
        assert result.provenance.method is Method.SIMILARITY

    def test_a_question_of_the_corpus_is_named_by_its_id(self) -> None:
        result = grade(question_id="dropout", answer="In each training step every unit is zeroed at random.")
        assert result.question.id == "dropout"
        assert result.verdicts[0].verdict is Verdict.MET
        assert result.verdicts[0].evidence[0].holds_in(result.answer)

    def test_a_question_of_ones_own_corpus_is_given_as_it_is(self) -> None:
        question = load_corpus(OWN_CORPUS).by_id["overfit-one-batch"]
        result = grade(question=question, answer="The loss on one small batch must come close to zero.")
        assert result.question is question
        assert result.score
        assert result.score > 0

    def test_the_grades_are_those_of_the_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        from interviewer.cli import main

        line = {"question_id": "dropout", "answer": "In each training step every unit is zeroed at random."}
        (tmp_path / "in.jsonl").write_text(json.dumps({"id": 1, **line}))
        assert main(["grade", "in.jsonl"]) == 0
        told = json.loads(capsys.readouterr().out)
        told.pop("digest")
        ours = {"id": 1, **grade(**line).as_dict()}
        for one in (told, ours):
            one["provenance"].pop("graded_at")
        assert told == json.loads(json.dumps(ours))

    def test_a_result_says_in_a_line_what_it_is(self) -> None:
        result = grade(question_id="dropout", answer="I don't know")
        assert repr(result) == "<GradeResult 0 % by rules, before any judge: 7 missed>"

    def test_a_terminal_and_a_notebook_show_the_verdicts(self) -> None:
        result = grade(question="Why does iron rust?", reference=REFERENCE, answer="Water and oxygen meet the iron.")
        out = io.StringIO()
        Console(file=out, width=120).print(result)
        for text in (out.getvalue(), result._repr_markdown_()):
            assert "✓ met" in text
            assert "Water and oxygen meet the iron." in text

    def test_a_search_finds_passages_and_says_nothing_besides(self) -> None:
        code = (
            "import logging; logging.basicConfig(level=logging.WARNING)\n"
            "from interviewer import search\n"
            "print([hit.passage.question_id for hit in search('what is dropout', limit=2)])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
        assert "dropout" in done.stdout
        assert done.stderr == ""

    def test_a_judge_of_ones_own_is_given_as_a_value(self) -> None:
        judge: Judge = Generous()
        result = grade(question_id="dropout", answer="I like it a lot.", grader=judge)
        assert result.score == 0.0
        assert not any(found.supported for found in result.verdicts)
        assert result.provenance.model == f"generosity ({__name__}:Generous)"


class Generous:
    """Finds everything met, by words that nobody wrote."""

    label = "generous"
    method = Method.CUSTOM
    model = "generosity"
    version = "1"

    def prepare(self, question: Question, prompt: str) -> None:
        """Nothing to load."""

    def judge(self, request: GradingRequest, cancel: object = None) -> Judgement:
        invented = (Evidence(0, 9, "Perfectly"),)
        points = request.question.key_points
        return Judgement(tuple(PointVerdict(p.id, p.claim, p.weight, Verdict.MET, invented) for p in points))


def test_the_corpus_is_read_with_the_folders_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_CORPUS", str(OWN_CORPUS))
    assert {"dropout", "overfit-one-batch"} <= load_corpus().by_id.keys()


def test_folders_are_read_alone() -> None:
    assert list(load_corpus(OWN_CORPUS).by_id) == ["overfit-one-batch"]
    assert "overfit-one-batch" in load_corpus(bundled("corpus"), OWN_CORPUS).by_id


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"question_id": "dropuot"}, "There is no question 'dropuot'. Did you mean 'dropout'?"),
        ({}, "Grading needs exactly one question."),
        ({"question": "Why?"}, "Grading needs exactly one question."),
        ({"question_id": "dropout", "reference": "Because."}, "Grading needs exactly one question."),
        ({"question": "Why?", "reference": "..."}, "The reference has no statement to compare an answer with."),
        ({"question_id": "dropout", "grader": "lmm"}, "There is no grader 'lmm'. Did you mean 'llm'?"),
        ({"question_id": "dropout", "grader": "llm"}, "No chat model is available."),
        ({"question_id": "dropout", "grader": "nowhere:Judge"}, "nowhere cannot be imported"),
        ({"question_id": "dropout", "grader": object()}, "builtins:object is not a judge"),
    ],
)
def test_what_cannot_be_graded_is_an_error_of_the_package(asked: dict[str, str], message: str) -> None:
    with pytest.raises(InterviewerError) as error:
        grade(answer="Because of it.", **asked)
    assert message in str(error.value)


def test_a_file_of_settings_is_read_only_where_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("INTERVIEWER_COUNT=a lot\n")
    monkeypatch.chdir(tmp_path)
    Interviewer()
    with pytest.raises(InterviewerError, match="INTERVIEWER_COUNT"):
        Interviewer(env_file=".env")


def test_a_misspelt_setting_of_the_environment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_MODLE", "openai:x")
    with pytest.raises(InterviewerError, match="INTERVIEWER_MODEL"):
        load_corpus()


def test_a_result_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        GradeResult(None, "", None).answer = "x"  # type: ignore[arg-type, misc]
