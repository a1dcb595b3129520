"""Fits the pair reader: given what an answer says and a wording of a key point, does the one say the other, or deny it?

    python -m benchmarks.fit_pairs FOLDER      75 minutes on two cores; saves the weights and prints figures
    python -m scripts.make_pairs FOLDER        makes the 8-bit layers of them that ship with the program

It begins as the encoder that reads answers, its 8-bit weights as floats. The two texts go through the two lowest layers
apart from each other, which stay as they are, and through the other four together; the means over either text's tokens
give two logits. It sees the exemplars, claims and misconceptions of the questions in words that the answers benchmark
does not have, and short wordings of their key points (`data/short-wordings.jsonl`). Those are not in the corpus: as
wordings to compare an answer with they made cosines worse (docs/similarity-grader.md). Then it sees whole answers to
these questions, with a label for each part (`training_pairs.py`). The other 150 questions only measure it.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

os.environ["OMP_NUM_THREADS"] = "2"

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from benchmarks.fit_reader import MYTHS, mistyped
from benchmarks.fit_relations import turned
from benchmarks.stances import stances_of
from benchmarks.training_answers import left_out, training_answers
from benchmarks.training_pairs import Pair, Said, said_in_answers
from benchmarks.whole_answers import read
from interviewer.bootstrap import AppContext
from interviewer.corpus.exemplars import ExemplarKind
from interviewer.corpus.question import Question
from interviewer.search.embedding import layers
from interviewer.search.embedding.folder import find_model
from interviewer.search.embedding.reader import READER
from interviewer.search.embedding.states import MOST_TOKENS
from interviewer.search.embedding.torch_runtime import load_model
from interviewer.settings import load_settings

EPOCHS, RATE, HEAD_RATE, WARM_UP, LEAST_RATE, DECAY = 2, 8e-5, 5e-4, 150, 0.02, 0.01
ANSWER_EPOCHS, ANSWER_RATE, ANSWER_HEAD_RATE = 2, 4e-5, 1e-4
ANSWERS_TOGETHER, AGAIN = 16, 4
"""How many answers a part of a pass is of; in a pass over answers, of one question in so many the wordings too."""
ELSEWHERE = 0.1
"""How often, in a pass over answers, what is said is read beside a wording of another question too."""
WORDINGS, PAIRS = "wordings.pt", "pairs.pt"
"""What is saved after the passes over wordings, and after those over answers."""
SEED, THREADS, FROZEN, BATCH, TOGETHER, WIDTH, HIDDEN = 7, 2, 2, 40, 4, 384, 128
MEASURED = 20
"""Of how many held-out questions the exemplars are read to print figures."""
CLAIM_SHARE = 0.4
"""How often a wording is read beside the claim rather than beside another right wording."""
MOST_SAYING, MADE_SHARE = 5, 0.6
"""How many wordings that say a thing are read in one pass, and how often each sort of made one."""
PREFIX = "model.0.model."
"""What the names of weights begin with in the file of the layers."""
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)")


@dataclass(frozen=True)
class Meaning:
    """The wordings of a key point, or of a misconception: those that say it, deny it, say half of it, or nothing."""

    says: tuple[str, ...]
    denies: tuple[str, ...]
    half: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()


def main() -> None:
    """Trains, measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--answers", action="store_true", help=f"go on from FOLDER/{WORDINGS}, which was saved before")
    options = parser.parse_args()
    context = AppContext(load_settings(None).model_copy(update={"offline": True}))
    free, held = questions(context)
    torch.manual_seed(SEED)
    model = PairModel()
    torch.set_num_threads(THREADS)  # after `load_model`, which sets one
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.answers:
        model.load_state_dict(torch.load(options.folder / WORDINGS))
    else:
        random = Random(SEED)
        train(model, [list(batches(free, random)) for _ in range(EPOCHS)], held, RATE, HEAD_RATE)
        torch.save(model.state_dict(), options.folder / WORDINGS)
    random = Random(SEED)
    said = said_in_answers(context)
    measured = [one for name in sorted(left_out(training_answers())) for answer in said.pop(name) for one in answer]
    print(f"before answers: {answer_figures(model, measured)}", flush=True)
    answers = [answer for own in said.values() for answer in own]
    passes = [list(answer_batches(answers, free, random)) for _ in range(ANSWER_EPOCHS)]
    train(model, passes, held, ANSWER_RATE, ANSWER_HEAD_RATE)
    print(f"after them: {answer_figures(model, measured)}", flush=True)
    torch.save(model.state_dict(), options.folder / PAIRS)


