"""The process table, as Linux tells it."""

from __future__ import annotations

from pathlib import Path


def descendants(of: int, holding: str = "") -> dict[int, str]:
    """The processes that `of` started, and those that they did, by number with their command lines.

    `holding` is what a command line has to hold to be named.
    """
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found: dict[int, str] = {}
    waiting = [of]
    while waiting:
        for child in children.get(waiting.pop(), []):
            waiting.append(child)
            line = command_line(child)
            if holding in line:
                found[child] = line
    return found


def command_line(process: int) -> str:
    """The arguments of a process with blanks between; empty where it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
