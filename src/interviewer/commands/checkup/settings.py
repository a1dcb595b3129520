"""Where each setting was found, and which cannot be used. No secret value is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from interviewer.commands.checkup.check import Check, State, examine
from interviewer.errors import UsageError
from interviewer.paths import bundled, folders_from
from interviewer.settings import Settings, variable_of

_OWN_THEMES = ("dark", "light", "high-contrast")


def look_at_settings(settings: Settings) -> Check:
    """The given settings, by where they were found."""
    by_origin: dict[str, list[str]] = {}
    for field in settings.found:
        by_origin.setdefault(settings.origin(field), []).append(variable_of(field))
    told = [f"{', '.join(sorted(names))} from {origin}" for origin, names in sorted(by_origin.items())]
    return Check("settings", State.OK, "; ".join(told) or "none given: all have their defaults")


def look_at_values(settings: Settings) -> Iterator[Check]:
    """A problem for each setting whose value cannot be used, also where nothing uses it yet; the prompts and rubrics
    that it names are read."""
    for look in (*_LOOKS, _prompt_files):
        found = examine("settings", partial(_looked, look, settings))
        if found.state is not State.OK:
            yield found


def refuse_unusable(settings: Settings) -> None:
    """Raises the error of the first setting whose value cannot be used."""
    for look in _LOOKS:
        look(settings)


def _looked(look: Callable[[Settings], None], settings: Settings) -> Check:
    look(settings)
    return Check("settings", State.OK, "")


def _theme(settings: Settings) -> None:
    if settings.theme not in _OWN_THEMES:  # most never load what knows the others
        from interviewer.tui.screen_settings import check_theme

        check_theme(settings.theme)


def _keymap(settings: Settings) -> None:
    if settings.keys:
        from interviewer.tui.actions import checked_keymap

        checked_keymap(settings.keys)


def _prompts(settings: Settings) -> None:
    for folder in folders_from(settings.prompts, "INTERVIEWER_PROMPTS"):
        if not folder.is_dir():
            raise UsageError(f"INTERVIEWER_PROMPTS names {folder}, which is no folder.", "Name a folder, or unset it.")


def _prompt_files(settings: Settings) -> None:
    """Raises UsageError where a file of INTERVIEWER_PROMPTS cannot be used.

    A path that is no folder is reported by `_prompts`.
    """
    folders = tuple(filter(Path.is_dir, folders_from(settings.prompts, "INTERVIEWER_PROMPTS")))
    if folders:
        from interviewer.grading.rubric import read_rubrics
        from interviewer.models.prompts import PromptLibrary

        PromptLibrary((bundled("prompts"), *folders))
        read_rubrics((bundled("prompts"), *folders))


def _prices(settings: Settings) -> None:
    if settings.prices is not None:
        from interviewer.models.prices import Prices

        Prices.read(settings.prices)


def _server(settings: Settings) -> None:
    if settings.openai_base_url:
        from interviewer.models.endpoint import parse_endpoint

        parse_endpoint("openai:any", settings.openai_base_url)


_LOOKS = (_theme, _keymap, _prompts, _prices, _server)
