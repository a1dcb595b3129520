"""A server that tells the key back in every way that it has, and how to see whether it got it anywhere."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from tests.failing import judgement
from tests.models import answers
from tests.models.loopback import Answer, Connection
from tests.models.scripted_model import scripted

KEY = "recognisable-Z9qX7vK2mW4tR8pL-secret"
PIECE = KEY[13:29]


def escaped(text: str) -> str:
    """`text` with every character as a JSON escape."""
    return "".join(f"\\u{ord(char):04x}" for char in text)


def full_width(text: str) -> str:
    """`text` in the letters of East Asian typography that look like its own."""
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


def shows_key(text: str) -> bool:
    """Whether the middle of the key is in a text, or in what that decodes to; written apart from what is tested."""
    for _ in range(4):
        plain = re.sub(r"[\x00\u00ad\u200b-\u200f\u2060-\u2064\ufe0f\ufeff]", "", text)
        if PIECE.lower() in unicodedata.normalize("NFKC", plain).lower():
            return True
        text = html.unescape(re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text))
    return False


def echoing(request: Any) -> Answer:
    """A server whose every refusal tells the key back."""
    return answers.status(400, f"The key {KEY} may not do this.")


def echoing_reply(request: Any) -> Answer:
    """A server that judges, and tells the key back wherever words of its own can stand."""
    reply = judgement(request)
    if reply is None:
        return answers.text(f"Thank you for {KEY}, noted.")
    for point in reply["key_points"]:
        point["reasoning"] = f"The key is {KEY}."
    return answers.json_reply(reply)


def echoing_id(request: Any) -> Answer:
    reply = judgement(request)
    if reply is None:
        return scripted(request)
    reply["key_points"][0]["id"] = KEY
    return answers.json_reply(reply)


def worded(words: str) -> Callable[[Any], Answer]:
    """A server that judges, and says these words wherever words of its own can stand."""

    def answer(request: Any) -> Answer:
        reply = judgement(request)
        if reply is None:
            return answers.text(f"Thank you for {words} , noted.", piece=3)
        for point in reply["key_points"]:
            point["reasoning"] = words
        return answers.json_reply(reply)

    return answer


def raw_json(disguise: Callable[[str], str]) -> Callable[[Any], Answer]:
    """A server that judges in JSON which no JSON library wrote, the key disguised in it."""

    def answer(request: Any) -> Answer:
        reply = judgement(request)
        if reply is None:
            return scripted(request)
        reply["key_points"][0]["reasoning"] = KEY
        return answers.json_reply(json.dumps(reply).replace(KEY, disguise(KEY)))

    return answer


def everywhere(request: Any) -> Answer:
    """A server that puts the key where no words belong: ids, names, numbers, headers."""
    reply = judgement(request)
    message = {"role": KEY, "content": scripted_text(reply), "name": KEY, "annotations": [{"type": KEY}]}
    usage = {"prompt_tokens": KEY, "completion_tokens": 1, "total_tokens": 1, KEY: KEY}
    choice = {"index": 0, "finish_reason": KEY, "message": message, "logprobs": {"content": KEY}}
    body = {"id": KEY, "object": KEY, "created": KEY, "model": KEY, "system_fingerprint": KEY, "service_tier": KEY}
    whole = json.dumps({**body, "choices": [choice], "usage": usage}).encode()
    headers = {"x-request-id": KEY, "openai-processing-ms": KEY, "Set-Cookie": f"key={KEY}", "Server": KEY}
    return Answer(lambda connection: connection.whole(whole, 200, headers))


def scripted_text(reply: Any) -> str:
    return json.dumps(reply) if reply is not None else "Thank you, noted."


def a_tool_of_another_name(request: Any) -> Answer:
    reply = judgement(request)
    return scripted(request) if reply is None else answers.tool_call(reply, name=KEY)


def an_extra_field(request: Any) -> Answer:
    reply = judgement(request)
    if reply is None:
        return scripted(request)
    return answers.json_reply(json.dumps({**reply, KEY: 1}).replace(KEY, escaped(KEY)))


def headed(code: int, **headers: str) -> Answer:
    return answers.status(code, "No.", headers={name.replace("_", "-"): value for name, value in headers.items()})


def raw(text: str) -> Answer:
    """Bytes of the server's own, whatever they are."""

    def act(connection: Connection) -> None:
        connection.send(text.encode())

    return Answer(act)


ECHOES: dict[str, Any] = {
    "in an error": echoing,
    "in an error 401": [answers.status(401, f"Incorrect API key provided: {KEY}.")],
    "in an error 500": [answers.status(500, f"{KEY}")],
    "in a refusal": [answers.refusal(f"I can't help {KEY}.")],
    "in prose": [answers.text(f"Your key is {KEY}.")],
    "in half a document": [answers.raw(f'{{"key": "{KEY}", '.encode())],
    "in an id": echoing_id,
    "in a reply": echoing_reply,
    "in JSON escapes": raw_json(escaped),
    "in escapes within escapes": raw_json(lambda key: escaped(key).replace("\\", "\\\\")),
    "in the name of an extra field": an_extra_field,
    "in every field beside the words": everywhere,
    "in words with unseen characters": worded("\u200b".join(KEY)),
}
"""Those that have to do with how a reply is used."""

TO_THE_ADAPTER: dict[str, Any] = {
    "in one JSON escape": raw_json(lambda key: key.replace("Z", "\\u005a")),
    "in escapes of letters like its own": raw_json(lambda key: json.dumps(full_width(key))[1:-1]),
    "in an error in escapes": [answers.status(400, f"The key {escaped(KEY)} may not.")],
    "in an error in HTML": [answers.status(400, "".join(f"&#{ord(char)};" for char in KEY))],
    "in the name of a tool": a_tool_of_another_name,
    "in words of another case": worded(KEY.swapcase()),
    "in words of full width": worded(full_width(KEY)),
    "in a Retry-After": [headed(429, Retry_After=KEY, x_ratelimit_reset_requests=KEY)],
    "in a redirect": [headed(307, Location=f"http://127.0.0.1:1/{KEY}")],
    "in the reason phrase": [raw(f"HTTP/1.1 500 {KEY}\r\nContent-Length: 0\r\n\r\n")],
    "in no HTTP at all": [raw(f"{KEY}\r\n\r\n")],
    "in the encoding": [headed(200, Content_Encoding=KEY)],
    "in a stream's error": [
        answers.raw(f'data: {{"error": {{"message": "{KEY}"}}}}\n\n'.encode(), kind="text/event-stream")
    ],
}
"""Those that end where a reply is read."""
