"""Turns the events of a conversation into lines for a program."""

from __future__ import annotations

from interviewer.bootstrap import AppContext
from interviewer.corpus.question import Question
from interviewer.grading.score import rounded
from interviewer.interview import events as told
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.programs import how_to_answer
from interviewer.interview.session import Mode, Phase, Turn
from interviewer.jsonl import events as lines
from interviewer.reports.disputing import ground_of
from interviewer.reports.markdown import render_markdown
from interviewer.reports.solution import marked_by_program, solution_parts, telling
from interviewer.reports.ungraded import shown_credit


class Describing:
    """Describes the events of one conversation."""

    def __init__(self, context: AppContext, driver: ConversationDriver) -> None:
        self._context = context
        self._driver = driver

    def of(self, event: told.Event) -> lines.Message:  # noqa: C901 - one flat list of events
        """An event as a line. Raises InterviewerError if the report cannot be saved."""
        match event:
            case told.SessionStarted(plan=plan):
                return lines.SessionStarted(
                    session=plan.session_id,
                    mode=plan.mode,
                    questions=len(plan.question_ids),
                    seconds_per_question=plan.seconds_per_question,
                )
            case told.SessionResumed():
                return self._resumed(event)
            case told.QuestionAsked(number=number, total=total, turn=turn):
                return lines.QuestionAsked(
                    number=number,
                    total=total,
                    question_id=turn.question_id,
                    topic=turn.topic,
                    text=turn.title,
                    exercise=_exercise(self._driver.question_of(turn)),
                )
            case told.FollowUpAsked(prompt=prompt, number=number):
                return lines.FollowUpAsked(number=number, text=prompt.text)
            case told.RetryOpened(prompt=prompt):
                return lines.RetryOpened(text=prompt.text)
            case told.HintGiven(hint=hint, left=left):
                return lines.HintGiven(text=hint.text, left=left)
            case told.Refused(reason=reason):
                return lines.Refused(reason=reason)
            case told.AnswerSaved(text=text):
                return lines.AnswerSaved(text=text)
            case told.QuestionPutBack(remark=remark):
                return lines.QuestionPutBack(text=remark.text)
            case told.Clarified(remark=remark):
                return lines.Clarified(text=remark.text)
            case told.QuestionSkipped(turn=turn):
                shown = self._mode.gives_feedback_at_once
                return lines.QuestionSkipped(reference=self._driver.question_of(turn).reference if shown else None)
            case told.TurnClosed(turn=turn, show_feedback=shown):
                question = self._driver.question_of(turn)
                return lines.TurnClosed(feedback=_feedback(turn, question) if shown else None)
            case told.RetryGraded(grade=grade):
                return lines.RetryGraded(score=_rounded(grade.score))
            case told.Reviewed(number=number, text=text):
                return lines.Reviewed(number=number, text=text)
            case told.SessionFinished(turns=turns):
                return lines.SessionFinished(asked=len(turns))
            case told.SpeechBegun(speech=speech, kind=kind):
                return lines.SpeechBegun(speech=speech, kind=kind)
            case told.SpeechPiece(speech=speech, text=text):
                return lines.SpeechPiece(speech=speech, text=text)
            case told.SpeechOver(speech=speech, kind=kind, text=text, by_model=by_model):
                return lines.SpeechOver(speech=speech, kind=kind, text=text, by_model=by_model)
            case told.ReportReady():
                return self._report()
            case told.ActionFailed(error=error):
                return lines.Error(message=error.message, hint=error.hint, line=None)
            case told.RunStarted() | told.RunDone() | told.RunFailed() | told.RunStopped():
                return _of_run(event)
            case told.VerdictContested() | told.SecondJudged() | told.DisputeDecided() | told.DisputeDropped():
                return _of_dispute(event)
            case _:
                return self._of_grading(event)

    def _of_grading(self, event: told.Event) -> lines.Message:  # noqa: C901 - as above
        match event:
            case told.ConfidenceAsked(number=number):
                return lines.ConfidenceAsked(number=number)
            case told.ConfidenceStated(number=number, confidence=confidence):
                return lines.ConfidenceStated(number=number, confidence=confidence)
            case told.GradingStarted(ticket=ticket, late=late):
                return lines.GradingStarted(ticket=ticket, late=late)
            case told.GradingProgressed(ticket=ticket, characters=characters):
                return lines.GradingProgressed(ticket=ticket, characters=characters)
            case told.GradingDone(ticket=ticket, grader=grader, seconds=seconds, graded=graded):
                return lines.GradingDone(ticket=ticket, grader=grader, seconds=round(seconds, 3), graded=graded)
            case told.GradingCancelled(text=text):
                return lines.GradingCancelled(text=text)
            case told.GradeReady(grade=grade):
                score = None if self._mode is Mode.MOCK else _rounded(grade.score)
                return lines.GradeReady(score=score, reason=grade.reason if score is not None else "")
            case told.GradeFailed(grade=grade):
                return lines.GradeFailed(reason=grade.reason)
            case told.GradeArrived(number=number, grade=grade, left=left):
                over = self._driver.session.phase is Phase.FINISHED
                shown = grade.graded and (over or self._mode is not Mode.MOCK)
                reason = grade.reason if shown or not grade.graded else ""
                score = _rounded(grade.score) if shown else None
                return lines.GradeArrived(number=number, graded=grade.graded, score=score, reason=reason, left=left)
            case told.GraderFailed(ticket=ticket, error=error, waits=waits):
                return lines.GraderFailed(ticket=ticket, message=error.message, hint=error.hint, waits=waits)
            case told.GradesAwaited(count=count):
                return lines.GradesAwaited(count=count)
            case told.GradesMissing(count=count, reason=reason):
                return lines.GradesMissing(count=count, reason=reason)
            case _:
                raise AssertionError(event)

    @property
    def _mode(self) -> Mode:
        return self._driver.session.plan.mode

    def _resumed(self, event: told.SessionResumed) -> lines.SessionResumed:
        session = self._driver.session
        is_open = session.phase is Phase.ANSWERING
        return lines.SessionResumed(
            session=event.plan.session_id,
            mode=event.plan.mode,
            questions=len(event.plan.question_ids),
            asked=len(event.turns),
            prompt=session.turn.current.prompt.text if is_open else None,
            exercise=_exercise(self._driver.question) if is_open else None,
            draft=event.draft,
        )

    def _report(self) -> lines.ReportReady:
        report = self._context.reports.of(self._driver.session)
        return lines.ReportReady(path=str(self._context.reports.save(report)), markdown=render_markdown(report))