def questions(context: AppContext) -> tuple[list[list[Meaning]], list[list[Meaning]]]:
    """The meanings of the questions that are fitted on, and of some of those that are not."""
    measured = {row["question_id"] for row in read("whole-answers.jsonl")}
    short = {(row["question_id"], row["about"]): row for row in read("short-wordings.jsonl")}
    in_words = [question for question in context.corpus().questions if question.exercise is None]
    meanings = {question.id: list(meanings_of(question, context, short)) for question in in_words}
    free = [meanings[question.id] for question in in_words if question.id not in measured]
    held = [meanings[question.id] for question in in_words if question.id in measured]
    return free, Random(SEED).sample(held, MEASURED)


def meanings_of(
    question: Question, context: AppContext, short: dict[tuple[str, str], dict[str, list[str]]]
) -> Iterator[Meaning]:
    """The key points and misconceptions of a question, with their wordings; the claim is the first of them."""
    by: dict[tuple[str, ExemplarKind], list[str]] = {}
    for one in context.exemplars(question):
        by.setdefault((one.about, one.kind), []).append(one.text)

    def of(about: str, kind: ExemplarKind) -> list[str]:
        return by.get((about, kind), [])

    for point in question.key_points:
        more = short.get((question.id, point.id), {"right": [], "wrong": []})
        yield Meaning(
            says=(point.claim, *of(point.id, ExemplarKind.RIGHT), *more["right"]),
            denies=(*of(point.id, ExemplarKind.WRONG), *more["wrong"]),
            half=tuple(of(point.id, ExemplarKind.PARTIAL)),
            nothing=tuple(of(point.id, ExemplarKind.VAGUE)),
        )
    for wrong in question.misconceptions:
        yield Meaning(
            says=(wrong.belief, *of(wrong.id, ExemplarKind.SAID)),
            denies=(wrong.truth, *of(wrong.id, ExemplarKind.DENIED)),
        )


def pairs_of(meanings: Sequence[Meaning], random: Random, *, stances: bool) -> Iterator[Pair]:
    """One pass over a question: each wording beside one that says what it is about, and some made from them."""
    for meaning in meanings:
        others = [other for other in meanings if other is not meaning]
        for text in random.sample(meaning.says, min(MOST_SAYING, len(meaning.says))):
            yield text, _beside(meaning, text, random), 1.0, 0.0
        for text in meaning.denies:
            yield text, _beside(meaning, text, random), 0.0, 1.0
        for text in meaning.half:
            yield text, _beside(meaning, text, random), 0.5, 0.0
        for text in meaning.nothing:
            yield text, _beside(meaning, text, random), 0.0, 0.0
        yield from (pair for pair in _made(meaning, random) if random.random() < MADE_SHARE)
        if stances and meaning.denies:
            right, wrong = random.choice(meaning.says), random.choice(meaning.denies)
            for text, says, denies in stances_of(right, wrong, random):
                yield text, _beside(meaning, right, random), says, denies
        if others:
            yield from _beside_others(meaning, others, random)


def _beside(meaning: Meaning, text: str, random: Random) -> str:
    """A wording that says it, other than this one and not within it."""
    if meaning.says[0] not in text and random.random() < CLAIM_SHARE:
        return meaning.says[0]
    return random.choice([one for one in meaning.says if one not in text] or meaning.says)


