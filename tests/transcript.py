"""A whole session of the real program with a scripted model, for the document that shows it.

python -m tests.transcript     writes it into docs/transcript.md
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from contextlib import redirect_stderr
from pathlib import Path
from unittest import mock

from interviewer.cli import main as interviewer
from interviewer.settings import Settings, variable_of
from tests.models.loopback import ChatServer
from tests.models.scripted_model import scripted

DOCUMENT = Path(__file__).parents[1] / "docs" / "transcript.md"
COMMAND = "--plain --mode practice --topic regularization --count 2 --seed 90"
TYPED = """\
Do you mean at training time?

At each training step every unit is zeroed at random with a set probability.
Any unit may be missing, so no unit can rely on particular others, which reduces co-adaptation.
Dropout trains an implicit ensemble of many thinned subnetworks that share one set of weights.
At inference it is switched off, and the full network with all units makes the prediction.
The surviving activations are divided by the keep probability, so that their expected size matches inference.
The rate is a hyperparameter that is tuned on validation data. A rate that is too high makes the network underfit.


Augmentation applies random transformations to the inputs that keep the label, such as flips and crops.
At test time both are normally off, so the model sees the plain example.

It sets randomly chosen activations of the network to zero in each training step.

Changes that must not matter, which is knowledge about the task.


"""

_BEGIN = "<!-- transcript -->\n"
_END = "<!-- end transcript -->"
_ALIKE = (
    (re.compile(r"\b\d{8}-[a-z2-9]{4}\b"), "20261102-abcd"),
    (re.compile(r"(?<=Interview of )\d\d \w+ \d{4}"), "02 November 2026"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d+"), "8000"),
    (re.compile(r"(?<=corpus version `)[0-9a-f]+"), "0123456789ab"),
    (re.compile(r"(?<=nswering: )\d+ s|(?<=- time: )\d+ s|(?<=answered in )\d+ s"), "0 s"),
    (re.compile(r"(?<=passed in )\d+\.\d(?= s)"), "0.1"),
    (re.compile(r"(?<=, Python )\d[\d.]*(?=, NumPy )"), "3.11.7"),
    (re.compile(r"(?<=, NumPy )\d[\d.]*\d"), "2.4.0"),
    (re.compile(r"(?<=cost )\d[\d.]* USD"), "0.0000 USD"),
)


class Typist(io.StringIO):
    """Standard input whose lines show up in the output as they are typed."""

    def __init__(self, text: str, page: io.StringIO) -> None:
        super().__init__(text)
        self._page = page

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # typeshed has two of it
        line = super().readline()
        self._page.write(f"> {line}" if line else "")
        return line


def played(home: Path) -> str:
    """The session as a person sees it, typed lines after "> ", with what differs from run to run made alike."""
    page, beside = io.StringIO(), io.StringIO()
    with ChatServer(scripted) as server:
        environment = environment_of(
            {"INTERVIEWER_MODEL": "openai:scripted", "OPENAI_BASE_URL": server.url, "INTERVIEWER_HOME": str(home)}
        )
        with (
            mock.patch.dict(os.environ, environment, clear=True),
            mock.patch.object(sys, "stdin", Typist(TYPED, page)),
            mock.patch.object(sys, "stdout", page),
            redirect_stderr(beside),
        ):
            code = interviewer(COMMAND.split())
    assert code == 0, beside.getvalue()
    return alike(page.getvalue() + beside.getvalue().splitlines()[-1])


def alike(text: str) -> str:
    """A session with what differs from run to run made alike."""
    for pattern, same in _ALIKE:
        text = pattern.sub(same, text)
    return text.rstrip() + "\n"


def written(document: Path = DOCUMENT) -> str:
    """The session as it stands in a document."""
    return document.read_text(encoding="utf-8").partition(_BEGIN)[2].partition(_END)[0]


def as_written(session: str) -> str:
    """A session in a code block."""
    return f"~~~text\n{session}~~~\n"


def environment_of(given: Mapping[str, str]) -> dict[str, str]:
    ours = {variable_of(field) for field in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in ours} | dict(given)


def write(session: str, document: Path) -> None:
    """Replaces the part of a document between the two marks."""
    before, _, rest = document.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    document.write_text(before + _BEGIN + as_written(session) + _END + after, encoding="utf-8")


def main() -> None:
    """Plays the session again."""
    with tempfile.TemporaryDirectory() as folder:
        write(played(Path(folder)), DOCUMENT)


if __name__ == "__main__":
    main()
