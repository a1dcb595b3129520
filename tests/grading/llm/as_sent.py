"""The grading prompt as it is sent, for the document that shows it.

python -m tests.grading.llm.as_sent     writes it into docs/grading.md
"""

from __future__ import annotations

from pathlib import Path

from interviewer.grading.llm.prompt import grading_messages
from tests.grading.llm.material import DELIMITERS, PASSAGE, PROMPTS, RUBRIC, a_request

DOCUMENT = Path(__file__).parents[3] / "docs" / "grading.md"
_BEGIN = "<!-- as sent -->\n"
_END = "<!-- end as sent -->"


def as_sent() -> str:
    """Both messages for a small question, in code blocks, with fixed delimiters."""
    messages = grading_messages(PROMPTS.get("grade"), RUBRIC, a_request(), (PASSAGE,), DELIMITERS)
    blocks = (f"The {message.role} message:\n\n~~~text\n{message.text}\n~~~\n" for message in messages)
    return _BEGIN + "\n".join(blocks) + _END


def main() -> None:
    """Replaces the part between the two marks."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2]
    DOCUMENT.write_text(before + as_sent() + after, encoding="utf-8")


if __name__ == "__main__":
    main()
