"""Finds a judge that is not part of the program: an installed one by its name, any other by its import path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from interviewer.errors import UnknownNameError, UsageError
from interviewer.text import one_line

if TYPE_CHECKING:
    from interviewer.grading.custom import CustomJudge
    from interviewer.grading.judge import Judge

GROUP = "interviewer.judges"
"""The group of entry points in which packages name their judges."""

AUTO, LLM, SIMILARITY = BUILT_IN = ("auto", "llm", "similarity")
"""The graders that come with the program."""

_LONGEST_REASON = 200  # characters of an error from somebody else's code


def installed_judges() -> Mapping[str, EntryPoint]:
    """The judges of installed packages by name; they cannot use the program's own names."""
    return {found.name: found for found in entry_points(group=GROUP) if found.name not in BUILT_IN}


def load_judge(name: str) -> CustomJudge:
    """The judge that a package has under `name`, or that "package.module:Name" names: a class or a
    function that builds one, called without arguments.

    Raises UsageError where there is none, where it cannot be imported or built, and where the result is not a Judge.
    """
    from interviewer.grading.custom import CustomJudge

    source = name
    if ":" not in name:
        judges = installed_judges()
        if name not in judges:
            hint = "Name a judge of an installed package, or give package.module:Class."
            raise UnknownNameError("grader", name, (*BUILT_IN, *judges), hint)
        source = f"{judges[name].module}:{judges[name].attr}"
    return CustomJudge(_built(_imported(source), source), source)


def _imported(source: str) -> Callable[[], Judge]:
    """What `source` names. Raises UsageError."""
    module_name, _, attribute = source.partition(":")
    if not all(part.isidentifier() for part in (*module_name.split("."), *attribute.split("."))):
        raise UsageError(f"{one_line(source, 80)!r} does not name a judge.", "Write it as package.module:Class.")
    try:
        found: object = import_module(module_name)
    except (Exception, SystemExit) as error:
        raise UsageError(
            f"{module_name} cannot be imported: {_reason(error)}.",
            "Install it, or put its folder in PYTHONPATH; the working folder is searched too.",
        ) from error
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise UnknownNameError("judge", source, tuple(f"{module_name}:{name}" for name in _public_names(found)))
        found = getattr(found, part)
    if not callable(found):
        raise UsageError(
            f"{source} is neither a class nor a function.", "Name one that builds a judge without arguments."
        )
    return found


def _built(build: Callable[[], Judge], source: str) -> Judge:
    try:
        return build()
    except (Exception, SystemExit) as error:
        raise UsageError(
            f"{source} cannot be built: {_reason(error)}.", "A judge is built without arguments."
        ) from error


def _reason(error: BaseException) -> str:
    """An error from somebody else's code, on one line."""
    return one_line(f"{type(error).__name__}: {error}".rstrip(": ."), _LONGEST_REASON)


def _public_names(found: object) -> tuple[str, ...]:
    return tuple(name for name in dir(found) if not name.startswith("_") and callable(getattr(found, name, None)))
