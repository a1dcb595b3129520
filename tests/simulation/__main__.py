"""Plays one session and prints what was said: `python -m tests.simulation CANDIDATE [--mode MODE] [--setting NAME]`."""

from __future__ import annotations

import argparse
import tempfile
import textwrap
from pathlib import Path

from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Mode
from tests.simulation.candidates import CANDIDATES
from tests.simulation.checks import faults
from tests.simulation.play import Played
from tests.simulation.stages import SCRIPTED, SETTINGS, theatre

_WIDTH = 110


def main() -> None:
    """Plays and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("candidate", choices=sorted(CANDIDATES))
    parser.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.PRACTICE)
    parser.add_argument("--setting", choices=list(SETTINGS), default=SCRIPTED)
    parser.add_argument("--questions", default="", help="ids of the questions, with commas between")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, theatre(Path(home)) as stages:
        stage = stages.stage(chosen.setting)
        ids = tuple(filter(None, chosen.questions.split(",")))
        played = stage.play(chosen.candidate, CANDIDATES[chosen.candidate], chosen.mode, ids, seed=chosen.seed)
    print_transcript(played)


def print_transcript(played: Played) -> None:
    """Prints what was said, the grades, and the faults that are found."""
    for line in played.lines:
        who = "candidate" if line.by_candidate else "interviewer"
        print(f"\n[{who}: {line.kind}]")
        shown = line.text.partition("\nReference answer:")[0]
        for paragraph in shown.split("\n"):
            print(textwrap.fill(paragraph, _WIDTH, initial_indent="  ", subsequent_indent="  "))
    print("\n[grades]")
    for turn in played.session.turns:
        credit = credit_of_turn(turn)
        known = "no score" if credit.unaided is None else f"{credit.unaided:.0%} unaided, {credit.aided:.0%} aided"
        print(f"  {turn.question_id}: {known}")
    for fault in faults(played):
        print(f"\n[FAULT] {fault}")


if __name__ == "__main__":
    main()
