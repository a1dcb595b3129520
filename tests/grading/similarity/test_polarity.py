"""A negated or reversed claim is not the claim, and a right one in other words is not reversed."""

from __future__ import annotations

import pytest

from interviewer.grading.relation import RelationKind
from interviewer.grading.similarity.claim_features import features_of
from interviewer.grading.similarity.polarity import Claim, relation_kind
from interviewer.language.words import content_stems

COPYING = "Without the mask a position could attend to the token that it must predict, and training would be copying."
NORMALIZING = "Layer normalization takes the mean and variance of each example across its own features."


def claim(text: str) -> Claim:
    return Claim(features_of(text), content_stems(text))


def test_a_claim_agrees_with_itself() -> None:
    text = "The generator never sees real data, while the discriminator sees both kinds."
    assert relation_kind(features_of(text), claim(text)) is RelationKind.ENTAILS


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("Pooling increases height and width.", "Pooling reduces height and width."),
        ("so the later layers need more memory", "Later layers need less memory."),
        ("Reduce-on-plateau raises the rate.", "Reduce-on-plateau lowers the rate."),
        ("Soft targets carry less information than hard labels.", "Soft targets carry more information than labels."),
        ("Embeddings are sparse vectors.", "An embedding is a dense, learned vector."),
        ("Training is very stable.", "GAN training is unstable and may end in mode collapse."),
        ("Dropout stays on at inference.", "Dropout is switched off at inference."),
        ("A large student imitates a small teacher.", "A small student imitates a larger teacher."),
        (
            "Small steps make fast progress early and large steps later settle.",
            "Large steps make fast progress early, while small steps later settle.",
        ),
        ("It goes from the input layer to the output layer.", "It goes from the output layer back to the input."),
        ("The generator sees the real data directly.", "The generator never sees real data."),
        ("Weight decay encourages large weights", "Weight decay discourages large weights."),
    ],
)
def test_a_reversed_claim_is_reversed(said: str, claimed: str) -> None:
    assert relation_kind(features_of(said), claim(claimed)) is RelationKind.CONTRADICTS


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("It shrinks height and width.", "Pooling reduces height and width."),
        ("Large weights are discouraged.", "Weight penalties discourage large weights."),
        ("so that weights don't get large", "Weight penalties discourage large weights."),
        ("no co-adaptation", "No unit can rely on others, which reduces co-adaptation."),
        ("augment it with flips that don't change the label", "Augmentation makes label-preserving changes."),
        ("stop once the loss doesn't improve any more", "It ends when the metric has stopped improving."),
        ("stop once the score no longer improves", "It ends when the metric has stopped improving."),
        ("No parameters are learned in it.", "The layer has no learnable parameters."),
        ("the gradient there is a small slope instead of zero", "The gradient is not zero."),
        ("soft labels tell more than one-hot ones", "Soft targets carry more information than hard labels."),
        (
            "You have a big teacher network and a smaller student to mimic it.",
            "A small student network is trained to reproduce a larger, already trained teacher.",
        ),
        ("big steps first, small later to settle", "Large steps make progress early, small steps later settle."),
        (
            "it ramps up from almost zero so the large early updates don't make training diverge",
            "Warmup raises the rate from near zero to prevent divergence from big early updates.",
        ),
    ],
)
def test_a_right_claim_in_other_words_is_not_reversed(said: str, claimed: str) -> None:
    assert relation_kind(features_of(said), claim(claimed)) is RelationKind.ENTAILS


def test_a_claim_in_its_own_words_agrees_whatever_its_punctuation() -> None:
    said = COPYING.replace("Without the mask", "Without a mask,")
    assert relation_kind(features_of(said), claim(COPYING)) is RelationKind.ENTAILS


def test_one_word_that_turns_a_claim_round_is_noticed() -> None:
    said = NORMALIZING.replace("normalization takes", "normalization never takes")
    assert relation_kind(features_of(said), claim(NORMALIZING)) is not RelationKind.ENTAILS
