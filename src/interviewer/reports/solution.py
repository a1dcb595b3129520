"""What is told of an exercise once its answer is over: how a program marked it, and the solution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from interviewer.corpus.planting import fault_places
from interviewer.corpus.question import Kind, Question
from interviewer.grading.grade import Method
from interviewer.grading.verdict import Evidence, Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Turn
from interviewer.reports.model import ExerciseReport, SolutionPart


def exercise_report(turn: Turn, question: Question) -> ExerciseReport | None:
    """What a report tells of an exercise; None of any other question."""
    exercise = question.exercise
    if exercise is None:
        return None
    return ExerciseReport(
        task=exercise.task,
        language=exercise.language,
        starter=exercise.starter,
        marked=marked_by_program(turn),
        runs=turn.runs,
        solution=tuple(solution_parts(question)),
    )


def marked_by_program(turn: Turn) -> str:
    """How a program marked the first answer: "7 of 9 points"; empty where none did.

    The score is the share of the weight of the key points that a program marks, so that the points are exact.
    """
    grade = turn.exchanges[0].grade
    if grade is None or grade.score is None or grade.provenance.method is not Method.PROGRAM:
        return ""
    whole = sum(one.weight for one in grade.verdicts if one.verdict is not Verdict.NOT_ASSESSED)
    return f"{round(grade.score * whole, 1):g} of {whole} points"


def failures(turn: Turn) -> dict[str, str]:
    """Why the first answer earned nothing or a part for key points that a follow-up then earned more for, by their ids:
    the verdict that counts does not say it."""
    grade = turn.exchanges[0].grade
    if grade is None or grade.provenance.method is not Method.PROGRAM:
        return {}
    own = {verdict.point: verdict for verdict in grade.verdicts}
    counted = {verdict.point: verdict for verdict in credit_of_turn(turn).verdicts}
    return {
        point: verdict.reasoning
        for point, verdict in own.items()
        if verdict.verdict is not Verdict.NOT_ASSESSED and counted.get(point, verdict) is not verdict
    }


def solution_parts(question: Question) -> Iterator[SolutionPart]:
    """The solution of an exercise, part by part."""
    exercise = question.exercise
    if exercise is None:
        return
    if exercise.faults:
        places = fault_places(exercise.solution, exercise.faults)
        faults = tuple(f"line {place.first}: {place.fault.why}" for place in places)
        yield SolutionPart("The faults", lines=faults)
    if exercise.values:
        quantities = (
            f"{value.name.replace('-', ' ')}: {value.value}, within a factor of {value.factor:g}"
            for value in exercise.values
        )
        yield SolutionPart("The quantities", lines=tuple(quantities))
    if exercise.formulas:
        formulas = (f"{formula.name.replace('-', ' ')}: {formula.formula}" for formula in exercise.formulas)
        yield SolutionPart("The formulas", lines=tuple(formulas))
    if exercise.solution:
        yield SolutionPart(
            "The calculation" if question.kind is Kind.ESTIMATE else "A right program", code=exercise.solution
        )


def telling(evidence: Sequence[Evidence], methods: Sequence[Method]) -> tuple[Evidence, ...]:
    """The evidence by graders of these kinds that says something when it is quoted: the whole of a program does not."""
    if Method.PROGRAM not in methods:
        return tuple(evidence)
    return tuple(span for span in evidence if "\n" not in span.text.strip())
