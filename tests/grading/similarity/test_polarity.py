"""A negated or reversed claim is not the claim, and a right one in other words is not reversed."""

from __future__ import annotations

import pytest

from interviewer.grading.relation import RelationKind
from interviewer.grading.similarity.claim_features import features_of
from interviewer.grading.similarity.polarity import Claim, is_plainly, relation_kind
from interviewer.language.words import content_stems, stem

COPYING = "Without the mask a position could attend to the token that it must predict, and training would be copying."
NORMALIZING = "Layer normalization takes the mean and variance of each example across its own features."

BAGGING = ("bag", "boost")


def claim(text: str, contrast_pairs: tuple[tuple[str, str], ...] = ()) -> Claim:
    return Claim(features_of(text), content_stems(text), contrast_pairs)


def test_a_claim_agrees_with_itself() -> None:
    text = "The generator never sees real data, while the discriminator sees both kinds."
    contrast_pairs = ((stem("discriminator"), stem("generator")),)
    assert relation_kind(features_of(text), claim(text, contrast_pairs)) is RelationKind.ENTAILS


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


@pytest.mark.parametrize(
    "said",
    [
        "Boosting trains each model independently on a bootstrap sample.",
        "while boosting trains all of its models independently on bootstrap samples",
    ],
)
def test_the_other_side_of_a_comparison_is_reversed(said: str) -> None:
    claimed = claim("Bagging trains each model independently on its own bootstrap sample.", (BAGGING,))
    assert relation_kind(features_of(said), claimed) is RelationKind.CONTRADICTS


def test_a_clause_without_a_subject_is_about_the_thing_named_before() -> None:
    claimed = claim("Bagging suits deep decision trees.", (BAGGING,))
    said = features_of("so it suits deep decision trees")
    assert relation_kind(said, claimed, [("boost", "reduc")]) is RelationKind.CONTRADICTS
    assert relation_kind(said, claimed, [("bag", "reduc")]) is RelationKind.ENTAILS


def test_both_sides_swapped_in_one_sentence_are_reversed() -> None:
    claimed = claim(
        "Max pooling keeps the largest value of the window, while average pooling keeps the mean.", (("averag", "max"),)
    )
    assert relation_kind(
        features_of("Max pooling keeps the mean and average pooling keeps the largest value."), claimed
    ) is (RelationKind.CONTRADICTS)
    assert relation_kind(
        features_of("Max pooling keeps the largest value and average pooling keeps the mean."), claimed
    ) is (RelationKind.ENTAILS)


def test_a_denial_of_the_other_side_says_something_else() -> None:
    claimed = claim("Boosting reduces bias.", (BAGGING,))
    assert relation_kind(features_of("Bagging increases bias."), claimed) is RelationKind.UNRELATED


def test_what_is_said_of_the_other_side_too_is_not_reversed() -> None:
    claimed = claim("Bagging mainly reduces variance.", (BAGGING,))
    assert relation_kind(features_of("Boosting often lowers variance too."), claimed) is RelationKind.ENTAILS


def test_an_accusation_needs_both_or_neither_to_deny() -> None:
    belief = claim("Dropout is used at inference.")
    assert is_plainly(features_of("Dropout is used at inference time"), belief)
    assert not is_plainly(features_of("Dropout is not used at inference"), belief)


def test_an_accusation_needs_the_same_number() -> None:
    belief = claim("TensorFlow 2 runs a graph in a session.")
    assert not is_plainly(features_of("TensorFlow 1 ran a graph in a session"), belief)


def test_a_claim_in_its_own_words_agrees_whatever_its_punctuation() -> None:
    said = COPYING.replace("Without the mask", "Without a mask,")
    assert relation_kind(features_of(said), claim(COPYING)) is RelationKind.ENTAILS


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("normalization takes", "normalization never takes"), ("Layer", "Batch")],
)
def test_one_word_that_turns_a_claim_round_is_noticed(right: str, wrong: str) -> None:
    said = NORMALIZING.replace(right, wrong)
    assert (
        relation_kind(features_of(said), claim(NORMALIZING, ((stem("batch"), stem("layer")),)))
        is not RelationKind.ENTAILS
    )
