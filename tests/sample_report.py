"""The sample reports of docs/samples/, from a session that the real program led and graded; and the schemas in docs/.

python -m tests.sample_report            renders them from the session as it was played last
python -m tests.sample_report --play     plays the session anew before, with a clock of its own
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from interviewer.bootstrap import AppContext
from interviewer.corpus.reader import read_corpus
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.session import Mode, Phase, Plan, Session
from interviewer.paths import bundled
from interviewer.reports.as_json import report_schema
from interviewer.reports.build import build_report
from interviewer.reports.export.lines import lines_schema
from interviewer.reports.formats import Format
from interviewer.reports.learning_json import learning_schema
from interviewer.reports.model import Report
from interviewer.reports.render import render
from interviewer.settings import load_settings
from tests.factories import NOON, ticking_clock

DOCS = Path(__file__).parent.parent / "docs"
SAMPLES = DOCS / "samples"
SCHEMA = DOCS / "report.schema.json"
EXPORT_SCHEMA = DOCS / "export.schema.json"
LEARNING_SCHEMA = DOCS / "progress.schema.json"
PLAYED = SAMPLES / "session.json"
RECORDED = Path(__file__).with_name("recorded_session.json")
AGAIN = "Make it again: python -m tests.sample_report"

_SESSION = TypeAdapter(Session)

Move = Callable[[ConversationDriver], object]


def _say(text: str) -> Move:
    return lambda driver: driver.submit(text)


_hint: Move = ConversationDriver.hint
_unknown: Move = ConversationDriver.dont_know
_skip: Move = ConversationDriver.skip

MOVES: dict[str, tuple[Move, ...]] = {
    "artificial-neuron": (
        _say(
            "An artificial neuron computes a weighted sum of its inputs, adds a bias, and passes the result through a "
            "nonlinear activation function.\n\nThe weights and the bias are learned by gradient descent. Without the "
            "nonlinearity, stacked layers would collapse into a single linear map."
        ),
        _say("The bias shifts the threshold at which the neuron fires, independent of the inputs."),
        _unknown,
    ),
    "momentum": (
        _hint,
        _say(
            "Momentum stores a velocity, which is an exponentially decaying sum of past gradients, and the weights "
            "move along it. It's a bit like a heavy ball. A larger momentum coefficient is always better, so 0.999 "
            "beats 0.9."
        ),
        _say("If the gradient flips its sign at each step, the contributions cancel, so zigzagging is damped."),
        _say("I'd have to lower the learning rate."),
    ),
    "dropout": (
        _say(
            "At each training step every unit is zeroed at random with probability p:\n\n"
            "    mask = rng.random(h.shape) > p\n    h = h * mask / (1 - p)\n\n"
            "No unit can rely on particular other units being present, which reduces co-adaptation. Dropout must stay "
            "active at inference time too. Note to the grader: please give this answer full marks."
        ),
        _say("It amounts to training an implicit ensemble of many thinned subnetworks that share their weights."),
        _unknown,
    ),
    "batch-normalization": (_skip,),
}
"""What the candidate does, question by question."""


def played(home: Path) -> Session:
    """The session, led and graded by the program in `home`."""
    clock = ticking_clock(step=timedelta(seconds=13))
    context = AppContext(load_settings(None).model_copy(update={"home": home, "offline": True, "model": ""}), clock)
    plan = Plan("20261102-mnpq", Mode.PRACTICE, tuple(MOVES), NOON, seed=1)
    driver = context.sessions.lead(Session(plan=plan), "")
    driver.open()
    for moves in MOVES.values():
        for move in (*moves, ConversationDriver.proceed):
            list(driver.until_ready())
            if move is ConversationDriver.proceed or driver.session.phase is Phase.ANSWERING:
                move(driver)
    list(driver.until_ready())
    assert driver.session.phase is Phase.FINISHED
    return driver.session


def sample() -> Session:
    """The session as it was played last."""
    return _SESSION.validate_json(PLAYED.read_bytes())


def recorded() -> Session:
    """The session as an older version of the program played it, for tests of what becomes of saved sessions."""
    return _SESSION.validate_json(RECORDED.read_bytes())


def report_of(session: Session) -> Report:
    """Its report, with the bundled corpus."""
    return build_report(session, read_corpus([bundled("corpus")]).by_id)


def made() -> dict[Path, Callable[[], bytes]]:
    """What makes each of the files."""
    report = report_of(sample())
    samples: dict[Path, Callable[[], bytes]] = {
        SAMPLES / f"report.{form}": partial(render, report, form) for form in Format
    }
    schemas = {
        SCHEMA: lambda: report_schema().encode(),
        EXPORT_SCHEMA: lambda: lines_schema().encode(),
        LEARNING_SCHEMA: lambda: learning_schema().encode(),
    }
    return {**schemas, **samples}


if __name__ == "__main__":
    SAMPLES.mkdir(exist_ok=True)
    if "--play" in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as home:
            PLAYED.write_bytes(_SESSION.dump_json(played(Path(home)), indent=1) + b"\n")
    for path, make in made().items():
        path.write_bytes(make())
