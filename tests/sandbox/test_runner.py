"""Programs are run against tests as the format of exercises says, whatever isolates them."""

from __future__ import annotations

import pytest

from interviewer.corpus.exercise import Language
from interviewer.errors import SandboxError
from interviewer.sandbox import packages
from interviewer.sandbox.runner import JudgeRunner
from interviewer.sandbox.running import Author
from tests.sandbox.runs import limits_runner, run, said

SOFTMAX = """
    import numpy as np

    def softmax(x):
        e = np.exp(x - x.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
"""


def test_tests_pass_and_fail_one_by_one_with_the_reason(runner: JudgeRunner) -> None:
    result = run(
        runner,
        SOFTMAX,
        """
        def test_sums_to_one(): close(answer.softmax(np.array([[1.0, 2.0]])).sum(), 1.0)
        def test_is_wrong(): close(answer.softmax(np.array([[0.0, 0.0]])), [[0.4, 0.6]])
        def test_shape(): close(answer.softmax(np.zeros((2, 3))), np.zeros(3))
        def test_says_why(): assert answer.softmax(np.zeros((2, 3))).shape == (3, 2), "the shape is turned"
        """,
    )
    assert [(outcome.name, outcome.passed) for outcome in result.outcomes] == [
        ("test_sums_to_one", True),
        ("test_is_wrong", False),
        ("test_shape", False),
        ("test_says_why", False),
    ]
    assert "where [[0.4, 0.6]] was expected" in said(result)["test_is_wrong"]
    assert said(result)["test_shape"] == "got shape (2, 3) where (3,) was expected"
    assert said(result)["test_says_why"] == "the shape is turned"
    assert not result.passed


@pytest.mark.parametrize(
    "value",
    [
        "None",
        "True",
        "-(10 ** 5000)",
        "1.5",
        "float('inf')",
        "2 + 3j",
        r"'text \ud800 \x00'",
        "b'bytes'",
        "[1, (2, {3}), frozenset({4}), {(5, 'a'): [6]}]",
        "np.arange(6, dtype=np.int8).reshape(2, 3)",
        "np.float32(0.1)",
        "np.array(['a', 'bc'])",
        "np.zeros((0, 3), dtype=complex)",
        "np.array([True, False])",
        "np.asfortranarray(np.arange(6.0).reshape(2, 3))",
    ],
)
def test_plain_data_crosses_both_ways_unchanged(sandbox: JudgeRunner, value: str) -> None:
    tests = f"""
        def test_it_is_the_same():
            value = {value}
            back = answer.echo(value)
            assert type(back) is type(value), type(back)
            assert getattr(back, "dtype", None) == getattr(value, "dtype", None)
            assert np.array_equal(back, value) if isinstance(value, np.ndarray) else back == value
    """
    assert run(sandbox, "def echo(x):\n    return x", tests).passed


def test_objects_are_handles(runner: JudgeRunner) -> None:
    program = """
        class Value:
            def __init__(self, data):
                self.data, self.grad, self.items = data, 0.0, [self]
            def __add__(self, other):
                return Value(self.data + getattr(other, "data", other))
            __radd__ = __add__
            def __mul__(self, other):
                return Value(self.data * getattr(other, "data", other))
            def __pow__(self, n): return Value(self.data ** n)
            def __neg__(self): return Value(-self.data)
            def __matmul__(self, other): return Value(10 * self.data + other.data)
            def __getitem__(self, i): return Value(self.data + i)
            def __len__(self): return 7
            def __iter__(self): return iter([Value(1), 2])
            def __call__(self, x, *, times=1): return self.data * x * times
            def backward(self): self.grad = 1.0
        def same(v, w): return v is w
        def count():
            yield from range(3)
    """
    tests = """
        def test_attributes():
            v = answer.Value(2.0)
            assert v.data == 2.0
            v.data = 5.0
            v.backward()
            assert (v.data, v.grad) == (5.0, 1.0)
        def test_operators():
            v, w = answer.Value(2.0), answer.Value(3.0)
            found = [(v + w).data, (1 + v).data, (v * 4).data, (v ** 3).data, (-v).data, (v @ w).data]
            equal(found, [5.0, 3.0, 8.0, 8.0, -2.0, 23.0])
        def test_containers():
            v = answer.Value(2.0)
            assert (v[1].data, len(v), v(3.0, times=2)) == (3.0, 7, 12.0)
            first, second = v
            assert (first.data, second) == (1, 2)
            assert list(answer.count()) == [0, 1, 2]
        def test_it_goes_back_as_itself():
            v = answer.Value(1.0)
            assert answer.same(v, v) and answer.same(v, v.items[0])
    """
    assert said(run(runner, program, tests)) == dict.fromkeys(
        ["test_attributes", "test_operators", "test_containers", "test_it_goes_back_as_itself"], "passed"
    )


