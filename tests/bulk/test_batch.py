"""What tells the job of one file of answers from that of another."""

from __future__ import annotations

import io

import pytest

from interviewer.bulk.batch import fingerprint
from interviewer.models.endpoint import Endpoint

ENDPOINT = Endpoint("openai", "gpt")
IDENTITY = {"corpus": "1", "prompt_hash": "a"}


def test_a_fingerprint_is_of_the_file_that_is_open_and_leaves_it_open() -> None:
    file = io.BytesIO(b"answers")
    assert fingerprint(file, ENDPOINT, IDENTITY) == fingerprint(io.BytesIO(b"answers"), ENDPOINT, IDENTITY)
    assert not file.closed


@pytest.mark.parametrize(
    ("content", "endpoint", "identity"),
    [
        (b"other answers", ENDPOINT, IDENTITY),
        (b"answers", Endpoint("openai", "other"), IDENTITY),
        (b"answers", Endpoint("openai", "gpt", "http://127.0.0.1"), IDENTITY),
        (b"answers", ENDPOINT, {**IDENTITY, "prompt_hash": "b"}),
    ],
)
def test_other_answers_another_model_and_another_prompt_have_other_fingerprints(
    content: bytes, endpoint: Endpoint, identity: dict[str, str]
) -> None:
    known = fingerprint(io.BytesIO(b"answers"), ENDPOINT, IDENTITY)
    assert fingerprint(io.BytesIO(content), endpoint, identity) != known
