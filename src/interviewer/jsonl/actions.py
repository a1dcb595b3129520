"""What a program sends: one action per line."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from interviewer.errors import UsageError
from interviewer.streams import is_text
from interviewer.strict_json import StrictJsonError, loads
from interviewer.text import one_line

_LONGEST_SHOWN = 60  # characters of what was sent


class _Action(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Submit(_Action):
    """Sends what was typed: as a question where it asks the interviewer something, otherwise as the answer."""

    action: Literal["submit"]
    text: str


class Ask(_Action):
    """Asks the interviewer something about the open prompt. Needs a chat model."""

    action: Literal["ask"]
    text: str


class Draft(_Action):
    """Saves what has been typed so far, for a resumed session. Accepted at any time."""

    action: Literal["draft"]
    text: str


class Hint(_Action):
    """Asks for a hint."""

    action: Literal["hint"]


class DontKnow(_Action):
    """Answers the open prompt with "I don't know"."""

    action: Literal["dont_know"]


class Skip(_Action):
    """Skips the open prompt without an answer."""

    action: Literal["skip"]


class Retry(_Action):
    """Opens the question again, after feedback or after grading failed."""

    action: Literal["retry"]


class Proceed(_Action):
    """Continues with the next question, or after the last one with the report."""

    action: Literal["proceed"]


class GoOn(_Action):
    """Continues without waiting for the grade in progress. Accepted at any time."""

    action: Literal["go_on"]


class Regrade(_Action):
    """Tries failed gradings again."""

    action: Literal["regrade"]


class CancelGrading(_Action):
    """Takes back the answer that is being graded or whose grading failed. Accepted at any time."""

    action: Literal["cancel_grading"]


class RunTests(_Action):
    """Runs a program against the visible tests of the open exercise, as often as wanted: that is no attempt."""

    action: Literal["run_tests"]
    text: str


class StopRun(_Action):
    """Stops the run of the visible tests. Accepted at any time."""

    action: Literal["stop_run"]


class Confidence(_Action):
    """Says how sure the candidate is of the answer just sent, from 0 to 1; null leaves it unsaid."""

    action: Literal["confidence"]
    value: float | None = Field(ge=0, le=1)


class Contest(_Action):
    """Contests the verdict on a key point of question `number`, by default the last one; its answer is judged again."""

    action: Literal["contest"]
    point: str
    number: int | None = None


class Decide(_Action):
    """Decides what the contested verdict should be, and may say why. The score stays as it is."""

    action: Literal["decide"]
    verdict: Literal["met", "partial", "missed", "contradicted"]
    text: str = ""


class DropDispute(_Action):
    """Leaves the contested verdict undecided."""

    action: Literal["drop_dispute"]


class Finish(_Action):
    """Ends the session now; its report follows."""

    action: Literal["finish"]


class Leave(_Action):
    """Stops; everything is saved, and --resume continues the session. Accepted at any time."""

    action: Literal["leave"]


Action = (
    Submit
    | Ask
    | Draft
    | RunTests
    | StopRun
    | Confidence
    | Hint
    | DontKnow
    | Skip
    | Retry
    | Proceed
    | GoOn
    | Regrade
    | CancelGrading
    | Contest
    | Decide
    | DropDispute
    | Finish
    | Leave
)
AT_ONCE = (Draft, GoOn, CancelGrading, StopRun, Leave)
"""Actions that are accepted while the interviewer is busy; all others wait for their turn."""

ACTIONS: TypeAdapter[Action] = TypeAdapter(Annotated[Action, Field(discriminator="action")])


def parsed_action(line: bytes) -> Action:
    """The action of a line. Raises UsageError, which says in a sentence what is wrong with it."""
    try:
        return ACTIONS.validate_python(_checked(loads(line.decode("utf-8"))))
    except UnicodeDecodeError:
        raise UsageError("The line is not UTF-8 text.", "Send one JSON object a line, in UTF-8.") from None
    except ValidationError as error:
        raise UsageError(_told(error), "See docs/jsonl.md for the actions and their fields.") from None
    except StrictJsonError as error:
        raise UsageError(f"The line is not JSON: {error}.", "Send one JSON object a line.") from None
    except (ValueError, RecursionError):
        raise UsageError("The line is not JSON.", "Send one JSON object a line.") from None


def _checked(value: object) -> object:
    text = value.get("text") if isinstance(value, dict) else None
    if isinstance(text, str) and not is_text(text):
        raise StrictJsonError("its text has an unpaired surrogate, which is half a character")
    return value


def _told(error: ValidationError) -> str:
    """The first thing wrong, in a sentence."""
    first = error.errors(include_url=False)[0]
    match first["type"]:
        case "union_tag_invalid":
            return f"There is no action {one_line(repr(first['ctx']['tag']), _LONGEST_SHOWN)}."
        case "union_tag_not_found":
            return "The line names no action."
        case "missing":
            return f"The action {first['loc'][0]} needs {first['loc'][-1]!r}."
        case "extra_forbidden":
            return f"The action {first['loc'][0]} has no field {one_line(repr(first['loc'][-1]), _LONGEST_SHOWN)}."
        case _:
            where = one_line(repr(first["loc"][-1]), _LONGEST_SHOWN) if first["loc"] else "line"
            return f"The {where} is invalid: {one_line(first['msg'], _LONGEST_SHOWN)}."
