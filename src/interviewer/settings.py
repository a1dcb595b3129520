"""Every setting, from the environment or a `.env` file in the working folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from enum import StrEnum
from io import StringIO
from pathlib import Path

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from interviewer.errors import UnknownNameError, UsageError
from interviewer.files.reading import read_regular

MAX_ENV_BYTES = 1_000_000


class SubmitKey(StrEnum):
    """Which key sends an answer; the other one makes a new line."""

    ENTER = "enter"
    CTRL_J = "ctrl+j"


class EmbedderChoice(StrEnum):
    """What runs the embedding model."""

    ONNX = "onnx"
    TORCH = "torch"


class Tone(StrEnum):
    """How the interviewer sounds."""

    FRIENDLY = "friendly"
    NEUTRAL = "neutral"
    STRICT = "strict"


class SandboxChoice(StrEnum):
    """What the programs of exercises run in."""

    AUTO = "auto"
    BUBBLEWRAP = "bubblewrap"
    DOCKER = "docker"
    LIMITS = "limits"


class Settings(BaseSettings):
    """The settings, each with its environment variable, its default and what it does."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)
    _origins: Mapping[str, Path | None] = PrivateAttr(default_factory=dict)

    home: Path | None = Field(
        default=None,
        validation_alias="INTERVIEWER_HOME",
        description="Folder for everything that is written; empty for the platform's own data and cache folders.",
    )
    corpus: str = Field(
        default="",
        validation_alias="INTERVIEWER_CORPUS",
        description="Further corpus folders, separated like PATH; a question there replaces a bundled one with its id.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        description="SQLAlchemy URL of the database of sessions; empty for a SQLite file in the data folder.",
    )
    chroma_url: str = Field(
        default="",
        validation_alias="CHROMA_URL",
        description="Chroma server to keep the index on (http://host:port); empty for a folder in the data folder.",
    )
    embedder: EmbedderChoice = Field(
        default=EmbedderChoice.ONNX,
        validation_alias="INTERVIEWER_EMBEDDER",
        description="What runs the embedding model: onnx starts in a fifth of a second, torch can use a GPU.",
    )
    embedding_model: str = Field(
        default="",
        validation_alias="INTERVIEWER_EMBEDDING_MODEL",
        description="A folder with a sentence-transformers model, or its id on the hub; empty for the bundled one.",
    )
    model: str = Field(
        default="",
        validation_alias="INTERVIEWER_MODEL",
        description="Chat model that grades and speaks, provider:name such as openai:gpt-4.1-mini; empty for none.",
    )
    dialogue_model: str = Field(
        default="",
        validation_alias="INTERVIEWER_DIALOGUE_MODEL",
        description="Another, perhaps smaller, chat model that speaks; empty for the one that grades.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias="OPENAI_API_KEY",
        description="Key of the openai provider; your own server may need none.",
    )
    openai_base_url: str = Field(
        default="",
        validation_alias="OPENAI_BASE_URL",
        description="OpenAI-compatible server for openai: models (http://host:port/v1); empty for OpenAI's own.",
    )
    tone: Tone = Field(
        default=Tone.NEUTRAL,
        validation_alias="INTERVIEWER_TONE",
        description="How the interviewer sounds with a chat model: friendly, neutral or strict.",
    )
    votes: int = Field(
        default=3,
        ge=1,
        le=9,
        validation_alias="INTERVIEWER_VOTES",
        description="How often a chat model is asked for a verdict that it is not sure of, 1 to 9; the middle counts.",
    )
    fallback: bool = Field(
        default=False,
        validation_alias="INTERVIEWER_FALLBACK",
        description="Grade by similarity, and say so, where the chat model gives no grade.",
    )
    max_cost: float | None = Field(
        default=None,
        ge=0,
        validation_alias="INTERVIEWER_MAX_COST",
        description="US dollars that one run may spend on chat models; a call that could cross it is not made.",
    )
    max_tokens: int | None = Field(
        default=None,
        ge=0,
        validation_alias="INTERVIEWER_MAX_TOKENS",
        description="Tokens that one run may spend on chat models; a call that could cross it is not made.",
    )
    prices: Path | None = Field(
        default=None,
        validation_alias="INTERVIEWER_PRICES",
        description="A TOML file with prices of chat models, in the form of the table that comes with the program.",
    )
    call_seconds: int = Field(
        default=3600,
        ge=5,
        le=3600,
        validation_alias="INTERVIEWER_CALL_SECONDS",
        description="Seconds that one call to a chat model may take in all, retries included, 5 to 3600; a server that "
        "falls silent is given up on sooner.",
    )
    at_once: int = Field(
        default=8,
        ge=1,
        le=256,
        validation_alias="INTERVIEWER_AT_ONCE",
        description="How many answers in a file a chat model grades at a time, 1 to 256.",
    )
    per_minute: int | None = Field(
        default=None,
        ge=1,
        validation_alias="INTERVIEWER_PER_MINUTE",
        description="How many requests to chat models may start in any minute, retries included; empty for no limit.",
    )
    prompts: str = Field(
        default="",
        validation_alias="INTERVIEWER_PROMPTS",
        description="Folders with prompts and rubrics that replace the program's own, separated like PATH.",
    )
    sandbox: SandboxChoice = Field(
        default=SandboxChoice.AUTO,
        validation_alias="INTERVIEWER_SANDBOX",
        description="What the programs of exercises run in: bubblewrap, docker, or limits (own code only); auto takes "
        "bubblewrap where it works, otherwise limits.",
    )
    offline: bool = Field(
        default=False,
        validation_alias="INTERVIEWER_OFFLINE",
        description="Open no network connection at all, as --offline does.",
    )
    theme: str = Field(
        default="dark",
        validation_alias="INTERVIEWER_THEME",
        description="Colours of the screen: dark, light, high-contrast, or any theme that comes with Textual.",
    )
    submit_key: SubmitKey = Field(
        default=SubmitKey.ENTER,
        validation_alias="INTERVIEWER_SUBMIT_KEY",
        description="Key that sends an answer, enter or ctrl+j; the other one makes a new line.",
    )
    keymap: str = Field(
        default="",
        validation_alias="INTERVIEWER_KEYMAP",
        description="Your own keys for actions, by id, such as interview.hint=f9,interview.skip=f10.",
    )
    confidence: bool = Field(
        default=False,
        validation_alias="INTERVIEWER_CONFIDENCE",
        description="Ask how sure you are of an answer before its grade is shown; reports set the two side by side.",
    )
    mock_seconds: int = Field(
        default=180,
        ge=10,
        le=3600,
        validation_alias="INTERVIEWER_MOCK_SECONDS",
        description="Seconds to keep to for each question of a mock interview that is answered in words, 10 to 3600; "
        "exercises have 8 to 15 minutes, by their kind.",
    )
    count: int = Field(
        default=5,
        ge=1,
        le=100,
        validation_alias="INTERVIEWER_COUNT",
        description="How many questions a session has unless --count says otherwise, 1 to 100.",
    )

    plan_by_similarity: bool = Field(
        default=False,
        validation_alias="INTERVIEWER_PLAN_BY_SIMILARITY",
        description="Let grades by similarity, the offline grader, count for what is due and which misconceptions are "
        "left.",
    )

    @field_validator(
        "home", "database_url", "openai_api_key", "max_cost", "max_tokens", "prices", "per_minute", mode="before"
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def keys(self) -> dict[str, str]:
        """The user's keymap: action id to key. Raises UsageError where an entry is not `id=key`."""
        pairs: dict[str, str] = {}
        for entry in filter(None, (part.strip() for part in self.keymap.split(","))):
            action, separator, key = entry.partition("=")
            if not separator or not action.strip() or not key.strip():
                raise UsageError(
                    f"INTERVIEWER_KEYMAP has an entry {entry!r} that is not 'action=key'.",
                    "Write it as interview.hint=f9,interview.skip=f10.",
                )
            pairs[action.strip()] = key.strip()
        return pairs

    def origin(self, field: str) -> str:
        """Where the value of a field comes from: "the environment" or the path of a file; empty if neither."""
        return str(self._origins[field] or "the environment") if field in self._origins else ""

    def with_options(self, **options: object) -> Settings:
        """These settings with the values that options of the command line gave, which then have no origin."""
        changed = self.model_copy(update=options)
        changed._origins = {name: origin for name, origin in self._origins.items() if name not in options}  # noqa: SLF001 - its own
        return changed

    def is_from_file(self, field: str) -> bool:
        """Whether the value of a field comes from the `.env` of the working folder, which may be somebody else's."""
        return self._origins.get(field) is not None

    @property
    def found(self) -> tuple[str, ...]:
        """The fields that the environment or the file sets to something other than the default."""
        return tuple(name for name in self._origins if getattr(self, name) != type(self).model_fields[name].default)


def variable_of(field: str) -> str:
    """The environment variable of a settings field."""
    return str(Settings.model_fields[field].validation_alias)


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process. Raises UsageError with the variable and what it should be."""
    in_file = _read_env_file(env_file)
    in_environment = {name.upper() for name in os.environ}
    from_file = {name: value for name, value in in_file.items() if name not in in_environment}
    try:
        settings = Settings(_env_file=None, **from_file)  # type: ignore[arg-type] # by their variables
    except ValidationError as error:
        raise _usage_error(error) from None
    _check_unknown((*os.environ, *in_file))
    settings._origins = {  # noqa: SLF001 - its own module
        field: env_file.absolute() if env_file is not None and variable_of(field) in from_file else None
        for field in settings.model_fields_set
    }
    return settings


def _read_env_file(path: Path | None) -> dict[str, str]:
    """The variables in a file, as written: `${HOME}` is not expanded.

    The file in a working folder may be somebody else's, and could put any secret of the environment into an address.
    Raises UsageError where the file is not text, or where a line with one of our settings is not NAME=value. A
    folder of that name is ignored.
    """
    if path is None:
        return {}
    from dotenv.parser import parse_stream

    try:
        text = read_regular(path, MAX_ENV_BYTES).decode("utf-8-sig")
    except OSError as error:
        if not path.exists() or path.is_dir():  # a Python environment is often called .env
            return {}
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Move it away, or start from another folder."
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.", "Save it as UTF-8, or move it away.") from None
    lines = list(parse_stream(StringIO(text)))
    for line in lines:
        if line.error and any(variable_of(field) in line.original.string.upper() for field in Settings.model_fields):
            raise UsageError(f"Line {line.original.line} of {path} cannot be read.", "Write it as NAME=value.")
    return {line.key.upper(): line.value for line in lines if line.key and line.value is not None}


def _usage_error(error: ValidationError) -> UsageError:
    """The first thing that is wrong, without the value: it may be a secret."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "A setting"
    by_alias = {str(field.validation_alias): field for field in Settings.model_fields.values()}
    description = by_alias[name].description if name in by_alias else ""
    return UsageError(f"{name} cannot be used: {first['msg'].rstrip('.')}.", f"{name}: {description}")


def _check_unknown(given: Iterable[str]) -> None:
    """Rejects a misspelt INTERVIEWER_ variable, which would otherwise be ignored silently."""
    known = tuple(str(field.validation_alias) for field in Settings.model_fields.values())
    for name in given:
        if name.startswith("INTERVIEWER_") and name not in known:
            raise UnknownNameError("setting", name, known)
