"""`interviewer doctor --grader`: evaluates one grader on labelled answers, or two side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from interviewer.bootstrap import AppContext
from interviewer.commands.common import narrate, print_json, tell_servers
from interviewer.errors import CorpusError, UnknownNameError, UsageError
from interviewer.progress import progress_on_stderr

if TYPE_CHECKING:
    from interviewer.corpus.question import Question
    from interviewer.grading.evaluation.run import GraderUnderTest, Task
    from interviewer.grading.evaluation.tables import Comparison
    from interviewer.grading.grader import Grader
    from interviewer.progress import OnProgress

SIMILARITY = "similarity"

TOKENS_IN = 4000
"""What one grading sends to a chat model, roughly: the question, its reference and passages, the rubric, the answer."""
TOKENS_OUT = 1500
"""And what comes back: a verdict with its reason and quotes for each key point, and the levels."""

GraderNamed = Callable[[str], "GraderUnderTest"]


def evaluate_graders(context: AppContext, parsed: argparse.Namespace) -> int:
    """Evaluates the configured grader, or those of --model, and prints the results."""
    from interviewer.grading.evaluation.tables import described, text_lines

    names = tuple(parsed.model or ("",))
    _check(names)
    tell_servers(context, sessions=False)
    with progress_on_stderr() as progress:
        result = compare(context, names, parsed.answers, lambda name: grader_named(context, name, progress), progress)
    if parsed.json:
        print_json(described(result))
    else:
        sys.stdout.writelines(text_lines(result))
    return 0


def grader_named(context: AppContext, name: str, progress: OnProgress) -> GraderUnderTest:
    """The grader called `name`: similarity, or a chat model; empty for the configured one.

    A chat model is asked again, whatever is cached. Raises UnknownNameError if the name is invalid.
    """
    from interviewer.grading.evaluation.run import GraderUnderTest

    models = context.models
    if name == SIMILARITY or (not name and not models.configured):
        return GraderUnderTest(SIMILARITY, lambda _sample: context.quick_grader(progress))
    if name and ":" not in name:
        raise UnknownNameError("grader", name, (SIMILARITY,), "Name similarity, or a model as provider:name.")
    chat = models.chat(name, cached=False)
    narrate(f"Using {chat.name} at {models.address(name)}.")

    def grader(sample: int) -> Grader:
        return models.judge(
            lambda: context.searcher(progress), context.corpus().version, name=name, sample=sample, fresh=True
        )

    return GraderUnderTest(chat.name, grader, chat.spent, models.price(name), context.settings.at_once)


def compare(
    context: AppContext, names: Sequence[str], count: int | None, under_test: GraderNamed, progress: OnProgress
) -> Comparison:
    """Evaluates the graders of these names on the first `count` answers, or all.

    Says before the first call what it will do. Raises InterviewerError if a grader cannot be built or always fails.
    """
    from interviewer.grading.evaluation.answers import fitting, packaged_answers
    from interviewer.grading.evaluation.run import evaluate, tasks_of
    from interviewer.grading.evaluation.tables import Comparison

    corpus = context.corpus()
    answers, left_out = fitting(packaged_answers(), corpus.by_id)
    for why in left_out:
        narrate(f"Left out: {why}.")
    if not answers:
        raise CorpusError("No labelled answer fits the corpus.", "Use the questions that come with the program.")
    tasks = tasks_of(answers[:count])
    graders = [under_test(name) for name in names]
    for one in graders:
        narrate(announcement(one, tasks, corpus.by_id))
    evaluations = tuple(evaluate(one, tasks, corpus.by_id, progress) for one in graders)
    return Comparison(corpus.version, left_out, evaluations)


def announcement(under_test: GraderUnderTest, tasks: Sequence[Task], questions: Mapping[str, Question]) -> str:
    """What an evaluation will do, and may cost; shown before its first call."""
    from interviewer.grading.evaluation.run import count_judged
    from interviewer.models.prices import show_cost

    judged = count_judged(tasks, questions)
    if under_test.price is None:
        return f"{under_test.name}: {len(tasks)} gradings, no call to a chat model."
    cost = under_test.price(judged * TOKENS_IN, judged * TOKENS_OUT)
    return (
        f"{under_test.name}: {len(tasks)} gradings, about {judged} calls to the model with {TOKENS_IN} tokens in and "
        f"{TOKENS_OUT} out each, more if a verdict is repeated. Expected cost: {show_cost(cost)}. It is sent the "
        "labelled answers and the reference material, and nothing of yours."
    )


def _check(names: Sequence[str]) -> None:
    if len(names) > 2 or len(set(names)) < len(names):
        raise UsageError(f"--model is given {len(names)} times.", "Name one grader, or two different ones to compare.")
