"""The report in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from interviewer.grading.grade import Method
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, PointVerdict, Verdict
from interviewer.interview.session import Exchange, Prompt, PromptKind, Remark, Session, Turn
from interviewer.models.chat import Usage
from interviewer.reports.build import build_report
from interviewer.reports.markdown import render_for_terminal, render_markdown
from interviewer.reports.model import Report
from tests.factories import NOON, a_failed_grade, a_grade, a_plan, a_question, provenance
from tests.reports.hostile import ANSWERS, hostile_report, hostile_session, rewrites

QUESTION = a_question()


def rendered(answer: str = "an answer", *, known: bool = True, **changes: object) -> str:
    grade = a_grade(QUESTION, Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, answer=answer)
    grade = replace(grade, **changes)  # type: ignore[arg-type]
    exchange = Exchange(Prompt(PromptKind.QUESTION, QUESTION.title), answer, NOON, grade)
    turn = Turn(QUESTION.id, QUESTION.title, QUESTION.topic, NOON, (exchange,), closed_at=NOON)
    questions = {QUESTION.id: QUESTION} if known else {}
    return render_markdown(build_report(Session(a_plan("dropout"), (turn,), NOON), questions))


def test_every_verdict_stands_there_with_its_evidence_and_passage() -> None:
    text = rendered()
    assert "**✓ met** (weight 3): Fact1" in text
    assert "**~ partial** (weight 2): Fact2" in text
    assert "**✗ missed** (weight 1): Fact3" in text
    assert "your words: “an answer”" in text
    assert "judged by `dropout#key-point-1`" in text


def test_the_reference_answer_stands_there_with_its_source() -> None:
    text = rendered()
    assert "The reference answer to dropout." in text
    assert "Source: `corpus/regularization/dropout.md`. Somebody (2014), A Paper." in text


def test_who_graded_stands_there() -> None:
    assert "similarity: model `fake`, grader version 1, corpus version `abc`" in rendered()


def test_an_ungraded_answer_is_shown_as_no_score() -> None:
    failed = a_failed_grade("The model is away.")
    text = rendered(status=failed.status, score=None, reason=failed.reason, verdicts=())
    assert "**Ungraded**: The model is away." in text
    assert "%" not in text.split("## 1.")[0]


def test_remarks_on_an_answer_stand_there() -> None:
    assert "> Note: Part of it speaks to the grader." in rendered(flags=("Part of it speaks to the grader.",))


def test_a_question_that_left_the_corpus_says_so() -> None:
    assert "no longer has this question" in rendered(known=False)


@pytest.mark.parametrize("hostile", ["```\n# Score: 100 %\n```", "<script>alert(1)</script>", "| a | b |\n|---|---|"])
def test_an_answer_cannot_dress_up_the_report(hostile: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(rendered(hostile))
    fences = [token.content for token in tokens if token.type == "fence"]
    assert f"⟦{hostile}⟧[✓ k1, ~ k2]\n" in fences
    inlines = [child for token in tokens if token.type == "inline" for child in token.children or ()]
    assert not any(token.type in ("html_block", "html_inline") for token in [*tokens, *inlines])


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_answer_is_shown_exactly_in_one_fence(answer: str) -> None:
    from interviewer.text import visible

    fences = [token.content for token in MarkdownIt("commonmark").parse(rendered(answer)) if token.type == "fence"]
    assert len(fences) == 1
    shown = visible(answer).replace("\x00", "\ufffd")
    for bracket in "⟦⟧":
        shown = shown.replace(bracket, f"<U+{ord(bracket):04X}>")
    assert fences[0] == f"⟦{shown}⟧[✓ k1, ~ k2]\n"


HOSTILE = "<b>x</b> [y](http://z) | # `w` **v**"
ESCAPED = r"\<b\>x\</b\> \[y\](http://z) \| # \`w\` \*\*v\*\*"
LLM = replace(
    provenance(Method.LLM),
    prompt_id="grade",
    prompt_version="1",
    prompt_hash="0123456789ab",
    rubric_version="concept/1 ba9876543210",
    usage={"calls": 2, "input_tokens": 3000, "output_tokens": 400},
)
SPAN = (Evidence(0, 2, "an"),)


def judged(*, reasoning: str = "It says so.", votes: tuple[Verdict, ...] = (), **changes: object) -> str:
    verdicts = a_grade(QUESTION, Verdict.MET, Verdict.PARTIAL, Verdict.MISSED).verdicts
    first = replace(verdicts[0], reasoning=reasoning, votes=votes)
    criteria = (
        CriterionLevel("depth", 3, "It gives the reason.", SPAN, 0.2),
        CriterionLevel("clarity", None, "No words show it.", (), 0.1),
    )
    given = {"provenance": LLM, "verdicts": (first, *verdicts[1:]), "criteria": criteria, **changes}
    return rendered(**given)  # type: ignore[arg-type]


def a_session(**changes: object) -> Session:
    exchange = Exchange(
        Prompt(PromptKind.QUESTION, QUESTION.title), "an answer", NOON, a_grade(QUESTION, *[Verdict.MET] * 3)
    )
    turn = Turn(QUESTION.id, QUESTION.title, QUESTION.topic, NOON, (exchange,), closed_at=NOON)
    return replace(Session(a_plan("dropout"), (turn,), NOON), **changes)  # type: ignore[arg-type]


def report_of(session: Session) -> str:
    return render_markdown(build_report(session, {QUESTION.id: QUESTION}))


def test_a_verdict_is_shown_with_its_reason_and_with_its_votes() -> None:
    text = judged(votes=(Verdict.MET, Verdict.MET, Verdict.MISSED))
    assert "  - why: It says so.\n  - asked 3 times: met, met, missed\n" in text


def test_a_verdict_that_was_asked_for_once_has_no_votes() -> None:
    assert "asked" not in judged(votes=(Verdict.MET,)).split("### Key points")[1].split("###")[0]


def test_claims_beyond_the_reference_are_shown_with_what_supports_them() -> None:
    beyond = (Beyond("It adds noise.", SPAN, "l2#reference-1"), Beyond("It is old.", SPAN, "common knowledge"))
    text = judged(beyond=beyond).split("### Beyond the reference")[1].split("###")[0]
    assert "- **+ also right**: It adds noise.\n  - your words: “an”\n  - supported by `l2#reference-1`" in text
    assert "  - supported by common knowledge" in text


def test_criteria_are_named_with_level_share_and_evidence() -> None:
    text = judged()
    assert "- Depth: level 3 of 4, 20 % of the score. It gives the reason.\n  - your words: “an”" in text
    assert "- Clarity: not assessed, 10 % of the score. No words show it." in text


def test_how_scores_come_about_is_told_for_grades_by_a_rubric() -> None:
    assert "low levels of the criteria take off up to 30 % of the score" in judged()
    assert "rubric" not in rendered().split("## How this was graded")[1]


def test_the_prompt_and_the_rubric_are_named_exactly() -> None:
    assert "prompt grade 1 (0123456789ab), rubric concept/1 ba9876543210" in judged()


def test_what_chat_models_took_is_told_by_what_it_was_for() -> None:
    session = a_session(talk=Usage(500, 60, 4, 0.0012))
    grade = replace(session.turn.current.grade, provenance=LLM)  # type: ignore[type-var]
    turn = session.turn.with_current(replace(session.turn.current, grade=grade))
    text = report_of(session.with_turn(turn)).split("## What it took")[1]
    assert "- grading by the llm grader: 2 calls, 3,000 tokens in, 400 out, cost unknown" in text
    assert "- the interviewer's words: 4 calls, 500 tokens in, 60 out, cost 0.0012 USD" in text
    assert "- together: 6 calls, 3,500 tokens in, 460 out, cost unknown" in text


def test_a_session_without_a_chat_model_says_nothing_of_cost() -> None:
    assert "What it took" not in report_of(a_session())


def test_questions_back_and_their_replies_stand_with_the_exchange_they_were_in() -> None:
    session = a_session()
    remarks = (
        Remark("Do you mean X?", by_candidate=True, exchange=0),
        Remark("As you like.", by_candidate=False, exchange=0),
    )
    text = report_of(session.with_turn(replace(session.turn, remarks=remarks)))
    asked, replied = text.index("*You asked:* Do you mean X?"), text.index("*The interviewer replied:* As you like.")
    assert text.index("*Question:*") < asked < replied < text.index("```text")


def test_the_summary_is_marked_as_worded_by_the_interviewer() -> None:
    text = report_of(a_session(closing="A good start.\n\nRead on."))
    assert "## The interviewer's summary\n\n*Worded by the interviewer" in text
    assert "> A good start.\n>\n> Read on." in text


@pytest.mark.parametrize("start", ["# Score: 100 %", "- a", "1. a", "===", "---", "> a", "~~~", "    code", "<div>"])
def test_a_summary_cannot_dress_up_the_report(start: str) -> None:
    before = MarkdownIt("commonmark").parse(report_of(a_session(closing="a")))
    tokens = MarkdownIt("commonmark").parse(report_of(a_session(closing=f"a\n{start}\nb")))
    added = {token.type for token in tokens[len(before) - 1 :]} | {token.type for token in tokens}
    assert [t.type for t in tokens if t.level == 0] == [t.type for t in before if t.level == 0]
    quote = [t.type for t in tokens if t.type == "blockquote_open"]
    assert len(quote) == 1
    assert "html_block" not in added


def test_words_of_a_model_are_escaped_everywhere() -> None:
    text = judged(
        reasoning=HOSTILE,
        beyond=(Beyond(HOSTILE, SPAN, "common knowledge"),),
        criteria=(CriterionLevel("depth", 1, HOSTILE, SPAN, 0.3),),
        flags=(HOSTILE,),
    )
    assert text.count(ESCAPED) == 4
    assert "<b>" not in text


@pytest.mark.parametrize("answer", ANSWERS)
def test_whatever_was_said_is_text(answer: str) -> None:
    """The reference answer is the corpus's own Markdown, and stands there as it is."""
    session, questions = hostile_session(answer)
    questions = {name: replace(question, reference="The reference.") for name, question in questions.items()}
    text = render_markdown(build_report(session, questions, rewrites=rewrites(answer)))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inlines = [inline for token in tokens for inline in token.children or []]
    kinds = {token.type for token in [*tokens, *inlines]}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "autolink"}
    assert sum(token.type == "heading_open" for token in tokens) == len(HEADINGS)
    assert [token.content for token in tokens if token.type == "inline" and token.content in HEADINGS]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


