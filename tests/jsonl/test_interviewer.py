"""An interview led by a program: what it sends and what it is told, line by line."""

from __future__ import annotations

import errno
import io
import json
import os
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from interviewer.interview.choosing import Choices
from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.jsonl import JsonlInterviewer
from interviewer.jsonl.events import MESSAGES
from interviewer.jsonl.interviewer import LONGEST_LINE, lines_of
from interviewer.strict_json import loads
from tests.front_ends import QuickContext, a_mock

FULL = "fact1 fact2 fact3"
Event = dict[str, Any]


@pytest.fixture
def context(tmp_path: Path) -> QuickContext:
    return QuickContext(tmp_path)


def led(
    context: QuickContext, *sent: dict[str, Any] | bytes, choices: Choices | None = None, resume: bool = False
) -> list[Event]:
    """The events of a session whose actions are all sent at once; each is checked to be what the schema says."""
    lines = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in sent]
    out = io.StringIO()
    driver = (
        context.sessions.reopen("20261102-test")
        if resume
        else context.sessions.begin(choices or Choices(), lambda *_: None)
    )
    JsonlInterviewer(context, driver, io.BytesIO(b"\n".join(lines)).read, out).run()
    events = [loads(line) for line in out.getvalue().splitlines()]
    for event in events:
        MESSAGES.validate_json(json.dumps(event))
    return events


def names(events: list[Event]) -> list[str]:
    return [event["event"] for event in events if event["event"] != "state"]


def of(events: list[Event], name: str) -> list[Event]:
    return [event for event in events if event["event"] == name]


def submit(text: str) -> dict[str, str]:
    return {"action": "submit", "text": text}


def act(name: str) -> dict[str, str]:
    return {"action": name}


def test_a_whole_session_ends_with_its_report(context: QuickContext) -> None:
    events = led(context, submit(FULL), act("proceed"), act("skip"), act("proceed"))
    assert names(events)[-3:] == ["session_finished", "report_ready", "closed"]
    assert "100 % unaided over 1" in of(events, "report_ready")[0]["markdown"]
    assert events[-1] == {"event": "closed", "session": "20261102-test", "finished": True}


def test_feedback_has_the_verdicts_with_their_evidence_and_the_reference(context: QuickContext) -> None:
    events = led(context, submit("fact1 and a lie"), act("skip"))
    (closed,) = of(events, "turn_closed")
    points = closed["feedback"]["points"]
    assert [(point["verdict"], point["evidence"]) for point in points][:2] == [("met", ["fact1"]), ("missed", [])]
    assert closed["feedback"]["misconceptions"] == [{"belief": "It is a lie.", "truth": "It is the truth."}]
    assert closed["feedback"]["reference"] == "The reference answer to dropout."


@pytest.mark.parametrize("answers", [("fail",), ("fact1", "fail")])
def test_going_on_without_a_grade_tells_the_reference_of_the_question_that_was_answered(
    context: QuickContext, answers: tuple[str, ...]
) -> None:
    events = led(context, *map(submit, answers), act("proceed"))
    assert [event["number"] for event in of(events, "question_asked")] == [1, 2]
    (closed,) = of(events, "turn_closed")
    assert closed["feedback"]["reference"] == "The reference answer to dropout."


def test_a_follow_up_that_could_not_be_graded_is_not_told_as_missed(context: QuickContext) -> None:
    (closed,) = of(led(context, submit("fact1"), submit("fail"), act("proceed")), "turn_closed")
    assert [point["verdict"] for point in closed["feedback"]["points"]] == ["met", "not assessed", "missed"]


def test_nothing_before_the_feedback_says_what_an_answer_should_have(context: QuickContext) -> None:
    events = led(context, act("hint"), submit("fact1"), submit("nothing"))
    told = json.dumps(events)
    assert of(events, "follow_up_asked")
    assert "Fact2" not in told
    assert "The reference answer" not in told


