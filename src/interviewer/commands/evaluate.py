"""`interviewer evaluate`: how closely a grader agrees with the scores that people gave to a file of answers."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.bulk.columns import TELLABLE
from interviewer.bulk.input import called
from interviewer.bulk.output import Done
from interviewer.bulk.scored_answers import ScoredAnswer, parse_scale, read_scored
from interviewer.commands.common import narrate, print_json, tell_left_out
from interviewer.commands.grading_run import begin_run, custom_judge, grading_context, is_by_model
from interviewer.errors import UsageError
from interviewer.progress import progress_on_stderr
from interviewer.strict_json import loads
from interviewer.text import counted, one_line

if TYPE_CHECKING:
    from interviewer.bootstrap import AppContext
    from interviewer.grading.evaluation.agreement import Rated
    from interviewer.progress import OnProgress

RECORDED = "recorded"
"""The name for --grader under which the verdicts of the file itself are scored."""

_AT_ONCE = 256  # texts embedded between two steps of the progress bar

Graders = Counter[str]


def evaluate(parsed: argparse.Namespace) -> int:
    """Grades the answers of a file and prints how the grades agree with the scores in it."""
    if parsed.mine:
        from interviewer.commands.evaluate_mine import evaluate_mine

        return evaluate_mine(parsed)
    if parsed.file is None:
        raise UsageError("There is nothing to evaluate with.", "Name a file of scored answers, or give --mine.")
    told = {role: getattr(parsed, f"{role}_column") for role in TELLABLE}
    scored = read_scored(
        Path(parsed.file), told, parse_scale(parsed.scale) if parsed.scale is not None else None, parsed.split
    )
    _tell_repeated_ids(scored.answers)
    rate = _recorded if parsed.grader == RECORDED else _graded
    context, rated, graders = rate(parsed, scored.answers)
    from interviewer.grading.evaluation.agreement import agreement
    from interviewer.grading.evaluation.agreement_tables import Heading, described, text_lines

    with progress_on_stderr() as progress:
        rated = _with_cosines(rated, scored.answers, context, progress)
        progress("Measuring the agreement", 0, 0)
        found = agreement(rated, parsed.worst)
    heading = Heading(called(parsed.file), scored.scale, scored.without_score, tuple(graders.most_common()))
    if parsed.json:
        print_json(described(heading, found, rated))
    else:
        sys.stdout.writelines(text_lines(heading, found))
    return 0


def _tell_repeated_ids(answers: Sequence[ScoredAnswer]) -> None:
    """Says on stderr which ids several answers have; each answer counts."""
    repeated = [name for name, count in Counter(answer.id for answer in answers).items() if count > 1]
    if repeated:
        occur = counted(len(repeated), "id occurs", "ids occur")
        which = f"{'such as ' if len(repeated) > 1 else ''}{one_line(repeated[0], 40)!r}"
        narrate(f"{occur} on several rows ({which}); every row counts.")


def _graded(parsed: argparse.Namespace, answers: Sequence[ScoredAnswer]) -> tuple[AppContext, list[Rated], Graders]:
    """The answers with their grades by the chosen grader, and how many each method and model graded."""
    judge = custom_judge(parsed.grader)
    context = grading_context(parsed)
    by_model = is_by_model(parsed, context)
    tell_left_out(context)
    run = begin_run(parsed, context, judge, Done(0, 0, None), by_model=by_model)
    known = context.corpus().by_id
    rated: list[Rated] = []
    graders: Graders = Counter()
    with progress_on_stderr(rate=True, detail=run.status) as progress:
        if run.status is not None:
            progress("Grading answers", 0, len(answers))
        lines = (answer.as_line(known) for answer in answers)
        with closing(run.grades(lines, progress)) as grades:
            for texts in grades:
                for text in texts:
                    grade = loads(text)
                    graders.update(_grader_of(grade))
                    rated.append(_rated(answers[len(rated)], grade))
                progress("Grading answers", len(rated), len(answers))
    if run.detail is not None:
        narrate(f"Used {run.detail()}.")
    return context, rated, graders


def _grader_of(grade: Mapping[str, Any]) -> list[str]:
    provenance = grade["provenance"]
    if grade["score"] is None or not provenance:
        return []
    gate = provenance["method"] == "gate"
    return [provenance["method"] if gate else f"{provenance['method']}: {provenance['model']}"]


def _rated(answer: ScoredAnswer, grade: Mapping[str, Any]) -> Rated:
    from interviewer.grading.evaluation.agreement import Finding

    return replace(
        _unrated(answer),
        score=grade["score"],
        reason=grade["reason"].removeprefix(f"Line {answer.line}: "),
        findings=tuple(
            Finding(
                found["point"],
                found["claim"],
                found["verdict"] if found["supported"] else f"{found['verdict']}?",
                found["evidence"] or "",
            )
            for found in grade["verdicts"]
        ),
        misconceptions=tuple(found["belief"] for found in grade["misconceptions"]),
    )


def _recorded(parsed: argparse.Namespace, answers: Sequence[ScoredAnswer]) -> tuple[AppContext, list[Rated], Graders]:
    """The answers with the scores of the verdicts that the file has."""
    for option in ("model", "workers"):
        if getattr(parsed, option):
            raise UsageError(f"--{option} is for grading, and recorded verdicts are only scored.", "Leave it out.")
    if all(answer.verdicts in (None, "") for answer in answers):
        raise UsageError(
            "The file has no column of verdicts.", "Give each row an object of key point ids and verdicts."
        )
    context = grading_context(parsed)
    tell_left_out(context)
    rated = [_by_verdicts(answer, context) for answer in answers]
    return context, rated, Counter({RECORDED: sum(one.score is not None for one in rated)})


def _by_verdicts(answer: ScoredAnswer, context: AppContext) -> Rated:
    from interviewer.grading.evaluation.agreement import Finding
    from interviewer.grading.evaluation.recorded import RecordedError, recorded_score, recorded_verdicts

    question = context.corpus().by_id.get(answer.question_id)
    try:
        verdicts, misconceptions = recorded_verdicts(answer.verdicts, answer.misconceptions, question)
        score = recorded_score(verdicts, misconceptions)
    except RecordedError as error:
        return replace(_unrated(answer), reason=str(error))
    return replace(
        _unrated(answer),
        score=score,
        findings=tuple(Finding(found.point, found.claim, found.verdict.value) for found in verdicts),
        misconceptions=tuple(found.belief or found.misconception for found in misconceptions),
    )


def _unrated(answer: ScoredAnswer) -> Rated:
    from interviewer.grading.evaluation.agreement import Rated

    return Rated(answer.id, answer.group, answer.kind, answer.answer, answer.human, None)


def _with_cosines(
    rated: Sequence[Rated], answers: Sequence[ScoredAnswer], context: AppContext, progress: OnProgress
) -> list[Rated]:
    """The graded answers with the cosine of answer and reference, negative ones as 0."""
    known = context.corpus().by_id
    references = [
        known[answer.question_id].reference if answer.question_id in known else answer.reference for answer in answers
    ]
    chosen = [at for at, one in enumerate(rated) if one.score is not None and references[at].strip()]
    found = list(rated)
    embedder = context.embedding.embedder(progress) if chosen else None
    for start in range(0, len(chosen), _AT_ONCE):
        part = chosen[start : start + _AT_ONCE]
        assert embedder is not None  # there are answers to embed
        vectors = embedder.embed([rated[at].answer for at in part] + [references[at] for at in part])
        cosines = (vectors[: len(part)] * vectors[len(part) :]).sum(axis=1)
        for at, cosine in zip(part, cosines, strict=True):
            found[at] = replace(rated[at], cosine=min(1.0, max(0.0, float(cosine))))
        progress("Comparing with one cosine", start + len(part), len(chosen))
    return found
