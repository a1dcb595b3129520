"""Fuzzes parsers: `python -m tests.fuzz [TARGET ...] [--cases N] [--seed N] [--seconds S]`.

Prints how many cases each target had, how long they took and what was a fault; ends with 1 where there is one.
`--case N` plays one case again, in this process, with its traceback.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.run import play, run
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all by default")
    parser.add_argument("--cases", type=int, default=10_000, help="of each target")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=10.0, help="that a case may take")
    parser.add_argument("--case", type=int, help="play this one again")
    chosen = parser.parse_args()
    names = chosen.targets or list(TARGETS)
    for name in names:
        if name not in TARGETS:
            parser.error(f"there is no target {name!r}; known: {', '.join(TARGETS)}")
    if chosen.case is not None:
        for name in names:
            play(name, chosen.seed, chosen.case)
        return 0
    faults = 0
    for name in names:
        start, own = time.monotonic(), 0
        for fault in run(name, chosen.seed, chosen.cases, chosen.seconds):
            own += 1
            print(f"  {fault}", flush=True)
        print(f"{name}: {chosen.cases:,} cases, {own} faults, {time.monotonic() - start:.0f} s", flush=True)
        faults += own
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
