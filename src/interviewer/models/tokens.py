"""About how many tokens a text has, judging by its characters: most models' vocabularies are not available."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interviewer.models.chat import Message

# Characters per token, measured with the vocabularies of GPT-4 (cl100k), GPT-4o (o200k), GPT-3 (p50k), Claude 2 and
# DeepSeek-V3. Our prompts have 4.0 to 4.3 characters per token, reference answers 4.1 to 4.5, Python 3.4 to 4.3,
# Chinese, Japanese and Korean 0.9 to 1.5 (GPT-3: 0.5), Russian, Arabic and German 2.0 to 4.3 (1.2).
_OF_WORDS = 4.4
_OF_CODES = 1.7
_OF_SIGNS = 1.6
_BYTES = 2.0  # of UTF-8, beyond ASCII
_CODES = re.compile(r"[A-Za-z]*[0-9][A-Za-z0-9]*|[A-Za-z]{20,}")
_WORDS = re.compile(r"[A-Za-z\s]+")
_OTHER = re.compile(r"[^\x00-\x7f]+")

MARGIN = 1.25
"""The factor by which an estimate is raised where it must not be too low.

Of 503 prompts, reference answers, answers and Python files of this project none has over 1.19 times the estimated
tokens, in any of the five vocabularies. Other scripts in the vocabulary of GPT-3 have up to 1.9 times, and random
letters 2.6 times; TokenMargin learns about those from what the server counts.
"""

_PER_MESSAGE = 16  # tokens around a message: its role and delimiters


def estimated_tokens(text: str) -> int:
    """About how many tokens `text` has."""
    codes = sum(map(len, _CODES.findall(text)))
    words = sum(map(len, _WORDS.findall(_CODES.sub("", text))))
    other = _OTHER.findall(text)
    signs = len(text) - codes - words - sum(map(len, other))
    tokens = words / _OF_WORDS + codes / _OF_CODES + signs / _OF_SIGNS
    return round(tokens + sum(len(part.encode("utf-8", "replace")) for part in other) / _BYTES)


def estimated_input(messages: Sequence[Message], besides: str = "") -> int:
    """About how many tokens a request has: its messages, and what is sent with them, such as a schema."""
    told = sum(estimated_tokens(message.text) + _PER_MESSAGE for message in messages)
    return told + (estimated_tokens(besides) if besides else 0)


class TokenMargin:
    """Raises estimates by MARGIN, or by more if a server has counted more."""

    def __init__(self) -> None:
        self._factor = MARGIN

    def most(self, estimated: int) -> int:
        """A number of tokens that a server is unlikely to exceed where so many are estimated."""
        return round(estimated * self._factor) + 1

    def learn(self, estimated: int, counted: int) -> None:
        """Takes note of what a server counted where so many were estimated."""
        self._factor = max(self._factor, MARGIN * counted / max(estimated, 1) * 0.9)