def test_a_mock_interview_tells_no_score_before_its_end(context: QuickContext) -> None:
    context.voice = ScriptedDialogue(Random(1))
    events = led(context, submit(FULL), submit(FULL), choices=a_mock())
    before = events[: [event["event"] for event in events].index("session_finished")]
    assert all(event.get("score") is None for event in before)
    assert all(event.get("feedback") is None for event in before)
    assert "100 % unaided over 2" in of(events, "report_ready")[0]["markdown"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"hello", "The line is not JSON."),
        (b'{"action": "submit", "text": NaN}', "NaN, which JSON does not have"),
        (b'{"action": "skip", "action": "hint"}', "'action' twice"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[1, 2]", "The line is invalid"),
        (b"{}", "names no action"),
        (b'{"action": "fly"}', "There is no action 'fly'."),
        (b'{"action": "submit"}', "The action submit needs 'text'."),
        (b'{"action": "submit", "text": 3}', "'text' is invalid"),
        (b'{"action": "skip", "text": "x"}', "has no field 'text'"),
        (b'{"action": "submit", "text": "\\ud800"}', "half a character"),
        (b'{"action": "submit", "text": "' + b"x" * LONGEST_LINE + b'"}', "more than 32,000,000 bytes"),
        (b"[" * 100_000, "The line is not JSON."),
    ],
    ids=range(13),
)
def test_a_line_that_is_no_action_is_an_error_and_the_session_goes_on(
    context: QuickContext, line: bytes, said: str
) -> None:
    events = led(context, b"", line, submit(FULL))
    (error,) = of(events, "error")
    assert said in error["message"]
    assert error["line"] == 2
    assert of(events, "turn_closed")


def test_an_action_that_cannot_be_done_now_is_refused_with_the_reason(context: QuickContext) -> None:
    events = led(context, act("retry"), act("regrade"), {"action": "ask", "text": "What?"})
    assert [refused["reason"] for refused in of(events, "refused")][:2] == [
        "A question can be tried again once its feedback is shown.",
        "There is no failed grading to try again.",
    ]
    assert "need a chat model" in of(events, "refused")[2]["reason"]


def test_the_end_of_the_input_keeps_the_session_and_its_draft_which_a_resumed_one_has(context: QuickContext) -> None:
    first = led(context, submit("fact1"), {"action": "draft", "text": "half an answer"})
    assert first[-1] == {"event": "closed", "session": "20261102-test", "finished": False}
    second = led(context, act("leave"), resume=True)
    (resumed,) = of(second, "session_resumed")
    assert (resumed["prompt"], resumed["draft"]) == ("What about the dropout matter 2?", "half an answer")


def test_asking_leaves_the_draft_as_it_was(context: QuickContext) -> None:
    context.voice = ScriptedDialogue(Random(1))
    events = led(context, {"action": "draft", "text": "half"}, {"action": "ask", "text": "In which context?"})
    assert names(events)[-3:] == ["question_put_back", "clarified", "closed"]
    assert context.memory.load("20261102-test").draft == "half"


def test_an_action_waits_while_an_answer_is_graded(context: QuickContext) -> None:
    context.hold_grading()
    out = io.StringIO()
    blocks = iter((f"{json.dumps(submit('fact1'))}\n{json.dumps(submit('fact2 fact3'))}\n".encode(), b""))

    def read(_: int) -> bytes:
        block = next(blocks)
        if not block:  # both are sent, and the first is still being graded
            time.sleep(0.2)
            context.let_grading_go()
        return block

    JsonlInterviewer(context, context.sessions.begin(Choices(), lambda *_: None), read, out).run()
    told = names([loads(line) for line in out.getvalue().splitlines()])
    first, second = (at for at, name in enumerate(told) if name == "answer_saved")
    assert first < told.index("follow_up_asked") < second


def test_a_grading_can_be_called_off_at_once(context: QuickContext) -> None:
    context.hold_grading()
    events = led(context, submit("fact1"), act("cancel_grading"), act("hint"), act("leave"))
    assert names(events)[2:] == ["answer_saved", "grading_started", "grading_cancelled", "hint_given", "closed"]
    context.let_grading_go()


def test_the_interviewers_words_come_in_pieces_that_make_up_its_speech(context: QuickContext) -> None:
    context.voice = ScriptedDialogue(Random(1))
    events = led(context, submit(FULL), act("finish"))
    for over in of(events, "speech_over"):
        pieces = [piece["text"] for piece in of(events, "speech_piece") if piece["speech"] == over["speech"]]
        assert "".join(pieces) == over["text"]
    assert [over["kind"] for over in of(events, "speech_over")] == ["greeting", "reaction", "closing"]
    assert of(events, "notice") == [{"event": "notice", "text": "Your answers go to example.org."}]


