"""No process of the program loads a library that would report."""

import os
import subprocess
import sys

import pytest

from interviewer.telemetry import opt_out

SHOW = "import os, sys, interviewer{}; print(os.environ['ORT_DISABLE_TELEMETRY'], 'onnxruntime' in sys.modules)"


@pytest.mark.parametrize("module", ["", ".cli", ".search.embedding.onnx_runtime", ".bulk.workers"])
def test_importing_any_part_of_the_program_switches_telemetry_off_before_onnxruntime_is_loaded(module: str) -> None:
    environment = {**os.environ, "ORT_DISABLE_TELEMETRY": "0"}
    code = SHOW.format(module)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "1 False\n"


def test_what_another_program_says_of_its_tracing_and_downloads_stays() -> None:
    theirs = {"LANGSMITH_TRACING": "true", "HF_HUB_OFFLINE": "0", "OTEL_SDK_DISABLED": "false"}
    environment = {**theirs, "DO_NOT_TRACK": "0"}
    opt_out(environment)
    assert environment["DO_NOT_TRACK"] == "1"
    assert {name: environment[name] for name in theirs} == theirs
