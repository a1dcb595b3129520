"""Programs in a process of their own with limits, and nothing else: for one's own code."""

from __future__ import annotations

import sys

from interviewer.corpus.exercise import Language
from interviewer.sandbox.launch import ENVIRONMENT, INSIDE, PYTHON_OPTIONS, Launch, runner_arguments
from interviewer.sandbox.packages import library_folders

SHORTFALL = (
    "A program runs with limits of time and memory only: it can read and write your files and use the network, so that "
    "only your own code may run."
)


class LimitsOnly:
    """A process of its own, in an empty folder and environment."""

    name = "limits"
    holds = False

    def launch(self, language: Language) -> Launch:
        folders = tuple(map(str, library_folders(language)))
        # No limit of processes: it would count all that the user runs.
        arguments = runner_arguments(str(INSIDE.parent), language, folders, forks=False, filters=False, processes=0)
        return Launch((sys.executable, *PYTHON_OPTIONS, *arguments), forks=False, environment=ENVIRONMENT)