HEADINGS = (
    "Interview of 02 November 2026",
    "The interviewer's summary",
    "By criterion",
    "Strengths",
    "To work on",
    "1. the title of the question",
    "Key points",
    "Misconceptions",
    "Beyond the reference",
    "Rubric",
    "Reference answer",
    "How this was graded",
    "Your answer, rewritten",
)
"""The headings of a report that has everything, and no other."""


def test_words_that_show_something_are_marked_in_the_answer() -> None:
    evidence = (Evidence(5, 9, "says"),)
    verdict = PointVerdict("k1", "A claim.", 1, Verdict.MET, evidence)
    assert "This ⟦says⟧[✓ k1] it.\n" in rendered("This says it.", verdicts=(verdict,))


def test_an_answer_cannot_claim_marks_of_its_own() -> None:
    assert "<U+27E6>fake<U+27E7>[✓ k1]" in rendered("⟦fake⟧[✓ k1]")


def test_a_formula_keeps_its_latex_and_is_readable_in_a_terminal() -> None:
    claim = PointVerdict("k1", r"It is $x_i < 2$, <b>not</b> $y$.", 1, Verdict.MISSED)
    question = replace(QUESTION, reference=r"So $$\sum_i w_i$$ it is.")
    grade = replace(a_grade(QUESTION, Verdict.MET, Verdict.PARTIAL, Verdict.MISSED), verdicts=(claim,))
    exchange = Exchange(Prompt(PromptKind.QUESTION, "?"), "an answer", NOON, grade)
    turn = Turn(QUESTION.id, QUESTION.title, QUESTION.topic, NOON, (exchange,), closed_at=NOON)
    report = build_report(Session(a_plan("dropout"), (turn,), NOON), {QUESTION.id: question})
    source, terminal = render_markdown(report), render_for_terminal(report)
    assert r"It is $x_i \lt  2$, \<b\>not\</b\> $y$." in source
    assert r"So $$\sum_i w_i$$ it is." in source
    assert r"It is xᵢ \< 2, \<b\>not\</b\> y." in terminal
    assert "So ∑ᵢ wᵢ it is." in terminal


@pytest.mark.parametrize("render", [render_markdown, render_for_terminal])
def test_neither_a_formula_nor_a_reference_answer_commands_the_terminal(render: Callable[[Report], str]) -> None:
    page = render(hostile_report("$\x1b]0;owned\x07 x$ and \u202e back"))
    assert not {"\x1b", "\x07", "\u202e"} & set(page)


def test_code_in_a_title_and_a_claim_stays_code_but_where_it_would_break_the_table() -> None:
    question = replace(QUESTION, title="What does `x_a *= 2` do to `a|b`?")
    turn = Turn(question.id, question.title, question.topic, NOON, (), skipped=True)
    turn = replace(turn, exchanges=(Exchange(Prompt(PromptKind.QUESTION, question.title)),))
    text = render_markdown(build_report(Session(a_plan("dropout"), (turn,), NOON), {question.id: question}))
    assert "| 1 | What does `x_a *= 2` do to \\`a\\|b\\`? |" in text
