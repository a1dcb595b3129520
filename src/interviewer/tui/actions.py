"""Every action of the screens: one list that the key bindings, the palette and the help are made from; and when those
of an interview do something."""

from __future__ import annotations

from collections.abc import Mapping

from interviewer.errors import UnknownNameError
from interviewer.interview.actions import ActionName, possible
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.session import Mode, Phase
from interviewer.tui.action import Action
from interviewer.tui.more_actions import AIM, CHOSEN, PICK, PROGRESS, SAVE

APP = (
    Action("app.help", "f1", "app.help", "Help", "Show the keys", "What every key does, and where things are kept."),
    Action(
        "app.quit",
        "ctrl+q",
        "app.leave",
        "Quit",
        "Quit",
        "Leave; everything is kept and can be resumed.",
        priority=True,
    ),
    Action(
        "app.theme", "f12", "app.next_theme", "Theme", "Switch colours", "Dark, light or high contrast.", show=False
    ),
)

WELCOME = (
    Action("welcome.start", "f2", "screen.start", "Start", "Start an interview", "Begin with the choices below."),
    Action("welcome.resume", "f3", "screen.resume", "Resume", "Resume the last session", "Continue where it stopped."),
    Action("welcome.history", "f4", "screen.history", "History", "Show past sessions", "All sessions, newest first."),
    Action("welcome.plan", "f6", "screen.plan", "Plan", "Start today's plan", "A drill over what is due or weak."),
    Action("welcome.progress", "f7", "screen.progress", "Progress", "Show the progress", "Scores over time, and more."),
    Action(
        "welcome.warm_up",
        "f5",
        "screen.warm_up",
        "Retry",
        "Load the grader again",
        "Try again what failed.",
        show=False,
    ),
)

INTERVIEW = (
    Action("interview.hint", "f2", "screen.hint", "Hint", "Ask for a hint", "A question that leads towards a point."),
    Action(
        "interview.unknown", "f3", "screen.unknown", "Don't know", "Say that you don't know", "You are helped along."
    ),
    Action(
        "interview.ask",
        "ctrl+r",
        "screen.ask",
        "Ask",
        "Ask the interviewer",
        "Send what is in the box as a question about the question, not as an answer. Needs a chat model.",
    ),
    Action("interview.skip", "f4", "screen.skip", "Skip", "Skip this question", "It gets no score but is listed."),
    Action(
        "interview.run",
        "f5",
        "screen.run_tests",
        "Run tests",
        "Run the visible tests",
        "On the program in the box, as often as you like; the same key stops a run. For exercises.",
    ),
    Action("interview.next", "f5,enter", "screen.proceed", "Next", "Go to the next question", "On to what comes next."),
    Action(
        "interview.go_on",
        "ctrl+n",
        "screen.go_on",
        "Go on",
        "Go on without waiting for the grade",
        "The grade comes later. Needs a chat model.",
    ),
    Action(
        "interview.retry", "f6", "screen.retry", "Try again", "Answer it again", "The first attempt keeps counting."
    ),
    Action(
        "interview.regrade",
        "f7",
        "screen.regrade",
        "Grade",  # short: with it the footer still has to have the help
        "Grade the answer again",
        "Try a failed grading again.",
        priority=True,  # the answer box has this key too
    ),
    Action(
        "interview.cancel",
        "escape",
        "screen.cancel",
        "Cancel",
        "Take the answer back",
        "Back into the box, to keep editing; its grading is cancelled.",
    ),
    Action(
        "grade.contest",
        "c",
        "screen.contest",
        "Contest",
        "Contest a verdict",
        "Its answer is judged a second time; what the verdict should be is then for you to say. The score stays.",
    ),
    Action(
        "interview.edit",
        "f8",
        "screen.edit",
        "Editor",
        "Write in your editor",
        "Open the answer in $EDITOR.",
        show=False,
    ),
    Action(
        "interview.copy",
        "f9",
        "screen.copy",
        "Copy",
        "Copy the last answer",
        "To the terminal's clipboard.",
        show=False,
    ),
    Action("interview.end", "f10", "screen.end", "End", "End the session", "Stop here and see the report.", show=False),
)

REPORT = (
    Action("report.back", "escape", "screen.back", "Back", "Go back", "To where you came from."),
    Action("report.copy", "f9", "screen.copy", "Copy", "Copy the report", "As Markdown, to the clipboard."),
    Action("report.save", "f2", "screen.save", "Save", "Save the report", "Choose the format and the file."),
    Action("report.open", "f3", "screen.open", "Open", "Open the report", "As HTML, in your browser."),
)

HISTORY = (
    Action("history.open", "enter", "screen.open", "Report", "Open the report", "The report of the selected session."),
    Action("history.resume", "f3", "screen.resume", "Resume", "Resume the session", "Continue the selected session."),
    Action(
        "history.delete",
        "f8",
        "screen.delete",
        "Delete",
        "Delete the session",
        "For good, with all that is kept of it; asks first.",
    ),
    Action("history.progress", "f7", "screen.progress", "Progress", "Show the progress", "Scores over time, and more."),
    Action("history.back", "escape", "screen.back", "Back", "Go back", "To the welcome screen."),
)

ALL: tuple[Action, ...] = (
    *APP,
    *WELCOME,
    *PICK,
    *AIM,
    *CHOSEN,
    *INTERVIEW,
    *REPORT,
    *SAVE,
    *HISTORY,
    *PROGRESS,
)

DONE_BY = {
    "hint": ActionName.HINT,
    "unknown": ActionName.DONT_KNOW,
    "ask": ActionName.ASK,
    "skip": ActionName.SKIP,
    "run_tests": ActionName.RUN_TESTS,
    "edit": ActionName.SUBMIT,
    "cancel": ActionName.CANCEL_GRADING,
    "go_on": ActionName.GO_ON,
    "regrade": ActionName.REGRADE,
    "retry": ActionName.RETRY,
    "contest": ActionName.CONTEST,
    "proceed": ActionName.PROCEED,
    "end": ActionName.FINISH,
}
"""What has to be possible in a conversation for each of those actions of an interview that are not always there."""


def is_offered(action: str, driver: ConversationDriver) -> bool:
    """Whether an action of an interview has its key now: it can be done, and no other key is there for it."""
    if action not in DONE_BY:
        return True
    session = driver.session
    match action:
        case "run_tests":
            return driver.has_tests_to_run  # the same key stops them
        case "ask" if driver.takes_program:
            return False  # the box has a program, which is no question
        case "go_on" if session.phase is Phase.FINISHED or session.plan.mode is Mode.MOCK or not driver.converses:
            return False
        case "retry" if session.phase is Phase.UNGRADED:
            return False  # the answer is taken back
        case _:
            return DONE_BY[action] in possible(driver)


def checked_keymap(keys: Mapping[str, str]) -> Mapping[str, str]:
    """The user's keymap. Raises UnknownNameError for an action that does not exist."""
    known = tuple(action.id for action in ALL)
    for name in keys:
        if name not in known:
            raise UnknownNameError("action", name, known)
    return keys