def test_characters_that_a_grading_has_had_are_told(context: QuickContext) -> None:
    context.received = (1240,)
    (progress,) = of(led(context, submit(FULL)), "grading_progressed")
    assert progress["characters"] == 1240


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_lines_are_put_together_from_pieces_of_any_size(size: int) -> None:
    source = io.BytesIO(b"one\n\ntwo words\nthree")
    assert list(lines_of(lambda _: source.read(size))) == [b"one\n", b"\n", b"two words\n", b"three"]


def test_a_verdict_is_contested_judged_again_and_decided(context: QuickContext) -> None:
    contest = {"action": "contest", "point": "k2"}
    decide = {"action": "decide", "verdict": "met", "text": "I said so."}
    events = led(context, submit("fact1 fact3"), act("skip"), contest, decide)
    assert names(events)[-4:] == ["verdict_contested", "second_judged", "dispute_decided", "closed"]
    (judged,) = of(events, "second_judged")
    assert (judged["point"], judged["verdict"], judged["judge"], judged["second"]) == ("k2", "missed", None, None)
    (decided,) = of(events, "dispute_decided")
    assert (decided["verdict"], decided["label"]) == ("missed", "met")
    (dispute,) = context.memory.load("20261102-test").session.turns[0].exchanges[0].disputes
    assert dispute.argument == "I said so."


def test_a_contested_miss_is_explained(context: QuickContext) -> None:
    (judged,) = of(led(context, submit("fact1"), act("skip"), {"action": "contest", "point": "k2"}), "second_judged")
    assert judged["reason"] == "Nothing in the answer states it."


def test_an_error_is_followed_by_the_state(context: QuickContext) -> None:
    events = [event["event"] for event in led(context, act("hint"), act("fly"))]
    assert events[events.index("error") + 1] == "state"


def test_what_a_contested_verdict_is_to_be_is_offered_until_it_is_decided(context: QuickContext) -> None:
    contest = {"action": "contest", "point": "k1"}
    events = led(context, submit(FULL), contest, act("drop_dispute"))
    offered = [event["actions"] for event in events if event["event"] == "state" and not event["busy"]]
    assert "contest" in offered[1]
    assert {"decide", "drop_dispute"} <= set(offered[2])
    assert "decide" not in offered[3]
    assert names(events)[-2:] == ["dispute_dropped", "closed"]


@pytest.fixture
def unsure(context: QuickContext, monkeypatch: pytest.MonkeyPatch) -> QuickContext:
    """A context whose interviews ask how sure the candidate is."""
    monkeypatch.setenv("INTERVIEWER_CONFIDENCE", "true")
    return context


def test_how_sure_the_candidate_is_goes_before_the_grade(unsure: QuickContext) -> None:
    events = led(unsure, submit(FULL), {"action": "confidence", "value": 0.75})
    assert names(events)[2:6] == ["answer_saved", "confidence_asked", "confidence_stated", "grading_started"]
    assert of(events, "confidence_stated")[0]["confidence"] == 0.75
    asked = next(event for event in events if event["event"] == "state" and event["phase"] == "grading")
    assert (asked["busy"], asked["actions"][0]) == (False, "confidence")


@pytest.mark.parametrize("value", [1.5, -0.1, "high", True])
def test_a_confidence_that_is_none_is_an_error(unsure: QuickContext, value: object) -> None:
    events = led(unsure, submit(FULL), {"action": "confidence", "value": value})
    assert "invalid" in of(events, "error")[0]["message"]


def test_an_answer_is_graded_where_the_input_ends_before_it_is_said_how_sure_it_is(unsure: QuickContext) -> None:
    events = led(unsure, submit(FULL))
    assert names(events)[-3:] == ["grade_ready", "turn_closed", "closed"]
    assert of(events, "confidence_stated")[0]["confidence"] is None


@pytest.mark.timeout(20)
def test_an_input_that_cannot_be_read_is_told_and_ends_the_session(context: QuickContext) -> None:
    def read(_: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    out = io.StringIO()
    JsonlInterviewer(context, context.sessions.begin(Choices(), lambda *_: None), read, out).run()
    *_, error, closed = [loads(line) for line in out.getvalue().splitlines()]
    assert (error["event"], error["message"]) == ("error", "The input cannot be read: Input/output error.")
    assert (closed["event"], closed["finished"]) == ("closed", False)
