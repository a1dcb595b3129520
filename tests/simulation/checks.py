"""What is checked of a session that was played: each check gives its faults as sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from interviewer.grading.grade import Method
from interviewer.grading.verdict import Verdict
from interviewer.interview.dialogue.facts import closing_facts
from interviewer.interview.dialogue.judging import judges, judges_in_passing
from interviewer.interview.dialogue.leaks import leaks
from interviewer.interview.dialogue.summary_check import why_not_the_summary
from interviewer.interview.session import MAX_FOLLOW_UPS, Mode, Phase, PromptKind
from tests.simulation.front_end import OFFERED, Line
from tests.simulation.play import Played

Check = Callable[[Played], Iterator[str]]

LONGEST_QUOTATION = 5
"""So many words of a hidden claim in a row, which nobody has said before, give it away whatever `leaks` says."""

_SPEECH = ("greeting", "question", "follow-up", "hint", "reaction", "reply", "refusal", "question again")
_WORD = re.compile(r"[a-z0-9]+")
_PRAISE = re.compile(
    r"\b(?:great|excellent|perfect|well done|brilliant|impressive|exactly|correct|you are right|fantastic|wrong|"
    r"incorrect|missed|forgot|mistaken|close|almost|\d+ ?%)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_COVERED_ALL = re.compile(
    r"\b(?:covered|met|answered)\b.{0,20}\b(?:all|every\w*)\b|\bmastered|\bfantastic", re.IGNORECASE
)


def nothing_is_given_away(played: Played) -> Iterator[str]:
    """No text before a question was closed says what the candidate had still to say."""
    for line in _before_closing(played):
        question = played.questions[line.turn]
        hidden = [point for point in question.key_points if point.id in line.unmet]
        leaked = leaks(line.text, question, hidden, allowed=line.heard)
        if leaked is not None and line.kind not in ("question", "question again"):
            yield f"a {line.kind} gives away {leaked}: {line.text!r}"
        known = f"{line.heard} {question.title} {' '.join(point.probe for point in question.key_points)}"
        for point in hidden:
            run = _shared_run(point.claim, line.text, known)
            if run:
                yield f"a {line.kind} quotes {point.id} ({run!r}): {line.text!r}"


def no_follow_up_is_put_twice(played: Played) -> Iterator[str]:
    """The same follow-up is not put twice in a session."""
    seen: set[str] = set()
    for line in played.interviewer:
        if line.kind in ("follow-up", "hint"):
            plain = " ".join(_WORD.findall(line.text.lower()))
            if plain in seen:
                yield f"this {line.kind} was put before: {line.text!r}"
            seen.add(plain)


def no_judgement_before_a_grade(played: Played) -> Iterator[str]:
    """A reaction never judges, and in a mock interview nothing does before its end."""
    for line in played.interviewer:
        mock = played.session.plan.mode is Mode.MOCK
        if line.kind == "reaction" or (mock and line.kind in ("reply", "follow-up", "hint")):
            found = judges(line.text) if line.kind == "reaction" else judges_in_passing(line.text)
            plainly = _PRAISE.search(line.text) if line.kind == "reaction" else None
            if found or plainly:
                yield f"a {line.kind} judges ({found or plainly}): {line.text!r}"
        if mock and line.kind in ("feedback", "grade") and not line.over:
            yield f"feedback in a mock interview: {line.text!r}"


def follow_ups_are_aimed(played: Played) -> Iterator[str]:
    """Follow-ups and hints lead to key points that are unmet, to none twice, and at most two follow a question."""
    for at, point, unmet in played.aims:
        if point not in unmet:
            yield f"turn {at + 1} leads to {point}, which is met"
    for number, turn in enumerate(played.session.turns, start=1):
        aimed = [exchange.prompt.point for exchange in turn.exchanges if exchange.prompt.kind is PromptKind.FOLLOW_UP]
        aimed += [hint.point for hint in turn.hints]
        if len(aimed) != len(set(aimed)):
            yield f"turn {number} leads to a key point twice: {aimed}"
        if turn.follow_ups > MAX_FOLLOW_UPS:
            yield f"turn {number} has {turn.follow_ups} follow-ups"


def the_closing_fits_the_grades(played: Played) -> Iterator[str]:
    """The summary states the facts of the grades and contradicts none."""
    facts = closing_facts(played.session.turns)
    text = played.session.closing
    if any(line.kind == "greeting" for line in played.lines) and not text:
        yield "the session ends without a summary"
    why = why_not_the_summary(text, facts)
    if why is not None:
        yield f"the closing will not do: {why}: {text!r}"
    known = {score.percent for score in (*facts.overall, *facts.topics)}
    known |= {facts.asked, facts.graded, facts.met, facts.partial, facts.missed, facts.ungraded, facts.skipped}
    spoken = text
    for belief in facts.misconceptions:
        spoken = spoken.replace(belief, "")
    for number in _NUMBER.findall(spoken):
        if int(number) not in known:
            yield f"the closing has the number {number}: {text!r}"
    if facts.missed and _COVERED_ALL.search(text):
        yield f"the closing calls covered what was missed: {text!r}"


def the_session_ends(played: Played) -> Iterator[str]:
    """It is over, every move was one that a front end offers, and no two texts that say nothing followed each other."""
    if played.session.phase is not Phase.FINISHED:
        yield f"the session stopped in {played.session.phase}"
    ended = any(move == "end" for _, move in played.moves)
    if not ended and len(played.session.turns) != len(played.session.plan.question_ids):
        yield f"only {len(played.session.turns)} questions were asked"
    for phase, move in played.moves:
        if move not in (*OFFERED[phase], *(("ask",) if phase is Phase.ANSWERING else ())):
            yield f"no front end offers {move} in {phase}"


def everything_is_in_the_database(played: Played) -> Iterator[str]:
    """What is stored is what was played, and every answer has a grade or the reason why not."""
    if played.stored != played.session:
        yield "the database has another session than the one that was played"
    said = [line.text for line in played.lines if line.kind == "answer"]
    for turn in played.stored.turns:
        for exchange in turn.exchanges:
            if exchange.answer is None:
                continue
            if exchange.grade is None or not (exchange.grade.graded or exchange.grade.reason):
                yield f"{turn.question_id}: an answer has neither a grade nor a reason"
            if exchange.answer not in said and exchange.answer != "I don't know.":
                yield f"{turn.question_id}: an answer was stored that nobody gave: {exchange.answer[:60]!r}"


def grades_rest_on_what_was_said(played: Played) -> Iterator[str]:
    """Evidence stands in the answer, and no verdict earns without it; methods are told apart."""
    for turn in played.stored.turns:
        for exchange in turn.exchanges:
            grade = exchange.grade
            if grade is None:
                continue
            for verdict in grade.verdicts:
                for span in verdict.evidence:
                    if not span.holds_in(exchange.answer or ""):
                        yield f"{turn.question_id} {verdict.point}: the evidence is not in the answer"
                earns = verdict.verdict in (Verdict.MET, Verdict.PARTIAL) and verdict.supported
                if earns and not verdict.evidence:
                    yield f"{turn.question_id} {verdict.point} earns without evidence"
    methods = {score.grader.method for score in closing_facts(played.session.turns).overall} - {Method.GATE}
    used = {
        exchange.grade.provenance.method
        for turn in played.session.turns
        for exchange in turn.exchanges
        if exchange.grade is not None and exchange.grade.graded
    } - {Method.GATE}
    if len(methods) > 1 or not methods <= used:
        yield f"a mean is of the methods {sorted(methods)}, the grades are of {sorted(used)}"


CHECKS: tuple[Check, ...] = (
    nothing_is_given_away,
    no_follow_up_is_put_twice,
    no_judgement_before_a_grade,
    follow_ups_are_aimed,
    the_closing_fits_the_grades,
    the_session_ends,
    everything_is_in_the_database,
    grades_rest_on_what_was_said,
)


def faults(played: Played) -> list[str]:
    """Everything that is wrong with a session."""
    return [f"{check.__name__}: {fault}" for check in CHECKS for fault in check(played)]


def _before_closing(played: Played) -> Iterator[Line]:
    retried = -1
    for line in played.interviewer:
        if line.kind == "question again":
            retried = line.turn  # the reference answer has been shown by now
        if line.turn >= 0 and line.open and line.turn != retried and line.kind in _SPEECH:
            yield line


def _shared_run(claim: str, text: str, known: str) -> str:
    """LONGEST_QUOTATION words of `claim` that stand in `text` and not in what is known; empty where there are none."""
    words = _WORD.findall(claim.lower())
    said, before = " ".join(_WORD.findall(text.lower())), " ".join(_WORD.findall(known.lower()))
    for start in range(len(words) - LONGEST_QUOTATION + 1):
        run = " ".join(words[start : start + LONGEST_QUOTATION])
        if f" {run} " in f" {said} " and f" {run} " not in f" {before} ":
            return run
    return ""
