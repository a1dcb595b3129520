"""A stream is let through sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from interviewer.interview.dialogue.speech import Speech, StreamGuardrail, Worded
from interviewer.models.errors import ModelUnreachableError
from tests.interview.dialogue.chat_fakes import letters

SECRET = "One is fine. Two tells the secret. Three is late."


def no_secret(text: str) -> str | None:
    return "it tells the secret" if "secret" in text else None


def anything(_: str) -> str | None:
    return None


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_sentences_pass_until_one_fails(size: int) -> None:
    guardrail = StreamGuardrail(no_secret, limit=500)
    assert list(guardrail.through(letters(SECRET, size))) == ["One is fine. "]
    assert guardrail.cut == "it tells the secret"


def test_what_passes_whole_is_not_cut() -> None:
    guardrail = StreamGuardrail(no_secret, limit=500)
    assert (
        "".join(guardrail.through(letters("One is fine. Two is fine.\n\nThree.")))
        == "One is fine. Two is fine.\n\nThree."
    )
    assert guardrail.cut is None


def test_a_sentence_is_passed_on_before_the_next_is_read() -> None:
    read: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in ("One. ", "Two. ", "Three."):
            read.append(piece)
            yield piece

    passing = StreamGuardrail(anything, limit=500).through(pieces())
    assert next(passing) == "One. "
    assert read == ["One. "]


def test_the_check_sees_the_whole_text_so_far() -> None:
    seen: list[str] = []

    def check(text: str) -> str | None:
        seen.append(text)
        return None

    list(StreamGuardrail(check, limit=500).through(["One. Two. ", "Three."]))
    assert seen == ["One. ", "One. Two. ", "One. Two. Three."]


def test_the_stream_is_closed_where_it_is_cut() -> None:
    closed: list[bool] = []

    def pieces() -> Iterator[str]:
        try:
            yield from letters(SECRET * 10)
        finally:
            closed.append(True)

    stream = pieces()
    list(StreamGuardrail(no_secret, limit=5000).through(stream))
    assert closed == [True]


def test_a_sentence_without_end_is_cut_at_the_limit() -> None:
    guardrail = StreamGuardrail(anything, limit=100)
    assert list(guardrail.through("word " for _ in range(10_000))) == []
    assert guardrail.cut == "it is longer than 100 characters"


def test_an_endless_stream_is_not_read_to_its_end() -> None:
    def endless() -> Iterator[str]:
        while True:
            yield "A sentence. "

    guardrail = StreamGuardrail(anything, limit=100)
    assert len("".join(guardrail.through(endless()))) <= 100


def test_so_many_sentences_pass_and_no_more() -> None:
    guardrail = StreamGuardrail(anything, limit=500, sentences=1)
    assert "".join(guardrail.through(["One, e.g. this. Two. "])) == "One, e.g. this. "
    assert guardrail.cut is None


def test_a_failure_of_the_model_ends_the_stream_with_its_message() -> None:
    def pieces() -> Iterator[str]:
        yield "One. Tw"
        raise ModelUnreachableError("The server broke off.")

    guardrail = StreamGuardrail(anything, limit=500)
    assert list(guardrail.through(pieces())) == ["One. "]
    assert guardrail.cut == "the model failed: The server broke off."


def test_nothing_passes_before_all_does_where_the_whole_is_asked_for() -> None:
    guardrail = StreamGuardrail(no_secret, limit=500, whole=True)
    assert list(guardrail.through([SECRET])) == []
    assert guardrail.text == ""


def test_authored_words_stand_in_where_nothing_passes() -> None:
    speech = Speech(lambda: "Authored.", StreamGuardrail(no_secret, limit=500), ["The secret."])
    assert list(speech) == ["Authored."]
    assert speech.worded == Worded("Authored.", by_model=False, why_not="it tells the secret")


def test_a_text_cut_short_says_so() -> None:
    speech = Speech(lambda: "Authored.", StreamGuardrail(no_secret, limit=500), [SECRET])
    assert "".join(speech).strip() == "One is fine."
    assert speech.worded == Worded("One is fine.", by_model=True, why_not="it tells the secret")


def test_a_silent_model_is_stood_in_for() -> None:
    speech = Speech(lambda: "Authored.", StreamGuardrail(anything, limit=500), ["", " \n"])
    assert list(speech) == ["Authored."]
    assert speech.worded.why_not == "the model said nothing"


def test_without_a_model_the_authored_words_need_no_reason() -> None:
    speech = Speech(lambda: "Authored.")
    assert list(speech) == ["Authored."]
    assert speech.worded == Worded("Authored.", by_model=False)
