"""Texts of the corpus on the screen."""

from __future__ import annotations

from dataclasses import replace

from textual.app import App, ComposeResult

from interviewer.tui.feedback_card import FeedbackCard, reference_card
from tests.factories import a_question

TEXT = """**Only** `x_1` and $s_1 * t_1 * u_1$:

1. first

```python
total = sum(value * weight for value, weight in pairs_of_a_name_so_long_that_no_narrow_screen_has_room_for_its_end)
```

| a | b |
|---|---|
| c | [d](http://e) |
"""


async def shown(card: FeedbackCard) -> tuple[str, str]:
    """A card as a narrow screen shows it, without white space, and its plain text."""

    class Showing(App[None]):
        CSS = ".prose MarkdownFence > Label { width: 1fr; text-wrap: wrap; }"

        def compose(self) -> ComposeResult:
            yield card

    app = Showing()
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        rows = app.screen._compositor.render_strips()
        return "".join("".join(strip.text.split()) for strip in rows), card.plain


async def test_a_reference_answer_is_shown_without_marks_of_markdown() -> None:
    page, _ = await shown(reference_card(replace(a_question(), reference=TEXT)))
    assert "Onlyx_1ands₁*t₁*u₁:" in page
    assert not any(mark in page for mark in ("**", "`", "$", "|---"))
    assert "[d](http://e)" in page


async def test_the_plain_text_of_a_card_has_the_reference_answer() -> None:
    _, plain = await shown(reference_card(replace(a_question(), reference=TEXT)))
    assert "1. first\n\n    total = sum(" in plain
