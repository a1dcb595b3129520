"""What cannot be checked is told from English."""

from __future__ import annotations

import base64
import codecs

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.interview.dialogue.plain_words import plain_words, why_unreadable

FOREIGN = (
    "Jede Einheit wird zufällig auf null gesetzt, damit sich keine auf andere verlassen kann.",
    "Was passiert mit den Aktivierungen in der Trainingsphase, wenn man zufällig Einheiten abschaltet?",
    "Chaque unité est mise à zéro au hasard à chaque étape d'entraînement.",
    "Les activations restantes sont divisées par la probabilité de conservation, n'est-ce pas?",
    "Cada unidad se pone a cero al azar en cada paso de entrenamiento.",
    "No se puede confiar en una neurona en particular, y me parece que eso reduce la coadaptación.",
    "Ogni unità viene azzerata a caso in ogni passo di addestramento.",
    "Elke eenheid wordt in iedere stap willekeurig op nul gezet.",
    "Is het zo dat we in de training de eenheden op nul zetten, of niet?",
    "Cada unidade é zerada aleatoriamente em cada passo do treinamento.",
    "Każda jednostka jest losowo zerowana w każdym kroku.",
    "Varje enhet nollställs slumpmässigt i varje träningssteg.",
    "Her birim her adımda rastgele sıfırlanır.",
    "Mỗi đơn vị được đặt về không một cách ngẫu nhiên.",
    "Setiap unit diatur ke nol secara acak pada setiap langkah.",
    "Jokainen yksikkö nollataan satunnaisesti joka askeleella.",
    "Каждый нейрон случайно обнуляется на каждом шаге.",
    "每个单元在每一步都会被随机置零。",
    "كل وحدة تصبح صفرا عشوائيا في كل خطوة.",
    "हर इकाई हर चरण में यादृच्छिक रूप से शून्य हो जाती है।",
    codecs.encode("Every unit is zeroed at random with a set probability.", "rot13"),
    base64.b64encode(b"Every unit is zeroed at random with a set probability.").decode(),
)


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_not_english_cannot_be_checked(text: str) -> None:
    assert why_unreadable(text) is not None


@pytest.mark.parametrize("text", FOREIGN[:4])
def test_a_foreign_sentence_after_an_english_one_is_found(text: str) -> None:
    assert why_unreadable(f"Thank you, I have noted what you said about that. {text}") is not None


def test_every_question_and_probe_of_the_corpus_can_be_checked(corpus: Corpus) -> None:
    texts = [
        text
        for question in corpus.questions
        for text in (question.title, *(point.probe for point in question.key_points), *question.follow_ups)
    ]
    assert [text for text in texts if why_unreadable(text)] == []


@pytest.mark.parametrize(
    "text", ["Why is $\\sigma(x)$ used here?", "What does α control in that rule?", "Naïve Bayes?"]
)
def test_formulas_greek_and_accents_are_english_enough(text: str) -> None:
    assert why_unreadable(text) is None


def test_words_are_read_without_their_dress() -> None:
    assert plain_words("**Co-Adap**tation, s.p.l.i.t") == "co adaptation, split"
