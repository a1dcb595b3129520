"""The commands of line mode on what is being typed: running its tests, a file, the editor."""

from __future__ import annotations

from collections.abc import Callable

from interviewer.editor import edited, editor_command
from interviewer.errors import InterviewerError
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.programs import numbered
from interviewer.interview.session import Phase
from interviewer.plain.draft import Draft
from interviewer.plain.loading import read_answer
from interviewer.plain.pages import Pages
from interviewer.text import counted, visible

NOTHING_OPEN = "There is no open question to answer."
NOTHING_TYPED = "Nothing is typed yet."


class Writing:
    """Does these commands on `draft`. `run_tests` and `submit` do that and show what comes of it, `keep` saves."""

    def __init__(
        self,
        driver: ConversationDriver,
        draft: Draft,
        pages: Pages,
        *,
        run_tests: Callable[[], None],
        submit: Callable[[], None],
        keep: Callable[[], None],
    ) -> None:
        self._driver = driver
        self._draft = draft
        self._pages = pages
        self._run = run_tests
        self._keep = keep
        self._commands: dict[str, Callable[[str], None]] = {
            "/run": lambda _: self._run_tests(),
            "/load": self._load,
            "/edit": lambda _: self._edit(),
            "/show": lambda _: self._show(),
            "/clear": lambda _: self._clear(),
            "/send": lambda _: submit(),
        }

    def takes(self, name: str, words: str) -> bool:
        """Does the command `name`, with the words behind it; False if it is none of these."""
        if name not in self._commands or (words and name != "/load"):
            return False
        if self._driver.session.phase is Phase.ANSWERING:
            self._commands[name](words)
        else:
            self._pages.say(NOTHING_OPEN)
        return True

    def _run_tests(self) -> None:
        if self._draft or not self._driver.has_tests_to_run:
            self._run()
        else:
            self._pages.say(NOTHING_TYPED)

    def _load(self, name: str) -> None:
        if name:
            self._replace(lambda: read_answer(name), name)
        else:
            self._pages.say("Name the file: /load FILE")

    def _edit(self) -> None:
        """The editor begins with what is typed, or with what the answer begins with."""
        text = self._draft.text or self._driver.beginning
        suffix = ".py" if self._driver.takes_program else ".txt"
        self._replace(lambda: edited(text, editor_command(), suffix), "your editor")

    def _replace(self, text_of: Callable[[], str], source: str) -> None:
        try:
            text = text_of()
        except InterviewerError as error:
            self._pages.say(visible(str(error)))
            return
        self._draft.clear()
        for line in text.split("\n"):
            self._draft.add(line)
        self._keep()
        self._pages.say(f"Your answer has {counted(len(text.splitlines()), 'line')} from {visible(source)}.")

    def _show(self) -> None:
        text = self._draft.text
        self._pages.say(visible(numbered(text)) if text.strip() else NOTHING_TYPED)

    def _clear(self) -> None:
        self._draft.clear()
        self._keep()
        self._pages.say("What you had typed is gone.")
