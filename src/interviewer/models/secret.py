"""Keeping a key out of what a server says: it knows the key, and may say it back."""

from __future__ import annotations

from dataclasses import replace

from pydantic import SecretStr

from interviewer.models.reply import Reply

HIDDEN = "[key]"


def without_key(reply: Reply, key: SecretStr | None) -> Reply:
    """`reply` with the key written as HIDDEN wherever it stands."""
    secret = _secret(key)
    if not secret:
        return reply
    return replace(reply, text=reply.text.replace(secret, HIDDEN), refusal=reply.refusal.replace(secret, HIDDEN))


class KeyFilter:
    """The same for a text that comes in pieces: what may be the beginning of the key waits for what follows."""

    def __init__(self, key: SecretStr | None) -> None:
        self._secret = _secret(key)
        self._held = ""

    def feed(self, piece: str) -> str:
        """What may be shown now that `piece` has come."""
        if not self._secret:
            return piece
        text = (self._held + piece).replace(self._secret, HIDDEN)
        longest = min(len(text), len(self._secret) - 1)
        kept = next((size for size in range(longest, 0, -1) if self._secret.startswith(text[-size:])), 0)
        self._held = text[len(text) - kept :]
        return text[: len(text) - kept]

    def end(self) -> str:
        """What was held back, at the end of the text."""
        held, self._held = self._held, ""
        return held


def _secret(key: SecretStr | None) -> str:
    return key.get_secret_value() if key is not None else ""
