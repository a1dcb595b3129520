"""Writes many different answers as JSONL, for measuring `interviewer grade`.

    python benchmarks/answers_many.py 10000 > answers.jsonl                     interview answers, 53 words on average
    python benchmarks/answers_many.py 10000 --asag ../shared/asag > ...         short student answers, 17 words

Interview answers are the hand-written ones of benchmarks/data over and over, one word of each sentence replaced at
random, so that no two sentences are alike and no answer comes from a cache.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from interviewer.search.embedding.folder import common_words

DATA = Path(__file__).parent / "data"
_SENTENCE = re.compile(r"[^.;]+[.;]*\s*")


def main() -> None:
    """Writes the lines to stdout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--asag", type=Path, help="the folder of answers graded by people")
    options = parser.parse_args()
    lines = students(options.asag) if options.asag else interviews()
    for line in islice(lines, options.count):
        sys.stdout.write(json.dumps(line) + "\n")


def interviews() -> Iterator[dict[str, str]]:
    """An endless supply of interview answers."""
    rows = [json.loads(line) for line in _read(DATA / "answers-dev.jsonl")]
    draw = random.Random(0)
    words = sorted(word for word in common_words() if len(word) > 3)
    number = 0
    while True:
        for row in rows:
            answer = _SENTENCE.sub(lambda found: _changed(found.group(), draw, words), row["answer"])
            yield {"id": f"i{number}", "question_id": row["question_id"], "answer": answer}
            number += 1


def students(folder: Path) -> Iterator[dict[str, str]]:
    """The answers of students, in an order drawn once."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [(path.stem, row) for row in csv.DictReader(file)]
    random.Random(0).shuffle(rows)
    for number, (name, row) in enumerate(rows):
        yield {
            "id": f"{name}-{number}",
            "question": row["question"],
            "reference": row["reference_answer"],
            "answer": row["student_answer"],
        }


def _changed(sentence: str, draw: random.Random, words: list[str]) -> str:
    parts = sentence.split(" ")
    parts[draw.randrange(len(parts))] = draw.choice(words)
    return " ".join(parts)


def _read(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()
