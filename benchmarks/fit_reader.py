"""Fits the encoder that reads answers: all-MiniLM-L6-v2, so that right wordings lie together and wrong ones apart.

    python -m benchmarks.fit_reader FOLDER     an hour on one core; saves a sentence-transformers model
    python -m scripts.make_reader FOLDER       makes the 8-bit layers of it that ship with the program

It sees the exemplars, claims and misconceptions of the questions in words that the answers benchmark does not have
(265 of 415 when what ships was fitted; 23 came later), and nothing of the other 150; so both halves of the benchmark
are questions that it never saw. The word embeddings and the two lowest layers stay as they are.

A batch is all wordings of two questions. Two losses over their cosines, both at temperature 1/20: every pair that
should be nearer than another is (CoSENT: a soft ranking by labels), and every right wording is nearer to its like than
to all that is not (InfoNCE with several positives). With one thread the same machine gives the same weights; another
processor gives others in the last bits, and so another file.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from benchmarks.whole_answers import read
from interviewer.bootstrap import AppContext
from interviewer.corpus.exemplars import Exemplar, ExemplarKind
from interviewer.corpus.question import Question
from interviewer.search.embedding.folder import find_model
from interviewer.search.embedding.torch_runtime import load_model
from interviewer.settings import load_settings

EPOCHS, RATE, WARM_UP, LEAST_RATE, DECAY = 7, 1e-4, 0.1, 0.02, 0.01
SEED, FROZEN, CHUNK, SCALE = 7, 2, 40, 20.0
SAME, DENIED, MIXED, PARTIAL, VAGUE, LOW = 1.0, 0.8, 0.75, 0.6, 0.25, 0.1
"""How near two wordings should be, by what they are to each other; across questions 0. Only their order matters."""
MYTHS = (
    "It is a myth that ", "People wrongly claim that ", "It is not true that ",
    "Contrary to what is often said, it is false that ", "One common error is to say that ",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A wording, what it is, and what it is of: an id, or two for a wording made of two."""

    text: str
    role: str
    of: tuple[str, ...]


def main() -> None:
    """Trains and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    random = Random(SEED)
    context = AppContext(load_settings(None).model_copy(update={"offline": True}))
    measured = {row["question_id"] for row in read("whole-answers.jsonl")}
    in_words = [question for question in context.corpus().questions if question.exercise is None]
    free = [question for question in in_words if question.id not in measured]
    batches = {question.id: items_of(question, context.exemplars(question), random) for question in free}
    train(list(batches.values()), random, folder)


def train(questions: list[list[Item]], random: Random, folder: Path) -> None:
    """Trains over EPOCHS passes, with a rate that warms up and falls."""
    model = load_model(find_model("", offline=True))
    encoder = Encoder(model)
    for name, weights in model.named_parameters():
        weights.requires_grad = any(f"encoder.layer.{n}." in name for n in range(FROZEN, 6))
    learned = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * len(questions) // 2

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / (steps * WARM_UP)) * max(LEAST_RATE, 1 - step / steps)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    model.train()
    for epoch in range(EPOCHS):
        order = random.sample(questions, len(questions))
        for one, other in zip(order[::2], order[1::2], strict=False):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                vectors = encoder.embed([item.text for item in (*one, *other)])
            wanted = wanted_of(one, other)
            loss = ranking_loss(vectors.float(), wanted) + nearest_loss(vectors.float(), wanted)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {EPOCHS}: the last loss {loss.item():.2f}", flush=True)
    model.eval()
    model.save(str(folder))


def items_of(question: Question, exemplars: Sequence[Exemplar], random: Random) -> list[Item]:
    """The wordings of a question, and some made from them: two in one, called a myth, mistyped."""
    items = [Item(point.claim, "right", (point.id,)) for point in question.key_points]
    for wrong in question.misconceptions:
        items += [Item(wrong.belief, "said", (wrong.id,)), Item(wrong.truth, "truth", (wrong.id,))]
    items += [Item(one.text, one.kind.value, (one.about,)) for one in exemplars]
    right = [item for item in items if item.role == ExemplarKind.RIGHT]
    wrong_ones = [item for item in items if item.role == ExemplarKind.WRONG]
    return items + list(_made(right, wrong_ones, random))


def _made(right: list[Item], wrong: list[Item], random: Random) -> Iterator[Item]:
    for _ in range(4):
        one, other = random.sample(right, 2)
        if one.of != other.of:
            yield Item(f"{one.text} {other.text}", "both", one.of + other.of)
    for _ in range(3):
        one, other = random.choice(right), random.choice(wrong)
        if one.of != other.of:
            yield Item(f"{other.text} {one.text}", "beside wrong", one.of + other.of)
    for one in random.sample(right, 3):
        yield Item(random.choice(MYTHS) + one.text[:1].lower() + one.text[1:], "wrong", one.of)
    for one in random.sample(right, 3):
        yield Item(mistyped(one.text, random), "right", one.of)


def mistyped(text: str, random: Random) -> str:
    """The text with a slip of the fingers in every 30 letters."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 30)):
        at = random.randrange(len(letters) - 1)
        slip = random.random()
        if slip < 0.4:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        elif slip < 0.7:
            del letters[at]
        else:
            letters.insert(at, letters[at])
    return "".join(letters)


