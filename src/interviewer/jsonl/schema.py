"""The JSON Schema of what goes over the two streams."""

from __future__ import annotations

from interviewer.jsonl.actions import ACTIONS
from interviewer.jsonl.events import MESSAGES
from interviewer.strict_json import dumps


def schema() -> str:
    """The schema of a line in ("action") and of a line out ("event"), as JSON text."""
    both = {
        "action": ACTIONS.json_schema(mode="validation"),
        "event": MESSAGES.json_schema(mode="serialization"),
    }
    return dumps(both, indent=1, ensure_ascii=False) + "\n"
