"""A reaction that judges is told from one that does not."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from interviewer.interview.dialogue.judging import NEUTRAL_REACTIONS, NeutralReactions, judges, judges_in_passing

JUDGING = (
    "Great answer!",
    "Good, you covered the main idea.",
    "Excellent point about the ensemble view.",
    "Perfect, that is what I was after.",
    "That's right.",
    "That is correct, thanks.",
    "Exactly.",
    "Yes, the mask is redrawn each step.",
    "Absolutely, co-adaptation matters here.",
    "You nailed the mechanism.",
    "Spot on with the scaling.",
    "Nice explanation of the forward pass.",
    "Well done, thank you.",
    "I like how you structured that.",
    "That makes sense.",
    "You clearly know your regularizers.",
    "Impressive detail on the mask.",
    "A solid start.",
    "Thanks, that was thorough.",
    "Very clear, thank you.",
    "Interesting take on inference.",
    "You're on the right track.",
    "You touched on the key idea.",
    "I agree with what you say about inference.",
    "Fair enough.",
    "Brilliant!",
    "Thanks 👍",
    "✅ Noted.",
    "You got it.",
    "I'm happy with that.",
    "That sounds accurate to me.",
    "Indeed, units are dropped.",
    "Not quite.",
    "Hmm, let me think about that.",
    "That's wrong, I think.",
    "Almost, let me look at it.",
    "You're close.",
    "Unfortunately I have to stop you there.",
    "You missed something there.",
    "You forgot the scaling.",
    "Thanks, but I expected something else.",
    "However, let me look at it.",
    "That is a common mistake.",
    "A bit vague, but thanks.",
    "I'm not sure about that.",
    "Thanks, that was brief.",
    "Are you really sure that inference is unaffected? Hmm.",
    "That's incomplete.",
    "You seem confused about inference.",
    "There is room for improvement.",
    "I was hoping for more detail.",
    "You should have mentioned inference.",
    "That is only half of it.",
    "I disagree about the scaling.",
    "A weak answer, let's move on.",
    "That was surprising.",
    "8/10, thanks.",
    "I would give that full marks.",
    "That scores well.",
    "A- so far.",
    "No, but thanks.",
    "That contradicts what is known.",
    "You overlooked inference.",
    "Your understanding of inference comes through.",
    "Actually, let me come back to inference.",
)
NEUTRAL = (
    *NEUTRAL_REACTIONS,
    "Thank you.",
    "Thanks for walking me through that.",
    "I have written that down.",
    "You spoke about units being zeroed during training.",
    "You described an ensemble of subnetworks; let me take a moment with that.",
    "So you start from the mask and go on to inference.",
    "You brought up co-adaptation, and I will come back to it.",
    "Thanks, I will go over what you said about the keep probability.",
    "I hear you on gradient descent and momentum.",
    "Let me read what you wrote about attention.",
    "You went from the loss to the update rule.",
    "Thank you, I am reading it now.",
    "You mentioned true positives and false negatives; one moment.",
    "You talked about the true positive rate.",
    "I noted the softmax, the logits and the temperature.",
    "You took the route over the Jacobian.",
    "You compared batch and layer normalization.",
    "That was about the encoder; let me go through it.",
    "You gave me an example with 32 images.",
    "You used the attention scores to explain it.",
    "You spoke of knowledge distillation and its temperature.",
    "Let me follow your steps from the input to the loss.",
    "You named weak learners and boosting.",
    "Okay, I have your thoughts on data points and outliers.",
    "You wrote down a formula for the variance; let me look at it.",
    "I will take your code with me for a moment.",
    "You described the forward pass and the backward pass.",
    "Thanks, let me think through the steps you listed.",
    "You put the emphasis on memory and throughput.",
    "You went into precision and recall.",
    "You told me how you would monitor the model after launch.",
    "You began with the data and ended with deployment.",
    "I see that you went for a convolutional network.",
    "Let me collect what you said on regularization.",
    "You explained it by a picture of a valley.",
    "I am with you up to the chain rule.",
    "You talked about missing values and how to fill them.",
    "Thanks, the second pass over your words takes a moment.",
    "You brought in half-precision training.",
    "You referred to the no-free-lunch theorem.",
    "You listed three steps; I am going through them.",
    "You walked through a single training step.",
    "You linked the learning rate to the batch size.",
    "I follow the order you chose.",
    "You pointed to the squared error as the loss.",
    "Good morning, and thanks for the answer.",
    "You discussed the left-hand side first.",
    "You mentioned a mixture of experts.",
    "Your words on fine-tuning are with me.",
    "You gave a definition and an example.",
    "You opened with the purpose of the mask.",
    "You spoke about end points of the interval.",
    "Thank you for taking the time to spell out the steps.",
    "I have your answer in front of me.",
    "Let me sit with the picture you drew of the loss surface.",
    "You said that the generalization error shrinks.",
    "You described what happens to one neuron.",
    "You mentioned the residual stream.",
    "You told me about tokens and positions.",
    "I am taking notes on the optimizer you described.",
    "You framed it as a game between two networks.",
)


@pytest.mark.parametrize("sentence", JUDGING)
def test_a_sentence_that_judges_is_found(sentence: str) -> None:
    assert judges(sentence) is not None


@pytest.mark.parametrize("sentence", NEUTRAL)
def test_a_neutral_sentence_passes(sentence: str) -> None:
    assert judges(sentence) is None


@pytest.mark.parametrize(
    "text",
    [
        "Good, and what happens at inference?",
        "Exactly. What happens at inference?",
        "Not quite: what happens at inference?",
        "That's correct, so what happens at inference?",
        "You forgot inference; what happens then?",
        "You correctly named the mask. What about inference?",
        "Great point! How do you choose the rate?",
        "Your answer is incomplete. What about inference?",
        "You didn't mention inference: what happens then?",
        "No, what happens at inference?",
        "Almost, but what about the scale?",
        "Right. And the scale?",
        "What about the scale? 🎉",
    ],
)
def test_a_judgement_beside_a_question_is_found(text: str) -> None:
    assert judges_in_passing(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "What goes wrong when the rate is too high?",
        "Which of the two is better for small data, and why?",
        "You said that units are zeroed. What does not change at inference?",
        "Why is it not enough to rescale at test time?",
        "Good question. I mean inference in production.",
        "Suppose the model fails in production: what would you look at first?",
        "Right after the update, what has become of the mask?",
        "Is a true positive counted there?",
        "Yes, take the inputs to be normalized.",
        "When would you call the fit good?",
        "What would the network learn if you forgot the scaling?",
        "What do you check when the score looks odd?",
        "How close do the two estimates get?",
    ],
)
def test_a_question_about_right_and_wrong_passes(text: str) -> None:
    assert judges_in_passing(text) is None


def test_no_authored_reaction_comes_twice_in_a_row() -> None:
    reactions = NeutralReactions(Random(3))
    drawn = [reactions.next() for _ in range(200)]
    assert all(one != other for one, other in pairwise(drawn))


def test_every_authored_reaction_comes_up() -> None:
    reactions = NeutralReactions(Random(3))
    assert {reactions.next() for _ in range(200)} == set(NEUTRAL_REACTIONS)
