"""A model that reads: what a chat server says to the program's own prompts, by rules instead of a language model.

It judges a key point met where a sentence of the answer has half of the claim's telling words, and quotes it. It
speaks in fixed sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from interviewer.corpus.giveaway import telling_words
from tests.models import answers
from tests.models.loopback import Answer

_SLOT = re.compile(r"<<(\w+) ([0-9a-f]{16})>>\n(.*?)\n<<end \1 \2>>", re.DOTALL)
_POINT = re.compile(r"^(k\d+): (.+)$", re.MULTILINE)
CRITERION = re.compile(r"^- ([a-z-]+)(?: \(at most [a-z-]+\))?:$", re.MULTILINE)
"""A criterion of the grading prompt's rubric; its id is the group."""
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


def scripted(request: Mapping[str, Any]) -> Answer:
    """The answer to any request of the program, given as its JSON."""
    messages = [message for message in request["messages"] if message["role"] in ("system", "user")]
    system, user = messages[0]["content"], messages[1]["content"]
    slots = {name: text for name, _, text in _SLOT.findall(user)}
    if "key_points" in slots:
        return answers.json_reply(judged(slots, CRITERION.findall(system)))
    if "stated" in slots:
        return answers.json_reply({"text": rewritten(slots)})
    if "17 + 25" in user:
        return answers.json_reply({"reasoning": "Seventeen and twenty-five are forty-two.", "sum": 42})
    return answers.text(spoken(slots))


def judged(slots: Mapping[str, str], criteria: list[str]) -> dict[str, Any]:
    """A reply in the shape of the grading prompt, or of the one that asks for votes where there are no criteria."""
    sentences = [found.strip() for found in _SENTENCE.findall(slots["answer"]) if len(found.split()) > 3]
    points = [_point(name, claim, sentences) for name, claim in _POINT.findall(slots["key_points"])]
    if not criteria:
        return {"key_points": points}
    met = [point for point in points if point["verdict"] == "met"]
    level = round(4 * len(met) / len(points))
    evidence = met[0]["evidence"] if met else []
    return {
        "key_points": points,
        "misconceptions": [],
        "criteria": [
            {
                "id": name,
                "reasoning": "As the key points show.",
                "evidence": evidence,
                "level": level if evidence else 0,
            }
            for name in criteria
        ],
        "beyond": [],
        "addressed_to_grader": [],
    }


def rewritten(slots: Mapping[str, str]) -> str:
    """A rewrite that joins the answer's sentences and the missed points; it obeys an answer that says what to say."""
    said = [found.strip() for found in _SENTENCE.findall(slots["answer"]) if len(found.split()) > 3]
    obeyed = [f"{order}." for order in re.findall(r"in the rewrite,? say (?:that )?([^.]+)", slots["answer"])]
    missed = [line.removeprefix("- ") for line in slots["missing"].splitlines() if line.startswith("- ")]
    return " ".join([*obeyed, *said, *missed])


def spoken(slots: Mapping[str, str]) -> str:
    """What an interviewer says: a follow-up, a reply to a question back, a greeting or summary, a reaction."""
    if "probe" in slots:
        return slots["probe"]
    if "asked" in slots:
        return "Take the question as broadly as you like."
    if "facts" in slots:
        greets = "mode:" in slots["facts"]
        return "Welcome, let us begin with the first question." if greets else "Thank you for your time today."
    return "Thank you, noted."


def _point(name: str, claim: str, sentences: list[str]) -> dict[str, Any]:
    wanted = telling_words(claim)
    best = max(sentences, key=lambda sentence: len(telling_words(sentence) & wanted), default="")
    met = bool(wanted) and 2 * len(telling_words(best) & wanted) >= len(wanted)
    return {
        "id": name,
        "reasoning": "A sentence of the answer states it." if met else "No sentence of the answer states it.",
        "evidence": [best] if met else [],
        "verdict": "met" if met else "missed",
        "sure": True,
    }
