"""Draws how far scores are from marks: `python -m benchmarks.calibration_plot` writes docs/calibration.svg.

Each dot is an answer of the kept half of the answers benchmark, which the similarity grader was not fitted on; the line
joins the mean marks of bands of scores.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.whole_answers import read, scorers_of

TARGET = Path(__file__).resolve().parents[1] / "docs" / "calibration.svg"
SIDE, LEFT, TOP = 320, 56, 16
BAND = 0.1


def main() -> None:
    """Grades the kept half and writes the picture."""
    rows = [row for row in read("whole-answers.jsonl") if row["split"] == "kept"]
    score = scorers_of()["similarity grader"]
    scores = np.array([score(row) for row in rows])
    marks = np.array([row["score"] for row in rows])
    dots = "".join(
        f'<circle cx="{_x(one):.1f}" cy="{_y(mark):.1f}" r="2.2"/>' for one, mark in zip(scores, marks, strict=True)
    )
    bands = np.minimum((scores / BAND).astype(int), round(1 / BAND) - 1)
    means = [(scores[bands == band].mean(), marks[bands == band].mean()) for band in sorted(set(bands))]
    line = " ".join(f"{_x(one):.1f},{_y(mark):.1f}" for one, mark in means)
    ticks = "".join(
        f'<text x="{_x(at):.0f}" y="{TOP + SIDE + 18}" text-anchor="middle">{at:.2f}</text>'
        f'<text x="{LEFT - 8}" y="{_y(at) + 4:.0f}" text-anchor="end">{at:.2f}</text>'
        for at in (0, 0.25, 0.5, 0.75, 1)
    )
    middle = LEFT + SIDE / 2
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + SIDE + 24} {TOP + SIDE + 48}" '
        f'font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>\n'
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" stroke-dasharray="4 4"/>\n'
        f'<g fill="#1f6feb" fill-opacity="0.28">{dots}</g>\n'
        f'<polyline points="{line}" fill="none" stroke="#b35900" stroke-width="2.5"/>\n'
        f'<g fill="#333">{ticks}<text x="{middle}" y="{TOP + SIDE + 38}" text-anchor="middle">score of the '
        f'similarity grader</text><text transform="translate(14 {TOP + SIDE / 2}) rotate(-90)" text-anchor="middle">'
        "mark</text></g>\n"
        "</svg>\n",
        encoding="utf-8",
    )
    print(f"{TARGET.name}: {len(rows)} answers")


def _x(share: float) -> float:
    return LEFT + SIDE * share


def _y(share: float) -> float:
    return TOP + SIDE * (1 - share)


if __name__ == "__main__":
    main()
