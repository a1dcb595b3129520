"""Chroma opened for the search index: its settings, the folder or the server, and the collection there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from interviewer.errors import IndexUnavailableError, UsageError
from interviewer.search.checksum import is_intact, write_checksum
from interviewer.search.chroma_errors import REBUILT_AT_START, DamagedIndexError, translated_errors, unreachable
from interviewer.search.store import PassageStore

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

COLLECTION = "interviewer-passages"
_PROBE_SECONDS = 5.0


def open_folder(folder: Path, index_fingerprint: Mapping[str, str]) -> PassageStore:
    """The collection stored in `folder`, emptied if its fingerprint, what its passages were made with, differs."""
    chromadb = _chromadb()
    with translated_errors(folder):
        if not is_intact(folder):
            raise DamagedIndexError(
                "The vector files of the search index do not match their checksum.", REBUILT_AT_START
            )
        client = _client(chromadb.PersistentClient(str(folder), settings=_settings()))
        collection = _collection(client, index_fingerprint)
        write_checksum(folder)
        return PassageStore(client, collection, folder=folder)


def open_server(url: str, index_fingerprint: Mapping[str, str]) -> PassageStore:
    """The collection stored on the Chroma server at `url`, emptied if its fingerprint differs.

    Raises UsageError if `url` is not http://host:port, ServiceError if no Chroma server answers there.
    """
    scheme, host, port = _server_address(url)
    server = f"{scheme}://{host}:{port}"
    _probe(server)
    chromadb = _chromadb()
    with translated_errors(server):
        secure = scheme == "https"
        client = _client(chromadb.HttpClient(host=host, port=port, ssl=secure, settings=_settings()))
        return PassageStore(client, _collection(client, index_fingerprint), server=server)


def forget_clients() -> None:
    """Makes Chroma release every folder: it keeps one client per folder for the whole process, broken ones too."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()


def _chromadb() -> ModuleType:
    try:
        import chromadb
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise IndexUnavailableError(
            f"Chroma, which stores the search index, cannot be loaded: {reason}.",
            "If the working folder has a .env file that other programs use, start from another folder.",
        ) from error
    return chromadb


def _settings() -> Settings:
    """No telemetry, and no .env file: Chroma would read the working folder's, whatever it holds.

    Environment variables meant for another program's Chroma send neither this one's index nor its traces to a server.
    """
    from chromadb.config import Settings

    return Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_otel_granularity="none",
    )


def _client(made: ClientAPI) -> Client:
    """The same client as its actual class, which its factories do not declare: only that one can be closed."""
    from chromadb.api.client import Client

    if not isinstance(made, Client):
        raise TypeError(f"Chroma made a {type(made).__name__}.")
    return made


def _server_address(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 8000)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or "@" in parts.netloc:
        shown = "an address with a name or password" if "@" in url else repr(url)
        raise UsageError(f"CHROMA_URL is invalid: {shown}.", "Write it as http://host:port.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return parts.scheme, host, port


def _probe(server: str) -> None:
    """Checks that the server responds within a time limit; Chroma's client has none and would wait for minutes."""
    from urllib.request import urlopen

    try:
        with urlopen(f"{server}/api/v2/heartbeat", timeout=_PROBE_SECONDS) as answer:  # noqa: S310 - the scheme is http or https
            answer.read(1000)
    except (OSError, ValueError) as error:
        raise unreachable(server, getattr(error, "reason", None) or error) from error


def _collection(client: Client, index_fingerprint: Mapping[str, str]) -> Collection:
    from chromadb.errors import NotFoundError

    try:
        collection = client.get_collection(COLLECTION, embedding_function=None)
    except NotFoundError:
        return _new_collection(client, index_fingerprint)
    if dict(collection.metadata or {}) == dict(index_fingerprint):
        return collection
    client.delete_collection(COLLECTION)
    return _new_collection(client, index_fingerprint)


def _new_collection(client: Client, index_fingerprint: Mapping[str, str]) -> Collection:
    return client.get_or_create_collection(
        COLLECTION,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine"}},
        metadata=dict(index_fingerprint),
    )
