"""What an English sentence model cannot read is not assessed, and nothing else."""

from __future__ import annotations

import pytest

from interviewer.grading.similarity.legible import NOT_ENGLISH, ONLY_CODE, why_not_assessable


@pytest.mark.parametrize(
    "answer",
    [
        "Dropout schaltet zufällig Neuronen ab und das ist nur im Training aktiv, nicht bei der Inferenz.",
        "El dropout apaga neuronas al azar durante el entrenamiento para que la red no dependa de una sola.",
        "Dropout отключает случайные нейроны во время обучения сети.",
        "ドロップアウトは訓練中にユニットをランダムにゼロにします。",
        "Dropout 在训练时随机将神经元置零, 防止 co-adaptation, inference 时关闭 dropout.",
        "Dropout eğitim sırasında nöronları rastgele kapatır ve aşırı öğrenmeyi önler.",
    ],
)
def test_an_answer_in_another_language_is_not_assessed(answer: str) -> None:
    assert why_not_assessable(answer) == NOT_ENGLISH


def test_bare_code_is_not_assessed() -> None:
    assert why_not_assessable("```python\nx = dropout(x, 0.5)\n```") == ONLY_CODE


def test_a_bare_formula_is_not_assessed() -> None:
    assert why_not_assessable("$$\\sigma(z) = 1/(1+e^{-z})$$") == ONLY_CODE


@pytest.mark.parametrize(
    "answer",
    [
        "zeroes units at random; off at test",
        "sigma(z) maps R to (0, 1), σ'(z) = σ(1-σ)",
        "It zeroes units at random in training, like this: ```x * mask```",
        "We die a bit at every epoch, an ensemble du jour.",
        "Fréchet distance, Poincaré ball, Möbius addition, hyperbolic geometry, trees embed well",
        "Poincaré, Hölder and Schrödinger are names, Fréchet distance too",
        "fine",
        "def",
    ],
)
def test_english_with_symbols_or_code_is_assessed(answer: str) -> None:
    assert why_not_assessable(answer) is None
