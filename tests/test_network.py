"""What leaves the machine, and what is written where: the real program under strace, on its first start and later.

Every start lives on for LIVES seconds after its work, for what is sent with a delay.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.failing import ANSWER
from tests.models.loopback import ChatServer
from tests.models.scripted_model import scripted
from tests.strace import can_watch
from tests.watched import Command, Start

pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.skipif(not can_watch(), reason="strace is missing, or may not watch processes here"),
]

LIVES = 20.0
JOB = "../../job.txt"
ONE = {"question_id": "dropout", "answer": "Units are zeroed at random in training."}
LINES = "".join(json.dumps({"id": number, **ONE}) + "\n" for number in range(60))  # enough for worker processes
COMMANDS = {
    "practice": Command(("practice", "--plain", "--count", "1", "--for", JOB), f"{ANSWER}\n\n", "Graded by similarity"),
    "search": Command(("search", "-"), "why does dropout help\n", '"question_id": "dropout"'),
    "grade": Command(("grade", "-", "--workers", "2"), LINES, "Grading answers"),
}
SCREEN = Command(("practice", "--count", "1", "--seed", "4"), f"{ANSWER}\r", "Follow-up", on_screen=True)
TALK = Command(("practice", "--plain", "--count", "1", "--seed", "4"), f"{ANSWER}\n\n", "Graded by ")

# What other programs may have in the environment. 203.0.113.1 is an address for examples, and nobody's (RFC 5737).
NOWHERE = "http://203.0.113.1"
OTHERS = {
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_SERVER_HOST": "203.0.113.1",
    "CHROMA_SERVER_HTTP_PORT": "8000",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": f"{NOWHERE}:4317",
    "CHROMA_OTEL_GRANULARITY": "all",
    "LANGSMITH_API_KEY": "lsv2_test_0123456789",
    "LANGSMITH_ENDPOINT": NOWHERE,
    "LANGSMITH_TRACING": "true",
    "ORT_DISABLE_TELEMETRY": "0",
}
MODEL = {"INTERVIEWER_MODEL": "openai:gpt-4.1-mini", "OPENAI_API_KEY": "sk-test-0123456789abcdef"}
REMOTE = {**MODEL, "OPENAI_BASE_URL": f"{NOWHERE}/v1", "CHROMA_URL": f"{NOWHERE}:8000"}


@dataclass(frozen=True)
class Way:
    """A way to run the program: with an option, with settings."""

    options: tuple[str, ...]
    settings: dict[str, str]


WITHOUT_A_MODEL, BY_OPTION, BY_SETTING = "without a model", "--offline", "INTERVIEWER_OFFLINE"
WAYS = {
    WITHOUT_A_MODEL: Way((), {}),
    BY_OPTION: Way(("--offline",), REMOTE),
    BY_SETTING: Way((), {**REMOTE, "INTERVIEWER_OFFLINE": "true"}),
}
# The first start makes the model's file; that of a search, and of an interview for a job, makes the index too. Every
# command goes every way once, at a first start or later.
FIRST = [("search", WITHOUT_A_MODEL, "first"), ("practice", BY_OPTION, "first"), ("grade", BY_SETTING, "first")]
LATER = [(command, way, "later") for command in COMMANDS for way in WAYS if (command, way, "first") not in FIRST]
ON_SCREEN = ("full screen", WITHOUT_A_MODEL, "later")
WITH_A_MODEL = ("practice", "with a model on this machine", "later")
ALONE = [*FIRST, *LATER, ON_SCREEN]
Name = tuple[str, str, str]


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> dict[Name, Start]:
    """All starts, which ran side by side and ended well."""
    folder = tmp_path_factory.mktemp("network")
    (folder / Path(JOB).name).write_text("We train convolutional networks and keep them from overfitting.")
    made: dict[Name, Start] = {}

    with ChatServer(scripted) as server, ExitStack() as running:

        def start(name: Name, command: Command, settings: dict[str, str], home: str) -> None:
            made[name] = Start(command, folder / str(len(made)), folder / home, {**OTHERS, **settings})
            running.callback(made[name].kill)

        def start_all(names: list[Name], home: str) -> None:
            for name in names:
                command, way = COMMANDS[name[0]], WAYS[name[1]]
                command = replace(command, arguments=(*command.arguments, *way.options))
                start(name, command, way.settings, home.format(*name))

        def wait_for(names: list[Name]) -> None:
            for name in names:
                made[name].wait()

        start_all(FIRST, "home of {0}")
        wait_for(FIRST)
        start_all(LATER, "home of search")
        start(WITH_A_MODEL, TALK, {**MODEL, "OPENAI_BASE_URL": server.url}, "home of search")
        start(ON_SCREEN, SCREEN, {}, "home of search")
        wait_for([*LATER, WITH_A_MODEL, ON_SCREEN])
        made[ON_SCREEN].live(LIVES)
        assert {name: each.end() for name, each in made.items()} == dict.fromkeys(made, 0)
    return made


@pytest.mark.parametrize("name", [*ALONE, WITH_A_MODEL], ids=", ".join)
def test_nothing_goes_beyond_this_machine_and_no_name_is_looked_up(starts: dict[Name, Start], name: Name) -> None:
    assert [str(call) for call in starts[name].calls if call.leaves_the_machine] == []


@pytest.mark.parametrize("name", ALONE, ids=", ".join)
def test_without_a_model_no_socket_is_opened(starts: dict[Name, Start], name: Name) -> None:
    assert [str(call) for call in starts[name].calls if call.name == "socket"] == []


@pytest.mark.parametrize("name", [*ALONE, WITH_A_MODEL], ids=", ".join)
def test_no_file_is_written_outside_the_home_of_the_program(starts: dict[Name, Start], name: Name) -> None:
    assert starts[name].written_elsewhere == []
    assert starts[name].left_elsewhere == []


def test_the_model_on_this_machine_was_asked(starts: dict[Name, Start]) -> None:
    assert any(call.name == "connect" and call.family == "AF_INET" for call in starts[WITH_A_MODEL].calls)
