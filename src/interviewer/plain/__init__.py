"""Plain mode: the same session line by line, for pipes, scripts and screen readers.

Output is only ever appended, each thing once. stdout carries the interview, stderr narration.
"""

from interviewer.plain.interviewer import LineInterviewer
from interviewer.plain.pages import Pages

__all__ = ["LineInterviewer", "Pages"]
