"""What a card shows of a grade."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.app import App, ComposeResult

from interviewer.grading.grade import Method
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, Verdict
from interviewer.interview.credit import Credit
from interviewer.tui.feedback_card import FeedbackCard, reference_card, retry_card, turn_card
from tests.factories import a_grade, a_question

HOSTILE = "[/] [red]x[/red] \x1b[2J <b> $quiet"
QUESTION = a_question(weights=(3, 2))
PLAIN = a_grade(QUESTION, Verdict.MET, Verdict.MISSED, method=Method.LLM)
JUDGED = replace(
    PLAIN,
    verdicts=(
        replace(PLAIN.verdicts[0], reasoning="It says why."),
        replace(
            PLAIN.verdicts[1],
            reasoning="It is not there.",
            votes=(Verdict.MET, Verdict.MISSED, Verdict.MISSED),
        ),
    ),
    criteria=(
        CriterionLevel("correctness", 3, "One slip.", share=0.2),
        CriterionLevel("clarity", None, "Too short."),
        CriterionLevel("completeness", 2, "Half.", share=0.0),
    ),
    beyond=(Beyond("It also speeds up training.", (Evidence(0, 2, "an"),), "common knowledge"),),
    flags=("The graders disagree: a gives 10%, b 90%.",),
)


async def lines(card: FeedbackCard) -> str:
    """A card as it is shown."""

    class Showing(App[None]):
        def compose(self) -> ComposeResult:
            yield card

    app = Showing()
    async with app.run_test(size=(100, 60)):
        assert "\x1b" not in app.export_screenshot()
        return card.plain


def credit_of(**parts: object) -> Credit:
    grade = JUDGED
    credit = Credit(0.5, 0.5, grade.verdicts, (), (Method.LLM,), grade.criteria, grade.beyond)
    return replace(credit, **parts)  # type: ignore[arg-type]


async def test_reasons_votes_levels_and_claims_beyond_are_shown() -> None:
    shown = await lines(turn_card(credit_of(), QUESTION, JUDGED.flags))
    for expected in (
        "It says why.",
        "asked 3 times: met, missed, missed",
        "Also right, beyond the reference: It also speeds up training. (common knowledge)",
        "Note: The graders disagree: a gives 10%, b 90%.",
    ):
        assert expected in shown
    assert "Criteria: Correctness level 3 of 4" in shown
    assert shown.index("It says why.") < shown.index("your words")


async def test_a_level_that_is_no_part_of_the_score_is_not_shown() -> None:
    shown = await lines(turn_card(credit_of(), QUESTION, ()))
    assert "Completeness" not in shown
    assert "Clarity" not in shown


async def test_a_grade_by_similarity_looks_as_it_did() -> None:
    credit = credit_of(verdicts=PLAIN.verdicts, criteria=(CriterionLevel("completeness", 2, ""),), beyond=())
    shown = await lines(turn_card(credit, QUESTION, ()))
    for absent in ("Criteria", "asked", "Also right", "Note"):
        assert absent not in shown


async def test_a_second_try_shows_them_too() -> None:
    shown = await lines(retry_card(JUDGED))
    for expected in (
        "It says why.",
        "Criteria: Correctness level 3 of 4",
        "beyond the reference",
        "The graders disagree",
    ):
        assert expected in shown


async def test_nothing_of_a_judges_words_is_markup() -> None:
    verdict = replace(JUDGED.verdicts[0], claim=HOSTILE, reasoning=HOSTILE)
    hostile = credit_of(
        verdicts=(verdict,),
        beyond=(Beyond(HOSTILE, (), HOSTILE),),
        criteria=(CriterionLevel("depth", 1, HOSTILE, share=0.1),),
    )
    shown = await lines(turn_card(hostile, None, (HOSTILE,), HOSTILE))
    assert shown.count("[/] [red]x[/red] ␛[2J <b> $quiet") >= 5
    assert "\x1b" not in shown


async def test_formulas_are_in_unicode() -> None:
    question = replace(QUESTION, reference=r"So $$a = g\Big(\sum_i w_i x_i + b\Big)$$ it is.")
    verdicts = (replace(PLAIN.verdicts[0], claim=r"It is $x_i^2$."), *PLAIN.verdicts[1:])
    shown = await lines(turn_card(Credit(1.0, 1.0, verdicts=verdicts), question, ()))
    assert "It is xᵢ²." in shown
    assert "So a = g(∑ᵢ wᵢ xᵢ + b) it is." in shown


async def test_the_source_of_a_question_of_ones_own_is_its_file() -> None:
    question = replace(QUESTION, folder=Path("mine"))
    shown = await lines(reference_card(question))
    assert f"Source: {Path('mine', question.file)}; Somebody (2014), A Paper" in shown
