"""The same interview for programs: one JSON object a line, actions in and events out. docs/jsonl.md describes them."""

from interviewer.jsonl.interviewer import JsonlInterviewer

__all__ = ["JsonlInterviewer"]
