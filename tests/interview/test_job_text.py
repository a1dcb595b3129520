"""What of a job description or CV is about the work."""

from __future__ import annotations

import pytest

from interviewer.interview.job_text import MOST_LINES, lines_of

AD = """\
Senior Machine Learning Engineer, LLM Platform

About us
We are a fast-growing company on a mission to make language models useful for everyone.
We train them with RLHF.

What you will do
- Build distributed training pipelines
- Own our post-training stack: supervised fine-tuning, RLHF and DPO

What you bring
- 5+ years of Python and deep experience with PyTorch

What we offer
- 30 days off, and a hackathon on language models each year
"""


def texts(text: str) -> list[str]:
    return [line.text for line in lines_of(text)]


def skills(text: str) -> tuple[str, ...]:
    (line,) = lines_of(text)
    return line.skills


def test_what_is_about_the_employer_and_what_it_offers_is_left_out() -> None:
    found = texts(AD)
    assert "- Build distributed training pipelines" in found
    assert "- 5+ years of Python and deep experience with PyTorch" in found
    assert not [line for line in found if "mission" in line or "We train" in line or "hackathon" in line]


@pytest.mark.parametrize(
    "line",
    [
        "We are an equal opportunity employer and value diversity.",
        "All applicants are considered without regard to race, religion or gender.",
        "We do not discriminate on the basis of age.",
        "- Competitive salary and equity",
        "- Health insurance, gym membership and a learning budget",
        "Benefits: 401(k) match, vision insurance, free lunch",
        "* Fluent English",
    ],
)
def test_lines_that_employers_write_beside_it_are_left_out_wherever_they_stand(line: str) -> None:
    assert texts(f"- Train models\n{line}\n- Deploy models") == ["- Train models", "- Deploy models"]


@pytest.mark.parametrize(
    "line",
    [
        "- Audit models for discrimination and fairness",
        "- Spend a training budget of a million GPU hours well",
        "- Fluent in Python and PyTorch",
        "- Models of insurance claims",
    ],
)
def test_lines_about_the_work_that_only_sound_like_those_are_kept(line: str) -> None:
    assert texts(line) == [line]


def test_a_heading_of_the_work_ends_what_is_about_the_employer() -> None:
    assert texts("About us\nWe sell shoes.\n\nYour tasks:\nTrain models") == ["Your tasks:", "Train models"]


def test_a_line_is_taken_apart_into_the_skills_that_it_lists() -> None:
    assert skills("- Own our post-training stack: supervised fine-tuning, RLHF and DPO") == (
        "post-training stack",
        "supervised fine-tuning",
        "RLHF",
        "DPO",
    )


def test_what_leads_to_a_skill_or_says_how_much_it_is_wanted_is_no_part_of_it() -> None:
    assert skills("- 5+ years of Python and deep experience with PyTorch") == ("Python", "PyTorch")
    assert skills("* Familiarity with RAG and prompt engineering is a plus") == ("RAG", "prompt engineering")


def test_names_with_a_slash_stay_whole_where_a_letter_stands_alone() -> None:
    assert skills("TensorFlow/JAX, A/B tests") == ("TensorFlow", "JAX", "A/B tests")


@pytest.mark.parametrize("text", ["", "\n\n", "?!", "• \n-\n"])
def test_a_text_without_a_word_has_no_line(text: str) -> None:
    assert lines_of(text) == []


@pytest.mark.parametrize("text", ["word " * 200_000, "x" * 1_000_000, "- a\n" * 300_000, "[/] \x1b[31m 日本語 🙂"])
def test_of_any_text_only_so_much_is_looked_at(text: str) -> None:
    found = lines_of(text)
    assert len(found) <= MOST_LINES
    assert all(len(line.text) <= 1000 and len(line.skills) <= 8 for line in found)
