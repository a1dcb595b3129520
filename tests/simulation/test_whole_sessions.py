"""Simulated candidates play whole sessions: with the similarity grader, and with chat models good and bad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from interviewer.grading.grade import Method
from interviewer.grading.verdict import Verdict
from interviewer.interview.session import Mode
from tests.commands.linked_home import link_home
from tests.simulation.candidates import CANDIDATES, WORTHLESS, leaving
from tests.simulation.checks import faults
from tests.simulation.front_end import OFFERED
from tests.simulation.play import Played
from tests.simulation.stages import INVENTED, QUOTING, SCRIPTED, SETTINGS, SIMILARITY, Theatre, theatre

pytestmark = [pytest.mark.model, pytest.mark.slow]

PLAYED = [
    (setting, mode, candidate)
    for at, setting in enumerate(SETTINGS)
    for number, candidate in enumerate(CANDIDATES)
    for turn, mode in enumerate(Mode)
    if setting == SIMILARITY or (number + at) % len(Mode) == turn
]
"""Every two of setting, mode and candidate meet; all three do without a chat model, where a session takes a moment."""

BAD_JUDGES: Final = (INVENTED, QUOTING)


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory, built_home: Path) -> Iterator[Theatre]:
    """The stages of all settings."""
    home = tmp_path_factory.mktemp("theatre")
    link_home(home, built_home)
    with theatre(home) as built:
        yield built


def played(stages: Theatre, setting: str, candidate: str, mode: Mode) -> Played:
    """The session of a candidate, played once for all tests."""
    stage = stages.stage(setting)
    if (candidate, mode) not in stage.played:
        stage.played[candidate, mode] = stage.play(candidate, CANDIDATES[candidate], mode)
    return stage.played[candidate, mode]


@pytest.mark.parametrize(("setting", "mode", "candidate"), PLAYED)
def test_a_session_has_no_fault(stages: Theatre, setting: str, mode: Mode, candidate: str) -> None:
    assert faults(played(stages, setting, candidate, mode)) == []


@pytest.mark.parametrize(("setting", "mode", "candidate"), [place for place in PLAYED if place[2] in WORTHLESS])
def test_who_says_nothing_of_the_subject_scores_nothing(
    stages: Theatre, candidate: str, setting: str, mode: Mode
) -> None:
    score = played(stages, setting, candidate, mode).score
    assert score is None or score <= 0.1


@pytest.mark.parametrize("mode", Mode)
def test_similarity_ranks_expert_over_terse_over_wrong(stages: Theatre, mode: Mode) -> None:
    scores = {name: played(stages, SIMILARITY, name, mode).score for name in ("expert", "terse", "wrong")}
    expert, terse, wrong = (score if score is not None else -1.0 for score in scores.values())
    assert expert >= 0.75
    assert expert > terse > wrong


@pytest.mark.parametrize(("setting", "mode", "candidate"), [place for place in PLAYED if place[0] in BAD_JUDGES])
def test_a_judge_that_accepts_everything_makes_nobody_score(
    stages: Theatre, setting: str, mode: Mode, candidate: str
) -> None:
    for turn in played(stages, setting, candidate, mode).session.turns:
        for grade in (exchange.grade for exchange in turn.exchanges if exchange.grade is not None):
            assert grade.score in (0.0, None)
            if grade.provenance.method is Method.LLM and grade.graded:
                assert all(not verdict.supported for verdict in grade.verdicts)
                assert {verdict.verdict for verdict in grade.verdicts} <= {Verdict.MET, Verdict.NOT_ASSESSED}


@pytest.mark.parametrize("setting", [setting for setting in SETTINGS if setting != SIMILARITY])
def test_a_chat_models_grades_are_its_own_or_the_gates(stages: Theatre, setting: str) -> None:
    for _, mode, candidate in (place for place in PLAYED if place[0] == setting):
        for turn in played(stages, setting, candidate, mode).session.turns:
            methods = {exchange.grade.provenance.method for exchange in turn.exchanges if exchange.grade is not None}
            assert methods <= {Method.LLM, Method.GATE}


def test_a_model_that_reads_tells_the_expert_from_the_others(stages: Theatre) -> None:
    for mode in Mode:
        scores = {name: played(stages, SCRIPTED, name, mode).score for name in ("expert", "rambling", "wrong")}
        expert, rambling, wrong = (score if score is not None else -1.0 for score in scores.values())
        assert expert >= 0.85
        assert expert > rambling > wrong


def test_what_a_model_says_wrongly_is_replaced_and_what_it_says_well_is_kept(stages: Theatre) -> None:
    """The bad model's words are met at all: otherwise the checks above have nothing to find."""
    places = [(mode, candidate) for setting, mode, candidate in PLAYED if setting == INVENTED]
    said = [line.text for mode, name in places for line in played(stages, INVENTED, name, mode).lines]
    assert "Thanks, I have written that down." in said
    assert "Excellent, that is exactly right." not in said
    assert len({text for text in said if text.startswith("And what about this")}) > 0


def test_a_session_is_the_same_when_it_is_played_again(stages: Theatre) -> None:
    stage = stages.stage(INVENTED)
    first = played(stages, INVENTED, "terse", Mode.MOCK)
    again = stage.play("terse", CANDIDATES["terse"], Mode.MOCK, key="-again")
    assert [line.text for line in again.lines] == [line.text for line in first.lines]


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.MOCK])
@pytest.mark.parametrize("setting", [SIMILARITY, SCRIPTED, INVENTED])
def test_a_session_can_be_left_in_the_midst_of_a_question(stages: Theatre, setting: str, mode: Mode) -> None:
    session = stages.stage(setting).play("leaving", leaving, mode)
    assert faults(session) == []
    assert len(session.stored.turns) == 1
    assert "last question" not in session.stored.closing


def test_the_actions_are_those_of_the_screens() -> None:
    from interviewer.interview.actions import PHASES
    from interviewer.tui.actions import DONE_BY

    for phase, actions in OFFERED.items():
        assert actions
        for action in set(actions) - {"say"}:
            assert phase in PHASES[DONE_BY[action]]


@pytest.mark.parametrize("fault", ["leak", "repeat", "praise", "closing", "aim", "unstored"])
def test_the_checks_find_what_they_look_for(stages: Theatre, fault: str) -> None:
    good = played(stages, SCRIPTED, "terse", Mode.MOCK)
    assert faults(spoiled(good, fault)) != []


def spoiled(good: Played, fault: str) -> Played:
    """A session with something wrong in it."""
    point = good.questions[0].key_points[-1]
    first = next(number for number, line in enumerate(good.lines) if line.kind == "follow-up")
    follow_up = good.lines[first]
    aimed = (0, point.id, ())
    match fault:
        case "leak":
            told = replace(follow_up, text=f"Is it that {point.claim}", unmet=(point.id,), heard="")
            return replace(good, lines=[*good.lines[:first], told, *good.lines[first + 1 :]])
        case "repeat":
            return replace(good, lines=[*good.lines, replace(follow_up, over=False)])
        case "praise":
            return replace(good, lines=[*good.lines, replace(follow_up, kind="reaction", text="Perfect, thanks.")])
        case "closing":
            return replace(good, session=replace(good.session, closing="You met 97 key points."))
        case "aim":
            return replace(good, aims=[aimed])
        case _:
            return replace(good, stored=replace(good.stored, closing="Something else."))
