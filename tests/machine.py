"""The machine as a test needs it: without the rights of root, in a time zone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NOBODY = 65534


@contextmanager
def without_root() -> Iterator[None]:
    """Gives up the rights of root, who may do everything, for as long as it lasts."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@contextmanager
def in_zone(zone: str) -> Iterator[None]:
    """Puts the process into a time zone, as TZ writes it; POSIX systems alone can."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TZ", zone)
            time.tzset()
            yield
    finally:
        time.tzset()