def test_functions_of_a_test_are_called_back(runner: JudgeRunner) -> None:
    program = """
        def minimize(f, x):
            for _ in range(50):
                x = x - 0.25 * (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
            return x
        def catch(f):
            try:
                return f()
            except ZeroDivisionError:
                return "caught"
        def square(x): return x * x
    """
    tests = """
        def test_function(): close(answer.minimize(lambda x: (x - 3.0) ** 2, 0.0), 3.0, rtol=1e-4)
        def test_it_may_use_the_program(): close(answer.minimize(lambda x: answer.square(x - 3.0), 0.0), 3.0, rtol=1e-4)
        def test_its_exceptions_reach_the_program(): equal(answer.catch(lambda: 1 / 0), "caught")
        def test_functions_of_the_program_are_handles(): equal(answer.catch(answer.square), answer.catch(answer.square))
    """
    result = said(run(runner, program, tests))
    assert result["test_functions_of_the_program_are_handles"].startswith("TypeError: square() missing 1 required")
    assert [result[name] for name in list(result)[:3]] == ["passed"] * 3


def test_gradients_scripts_growth_and_exceptions(runner: JudgeRunner) -> None:
    program = """
        import time
        import numpy as np
        def loss(x): return float((x ** 3).sum())
        def gradient(x): return 3 * x ** 2
        def change(x): x += 1
        def refuse(x): raise KeyError("no " + x)
        def quadratic(n): time.sleep(1e-6 * n * n)
    """
    tests = """
        def test_gradient():
            x = rng(0).normal(size=(2, 3))
            close(answer.gradient(x), numeric_gradient(answer.loss, x), rtol=1e-5)
        def test_arrays_are_copies():
            x = np.zeros(2)
            answer.change(x)
            equal(x, np.zeros(2))
            equal(answer.script("change(y)\\nreturn y + np.ones(2)", y=x), [2.0, 2.0])
        def test_raises(): raises("LookupError", lambda: answer.refuse("x"))
        def test_raises_nothing(): raises("LookupError", lambda: answer.gradient(1.0))
        def test_growth(): assert 1.6 < growth(answer.quadratic, [100, 200, 400]) < 2.4
    """
    result = said(run(runner, program, tests))
    assert result.pop("test_raises_nothing") == "raised nothing where LookupError was expected"
    assert set(result.values()) == {"passed"}


@pytest.mark.torch
@pytest.mark.slow
def test_tensors_reach_the_program_and_come_back_as_arrays(runner: JudgeRunner) -> None:
    program = """
        import torch
        class Scale(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.weight = torch.nn.Parameter(torch.full((2,), 3.0))
            def forward(self, x):
                return self.weight * x
        def shape(x): return x.shape
        def half(x): return x.to(torch.bfloat16)
    """
    tests = """
        def test_module():
            m = answer.Scale()
            close(m(tensor(np.array([1.0, 2.0], dtype=np.float32))), [3.0, 6.0])
            close(m.weight, [3.0, 3.0])
        def test_backward():
            x = tensor(np.ones(2), grad=True)
            close(answer.script("Scale()(x).sum().backward(); return x.grad", x=x), [3.0, 3.0])
        def test_shape(): equal(answer.shape(tensor(np.zeros((2, 3)))), (2, 3))
        def test_half(): close(answer.half(tensor(np.ones(2))), [1.0, 1.0])
    """
    assert set(said(run(runner, program, tests, language=Language.TORCH)).values()) == {"passed"}


