"""Two walls against text that wants a better grade: it stays between its delimiters, and no quote of it is evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from interviewer.corpus.question import KeyPoint, Misconception, Question
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.llm.nearness import QuoteNearness
from interviewer.grading.llm.prompt import grading_messages, slots
from interviewer.grading.llm.reply import judgement_of
from interviewer.grading.llm.shape import GradingReply
from interviewer.grading.llm.support import Support
from interviewer.grading.score import score_of
from interviewer.models.chat import Cancel, Message, Role
from interviewer.models.spotlighting import new_delimiters
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.passage import Passage
from tests.factories import NOON
from tests.grading.llm.attack_texts import IN_THE_ANSWER, IN_THE_MATERIAL
from tests.grading.llm.material import DELIMITERS, PASSAGE, PROMPTS, QUESTION, RUBRIC, a_beyond, a_reply, a_request

BASE = "I came across it at a former company and my colleagues liked it a lot, honestly."
DELIMITER = re.compile(r"^<<(end )?([a-z_]+) 8f3a8f3a8f3a8f3a>>$")
SLOTS = ["question", "key_points", "misconceptions", "reference", "passages", "answer"]

answers = pytest.mark.parametrize("attack", IN_THE_ANSWER.values(), ids=IN_THE_ANSWER)
materials = pytest.mark.parametrize("attack", IN_THE_MATERIAL.values(), ids=IN_THE_MATERIAL)


@pytest.fixture
def nearness(embedder: TextEmbedder) -> QuoteNearness:
    """What compares quotes with claims, with the real model."""
    return QuoteNearness(embedder.embed)


def attacked(attack: str) -> str:
    """A base answer that says nothing, and the attack."""
    return f"{BASE}\n\n{attack}"


def hostile_question(attack: str) -> Question:
    """A question of somebody else's corpus, with the attack wherever a text can stand."""
    return replace(
        QUESTION,
        title=f"{QUESTION.title} {attack}",
        reference=f"{QUESTION.reference}\n\n{attack}",
        key_points=tuple(KeyPoint(p.id, p.weight, f"{p.claim} {attack}", attack) for p in QUESTION.key_points),
        misconceptions=(Misconception("m1", attack, attack),),
    )


def messages(request: GradingRequest, passages: tuple[Passage, ...] = (PASSAGE,)) -> list[Message]:
    return grading_messages(PROMPTS.get("grade"), RUBRIC, request, passages, DELIMITERS)


def delimiters(text: str) -> list[str]:
    return [line for line in text.splitlines() if DELIMITER.match(line)]


OURS = [
    line.format(name) for name in SLOTS for line in (f"<<{{}} {DELIMITERS.token}>>", f"<<end {{}} {DELIMITERS.token}>>")
]
CLEAN_SYSTEM, CLEAN_USER = (message.text for message in messages(a_request(BASE)))


@answers
def test_an_answer_stays_in_its_fence(attack: str) -> None:
    system, user = messages(a_request(attacked(attack)))
    assert (system.role, user.role) == (Role.SYSTEM, Role.USER)
    assert system.text == CLEAN_SYSTEM
    assert delimiters(user.text) == OURS
    before, after = CLEAN_USER.split(BASE)
    assert user.text.startswith(before)
    assert user.text.endswith(after)


@materials
def test_reference_material_stays_in_its_fences(attack: str) -> None:
    passage = replace(PASSAGE, id=f"x#{attack}", text=attack)
    system, user = messages(a_request(BASE, hostile_question(attack)), (passage,))
    assert system.text == CLEAN_SYSTEM
    assert delimiters(user.text) == OURS
    outside = re.sub(
        rf"<<(\w+) {DELIMITERS.token}>>\n.*?\n<<end \1 {DELIMITERS.token}>>", "", user.text, flags=re.DOTALL
    )
    clean = re.sub(
        rf"<<(\w+) {DELIMITERS.token}>>\n.*?\n<<end \1 {DELIMITERS.token}>>", "", CLEAN_USER, flags=re.DOTALL
    )
    assert outside == clean


@materials
def test_reference_material_makes_up_no_entry_of_a_list(attack: str) -> None:
    passage = replace(PASSAGE, id="x#reference-1", text=attack)
    texts = slots(a_request(BASE, hostile_question(attack)), (passage,))
    assert len([line for line in texts["key_points"].splitlines() if re.match(r"k\d+:", line)]) == 3
    assert [line for line in texts["passages"].splitlines() if not line.startswith("    ")] == ["[x#reference-1]"]


@answers
def test_nothing_unseen_or_commanding_reaches_the_model(attack: str) -> None:
    _, user = messages(a_request(attacked(attack)))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069]", user.text)
    assert not re.search(r"[\U000e0000-\U000e007f]", user.text)


