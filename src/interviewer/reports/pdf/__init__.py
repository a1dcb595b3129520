"""A report as PDF, typeset by Typst.

The template is ours and fixed; the report comes to it as JSON, every text of which Typst shows as text. Nothing of a
report becomes Typst markup, so that nothing in it can be obeyed.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from interviewer.corpus.question import Kind
from interviewer.errors import FileError, UsageError
from interviewer.interview.dialogue.review import REVIEW
from interviewer.interview.programs import numbered
from interviewer.language.document import Block, Run, RunKind, document, runs
from interviewer.reports.formulas.mathml import MathNode, read_formula
from interviewer.reports.headline import counts, moved_in_words
from interviewer.reports.highlight import pieces
from interviewer.reports.how_graded import how_scores_come_about
from interviewer.reports.marks import (
    about_rewrite,
    criterion_name,
    graders_of,
    highlight_mark,
    level_of,
    mark_of,
    votes_of,
    why_of,
)
from interviewer.reports.model import AnswerReport, Mean, PointReport, Report, TurnReport
from interviewer.reports.reasons import reason_runs
from interviewer.reports.remarks import PRINTED, answer_remarks, dispute_remarks, failure_remarks
from interviewer.reports.spending import spent_in_words
from interviewer.reports.wording import percent, spoken_day, spoken_scores, spoken_seconds
from interviewer.strict_json import dumps
from interviewer.text import counted, visible

_TEMPLATE = Path(__file__).parent / "report.typ"

Data = dict[str, Any]


def render_pdf(report: Report) -> bytes:
    """The whole report. The same report gives the same bytes.

    Raises UsageError where the extra is not installed, FileError where Typst cannot set the report.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise UsageError(
            "PDF needs Typst, which is not installed.",
            "Install the extra: uv sync --extra pdf, or pip install 'interviewer[pdf]'. HTML prints well too.",
        ) from None
    with TemporaryDirectory() as empty:  # the template's root, so that it can read no file
        try:
            inputs = {"report": dumps(_visible(_data(report)))}
            compiler = typst.Compiler(_TEMPLATE.read_bytes(), root=Path(empty), sys_inputs=inputs)
            made = compiler.compile(format="pdf", timestamp=int(report.started_at.timestamp()))
        except typst.TypstError as error:
            raise FileError(f"Typst cannot set this report: {error.message}.", "Use --format html.") from error
    assert isinstance(made, bytes)
    return made


