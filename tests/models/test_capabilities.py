import pytest

from interviewer.models.capabilities import ServerCapabilities as Capabilities
from interviewer.models.capabilities import StructuredOutputMode as Mode
from tests.models.loopback import COMPLAINTS


@pytest.mark.parametrize("complaint", ["json_schema", "tools", "json_mode"])
def test_a_complaint_about_a_way_to_a_shape_leads_to_the_next_way(complaint: str) -> None:
    fewer = Capabilities().without(400, COMPLAINTS[complaint], structured=True)
    assert fewer == Capabilities(modes=tuple(Mode)[1:])


def test_text_is_the_last_way() -> None:
    assert Capabilities(modes=(Mode.TEXT,)).without(400, COMPLAINTS["tools"], structured=True) is None


def test_a_request_without_a_shape_has_no_way_to_lose() -> None:
    assert Capabilities().without(400, COMPLAINTS["json_schema"], structured=False) is None


def test_the_limit_on_tokens_is_sent_by_its_other_name_and_then_not_at_all() -> None:
    capabilities = Capabilities().without(400, COMPLAINTS["max_tokens"], structured=True)
    assert capabilities == Capabilities(limits=("max_completion_tokens",))
    assert capabilities.without(400, COMPLAINTS["max_completion_tokens"], structured=True) == Capabilities(limits=())


def test_a_limit_that_is_too_large_stays() -> None:
    said = "max_tokens is too large: 4000. This model allows at most 2048 completion tokens."
    assert Capabilities().without(400, said, structured=True) is None


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("temperature", Capabilities(temperature=False)),
        ("stream_options", Capabilities(stream_usage=False)),
    ],
)
def test_a_parameter_that_is_refused_is_left_out(name: str, left: Capabilities) -> None:
    assert Capabilities().without(400, COMPLAINTS[name], structured=False) == left


@pytest.mark.parametrize("said", ["", "The model `m` does not exist.", "Internal error", "Bad message content"])
def test_a_complaint_about_something_else_leaves_nothing_to_try(said: str) -> None:
    assert Capabilities().without(400, said, structured=True) is None


def test_two_experiences_are_joined_into_what_both_allow() -> None:
    one = Capabilities(modes=(Mode.TEXT,), temperature=False)
    other = Capabilities(limits=(), stream_usage=False)
    assert one.meet(other) == other.meet(one) == Capabilities((Mode.TEXT,), (), temperature=False, stream_usage=False)


def test_a_server_that_fails_over_a_shape_is_asked_for_a_simpler_one_and_no_tool() -> None:
    said = "Input should be 'text' or 'json_object': response_format.type"
    fewer = Capabilities().without(500, said, structured=True)
    assert fewer == Capabilities(modes=(Mode.JSON_OBJECT_SCHEMA, Mode.JSON_OBJECT, Mode.TEXT))


@pytest.mark.parametrize("status", [None, 401, 429, 503])
def test_only_what_refuses_a_request_is_a_complaint(status: int | None) -> None:
    assert Capabilities().without(status, COMPLAINTS["json_schema"], structured=True) is None


@pytest.mark.parametrize("said", ["", "Bad Request", "unsupported parameter", "Request contains an invalid argument."])
def test_a_refusal_that_names_nothing_leads_to_the_next_way(said: str) -> None:
    assert Capabilities().after_vague(400, said) == Capabilities(modes=tuple(Mode)[1:])


@pytest.mark.parametrize(
    "said", ["too long", "The model `m` does not exist.", "Bad message content", "Incorrect API key provided"]
)
def test_a_refusal_that_names_something_else_leads_to_no_other_way(said: str) -> None:
    assert Capabilities().after_vague(400, said) is None