def _made(meaning: Meaning, random: Random) -> Iterator[Pair]:
    """Wordings that are negated, asked or planned, called a myth, mistyped, or have other numbers."""
    text = random.choice(meaning.says)
    yield turned(text, "negated", random), _beside(meaning, text, random), 0.0, 1.0
    text = random.choice(meaning.says)
    yield turned(text, random.choice(("asked", "planned")), random), _beside(meaning, text, random), 0.0, 0.0
    text = random.choice(meaning.says)
    low = text[:1].lower() + text[1:]
    yield random.choice(MYTHS) + low, _beside(meaning, text, random), 0.0, 1.0
    text = random.choice(meaning.says)
    yield mistyped(text, random), _beside(meaning, text, random), 1.0, 0.0
    numbered = [one for one in meaning.says if NUMBER.search(one)]
    if numbered:
        text = random.choice(numbered)
        yield other_numbers(text, random), _beside(meaning, text, random), 0.0, 1.0


def other_numbers(text: str, random: Random) -> str:
    """The text with each number another."""

    def other(match: re.Match[str]) -> str:
        number = match.group()
        if "." in number:
            return f"{float(number) * random.choice((0.1, 0.5, 3, 10)):g}"
        return str(int(number) * random.choice((2, 3, 10)) + random.choice((0, 1)) or 5)

    return NUMBER.sub(other, text)


def _beside_others(meaning: Meaning, others: Sequence[Meaning], random: Random) -> Iterator[Pair]:
    """What is said of something else, alone and before or after what is said of this."""

    def other() -> str:
        return random.choice(random.choice(others).says)

    for _ in range(2):
        yield other(), _beside(meaning, "", random), 0.0, 0.0
    denied = [text for one in others for text in one.denies]
    if denied:
        yield random.choice(denied), _beside(meaning, "", random), 0.0, 0.0
    text = random.choice(meaning.says)
    yield _joined(text, other(), random), _beside(meaning, text, random), 1.0, 0.0
    if meaning.denies:
        text = random.choice(meaning.denies)
        yield _joined(text, other(), random), _beside(meaning, text, random), 0.0, 1.0


def _joined(one: str, other: str, random: Random) -> str:
    return f"{one} {other}" if random.random() < 0.5 else f"{other} {one}"


def reader_weights() -> dict[str, torch.Tensor]:
    """The weights of the layers of the encoder that reads answers, as floats, by their names in its model."""
    graph = onnx.load(Path(layers.__file__).with_name(READER)).graph
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer if "word_embeddings" not in one.name}
    found = {}
    for name, array in arrays.items():
        if name.startswith(PREFIX):
            found[name.removeprefix(PREFIX).replace(".layer.bias", ".bias")] = array
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            name = node.name.removeprefix("/model/model.0/").removesuffix("/layer/MatMul_quant").replace("/", ".")
            stored = node.input[1].removesuffix("_quantized")
            zero = arrays[f"{stored}_zero_point"].astype(np.float32)
            weight = (arrays[f"{stored}_quantized"].astype(np.float32) - zero) * arrays[f"{stored}_scale"]
            balance = found.pop(f"{name}.inverse", np.ones(len(weight), np.float32))
            found[f"{name}.weight"] = (weight * balance[:, None]).T
    return {name: torch.tensor(np.ascontiguousarray(array)) for name, array in found.items()}


