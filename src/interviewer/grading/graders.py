"""Who graded, by name: figures of different graders are never put together, and what else differs is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interviewer.grading.grade import Method, Provenance


@dataclass(frozen=True, order=True)
class GraderName:
    """Who graded: figures of different ones are never put together."""

    method: Method
    model: str
    version: str

    def __str__(self) -> str:
        """In words: "the similarity grader (all-MiniLM, version 3)"."""
        return f"the {self.method} grader ({self.model}, version {self.version})"


@dataclass(frozen=True)
class GradedWith:
    """Everything that a grade was made with. `prompt` and `rubric` are None where there was none."""

    grader: GraderName
    corpus_version: str
    prompt: str | None = None
    rubric: str | None = None


def grader_name(given: Provenance) -> GraderName:
    """Who graded, from the provenance of a grade."""
    return GraderName(given.method, given.model, given.grader_version)


def graded_with(given: Provenance) -> GradedWith:
    """Everything that a grade was made with, from its provenance."""
    return GradedWith(grader_name(given), given.corpus_version, prompt_name(given) or None, given.rubric_version)


def prompt_name(given: Provenance) -> str:
    """Names the prompt of a grade exactly: "grade 1 (0123456789ab)"; empty if it had none."""
    return exact_prompt(given.prompt_id, given.prompt_version, given.prompt_hash)


def exact_prompt(prompt_id: str | None, version: str | None, digest: str | None) -> str:
    """Names a prompt exactly, from its parts; empty if there was none."""
    return f"{prompt_id} {version or '?'} ({digest or '?'})" if prompt_id else ""


def judges_among(names: Iterable[GraderName]) -> tuple[GraderName, ...]:
    """Each grader once, leaving out rules before any judge unless they settled everything.

    What a program marked counts as marked by that program: it gave the unaided score, and who judged the words that
    answered its follow-ups only adds to the aided one.
    """
    every = tuple(dict.fromkeys(names))
    programs = tuple(name for name in every if name.method is Method.PROGRAM)
    if programs:
        return programs
    return tuple(name for name in every if name.method is not Method.GATE) or every


def only_judge(names: Iterable[GraderName]) -> GraderName | None:
    """The judge among all graders of a session, rules before any judge left out; None if there is none or several."""
    judges = {name for name in names if name.method is not Method.GATE}
    return judges.pop() if len(judges) == 1 else None


def counts_with(own: Sequence[GraderName], judge: GraderName | None) -> tuple[GraderName, ...]:
    """Whom a question that `own` graded counts with in means: these, or the session's `only_judge` where only a rule
    settled it, such as "I don't know". A question that counts with several is in no mean."""
    by_rule = all(name.method is Method.GATE for name in own)
    return (judge,) if by_rule and judge is not None else tuple(own)


def mixes(given: Sequence[GradedWith]) -> Iterable[str]:
    """What differs between grades of one grader, in sentences, so that their mean is to be read with care."""
    corpora = dict.fromkeys(one.corpus_version for one in given)
    if len(corpora) > 1:
        yield f"These grades are over {len(corpora)} versions of the corpus: {', '.join(corpora)}."
    prompts = dict.fromkeys(one.prompt for one in given if one.prompt)
    if len(prompts) > 1:
        yield f"These grades are over {len(prompts)} versions of the prompt: {', '.join(prompts)}."
    rubrics: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in given:
        if one.rubric:
            rubrics[one.rubric.split("/")[0]][one.rubric] = None
    for rubric, versions in rubrics.items():
        if len(versions) > 1:
            yield f"These grades are over {len(versions)} versions of the rubric {rubric}: {', '.join(versions)}."
