"""Tells the libraries below the program to report nothing to their makers."""

from __future__ import annotations

from collections.abc import MutableMapping

# Each is read once, while its library is loaded; the switches that some offer in code come after a first report.
_OPT_OUTS = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime: events and an id of the device, sent and kept in ~/.cache
    "ANONYMIZED_TELEMETRY": "False",  # Chroma: versions before 1.5 send events and keep an id in ~/.cache
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, for transformers and sentence-transformers
    "DO_NOT_TRACK": "1",  # what libraries have agreed on; huggingface_hub reads it
}


def opt_out(environment: MutableMapping[str, str]) -> None:
    """Sets what turns telemetry off in `environment`, also where it says otherwise: the program promises it.

    Only telemetry is touched, so that a program that uses this one as a library keeps its tracing and downloads.
    Child processes inherit it.
    """
    environment.update(_OPT_OUTS)
