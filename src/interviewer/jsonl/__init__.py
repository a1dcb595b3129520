"""The same interview for programs: one JSON object per line, actions in and events out. See docs/jsonl.md."""

from interviewer.jsonl.interviewer import JsonlInterviewer

__all__ = ["JsonlInterviewer"]