def _visible(value: Any) -> Any:
    """The data with control characters of every text written out."""
    if isinstance(value, dict):
        return {name: _visible(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_visible(inner) for inner in value]
    return visible(value).encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _data(report: Report) -> Data:
    """What the template shows, in words."""
    return {
        "title": f"Interview of {spoken_day(report.started_at)}",
        "facts": [
            f"{report.mode.capitalize()}, {'finished' if report.finished_at else 'not finished'}",
            counts(report),
            f"{spoken_seconds(report.seconds)} spent answering",
            f"Session {report.session}",
        ],
        "means": [_mean(mean) for mean in report.means],
        "strengths": [
            {"claim": _line(one.claim), "words": one.words, "turn": one.turn} for one in report.strengths
        ],
        "gaps": [
            {"claim": _line(one.claim), "verdict": one.verdict, "truth": _line(one.truth), "turn": one.turn}
            for one in report.gaps
        ],
        "closing": report.closing,
        "groups": [
            {
                "heading": heading,
                "rows": [{"name": group.name, **_mean(mean)} for group in groups for mean in group.means],
            }
            for heading, groups in (("By topic", report.topics), ("By level", report.levels))
            if len(groups) > 1
        ],
        "progress": [
            {"name": _line(one.name), "words": moved_in_words(one), "mixes": one.mixes} for one in report.progress
        ],
        "criteria": [
            f"{criterion_name(one.criterion)}: mean level {one.level:.1f} of 4, {counted(one.count, 'question')}, "
            f"{graders_of([one.grader.method])}"
            for one in report.criteria
        ],
        "turns": [_turn(turn) for turn in report.turns],
        "graders": [
            [graders_of([one.method]), one.model, one.grader_version, one.corpus_version, one.prompt or "none",
             one.rubric or "none", str(one.count)]
            for one in report.graded_by
        ],
        "rules": list(how_scores_come_about(report)) if report.graded_by else [],
        "spendings": [f"{one.on}: {spent_in_words(one.usage)}" for one in report.spendings],
    }  # fmt: skip


def _mean(mean: Mean) -> Data:
    return {
        "unaided": mean.unaided,
        "aided": mean.aided,
        "unaided_words": percent(mean.unaided),
        "aided_words": percent(mean.aided),
        "words": spoken_scores(mean.unaided, mean.aided),
        "over": f"Mean over {counted(mean.count, 'question')}, graded by {mean.grader}.",
        "mixes": mean.mixes,
    }


def _turn(turn: TurnReport) -> Data:
    level = [f"{turn.level} {turn.kind}"] if turn.level else []
    seconds = [spoken_seconds(turn.seconds)] if turn.seconds is not None else []
    reference = turn.reference
    return {
        "number": turn.number,
        "title": _line(turn.title),
        "facts": [turn.topic, *level, *seconds],
        "outcome": turn.outcome,
        "scores": [turn.unaided, turn.aided] if turn.is_graded else None,
        "notes": [
            _reason(note)
            for note in (*turn.flags, *(["Several graders graded it, so it is in no mean."] if turn.is_mixed else []))
        ],
        "hints": [_line(hint) for hint in turn.hints],
        "answers": [_answer(answer) for answer in turn.answers],
        "points": [_point(point) for point in turn.points],
        "misconceptions": [
            {"belief": _line(one.belief), "truth": _line(one.truth), "quotes": [quote.text for quote in one.quotes]}
            for one in turn.misconceptions
        ],
        "beyond": [
            {"text": one.text, "by": one.supported_by, "quotes": [quote.text for quote in one.quotes]}
            for one in turn.beyond
        ],
        "criteria": [
            [criterion_name(one.criterion), level_of(one.level), percent(one.share) if one.share else "", one.reason]
            for one in turn.criteria
        ],
        "rewrite": {"text": turn.rewrite.text, "about": about_rewrite(turn.rewrite)} if turn.rewrite else None,
        "exercise": _exercise(turn),
        "review": {"heading": REVIEW, "text": turn.review} if turn.review else None,
        "reference": [_block(block) for block in document(reference.text)] if reference else None,
        "source": "; ".join((reference.path, *reference.works)) if reference else "",
    }


def _exercise(turn: TurnReport) -> Data | None:
    exercise = turn.exercise
    if exercise is None:
        return None
    return {
        "marked": " ".join(
            [
                *([f"Marked by a program: {exercise.marked}."] if exercise.marked else []),
                *([f"Visible tests run {counted(exercise.runs, 'time')}."] if exercise.runs else []),
            ]
        ),
        "task": [_block(block) for block in document(exercise.task)],
        "program": numbered(exercise.starter) if turn.kind is Kind.DEBUG else "",
        "solution": [
            {"heading": part.heading, "lines": [_line(line) for line in part.lines], "code": part.code}
            for part in exercise.solution
        ],
    }


def _answer(answer: AnswerReport) -> Data:
    return {
        "label": "Your answer" if answer.kind == "question" else answer.kind.label,
        "prompt": [] if answer.kind == "question" else _line(answer.prompt),
        "remarks": [
            f"{'You asked' if one.by_candidate else 'The interviewer replied'}: {one.text}" for one in answer.remarks
        ],
        "pieces": None
        if answer.answer is None
        else [
            {
                "text": piece.text,
                "kind": piece.highlights[0].kind if piece.highlights else "",
                "marks": ", ".join(map(highlight_mark, piece.ends)),
            }
            for piece in pieces(answer.answer, answer.highlights)
        ],
        "program": answer.program,
        "state": answer.state,
        "reason": answer.reason,
        "after": _after(answer),
        "printed": {"heading": PRINTED, "text": answer.printed.strip("\n")} if answer.printed.strip() else None,
    }


def _after(answer: AnswerReport) -> str:
    said = []
    if answer.seconds is not None:
        said.append(f"Answered in {spoken_seconds(answer.seconds)}.")
    if answer.kind == "retry" and answer.score is not None:
        said.append(f"This try: {percent(answer.score)}; the first attempt keeps counting.")
    if answer.interval is not None:
        low, high = answer.interval
        said.append(f"Score of this answer: {percent(answer.score or 0.0)} ({percent(low)} to {percent(high)}).")
    if answer.kind == "follow-up" and answer.before is not None and answer.after is not None:
        said.append(f"Aided credit for the question: {percent(answer.before)} before, {percent(answer.after)} after.")
    reason = [answer.reason] if answer.reason and answer.state == "graded" else []
    return " ".join([*said, *reason, *answer_remarks(answer)])


def _point(point: PointReport) -> Data:
    remarks = [f"Why: {why_of(point)}"] if why_of(point) else []
    remarks += [votes_of(point)] if votes_of(point) else []
    remarks += [f"{point.earned.capitalize()}."] if point.earned else []
    remarks += [*failure_remarks(point), *dispute_remarks(point)]
    if point.passage:
        remarks.append(f"Judged by {point.passage.path}, “{point.passage.heading}” ({point.passage.id})")
    return {
        "kind": point.verdict if point.supported else "unsupported",
        "mark": mark_of(point),
        "weight": f"{point.id}, weight {point.weight}",
        "claim": _line(point.claim),
        "quotes": [quote.text for quote in point.quotes],
        "remarks": [_reason(remark) for remark in remarks],
    }


def _reason(text: str) -> list[Data]:
    return [asdict(run) for run in reason_runs(text)]


def _line(text: str) -> list[Data]:
    return [_run(run) for run in runs(text)]


def _run(run: Run) -> Data:
    if run.kind in (RunKind.FORMULA, RunKind.DISPLAY):
        return _formula(run.text, display=run.kind is RunKind.DISPLAY)
    return asdict(run)


def _formula(latex: str, *, display: bool) -> Data:
    """A formula as the tree that the template sets; its source as code if it cannot be read whole."""
    tree = read_formula(latex, display=display)
    if tree is None:
        return {"kind": "code", "text": latex}
    return {"kind": "display formula" if display else "formula", "tree": _node(tree)}


def _node(node: MathNode) -> Data:
    upright = node.attributes.get("mathvariant") == "normal"
    return {"tag": node.tag, "text": node.text, "upright": upright, "children": [_node(one) for one in node.children]}


def _block(block: Block) -> Data:
    found: Data = {"kind": block.kind, "runs": [_run(run) for run in block.runs]}
    if block.kind == "formula":
        found["formula"] = _formula(block.text, display=True)
    return {**found, "text": block.text, "blocks": [_block(one) for one in block.blocks]}
