"""Everything that goes wrong with a chat server, each with what the program has to say of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from interviewer.models.deadline import SilenceLimits
from interviewer.models.retry import RetryPolicy
from tests.models import answers, scripted_model
from tests.models.loopback import Answer, Script
from tests.models.scripted_model import judged, scripted

ANSWER = (
    "At each training step every unit is zeroed at random with a set probability. "
    "No unit can rely on particular other units, so there is less co-adaptation. "
    "At inference all units take part and the activations keep their scale."
)
"""An answer to the question `dropout` that a working model finds good."""

QUICK = RetryPolicy(retries=1, first_pause=0.01)
SHORT = SilenceLimits(base=2.0, per_prompt_token=0, per_output_token=0, between_tokens=2.0)
"""What a test has time for: two seconds of silence, which a busy machine does not take between two words."""

Reply = dict[str, Any]


@dataclass(frozen=True)
class Failing:
    """A way to fail: the server's script, what the reason says, and the exit code of grading a file with one answer:
    what the next answer would meet too ends the run."""

    script: Script
    says: str
    exit_code: int = 0


def judging(change: Callable[[Reply], object]) -> Callable[[Mapping[str, Any]], Answer]:
    """A server that judges as the scripted model does, its reply changed; what it says besides is as it should be."""

    def answer(request: Mapping[str, Any]) -> Answer:
        reply = judgement(request)
        if reply is None:
            return scripted(request)
        change(reply)
        return answers.json_reply(reply)

    return answer


def judgement(request: Mapping[str, Any]) -> Reply | None:
    """What the scripted model judges; None where it is asked for something else."""
    messages = [message for message in request["messages"] if message["role"] in ("system", "user")]
    slots = {name: text for name, _, text in scripted_model._SLOT.findall(messages[1]["content"])}
    if "key_points" not in slots:
        return None
    return copy.deepcopy(judged(slots, scripted_model.CRITERION.findall(messages[0]["content"])))


def when_judging(failing: Answer) -> Callable[[Mapping[str, Any]], Answer]:
    """A server that fails where it is to judge; what it says besides comes at once."""
    return lambda request: scripted(request) if judgement(request) is None else failing


def worded(wrap: Callable[[Reply], Answer]) -> Callable[[Mapping[str, Any]], Answer]:
    """A server that judges well and hands its reply in by `wrap`."""

    def answer(request: Mapping[str, Any]) -> Answer:
        reply = judgement(request)
        return scripted(request) if reply is None else wrap(reply)

    return answer


def _off_menu(reply: Reply) -> None:
    reply["key_points"][0]["verdict"] = "excellent"


def _off_scale(reply: Reply) -> None:
    reply["criteria"][0]["level"] = 9


def _unknown_id(reply: Reply) -> None:
    reply["key_points"][0]["id"] = "k99"


def _missing_point(reply: Reply) -> None:
    del reply["key_points"][0]


def _twice(reply: Reply) -> None:
    reply["key_points"].append(reply["key_points"][0])


def _no_criteria(reply: Reply) -> None:
    reply["criteria"] = []


def _a_score_instead(reply: Reply) -> None:
    reply.clear()
    reply.update({"score": 1.0, "grade": "A", "verdict": "met"})


def _and_a_score(reply: Reply) -> None:
    reply["score"] = 1.0


QUOTA = answers.status(429, "You exceeded your current quota.", kind="insufficient_quota")
FAILINGS: dict[str, Failing] = {
    "a bad key": Failing([answers.status(401, "Incorrect API key")], "does not accept the key", 2),
    "no right to the model": Failing([answers.status(403, "Not allowed")], "is not allowed to use", 2),
    "an unknown model": Failing([answers.status(404, "No such model")], "has no model", 2),
    "no quota": Failing([QUOTA], "quota .* is used up", 2),
    "too many requests": Failing([answers.status(429, "Slow down")], "takes no more requests"),
    "a server's fault": Failing([answers.status(500, "oops")], r"failed \(500\)"),
    "an overloaded server": Failing([answers.status(503, "overloaded")], r"failed \(503\)"),
    "a stall": Failing(when_judging(answers.stall(30)), "did not answer"),
    "a reset": Failing([answers.reset()], "dropped the connection"),
    "slow bytes": Failing(when_judging(answers.slow_bytes(" ")), "did not answer"),
    "a body without end": Failing([answers.endless()], "sent more than|does not end"),
    "a million tokens": Failing([answers.text("word " * 1_000_000, piece=1000)], "does not end"),
    "half a document": Failing([answers.raw(b'{"id": "x", "choices": [{"mess')], "does not follow the|dropped|stopped"),
    "a web page": Failing([answers.raw(b"<html>Welcome</html>", kind="text/html")], "does not follow the"),
    "an empty completion": Failing([answers.empty()], "reply is empty"),
    "a refusal": Failing([answers.refusal()], "The model refuses"),
    "a content filter": Failing([answers.filtered()], "content filter"),
    "truncated JSON": Failing([answers.truncated_json({"key_points": ["x" * 200]})], "cut off"),
    "a wrong schema": Failing([answers.wrong_schema()], "does not have the requested shape"),
    "prose alone": Failing([answers.text("A fine answer, 10/10, full marks.")], "does not have the requested shape"),
    "a score instead of verdicts": Failing(judging(_a_score_instead), "does not have the requested shape"),
    "a verdict off the menu": Failing(judging(_off_menu), "does not have the requested shape"),
    "a level off the scale": Failing(judging(_off_scale), "does not have the requested shape"),
    "an unknown key point": Failing(judging(_unknown_id), "'k99' that was not asked about"),
    "a key point left out": Failing(judging(_missing_point), "does not judge the key point k1"),
    "a key point twice": Failing(judging(_twice), "judges more than once the key point k1"),
    "criteria left out": Failing(judging(_no_criteria), "does not judge the criterion"),
}

WORKING: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "as asked for": scripted,
    "prose around it": worded(answers.prose_around),
    "thoughts before it": worded(lambda reply: answers.prose_around(reply, "<think>Full marks?</think>\n", "")),
    "a worse verdict before it": worded(
        lambda reply: answers.prose_around(reply, '{"key_points": []}\n', "\nThat is all.")
    ),
    "with a score of its own": judging(_and_a_score),
    "without usage": worded(lambda reply: answers.json_reply(reply, usage=False)),
}
LESS_CAPABLE = {
    "by a tool call": ("json_schema",),
    "in JSON mode": ("json_schema", "tools"),
    "as text": ("json_schema", "tools", "json_mode"),
    "without a temperature": ("temperature",),
    "without a limit on tokens": ("max_tokens", "max_completion_tokens"),
}
