"""Hosts that settings name: which of them are this machine, and how a server is shown without secrets."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_this_machine(host: str) -> bool:
    """Whether `host` is reached over loopback. The only name that counts is `localhost`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def host_of(url: str) -> str:
    """The host in `url`; empty if there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def server_of(url: str) -> str:
    """Scheme, host and port of `url`, without the rest, which may be secret; empty if there is no host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return server(parts.scheme, host, port) if host else ""


def server(scheme: str, host: str, port: int | None) -> str:
    """The three as written in a URL."""
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}{'' if port is None else f':{port}'}"
