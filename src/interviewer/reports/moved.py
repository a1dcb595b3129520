"""What moved since earlier sessions, for the topics and questions of one session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from interviewer.grading.graders import GraderName, mixes
from interviewer.interview.session import Session
from interviewer.learning.attempts import Attempt, by_grader
from interviewer.learning.progress import scores_of
from interviewer.reports.model import Moved


def moved_in(session: Session, attempts: Sequence[Attempt]) -> Iterator[Moved]:
    """The topics of the session that one grader has graded before it and in it, then its questions.

    `attempts` are those of all sessions. Earlier is what was over when this session began.
    """
    key, began = session.plan.session_id, session.plan.started_at
    known = [one for one in attempts if one.session_id == key or one.at < began]
    of_graders = by_grader(known)
    for topic in dict.fromkeys(turn.topic for turn in session.turns):
        for grader, graded in of_graders.items():
            own = [one for one in graded if one.topic == topic]
            yield from _moved(topic, None, grader, own, key)
    for question_id, title in {turn.question_id: turn.title for turn in session.turns}.items():
        for grader, graded in of_graders.items():
            own = [one for one in graded if one.question_id == question_id]
            yield from _moved(title, question_id, grader, own, key)


def _moved(
    name: str, question_id: str | None, grader: GraderName, attempts: Sequence[Attempt], session_id: str
) -> Iterator[Moved]:
    now = [one for one in attempts if one.session_id == session_id]
    before = [one for one in attempts if one.session_id != session_id]
    if now and before:
        yield Moved(
            name=name,
            question_id=question_id,
            grader=grader,
            now=scores_of(now).unaided,
            before=scores_of(before).unaided,
            together=scores_of(attempts).unaided,
            mixes=tuple(mixes([one for attempt in attempts for one in attempt.graded_with if one.grader == grader])),
        )
