"""The actions of the screens around a session: choosing its questions, saving its report, looking at progress."""

from __future__ import annotations

from interviewer.tui.action import Action

PICK = (
    Action("pick.mark", "space", "screen.mark", "Mark", "Mark an entry", "Or take its mark away."),
    Action(
        "pick.take",
        "enter",
        "screen.take",
        "Take",
        "Take what is marked",
        "None means any.",
        priority=True,  # the list has this key too
    ),
    Action("pick.clear", "delete", "screen.clear", "Any", "Take any", "As if nothing were marked."),
    Action("pick.back", "escape", "screen.back", "Back", "Go back", "Leaves it as it was."),
)

AIM = (
    Action("aim.take", "f2", "screen.take", "Use it", "Use this text", "What was pasted, else the file that is named."),
    Action("aim.clear", "f4", "screen.clear", "None", "Use no text", "Questions are chosen without one."),
    Action("aim.back", "escape", "screen.back", "Back", "Go back", "Leaves it as it was."),
)

CHOSEN = (
    Action("chosen.start", "f2", "screen.start", "Start", "Start with these questions", "Begin the interview."),
    Action("chosen.back", "escape", "screen.back", "Back", "Go back", "To choose differently."),
)

SAVE = (
    Action("save.save", "f2", "screen.save", "Save", "Save the report", "To the file that is named."),
    Action("save.open", "f3", "screen.open", "Save and open", "Save and open the report", "With your own program."),
    Action("save.back", "escape", "screen.back", "Back", "Go back", "Saves nothing."),
)

PROGRESS = (
    Action("progress.back", "escape", "screen.back", "Back", "Go back", "To where you came from."),
    Action(
        "progress.topics",
        "1",
        "screen.show('topics')",
        "Topics",
        "Show topics over time",
        "Scores by topic.",
        show=False,
    ),
    Action(
        "progress.coverage",
        "2",
        "screen.show('coverage')",
        "Coverage",
        "Show the coverage map",
        "Every question: never asked, passed, weak, or stale.",
        show=False,
    ),
    Action("progress.time", "3", "screen.show('time')", "Time", "Show time to answer", "Medians by topic.", show=False),
    Action(
        "progress.confidence",
        "4",
        "screen.show('confidence')",
        "Confidence",
        "Show confidence",
        "What you stated before the grade against the grade.",
        show=False,
    ),
    Action(
        "progress.misconceptions",
        "5",
        "screen.show('misconceptions')",
        "Misconceptions",
        "Show misconceptions",
        "Stated, refuted, cleared.",
        show=False,
    ),
)
