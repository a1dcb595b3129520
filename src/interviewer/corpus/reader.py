"""Reads folders of corpus files: one Markdown file per question, every mistake reported with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.finding import Finding
from interviewer.corpus.parsing import parse_question
from interviewer.corpus.question import TOPICS, Question
from interviewer.errors import CorpusError
from interviewer.files.decoding import LineError, decode_text
from interviewer.files.reading import entries, read_regular, shown_name

MAX_BYTES = 1_000_000
"""The largest corpus file that is read. The longest bundled one has 7 thousand."""


def read_corpus(folders: Sequence[Path], parse: Callable[[bytes, str], Question] | None = None) -> Corpus:
    """Every question below `folders`, later folders replacing questions of the same id in earlier ones.

    `parse` takes the content of a file and its path below the folder, as `ParsedQuestions.question` does.
    Files that cannot be read are findings; the others load. Raises CorpusError where a folder cannot be read or
    no question loads at all.
    """
    parse = parse or _parsed
    questions: dict[str, Question] = {}
    findings: list[Finding] = []
    digest = hashlib.sha256()
    for folder in folders:
        seen: dict[str, str] = {}
        for file, path in _question_files(folder, findings):
            try:
                raw = read_regular(path, MAX_BYTES)
                question = parse(raw, file)
            except OSError as error:
                findings.append(_unreadable(file, error))
            except LineError as error:
                findings.append(Finding(file, error.line, error.message))
            else:
                if question.id in seen:
                    findings.append(Finding(file, 2, f"id {question.id!r} is taken by {seen[question.id]}"))
                    continue
                seen[question.id] = file
                questions[question.id] = replace(question, folder=folder)
                digest.update(f"{file}\0".encode() + raw + b"\0")
    if not questions:
        hint = f"The first of {len(findings)} mistakes: {findings[0]}" if findings else "It has no question files."
        raise CorpusError("The corpus has no question that can be read.", hint)
    ordered = sorted(questions.values(), key=lambda question: (TOPICS.index(question.topic), question.id))
    return Corpus(questions=tuple(ordered), version=digest.hexdigest()[:12], findings=tuple(findings))


def _parsed(raw: bytes, file: str) -> Question:
    return parse_question(decode_text(raw), file)


def _question_files(folder: Path, findings: list[Finding]) -> Iterator[tuple[str, Path]]:
    """The path below `folder` and the full path of each file of a topic; a topic that cannot be read is a finding."""
    topics = _topics(folder)
    if any(path.suffix == ".md" for path in topics) and not any(path.is_dir() for path in topics):
        message = (
            "this folder holds question files but no folder of a topic; name the folder above in INTERVIEWER_CORPUS"
        )
        findings.append(Finding(shown_name(folder.name), 1, message))
    for topic in topics:
        name = shown_name(topic.name)
        try:
            files = entries(topic)
        except NotADirectoryError:  # a file next to the topics is not a question
            continue
        except OSError as error:
            findings.append(_unreadable(name, error))
            continue
        for path in files:
            if path.name.endswith(".md"):
                yield f"{name}/{shown_name(path.name)}", path


def _topics(folder: Path) -> Sequence[Path]:
    try:
        return entries(folder)
    except FileNotFoundError:
        raise CorpusError(f"The corpus folder {folder} does not exist.", "Check INTERVIEWER_CORPUS.") from None
    except NotADirectoryError:
        raise CorpusError(
            f"INTERVIEWER_CORPUS names {folder}, which is no folder.", "Name a folder of topics."
        ) from None
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {folder} cannot be read: {error.strerror}.", "Check INTERVIEWER_CORPUS."
        ) from error


def _unreadable(file: str, error: OSError) -> Finding:
    return Finding(file, 1, f"cannot be read: {error.strerror}")