def test_a_program_that_does_not_start_fails_every_test_with_the_line(runner: JudgeRunner) -> None:
    tests = "def test_a(): answer.f()\ndef test_b(): pass"
    result = said(run(runner, "\ndef f(:\n    pass", tests))
    assert result["test_a"] == result["test_b"]
    assert result["test_a"].startswith("The program does not start: SyntaxError: ")
    assert result["test_a"].endswith("(line 2)")
    assert said(run(runner, "import sys\nsys.exit(0)", tests))["test_b"] == (
        "The program does not start: SystemExit: 0 (line 2)"
    )


def test_what_the_program_prints_is_kept_apart_from_the_verdict(runner: JudgeRunner) -> None:
    program = "import sys\ndef f():\n    print('out')\n    print('err', file=sys.stderr)\n    return 1"
    result = run(runner, program, "def test_f(): print('a test prints'); equal(answer.f(), 1)")
    assert result.passed
    assert result.printed == "out\nerr\n"


def test_what_a_program_says_can_be_kept(sandbox: JudgeRunner) -> None:
    program = r"""
        def f():
            print("\ud800 \x00")
            raise ValueError("\udfff \x00" * 1000)
    """
    result = run(sandbox, program, "def test_f(): answer.f()")
    assert result.printed == "\\ud800 \\x00\n"
    message = result.outcomes[0].message
    assert message.startswith("ValueError: \\udfff \\x00")
    assert len(message) < 6000
    message.encode()


def test_plain_python_gets_lists_and_may_use_numpy(runner: JudgeRunner) -> None:
    program = """
        import numpy as np

        def total(x): return sum(x)
        def kind(x): return type(x).__name__
        def mean(x): return np.mean(x)
        def sums(x): return np.cumsum(x)
    """
    tests = """
        def test_total(): equal(answer.total(np.arange(4)), 6)
        def test_kind(): equal(answer.kind(np.arange(4)), "list")
        def test_mean(): assert answer.mean([1.0, 3.0]) == 2.0
        def test_sums(): equal(answer.sums([1, 2]), [1, 3])
    """
    assert run(runner, program, tests, language=Language.PYTHON).passed


@pytest.mark.parametrize(("tests", "says"), [("def test_a(:", "not Python"), ("1 / 0\ndef test_a(): pass", "Zero")])
def test_broken_tests_are_an_error_and_not_the_programs_fault(sandbox: JudgeRunner, tests: str, says: str) -> None:
    with pytest.raises(SandboxError, match=says):
        run(sandbox, "", tests)


def test_without_a_sandbox_programs_of_others_do_not_run() -> None:
    with limits_runner() as runner, pytest.raises(SandboxError, match="bubblewrap is not installed") as raised:
        run(runner, "", "def test_a(): pass", author=Author.OTHERS)
    assert "docker" in raised.value.hint


def test_in_the_sandbox_programs_of_others_run(sandbox: JudgeRunner) -> None:
    result = run(sandbox, "def f(): return 1", "def test_a(): equal(answer.f(), 1)", author=Author.OTHERS)
    assert result.passed
    assert result.isolation == sandbox.isolation
    assert sandbox.holds


def test_without_torch_an_exercise_that_needs_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    with limits_runner() as runner, pytest.raises(SandboxError, match="PyTorch") as raised:
        run(runner, "", "def test_a(): pass", language=Language.TORCH)
    assert "--extra torch" in raised.value.hint
