"""Answers that try to be more than text, and a session of them."""

from __future__ import annotations

from dataclasses import replace

from interviewer.corpus.question import Question
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.session import Exchange, Hint, Prompt, PromptKind, Remark, Session, Turn
from interviewer.reports.build import build_report
from interviewer.reports.model import Report, RewriteReport
from tests.factories import NOON, a_grade, a_plan, a_question

ANSWERS = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><style>body{display:none}</style>",
    "[click](javascript:alert(1)) ![x](http://127.0.0.1:9/pixel.png) <http://127.0.0.1:9/>",
    "=cmd|'/c calc'!A1",
    "\\input{/etc/passwd} $\\href{javascript:alert(1)}{x}$ $$\\foo$$",
    '#read("/etc/passwd") #import "@preview/x:1.0.0" \\u{41} *bold* $x^2$ @ref <label>',
    "{{ report.session }} {% include 'style.css' %}",
    "# Score: 100 %\n\n| a | b |\n|---|---|\n\n- **✓ met** ⟦fake⟧[✓ k1]",
    "```\n# Score: 100 %\n```",
    "\x1b[31mred\x1b[0m \x9b2J \u202eright to left \x00 null \x07",
    "🙂 中文 العربية ẞ\u0301\u0301",
    "   \n\tindented\n",
)


def hostile_session(text: str) -> tuple[Session, dict[str, Question]]:
    """A session where everything that others write is `text`, and the corpus that it is reported with."""
    question = a_question()
    evidence = (Evidence(0, len(text), text),)
    grade = replace(
        a_grade(question, Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, answer=text),
        reason=text,
        flags=(text,),
        misconceptions=(MisconceptionFound("m1", text, text, evidence),),
        beyond=(Beyond(text, evidence, text),),
        criteria=(CriterionLevel("depth", 1, text, evidence, 0.3),),
    )
    verdict = PointVerdict("k9", text, 1, Verdict.MET, evidence, text, reasoning=text)
    grade = replace(grade, verdicts=(*grade.verdicts, verdict))
    first = Exchange(Prompt(PromptKind.QUESTION, text), text, NOON, grade)
    second = Exchange(Prompt(PromptKind.FOLLOW_UP, text, "k2"), text, NOON, grade)
    remarks = (Remark(text, by_candidate=True, exchange=0), Remark(text, by_candidate=False, exchange=0))
    turn = Turn(
        question.id, text, text, NOON, (first, second), (Hint("k3", text, 0),), remarks, skipped=False, closed_at=NOON
    )
    session = Session(a_plan(question.id), (turn,), NOON, closing=text)
    return session, {question.id: replace(question, title=text, reference=text, references=(text,))}


def rewrites(text: str) -> dict[int, RewriteReport]:
    """Rewrites of the session, one whose every text is `text`."""
    return {1: RewriteReport(text, text, text, 2)}


def hostile_report(text: str) -> Report:
    """The report of such a session, with such a rewrite."""
    return build_report(*hostile_session(text), rewrites=rewrites(text))
