"""Hostile answers of 23 kinds, and excellent ones in ten styles: how the similarity grader and one cosine score them.

    python -m benchmarks.attacks [--split dev|kept] [--show]

For each kind: how many answers, the mean score, the highest (of excellent ones the lowest), and the share at half marks
or more (of excellent ones below 0.7). `padded` is a right answer among chatter: shown, and no attack. Only `dev` may be
looked at while building. What is in the files: docs/answers-benchmark.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from benchmarks.whole_answers import Row, Scorers, read, scorers_of

HALF_MARKS = 0.5
"""No attack should reach this."""

GOOD_MARKS = 0.7
"""Every excellent answer should."""


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=("dev", "kept"), help="one half of the questions, by default both")
    parser.add_argument("--show", action="store_true", help="print each answer that is on the wrong side")
    options = parser.parse_args()
    attacks, honest = (
        [row for row in read(name) if options.split in (None, row["split"])]
        for name in ("attacks.jsonl", "honest.jsonl")
    )
    scorers = scorers_of()
    hostile = [row for row in attacks if row["attack"]]
    report("attacks", hostile, scorers, high_is_bad=True, show=options.show)
    report("right answers among chatter", [row for row in attacks if not row["attack"]], scorers, high_is_bad=False)
    report("excellent answers", honest, scorers, high_is_bad=False, show=options.show)


def report(title: str, rows: Sequence[Row], scorers: Scorers, *, high_is_bad: bool, show: bool = False) -> None:
    """Prints a table of kinds with the figures of every scorer."""
    extreme, wrong = ("highest", "at .5 or more") if high_is_bad else ("lowest", "below .7")
    print(f"\n{title}: {len(rows)} answers to {len({row['question_id'] for row in rows})} questions")
    print(f"{'':<20}{'n':>4}" + "".join(f"  {name:^31}" for name in scorers))
    print(f"{'':<24}" + f"  {'mean':>7}{extreme:>9}{wrong:>15}" * len(scorers))
    scores = {name: np.array([score(row) for row in rows]) for name, score in scorers.items()}
    kinds = np.array([row["kind"] for row in rows])
    for kind in [*dict.fromkeys(kinds.tolist()), "all"]:
        chosen = (kinds == kind) | (kind == "all")
        cells = (_cell(found[chosen], high_is_bad=high_is_bad) for found in scores.values())
        print(f"{kind:<20}{chosen.sum():>4}" + "".join(cells))
    if show:
        for row, score in zip(rows, scores["similarity grader"], strict=True):
            if _wrong(score, high_is_bad=high_is_bad):
                print(f"  {score:.2f} {row['id']}")


def _cell(scores: np.ndarray, *, high_is_bad: bool) -> str:
    extreme = scores.max() if high_is_bad else scores.min()
    return f"  {scores.mean():>7.2f}{extreme:>9.2f}{np.mean(_wrong(scores, high_is_bad=high_is_bad)):>15.2f}"


def _wrong(score: np.ndarray, *, high_is_bad: bool) -> np.ndarray:
    return score >= HALF_MARKS if high_is_bad else score < GOOD_MARKS


if __name__ == "__main__":
    main()
