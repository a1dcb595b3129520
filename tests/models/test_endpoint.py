import pytest
from pydantic import SecretStr

from interviewer.errors import UsageError
from interviewer.models.endpoint import parse_endpoint
from interviewer.models.errors import ModelRefusedError
from tests.models.talk import KEY


def test_a_name_is_a_provider_and_a_model_that_may_hold_colons() -> None:
    endpoint = parse_endpoint("OpenAI:gpt-oss:20b", "http://127.0.0.1:11434/v1/")
    assert (endpoint.provider, endpoint.model) == ("openai", "gpt-oss:20b")
    assert (endpoint.name, endpoint.url, endpoint.place) == (
        "openai:gpt-oss:20b",
        "http://127.0.0.1:11434/v1",
        "127.0.0.1:11434",
    )


@pytest.mark.parametrize("name", ["", "gpt-4o", "openai:", ":gpt-4o", " : "])
def test_a_name_without_its_parts_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(UsageError, match=r"openai:gpt-4\.1-mini"):
        parse_endpoint(name, key=SecretStr(KEY))


@pytest.mark.parametrize("key", [None, SecretStr(""), SecretStr(" ")])
def test_openai_without_key_and_server_says_which_variables_to_set(key: SecretStr | None) -> None:
    with pytest.raises(ModelRefusedError, match=r"OPENAI_API_KEY, or OPENAI_BASE_URL"):
        parse_endpoint("openai:gpt-4o", key=key)


def test_without_a_server_of_ones_own_openai_is_asked() -> None:
    assert parse_endpoint("openai:gpt-4o", key=SecretStr(KEY)).url == "https://api.openai.com/v1"


def test_another_provider_takes_neither_the_url_nor_the_key_of_openai() -> None:
    endpoint = parse_endpoint("anthropic:claude", "http://127.0.0.1:1/v1", SecretStr(KEY))
    assert (endpoint.base_url, endpoint.key) == ("", None)


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://h/v1",
        "http://",
        "http://h:port",
        "http://[x",
        "http://me:pass-4711@h/v1",
        "http://h/?a=4711",
        "https://\u0430pi.openai.com/4711",
    ],
)
def test_a_url_of_another_form_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError, match="OPENAI_BASE_URL") as raised:
        parse_endpoint("openai:m", url)
    assert "4711" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:1/v1", True),
        ("http://127.0.0.9/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://host/v1", False),
        ("http://127.0.0.1.example.org/v1", False),
    ],
)
def test_a_server_on_this_machine_is_told_from_others(url: str, local: bool) -> None:
    assert parse_endpoint("openai:m", url).on_this_machine is local


def test_an_endpoint_shows_no_key() -> None:
    assert KEY not in repr(parse_endpoint("openai:m", key=SecretStr(KEY)))