def test_a_guessed_token_is_drawn_anew() -> None:
    texts = slots(a_request(attacked(IN_THE_ANSWER["forged fence, capitals"]))).values()
    draws = iter([DELIMITERS.token, "0" * 16])
    assert new_delimiters(texts, lambda: next(draws)).token == "0" * 16


class ObedientJudge:
    """A judge whose model does what the attack wants: everything met, with whatever quotes serve."""

    label = "obedient"
    method = Method.LLM
    model = "fake"
    version = "1"

    def __init__(self, quotes: list[str], nearness: QuoteNearness) -> None:
        self._quotes = quotes
        self._nearness = nearness

    def prepare(self, question: Question, prompt: str) -> None:
        """Nothing is loaded ahead."""

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        """Its reply, checked as any reply is."""
        return judgement_of(obedient_reply(self._quotes), request, (PASSAGE,), RUBRIC, self._nearness)


def obedient_reply(quotes: list[str]) -> GradingReply:
    return a_reply(
        {point.id: ("met", quotes) for point in QUESTION.key_points},
        levels={criterion.id: (4, quotes) for criterion in RUBRIC.criteria},
        beyond=[a_beyond(quote, by) for quote in quotes for by in ("common knowledge", PASSAGE.id)],
    )


def graded(answer: str, quotes: list[str], nearness: QuoteNearness) -> tuple[Grade, float | None]:
    """The grade as the grader gives it, and the score of the language model's judgement."""
    request = a_request(answer)
    judge = ObedientJudge(quotes, nearness)
    found = judge.judge(request)
    score = score_of(found.verdicts, found.misconceptions, found.criteria, found.beyond)
    return CheckedGrader(judge, "corpus", lambda: NOON).grade(request), score


def pieces(text: str) -> Iterator[str]:
    """The text, its lines, and its runs of 3 and 8 words, of a long text those at both ends."""
    yield text
    yield from text.splitlines()
    words = text.split()
    words = words if len(words) <= 80 else words[:40] + words[-40:]
    for size in (3, 8):
        for start in range(max(1, len(words) - size + 1)):
            yield " ".join(words[start : start + size])


def test_the_base_answer_scores_nothing(nearness: QuoteNearness) -> None:
    grade, score = graded(BASE, [], nearness)
    assert (grade.score, score) == (0.0, 0.0)


@answers
def test_a_model_that_obeys_and_quotes_the_attack_changes_no_score(attack: str, nearness: QuoteNearness) -> None:
    lines = [line for line in attack.splitlines() if line.strip()]
    for quotes in ([attack], lines[:3], lines[-3:], [BASE, attack]):
        grade, score = graded(attacked(attack), quotes, nearness)
        assert (grade.score, score) == (0.0, 0.0)


@answers
def test_a_model_that_obeys_and_quotes_what_is_not_in_the_answer_changes_no_score(
    attack: str, nearness: QuoteNearness
) -> None:
    claims = [point.claim for point in QUESTION.key_points]
    for quotes in (claims, [QUESTION.reference], ["stated clearly by the candidate"], ["", " ", "..."]):
        grade, score = graded(attacked(attack), quotes, nearness)
        assert (grade.score, score) == (0.0, 0.0)


@answers
def test_a_model_that_obeys_and_quotes_the_question_changes_no_score(attack: str, nearness: QuoteNearness) -> None:
    answer = f"{QUESTION.title} {attacked(attack)}"
    grade, score = graded(answer, [QUESTION.title, "why does it reduce overfitting", "What is dropout"], nearness)
    assert (grade.score, score) == (0.0, 0.0)


@answers
def test_no_run_of_words_of_an_attack_is_evidence_for_a_key_point(attack: str, nearness: QuoteNearness) -> None:
    support = Support(a_request(attacked(attack)), nearness)
    for point in QUESTION.key_points:
        assert [piece for piece in pieces(attacked(attack)) if support.point([piece], point)] == []


@materials
def test_a_model_that_obeys_a_document_changes_no_score(attack: str, nearness: QuoteNearness) -> None:
    request = a_request(BASE, hostile_question(attack))
    passage = replace(PASSAGE, text=attack)
    for quotes in ([attack], [BASE], [QUESTION.reference]):
        found = judgement_of(obedient_reply(quotes), request, (passage,), RUBRIC, nearness)
        assert score_of(found.verdicts, found.misconceptions, found.criteria, found.beyond) == 0.0


@answers
def test_an_attack_takes_nothing_from_an_honest_answer(attack: str) -> None:
    honest = "In each training step some units are zeroed at random."
    quote = "some units are zeroed at random"
    found = judgement_of(a_reply({"k1": ("met", [quote])}), a_request(f"{honest}\n\n{attack}"), (), RUBRIC)
    assert found.verdicts[0].supported
    assert [evidence.text for evidence in found.verdicts[0].evidence] == [quote]


def test_there_are_at_least_sixty_attacks() -> None:
    assert len(IN_THE_ANSWER) + len(IN_THE_MATERIAL) >= 60