class PairModel(nn.Module):
    """The model, with the outputs of its frozen layers cached by text."""

    def __init__(self, *, plain_attention: bool = False) -> None:
        super().__init__()
        encoder = load_model(find_model("", offline=True), plain_attention=plain_attention)
        encoder[0].auto_model.load_state_dict(reader_weights(), strict=False)
        encoder.eval()  # without dropout, which takes half the time
        self._encoder = [encoder]  # in a list: no part of what is learned
        self.layers = self._bert.encoder.layer[FROZEN:]
        self.sides = nn.Parameter(torch.randn(2, WIDTH) * 0.02)
        self.head = nn.Sequential(nn.Linear(4 * WIDTH, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, 2))
        self._cache: dict[str, torch.Tensor] = {}

    @property
    def _bert(self) -> Any:
        return self._encoder[0][0].auto_model

    def forward(self, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
        """Two logits a pair, shape (pairs, 2): that the first text says the second, and that it denies it."""
        self._fill({text for pair in pairs for text in pair})
        both = [(self._cache[one], self._cache[other]) for one, other in pairs]
        states = pad_sequence([torch.cat([a + self.sides[0], b + self.sides[1]]) for a, b in both], batch_first=True)
        first = pad_sequence([_first(len(a), len(b)) for a, b in both], batch_first=True)
        shown = pad_sequence([torch.ones(len(a) + len(b)) for a, b in both], batch_first=True)
        mask = ((1 - shown) * -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        a, b = (_mean(states, own) for own in (first, shown - first))
        logits: torch.Tensor = self.head(torch.cat([a, b, (a - b).abs(), a * b], -1))
        return logits

    def states(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """What the frozen layers make of texts, shapes (tokens, WIDTH)."""
        self._fill(set(texts))
        return [self._cache[text] for text in texts]

    @torch.no_grad()
    def _fill(self, texts: set[str]) -> None:
        missing = sorted(texts - self._cache.keys(), key=lambda text: (len(text), text))
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            tokens = self._encoder[0].preprocess(part)
            shown = tokens["attention_mask"].float()
            states = self._bert.embeddings(input_ids=tokens["input_ids"])
            for layer in self._bert.encoder.layer[:FROZEN]:
                states = layer(states, ((1 - shown) * -1e4)[:, None, None, :])
            for text, state, mask in zip(part, states, shown, strict=True):
                self._cache[text] = state[: min(int(mask.sum()), MOST_TOKENS)].clone()


def _first(one: int, other: int) -> torch.Tensor:
    return torch.cat([torch.ones(one), torch.zeros(other)])


def _mean(states: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    return (states * own[..., None]).sum(1) / own.sum(1, keepdim=True)


def train(
    model: PairModel, passes: Sequence[Sequence[list[Pair]]], held: list[list[Meaning]], rate: float, head_rate: float
) -> None:
    """Trains on batches, pass by pass, with a rate that warms up and falls; prints figures after each."""
    steps = sum(map(len, passes))
    learned = [*model.layers.parameters(), model.sides, *model.head.parameters()]
    groups = [
        {"params": [*model.layers.parameters()], "lr": rate},
        {"params": [model.sides, *model.head.parameters()], "lr": head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * max(LEAST_RATE, 1 - step / steps)
    )
    step, smooth, started = 0, 0.7, monotonic()
    for number, every in enumerate(passes, 1):
        for batch in every:
            logits = model([(one, other) for one, other, *_ in batch])
            wanted = torch.tensor([[says, denies] for *_, says, denies in batch])
            loss = functional.binary_cross_entropy_with_logits(logits, wanted)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            step, smooth = step + 1, 0.98 * smooth + 0.02 * loss.item()
            if step % 20 == 0:
                print(f"{monotonic() - started:.0f} s, step {step} of {steps}: loss {smooth:.3f}", flush=True)
        print(f"pass {number} of {len(passes)}: {figures(model, held)}", flush=True)


def batches(free: Sequence[list[Meaning]], random: Random, *, stances: bool = False) -> Iterator[list[Pair]]:
    """A pass over wordings in batches: of a few questions at a time, with the stances to them or without."""
    order = random.sample(free, len(free))
    for start in range(0, len(order), TOGETHER):
        some = order[start : start + TOGETHER]
        yield from batched([pair for one in some for pair in pairs_of(one, random, stances=stances)], random)


def answer_batches(
    answers: Sequence[list[Said]], free: Sequence[list[Meaning]], random: Random
) -> Iterator[list[Pair]]:
    """A pass over answers in batches, among them the wordings of some questions, in random order."""
    order = random.sample(answers, len(answers))
    every = list(batches(random.sample(free, len(free) // AGAIN), random, stances=True))
    for start in range(0, len(order), ANSWERS_TOGETHER):
        some = order[start : start + ANSWERS_TOGETHER]
        pairs = [said.pair(random) for answer in some for said in answer]
        every += batched([*pairs, *_beside_elsewhere(some, random)], random)
    yield from random.sample(every, len(every))


def _beside_elsewhere(answers: Sequence[list[Said]], random: Random) -> Iterator[Pair]:
    """What some answers say beside wordings of other questions, of which they say nothing."""
    for answer in answers:
        own = {said.beside[0] for said in answer}
        others = [said for other in answers for said in other if own.isdisjoint(one.beside[0] for one in other)]
        for said in answer:
            if others and random.random() < ELSEWHERE:
                yield said.text, random.choice(random.choice(others).beside), 0.0, 0.0


def batched(pairs: list[Pair], random: Random) -> list[list[Pair]]:
    """Pairs in batches of like lengths, in random order."""
    pairs = sorted(pairs, key=lambda pair: len(pair[0]) + len(pair[1]) + random.random() * 60)
    some = [pairs[at : at + BATCH] for at in range(0, len(pairs), BATCH)]
    return random.sample(some, len(some))


def figures(model: PairModel, held: Sequence[list[Meaning]]) -> str:
    """How well right wordings and wrong ones of questions that were not fitted on are told apart (AUC)."""
    every = [meaning for meanings in held for meaning in meanings]
    pairs = [
        (text, beside, good, number)
        for number, meaning in enumerate(every)
        for good, texts in ((True, meaning.says[1:]), (False, meaning.denies))
        for text in texts
        for beside in meaning.says
        if beside != text
    ]
    pairs.sort(key=lambda pair: len(pair[0]) + len(pair[1]))
    logits = np.zeros((len(pairs), 2))
    with torch.no_grad():
        for start in range(0, len(pairs), BATCH):
            part = pairs[start : start + BATCH]
            logits[start : start + len(part)] = model([pair[:2] for pair in part]).numpy()
    found: dict[tuple[int, str, bool], list[int]] = {}
    for at, (text, _, good, number) in enumerate(pairs):
        found.setdefault((number, text, good), []).append(at)
    good = np.array([key[2] for key in found])
    says, denies = np.array([logits[own].mean(axis=0) for own in found.values()]).T
    of_claims = [at for at, (_, beside, _, number) in enumerate(pairs) if beside == every[number].says[0]]
    alone = roc_auc_score([pairs[at][2] for at in of_claims], logits[of_claims, 0])
    return (
        f"right before wrong {roc_auc_score(good, says):.3f}, beside the claim alone {alone:.3f}, "
        f"denied {roc_auc_score(~good, denies):.3f}"
    )


def answer_figures(model: PairModel, measured: Sequence[Said]) -> str:
    """How well what answers to questions that were not fitted on say is told from what they deny and from the rest."""
    order = sorted(measured, key=lambda said: len(said.text) + len(said.beside[0]))
    parts = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    with torch.no_grad():
        logits = np.concatenate([model([(said.text, said.beside[0]) for said in part]).numpy() for part in parts])
    says, denies = (np.array([getattr(said, name) for said in order]) for name in ("says", "denies"))
    stated, denied, nothing = says == 1, denies == 1, (says == 0) & (denies == 0)

    def apart(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
        return float(roc_auc_score(one[one | other], logits[one | other, 0]))

    return (
        f"{len(order)} pairs of answers, stated before contradicted {apart(stated, denied):.3f}, before what says "
        f"nothing of it {apart(stated, nothing):.3f}, denied {roc_auc_score(denied, logits[:, 1]):.3f}"
    )


if __name__ == "__main__":
    main()
