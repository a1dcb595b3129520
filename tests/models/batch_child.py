"""Runs a job of batches to its end, as a process that can be killed: python -m tests.models.batch_child OUT URL."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from interviewer.models.batch.job import BatchJob
from interviewer.models.batch.service import BatchService
from interviewer.models.endpoint import parse_endpoint

COUNT = 7


def requests(marker: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Seven requests; where `marker` stands, it goes and the process dies on the way."""
    for number in range(COUNT):
        if number == 4:
            die_once(marker)
        yield f"r{number}", {"model": "fake", "messages": [{"role": "user", "content": str(number)}]}


def die_once(marker: Path) -> None:
    if marker.exists():
        marker.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def main(out: Path, url: str) -> None:
    endpoint = parse_endpoint("openai:fake", url, SecretStr("sk-child"))
    with BatchJob.open(
        Path(f"{out}.batch"),
        requests(out.with_name("die-while-planning")),
        BatchService(endpoint),
        fingerprint="seven",
        max_requests=3,
        sleep=lambda seconds: time.sleep(min(seconds, 0.01)),
    ) as job:
        job.submit()
        job.wait()
        with out.open("w") as file:
            for number, reply in enumerate(job.results()):
                if number == 5:
                    die_once(out.with_name("die-while-writing"))
                file.write(json.dumps([reply.custom_id, reply.text]) + "\n")
    shutil.rmtree(f"{out}.batch")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