def wanted_of(one: Sequence[Item], other: Sequence[Item]) -> NDArray[np.float32]:
    """How near each two wordings should be, shape (wordings, wordings), symmetric; NaN where nothing is wanted."""
    items = [(0, item) for item in one] + [(1, item) for item in other]
    wanted = np.full((len(items), len(items)), np.nan, dtype=np.float32)
    for row, (side, first) in enumerate(items):
        for column, (another, second) in enumerate(items[:row]):
            near = 0.0 if side != another else nearness(first, second)
            wanted[row, column] = wanted[column, row] = np.nan if near is None else near
    return wanted


def nearness(one: Item, other: Item) -> float | None:
    """How near two wordings of one question should be; None where that is open."""
    roles = {one.role, other.role}
    same = one.of == other.of
    if roles & {"both", "beside wrong"}:
        made, plain = (one, other) if one.role in {"both", "beside wrong"} else (other, one)
        if plain.role != "right":
            return None
        if made.role == "both":
            return MIXED if plain.of[0] in made.of else LOW
        return PARTIAL if plain.of[0] == made.of[0] else LOW
    if roles == {"denied", "truth"}:
        return DENIED if same else None
    ranked = {
        frozenset(("right",)): SAME,
        frozenset(("said",)): SAME,
        frozenset(("partial", "right")): PARTIAL,
        frozenset(("right", "vague")): VAGUE,
        frozenset(("right", "wrong")): LOW,
        frozenset(("right", "said")): LOW,
        frozenset(("said", "truth")): LOW,
        frozenset(("denied", "said")): LOW,
    }.get(frozenset(roles))
    return ranked if ranked is None or same else LOW


def ranking_loss(vectors: torch.Tensor, wanted: NDArray[np.float32]) -> torch.Tensor:
    """How far pairs are from being in the order of their wanted nearness."""
    lower = np.tril(np.ones_like(wanted, dtype=bool), -1) & ~np.isnan(wanted)
    cosines = (vectors @ vectors.T)[torch.from_numpy(lower)] * SCALE
    levels = torch.from_numpy(wanted[lower])
    ranked = sorted(set(levels.tolist()), reverse=True)
    losses = []
    for level in ranked[:-1]:
        near, far = cosines[levels == level], cosines[levels < level]
        losses.append(functional.softplus(torch.logsumexp(far, 0) - math.log(len(far)) / 2 - near).mean())
    return torch.stack(losses).sum() / len(ranked)


def nearest_loss(vectors: torch.Tensor, wanted: NDArray[np.float32]) -> torch.Tensor:
    """How far each wording's like is from being nearer than all that is not."""
    cosines = vectors @ vectors.T * SCALE
    near, far = torch.from_numpy(wanted == SAME), torch.from_numpy(wanted <= VAGUE)
    others = torch.logsumexp(cosines.masked_fill(~far, -1e4), 1, keepdim=True)
    return (functional.softplus(others - cosines) * near).sum() / near.sum()


class Encoder:
    """The model with the outputs of its frozen layers cached by text."""

    def __init__(self, model: torch.nn.Module) -> None:
        self._model = model
        self._bert = model[0].auto_model  # type: ignore[index] - sentence-transformers gives its modules by number
        self._cache: dict[str, torch.Tensor] = {}

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """The vectors of texts, each of length 1, with their gradients."""
        self._fill(sorted({text for text in texts if text not in self._cache}, key=lambda text: (len(text), text)))
        order = sorted(range(len(texts)), key=lambda at: len(self._cache[texts[at]]))
        parts = []
        for start in range(0, len(order), CHUNK):
            hidden = [self._cache[texts[at]] for at in order[start : start + CHUNK]]
            shown = pad_sequence([torch.ones(len(one)) for one in hidden], batch_first=True)
            states = self._through(pad_sequence(hidden, batch_first=True).float(), shown, range(FROZEN, 6)).float()
            parts.append((states * shown[..., None]).sum(1) / shown.sum(1, keepdim=True))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return functional.normalize(torch.cat(parts)[back], dim=-1)

    def _fill(self, texts: Sequence[str]) -> None:
        self._bert.eval()
        with torch.no_grad():
            for start in range(0, len(texts), CHUNK):
                part = list(texts[start : start + CHUNK])
                tokens = self._model.preprocess(part)
                shown = tokens["attention_mask"].float()
                states = self._through(self._bert.embeddings(input_ids=tokens["input_ids"]), shown, range(FROZEN))
                for text, state, mask in zip(part, states, shown, strict=True):
                    self._cache[text] = state[: int(mask.sum())].to(torch.bfloat16).clone()
        self._bert.train()

    def _through(self, states: torch.Tensor, shown: torch.Tensor, layers: range) -> torch.Tensor:
        mask = ((1 - shown) * -1e4)[:, None, None, :]
        for layer in layers:
            states = self._bert.encoder.layer[layer](states, mask)
        return states


if __name__ == "__main__":
    main()
