import pytest

from interviewer.models.ladder import Features, How
from tests.models.loopback import COMPLAINTS


@pytest.mark.parametrize("complaint", ["json_schema", "tools", "json_mode"])
def test_a_complaint_about_a_way_to_a_shape_leads_to_the_next_way(complaint: str) -> None:
    fewer = Features().without(COMPLAINTS[complaint], structured=True)
    assert fewer == Features(rungs=(How.TOOL, How.JSON_MODE, How.TEXT))


def test_text_is_the_last_way() -> None:
    assert Features(rungs=(How.TEXT,)).without(COMPLAINTS["tools"], structured=True) is None


def test_a_request_without_a_shape_has_no_way_to_lose() -> None:
    assert Features().without(COMPLAINTS["json_schema"], structured=False) is None


def test_the_limit_on_tokens_is_sent_by_its_other_name_and_then_not_at_all() -> None:
    features = Features().without(COMPLAINTS["max_tokens"], structured=True)
    assert features == Features(limits=("max_completion_tokens",))
    assert features.without(COMPLAINTS["max_completion_tokens"], structured=True) == Features(limits=())


def test_a_limit_that_is_too_large_stays() -> None:
    said = "max_tokens is too large: 4000. This model allows at most 2048 completion tokens."
    assert Features().without(said, structured=True) is None


@pytest.mark.parametrize(
    ("name", "left"), [("temperature", Features(temperature=False)), ("stream_options", Features(stream_usage=False))]
)
def test_a_parameter_that_is_refused_is_left_out(name: str, left: Features) -> None:
    assert Features().without(COMPLAINTS[name], structured=False) == left


@pytest.mark.parametrize("said", ["", "The model `m` does not exist.", "Internal error", "Bad message content"])
def test_a_complaint_about_something_else_leaves_nothing_to_try(said: str) -> None:
    assert Features().without(said, structured=True) is None


def test_two_experiences_are_joined_into_what_both_allow() -> None:
    one = Features(rungs=(How.TEXT,), temperature=False)
    other = Features(limits=(), stream_usage=False)
    assert one.meet(other) == other.meet(one) == Features((How.TEXT,), (), temperature=False, stream_usage=False)
