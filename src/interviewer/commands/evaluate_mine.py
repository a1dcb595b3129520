"""`interviewer evaluate --mine`: how a grader agrees with what the user decided on contested verdicts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from interviewer.commands.common import narrate, print_json, tell_left_out, tell_servers
from interviewer.commands.grading_run import custom_judge, grading_context, is_by_model
from interviewer.commands.saved_answers import chosen_grader, grades_of
from interviewer.errors import UsageError
from interviewer.grading.evaluation.contested import FEWEST, LabelAgreement, LabelledVerdict, label_agreement
from interviewer.interview.machine import grading_request
from interviewer.interview.session import ExchangePlace, Session
from interviewer.progress import progress_on_stderr
from interviewer.reports.readable import readable_line
from interviewer.reports.wording import percent
from interviewer.text import counted, one_line

if TYPE_CHECKING:
    from interviewer.bootstrap import AppContext
    from interviewer.grading.evaluation.formulas import Estimate
    from interviewer.grading.grade import Grade
    from interviewer.grading.grader import GradingRequest

SELECTED = (
    "Only verdicts that you contested have a label: this tells how far to trust a grader where it was doubted, not how "
    "good it is on the whole."
)


@dataclass(frozen=True)
class _Answer:
    """An answer of which verdicts were contested."""

    session: Session
    place: ExchangePlace
    request: GradingRequest


def evaluate_mine(parsed: argparse.Namespace) -> int:
    """Grades the answers of contested verdicts with the chosen grader and prints how it agrees with the decisions."""
    if parsed.file is not None:
        raise UsageError("--mine evaluates with your own decisions, without a file.", "Leave out one of the two.")
    judge = custom_judge(parsed.grader)
    context = grading_context(parsed)
    by_model = is_by_model(parsed, context)
    tell_left_out(context)
    tell_servers(context, index=by_model)
    answers, gone = _answers(context)
    label, graded = "", {}
    if answers:
        if by_model:
            narrate(f"{counted(len(answers), 'answer')} will be graded by {context.settings.model}. {context.notice()}")
        with progress_on_stderr(rate=True) as progress:
            grader, _ = chosen_grader(context, judge, progress, by_model=by_model)
            label = grader.label
            requests = [(answer, answer.request) for answer in answers]
            at_once = context.settings.at_once if by_model else 1
            with closing(grades_of(grader, requests, at_once, progress, "Grading answers")) as grades:
                graded = {(one.session.plan.session_id, one.place): grade for one, grade in grades}
    found = label_agreement([one for answer in answers for one in _labelled(answer, graded)])
    if parsed.json:
        print_json({"grader": label, "gone": gone, **asdict(found), "enough": found.assessed >= FEWEST})
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(label, found, gone))
    return 0


def _answers(context: AppContext) -> tuple[list[_Answer], int]:
    """The answers with a contested verdict, and how many more there are whose question the corpus no longer has."""
    store, known = context.store(), context.corpus().by_id
    answers: list[_Answer] = []
    gone = 0
    for session_id in store.disputed():
        session = store.load(session_id).session
        for at, turn in enumerate(session.turns):
            for number, exchange in enumerate(turn.exchanges):
                place = ExchangePlace(at, number)
                if not exchange.disputes:
                    continue
                if turn.question_id in known:
                    request = grading_request(session, place, known[turn.question_id])
                    answers.append(_Answer(session, place, request))
                else:
                    gone += 1
    return answers, gone


def _labelled(answer: _Answer, graded: Mapping[tuple[str, ExchangePlace], Grade]) -> Iterator[LabelledVerdict]:
    session_id = answer.session.plan.session_id
    grade = graded[session_id, answer.place]
    verdicts = {verdict.point: verdict for verdict in grade.verdicts}
    claims = {point.id: point.claim for point in answer.request.question.key_points}
    for dispute in answer.session.exchange_at(answer.place).disputes:
        one = LabelledVerdict(
            session=session_id,
            number=answer.place.turn + 1,
            answer=f"{session_id} {answer.place.turn} {answer.place.exchange}",
            point=dispute.point,
            claim=claims.get(dispute.point, ""),
            contested=dispute.contested,
            label=dispute.label,
            verdict=None,
            argument=dispute.argument,
        )
        verdict = verdicts.get(dispute.point)
        if verdict is not None:
            words = tuple(span.text for span in verdict.evidence)
            one = replace(one, verdict=verdict.counted, words=words, reasoning=verdict.reasoning)
        yield one


def _lines(grader: str, found: LabelAgreement, gone: int) -> Iterator[str]:
    if gone:
        yield f"Left out: {counted(gone, 'answer')} to questions that the corpus no longer has."
    if not found.labels:
        yield "You have not decided on any verdict yet: contest one in an interview, after its feedback."
        return
    decided = counted(found.assessed, "verdict")
    yield f"{one_line(grader)} agrees with {found.agreeing} of {decided} that you decided on."
    if found.labels > found.assessed:
        yield f"On {found.labels - found.assessed} more it gave no verdict."
    if found.share is None:
        yield f"That is too few for a share or a kappa: {FEWEST} are needed."
    else:
        yield f"Agreement: {_estimated(found.share, percent)}"
        kappa = _estimated(found.kappa, lambda value: f"{value:.2f}") if found.kappa is not None else "not defined here"
        yield f"Quadratic kappa: {kappa}"
    yield SELECTED
    yield from _disagreements(found.disagreements)


def _disagreements(verdicts: Sequence[LabelledVerdict]) -> Iterator[str]:
    if verdicts:
        yield ""
        yield "Where it disagrees:"
    for one in verdicts:
        yield f"  {one_line(one.session)}, question {one.number}, {one_line(one.point)}: {readable_line(one.claim)}"
        yield f"    you: {one.label}{f' ({one_line(one.argument)})' if one.argument else ''}"
        why = f" ({one_line(one.reasoning)})" if one.reasoning else ""
        words = "".join(f" “{one_line(words)}”" for words in one.words)
        yield f"    the grader: {one.verdict}{words}{why}"


def _estimated(figure: Estimate, shown: Callable[[float], str]) -> str:
    assert figure.value is not None
    between = ""
    if figure.low is not None and figure.high is not None:
        between = f" (95 %: {shown(figure.low)} to {shown(figure.high)})"
    return f"{shown(figure.value)}{between} over {figure.of}"
