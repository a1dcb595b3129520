"""`interviewer doctor --grader`: tries one grader on labelled answers, or two of them side by side."""

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
    from interviewer.grading.grader import Grader
    from interviewer.grading.trial.run import Contender, Task
    from interviewer.grading.trial.tables import Comparison
    from interviewer.progress import OnProgress

SIMILARITY = "similarity"

TOKENS_IN = 4000
"""What one grading sends to a chat model, roughly: the question, its reference and passages, the rubric, the answer."""
TOKENS_OUT = 1500
"""And what comes back: a verdict with its reason and quotes for each key point, and the levels."""

ContenderNamed = Callable[[str], "Contender"]


def try_graders(context: AppContext, parsed: argparse.Namespace) -> int:
    """Tries the grader that is configured, or those of --model, and prints what that shows."""
    from interviewer.grading.trial.tables import described, text_lines

    names = tuple(parsed.model or ("",))
    _check(names)
    tell_servers(context, sessions=False)
    with progress_on_stderr() as progress:
        result = compare(
            context, names, parsed.answers, lambda name: contender_named(context, name, progress), progress
        )
    if parsed.json:
        print_json(described(result))
    else:
        sys.stdout.writelines(text_lines(result))
    return 0


def contender_named(context: AppContext, name: str, progress: OnProgress) -> Contender:
    """The grader called `name`: similarity, or a chat model; empty for the one that is configured.

    What a chat model is asked is asked anew, whatever was kept. Raises UsageError
    where the name is none.
    """
    from interviewer.grading.trial.run import Contender

    models = context.models
    if name == SIMILARITY or (not name and not models.configured):
        return Contender(SIMILARITY, lambda _sample: context.quick_grader(progress))
    if name and ":" not in name:
        raise UnknownNameError("grader", name, (SIMILARITY,), "Name similarity, or a model as provider:name.")
    chat = models.chat(name, cached=False)
    narrate(f"{chat.name} is asked at {models.address(name)}.")

    def grader(sample: int) -> Grader:
        return models.judge(
            lambda: context.searcher(progress), context.corpus().version, name=name, sample=sample, fresh=True
        )

    return Contender(chat.name, grader, chat.spent, models.price(name), context.settings.at_once)


def compare(
    context: AppContext, names: Sequence[str], count: int | None, contender: ContenderNamed, progress: OnProgress
) -> Comparison:
    """Tries the contenders of these names on the first `count` answers, or all.

    Says before the first call what it will do. Raises InterviewerError where a contender cannot be built or only fails.
    """
    from interviewer.grading.trial.answers import fitting, packaged_answers
    from interviewer.grading.trial.run import run_trial, tasks_of
    from interviewer.grading.trial.tables import Comparison

    corpus = context.corpus()
    answers, left_out = fitting(packaged_answers(), corpus.by_id)
    for why in left_out:
        narrate(f"Left out: {why}.")
    if not answers:
        raise CorpusError("No labelled answer fits the corpus.", "Use the questions that come with the program.")
    tasks = tasks_of(answers[:count])
    contenders = [contender(name) for name in names]
    for one in contenders:
        narrate(announcement(one, tasks, corpus.by_id))
    trials = tuple(run_trial(one, tasks, corpus.by_id, progress) for one in contenders)
    return Comparison(corpus.version, left_out, trials)


def announcement(contender: Contender, tasks: Sequence[Task], questions: Mapping[str, Question]) -> str:
    """What a trial will do, and may cost, told before its first call."""
    from interviewer.grading.trial.run import count_judged
    from interviewer.models.prices import show_cost

    judged = count_judged(tasks, questions)
    if contender.price is None:
        return f"{contender.name}: {len(tasks)} gradings, no call to a chat model."
    cost = contender.price(judged * TOKENS_IN, judged * TOKENS_OUT)
    return (
        f"{contender.name}: {len(tasks)} gradings, about {judged} calls to the model with {TOKENS_IN} tokens in and "
        f"{TOKENS_OUT} out each, more where a verdict is asked again. Expected cost: {show_cost(cost)}. It is sent the "
        "labelled answers and the reference material, and nothing of yours."
    )


def _check(names: Sequence[str]) -> None:
    if len(names) > 2 or len(set(names)) < len(names):
        raise UsageError(f"--model is given {len(names)} times.", "Name one grader, or two different ones to compare.")
