"""Tells the libraries that the program uses to send no telemetry."""

from __future__ import annotations

from collections.abc import MutableMapping

# Each is read once, while its library loads; the switches that some offer in code take effect after a first report.
_OPT_OUTS = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime: events and an id of the device, sent, and stored in ~/.cache
    "ANONYMIZED_TELEMETRY": "False",  # Chroma: versions before 1.5 send events and store an id in ~/.cache
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, for transformers and sentence-transformers
    "DO_NOT_TRACK": "1",  # a convention among libraries; huggingface_hub reads it
}


def opt_out(environment: MutableMapping[str, str]) -> None:
    """Sets what turns telemetry off in `environment`, overriding other values: the program promises no telemetry.

    Only telemetry is changed, so that a program using this one as a library keeps its tracing and downloads.
    Child processes inherit it.
    """
    environment.update(_OPT_OUTS)
