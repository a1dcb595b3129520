"""How much of the program runs for one answer: from the Enter key to the saved grade, and until it is shown.

    uv run python benchmarks/trace_answer.py            the figures
    uv run python benchmarks/trace_answer.py --list     and every function with its calls

One answer is typed into the full screen, graded by similarity and saved in SQLite, all of it real. Files and functions
are those under src/interviewer; a comprehension counts as part of the function around it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import interviewer

SOURCE = f"{Path(interviewer.__file__).parent}{os.sep}"
ANSWER = "At each training step every unit is zeroed at random with a set probability."
_INSIDE = ("<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>")


class Trace:
    """The calls of functions of the program, in all threads that begin once it is installed."""

    def __init__(self) -> None:
        self.on = False
        self.calls: Counter[tuple[str, str]] = Counter()

    def install(self) -> None:
        """Starts watching calls; they are counted while `on` is set."""
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)

    def _profile(self, frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if self.on and event == "call" and code.co_filename.startswith(SOURCE) and code.co_name not in _INSIDE:
            self.calls[code.co_filename.removeprefix(SOURCE), code.co_qualname] += 1

    def figures(self) -> str:
        """Files, functions and calls so far."""
        files = {file for file, _ in self.calls}
        return f"{len(files)} files, {len(self.calls)} functions, {sum(self.calls.values())} calls"

    def rooms(self) -> Counter[str]:
        """How many functions were called in each room."""
        return Counter(Path(file).parts[0] for file, _ in self.calls)


async def traced(home: Path, trace: Trace, *, listed: bool) -> None:
    """Answers one question in the app, and prints what that took."""
    from interviewer.interview.choosing import Choices
    from interviewer.settings import load_settings
    from interviewer.tui.app import InterviewerApp, Opening

    try:
        from interviewer.bootstrap import AppContext as Context
    except ImportError:
        from interviewer.bootstrap import AppContext as Context  # type: ignore[attr-defined, no-redef]

    context = Context(load_settings(None).model_copy(update={"home": home}))
    context.grader(lambda *_: None)
    app = InterviewerApp(context, Opening(choices=Choices(topics=("regularization",), count=2, seed=4)))
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(5):
            await app.workers.wait_for_complete()
            await pilot.pause(0.2)
        store, saves = context.store(), 0
        save = store.save
        until_saved: list[str] = []

        def counted(session: Any, *more: Any) -> None:
            nonlocal saves
            saves += 1
            save(session, *more)
            if not until_saved and session.turns[0].exchanges[0].grade is not None:
                until_saved.append(trace.figures())
                until_saved.append(", ".join(f"{room} {count}" for room, count in trace.rooms().most_common()))
                if listed:
                    until_saved.extend(
                        f"  {count:5} {file} {name}" for (file, name), count in sorted(trace.calls.items())
                    )

        store.save = counted  # type: ignore[method-assign]
        app.screen.query_one("AnswerBox").insert(ANSWER)  # type: ignore[attr-defined]
        await pilot.pause(1.0)
        trace.on = True
        await pilot.press("enter")
        for _ in range(10):
            await app.workers.wait_for_complete()
            await pilot.pause(0.2)
        trace.on = False
    print(f"until the grade is saved: {until_saved[0]}")
    print(f"  functions a room: {until_saved[1]}")
    print(f"until all is shown:       {trace.figures()}, {saves} saves")
    checks = sum(count for (_, name), count in trace.calls.items() if name.endswith("check_action"))
    print(f"check_action:             {checks} calls")
    print("\n".join(until_saved[2:]))


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="every function that was called before the grade was saved")
    chosen = parser.parse_args()
    os.environ["INTERVIEWER_MODEL"] = ""
    trace = Trace()
    trace.install()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(traced(Path(folder), trace, listed=chosen.list))


if __name__ == "__main__":
    main()
