"""The session that docs/jsonl.md shows, played by the real program.

python -m tests.jsonl.example     writes it, and the JSON Schema, into docs/
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from interviewer.jsonl.schema import schema

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "jsonl.md"
SCHEMA = DOCS / "jsonl.schema.json"
ARGUMENTS = ["practice", "--jsonl", "--offline", "--topic", "regularization", "--count", "1", "--seed", "4"]
ACTIONS = (
    '{"action": "hint"}',
    '{"action": "fly"}',
    '{"action": "submit", "text": "At each training step every unit is zeroed at random with a set probability."}',
    '{"action": "dont_know"}',
    '{"action": "proceed"}',
)
"""Each is sent when it is the candidate's turn."""

_LONGEST = 160  # characters of a text on the page
_ALIKE = (
    (re.compile(r"\b\d{8}-[a-z2-9]{4}\b"), "20261102-abcd"),
    (re.compile(r'(?<="seconds": )\d[\d.e-]*'), "0.2"),
    (re.compile(r'(?<="path": ")[^"]*/'), ".../"),
    (re.compile(r"(?<=Interview of )\d\d \w+ \d{4}"), "02 November 2026"),
)


def played(home: Path) -> str:
    """The session line by line, with what differs from run to run made alike and long texts cut."""
    environment = {"INTERVIEWER_HOME": str(home), "INTERVIEWER_MODEL": "", "PATH": ""}
    command = [sys.executable, "-m", "interviewer", *ARGUMENTS]
    pipe = subprocess.PIPE
    actions = list(ACTIONS)
    lines: list[str] = []
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment, cwd=home) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            lines.append(shown(event))
            if actions and event["event"] == "state" and not event["busy"]:
                lines.append(f"> {actions[0]}")
                process.stdin.write(actions.pop(0) + "\n")
                process.stdin.flush()
    assert process.returncode == 0
    return "\n".join(lines) + "\n"


def shown(event: object) -> str:
    """An event as the page has it."""
    text = json.dumps(cut(event), ensure_ascii=False)
    for pattern, alike in _ALIKE:
        text = pattern.sub(alike, text)
    return text


def cut(value: object) -> object:
    """A value whose texts are at most as long as the page shows them."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    if isinstance(value, dict):
        return {name: cut(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [cut(inner) for inner in (value if len(value) < 3 or isinstance(value[0], str) else value[:1])]
    return value


def written() -> str:
    """The session as it stands on the page."""
    return PAGE.read_text(encoding="utf-8").partition("```text\n")[2].partition("```")[0]


def main() -> None:
    """Writes it."""
    with tempfile.TemporaryDirectory() as folder:
        session = played(Path(folder))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition("```text\n")
    after = rest.partition("```")[2]
    PAGE.write_text(f"{before}```text\n{session}```{after}", encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")


if __name__ == "__main__":
    main()
