"""Cuts questions into passages, with ids that say where each one is."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from interviewer.corpus.question import Question
from interviewer.language.markdown import PartKind, blocks
from interviewer.search.passage import Passage, PassageKind
from interviewer.strict_json import dumps

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNK_CHARACTERS = 240
SPLITTER = f"recursive-characters-{CHUNK_CHARACTERS}/1"
"""Names how passages are cut. Change it whenever the same question would give different passages or ids."""

_HEADINGS = {"alias": "aliases", "query": "queries", "key-point": "Key points"}
# A line break inside a paragraph is where the author's editor wrapped it, unless a list item or table row follows.
_SOFT_BREAK = re.compile(r"(?<!\n)\n(?!\n|\s*(?:[-*+|>]|\d+[.)])\s)\s*")
# Paragraphs, then list items and table rows, then sentences, clauses and words: a passage ends where a thought ends.
_PROSE = ["\n\n", "\n", r"(?<=[.!?])\s", r"(?<=[;:])\s", r"(?<=,)\s", r"\s"]
_CODE = ["\n\n", "\n", r"\s"]


def split_question(question: Question) -> tuple[Passage, ...]:
    """The passages of one question: title, aliases, queries, key points and the reference answer in chunks.

    Ids are `<question>#title`, `#alias-1`, `#query-1`, `#key-point-1`, `#reference-1` and so on, numbered from 1 in
    the order of the file. A chunk of the reference has at most CHUNK_CHARACTERS characters unless a single word is
    longer.
    """
    return tuple(_passages(question))


def key_point_passage_id(question_id: str, number: int) -> str:
    """The id of the passage of a question's key point, `number` from 1 in the order of the file."""
    return f"{question_id}#key-point-{number}"


def passage_place(passage_id: str, question: Question) -> tuple[str, str] | None:
    """The file and the heading of a passage of a question, from its id alone; None if the id is none of its."""
    of, _, part = passage_id.partition("#")
    kind = re.fullmatch(r"(title)|(alias|query|key-point|reference)-\d+", part, re.ASCII)
    if of != question.id or kind is None:
        return None
    return question.file, _heading(kind[1] or kind[2], question)


def question_digest(question: Question) -> str:
    """Identifies everything in a question that shapes its passages, 16 hex digits: equal digests, equal passages."""
    parts = [question.id, question.file, question.title, question.reference]
    claims = [point.claim for point in question.key_points]
    content = dumps([SPLITTER, parts, list(question.aliases), list(question.queries), claims], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _heading(part: str, question: Question) -> str:
    return _HEADINGS.get(part, question.title)


def _passages(question: Question) -> Iterator[Passage]:
    parts = [
        (PassageKind.TITLE, "title", [question.title]),
        (PassageKind.ALIAS, "alias", list(question.aliases)),
        (PassageKind.QUERY, "query", list(question.queries)),
        (PassageKind.KEY_POINT, "key-point", [point.claim for point in question.key_points]),
        (PassageKind.REFERENCE, "reference", chunks(question.reference)),
    ]
    for kind, part, texts in parts:
        for number, text in enumerate(texts, start=1):
            if not text.strip():
                continue
            passage_id = f"{question.id}#{part}" if kind is PassageKind.TITLE else f"{question.id}#{part}-{number}"
            yield Passage(passage_id, question.id, kind, _heading(part, question), question.file, text)


def chunks(text: str) -> list[str]:
    """A Markdown text in chunks of at most CHUNK_CHARACTERS; prose and fenced code are never in the same one."""
    found: list[str] = []
    end = 0
    for block in blocks(text):
        if block.kind is PartKind.CODE:
            found += _split(_SOFT_BREAK.sub(" ", text[end : block.start]), _PROSE)
            found += _split(text[block.start : block.end], _CODE)
            end = block.end
    return found + _split(_SOFT_BREAK.sub(" ", text[end:]), _PROSE)


def _split(text: str, separators: list[str]) -> list[str]:
    splitter = _splitter_class()(
        separators=separators,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=CHUNK_CHARACTERS,
        chunk_overlap=0,
    )
    return splitter.split_text(text)


@cache
def _splitter_class() -> type[RecursiveCharacterTextSplitter]:
    """LangChain's splitter, loaded when an index is built: it costs half a second.

    It imports urllib3, which opens a socket on import to see whether there is IPv6, unless Python says no.
    """
    has_ipv6, socket.has_ipv6 = socket.has_ipv6, False
    try:
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    finally:
        socket.has_ipv6 = has_ipv6
    return RecursiveCharacterTextSplitter
