"""Which corpus folders have tests that may be run."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.bootstrap.trust import CorpusTrust
from interviewer.commands.checkup.check import Check, State
from interviewer.text import counted


def look_at_trust(trust: CorpusTrust) -> Iterator[Check]:
    """A check for each folder of INTERVIEWER_CORPUS that has programs to run."""
    for one in trust.folders:
        what = f"{one.folder}: {counted(one.exercises, 'exercise')} with programs"
        if one.trusted:
            yield Check("trust", State.OK, f"{what}, trusted as it is")
        else:
            hint = f"Read its tests, and allow them with: interviewer corpus trust {one.folder}"
            yield Check("trust", State.WARNING, f"{what}, not trusted: its tests are not run", hint)
