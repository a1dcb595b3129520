"""`interviewer grade --batch`: by the Batch API, over as many runs of the program as it takes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap import AppContext
from interviewer.bulk.arriving import present
from interviewer.bulk.batch import Batched, JobFiles, fingerprint
from interviewer.commands.common import narrate
from interviewer.commands.grade_by_model import llm_identity
from interviewer.commands.grade_files import (
    check_answers,
    is_read_once,
    open_answers,
    open_input,
    reading,
    refuse_own_input,
)
from interviewer.errors import UsageError
from interviewer.models.batch.job import BatchJob
from interviewer.models.batch.job import Progress as JobProgress
from interviewer.models.batch.service import BatchService
from interviewer.models.budget import Budget
from interviewer.progress import progress_on_stderr
from interviewer.reports.spending import spent_in_words
from interviewer.text import counted

if TYPE_CHECKING:
    from interviewer.grading.grade import Grade
    from interviewer.grading.grader import GradingRequest
    from interviewer.grading.llm.batched import BatchGrader
    from interviewer.progress import OnProgress


def grade_batch(parsed: argparse.Namespace, context: AppContext) -> int:
    """Submits the answers, waits, and writes the grades; after a kill the same command resumes where it was."""
    files = _job_files(parsed)
    try:
        if files.settle():
            narrate(f"{files.out} holds the grades of the batch.")
            return 0
        _refuse_existing(files)
        total = check_answers(parsed.file)
        endpoint = context.models.endpoint()
        with closing(BatchService(endpoint)) as service:
            narrate(f"Grading by {endpoint.name} in a batch, which may take a day. Its state is in {files.folder}.")
            narrate(context.notice())
            with progress_on_stderr() as progress:
                summary = _graded(parsed, context, files, service, progress, total)
    except KeyboardInterrupt:
        if files.begun:
            narrate("The batch continues without this program; run the same command again to collect it.")
        raise
    except OSError as error:
        raise UsageError(
            f"{error.filename or files.out} cannot be read or written: {error.strerror}.",
            "Fix that, then run the same command again.",
        ) from error
    narrate(summary)
    return 0


def _graded(
    parsed: argparse.Namespace,
    context: AppContext,
    files: JobFiles,
    service: BatchService,
    progress: OnProgress,
    total: int,
) -> str:
    """Does what is left of the job on `total` answers, and returns a summary."""
    searcher = context.searcher(progress)
    grader = context.models.batch_grader(lambda: searcher, context.corpus().version)
    batched = _batched(context, grader, progress)
    price = context.models.price(batch=True)
    endpoint, identity = context.models.endpoint(), llm_identity(context, grader.identity)
    with open_input(parsed.file) as file, reading(parsed.file):
        mark = fingerprint(file, endpoint, identity)
    counts = [0, 0]

    def tell(seen: JobProgress) -> None:
        batches = counted(seen.batches, "batch", "batches")
        progress(f"Waiting for {batches}, {seen.ended} ended", seen.done, seen.requests)

    def texts(job: BatchJob) -> Iterator[str]:
        with open_answers(parsed.file) as lines:
            for text, is_graded in batched.grades(present(lines), job.results(price)):
                counts[is_graded] += 1
                progress("Reading the replies", sum(counts), total)
                yield text

    with open_answers(parsed.file) as lines:
        job = BatchJob.open(files.folder, batched.requests(present(lines)), service, fingerprint=mark)
    with job:
        progress("Submitting the requests", 0, 0)
        job.submit()
        job.wait(tell=tell)
        files.write(texts(job))
    files.settle()
    return f"{counts[1]} graded, {counts[0]} ungraded. In the batch: {spent_in_words(batched.spent)}."


def _batched(context: AppContext, grader: BatchGrader, progress: OnProgress) -> Batched:
    """The requests and grades of a batch, under the cap of the settings."""
    settings, models = context.settings, context.models

    def of_exercises(request: GradingRequest) -> Grade:
        return context.quick_grader(progress).grade(request)

    budget = Budget(settings.max_cost, settings.max_tokens)
    price = models.price(batch=True)
    return Batched(grader, context.corpus().by_id, models.endpoint(), price, budget, of_exercises)


def _job_files(parsed: argparse.Namespace) -> JobFiles:
    if not parsed.out:
        raise UsageError("--batch needs --out: its state is kept beside that file.", "Name a file with --out.")
    if is_read_once(parsed.file):
        raise UsageError("--batch reads the answers twice, so they have to be in a file.", "Name a JSONL or CSV file.")
    refuse_own_input(parsed)
    return JobFiles(Path(parsed.out))


def _refuse_existing(files: JobFiles) -> None:
    if files.out.exists() and (not files.out.is_file() or files.out.stat().st_size):
        raise UsageError(f"{files.out} already exists.", "Choose another file for --out: a batch resumes by itself.")
