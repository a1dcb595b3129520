"""Which hosts are this machine, and what of a URL is shown."""

from __future__ import annotations

import pytest

from interviewer.hosts import host_of, is_this_machine, server_of


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("", False),
        ("0.0.0.0", False),
        ("127.0.0.1.example.org", False),
        ("127.example.org", False),
        ("localhost.example.org", False),
        ("192.168.0.1", False),
        ("host", False),
    ],
)
def test_only_loopback_is_this_machine(host: str, local: bool) -> None:
    assert is_this_machine(host) is local


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434"),
        ("https://example.org", "https://example.org"),
        ("http://[::1]:8000/v1", "http://[::1]:8000"),
        ("https://me:hunter2@example.org/v1?key=hunter2#hunter2", "https://example.org"),
        ("http://[hunter2", ""),
        ("http://h:hunter2", ""),
        ("hunter2", ""),
    ],
)
def test_a_server_is_shown_without_what_may_be_secret(url: str, shown: str) -> None:
    assert server_of(url) == shown


def test_a_url_that_is_none_has_no_host() -> None:
    assert (host_of("http://[x"), host_of("x"), host_of("http://Me:x@H:1/")) == ("", "", "h")