def _exercise(question: Question) -> lines.Exercise | None:
    exercise = question.exercise
    if exercise is None:
        return None
    return lines.Exercise(
        kind=question.kind,
        language=exercise.language,
        task=exercise.task,
        how_to_answer=how_to_answer(question),
        starter=exercise.starter,
        visible_tests=exercise.visible_tests,
        seconds=exercise.seconds,
    )


def _of_run(event: told.RunStarted | told.RunDone | told.RunFailed | told.RunStopped) -> lines.Message:
    match event:
        case told.RunStarted():
            return lines.RunStarted()
        case told.RunDone(result=result):
            return lines.RunDone(
                passed=result.passed,
                tests=tuple(
                    lines.VisibleTest(name=one.name, passed=one.passed, message=one.message, seconds=one.seconds)
                    for one in result.outcomes
                ),
                printed=result.printed,
                isolation=result.isolation,
                seconds=round(result.seconds, 3),
            )
        case told.RunFailed(error=error):
            return lines.RunFailed(message=error.message, hint=error.hint)
        case told.RunStopped():
            return lines.RunStopped()


def _of_dispute(
    event: told.VerdictContested | told.SecondJudged | told.DisputeDecided | told.DisputeDropped,
) -> lines.Message:
    match event:
        case told.VerdictContested(number=number, verdict=verdict):
            return lines.VerdictContested(
                number=number, point=verdict.point, claim=verdict.claim, verdict=verdict.verdict
            )
        case told.SecondJudged(number=number, verdict=first, second=second):
            found = second.verdict if second is not None else None
            return lines.SecondJudged(
                number=number,
                point=first.point,
                verdict=first.verdict,
                judge=second.judge if second is not None else None,
                second=found.verdict if found is not None else None,
                evidence=tuple(span.text for span in (found or first).evidence),
                reason=second.reason if second is not None and found is None else ground_of(found or first),
            )
        case told.DisputeDecided(number=number, dispute=dispute):
            return lines.DisputeDecided(
                number=number, point=dispute.point, verdict=dispute.contested, label=dispute.label
            )
        case told.DisputeDropped():
            return lines.DisputeDropped()


def _feedback(turn: Turn, question: Question) -> lines.Feedback:
    credit = shown_credit(turn)
    return lines.Feedback(
        unaided=_rounded(credit.unaided),
        aided=_rounded(credit.aided),
        marked=marked_by_program(turn),
        points=tuple(
            lines.PointFeedback(
                point=verdict.point,
                claim=verdict.claim,
                weight=verdict.weight,
                verdict=verdict.verdict,
                evidence=tuple(span.text for span in telling(verdict.evidence, credit.methods)),
                reason=verdict.reasoning,
            )
            for verdict in credit.verdicts
        ),
        misconceptions=tuple(
            lines.MisconceptionFeedback(belief=found.belief, truth=found.truth) for found in credit.misconceptions
        ),
        reference=question.reference,
        solution=tuple(
            lines.Solution(heading=part.heading, code=part.code, lines=part.lines) for part in solution_parts(question)
        ),
    )


def _rounded(score: float | None) -> float | None:
    return None if score is None else rounded(score)
