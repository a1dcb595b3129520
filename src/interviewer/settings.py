"""Every setting, from the environment or a `.env` file in the working folder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from interviewer.errors import UnknownNameError, UsageError


class SubmitKey(StrEnum):
    """Which key sends an answer; the other one makes a new line."""

    ENTER = "enter"
    CTRL_J = "ctrl+j"


class EmbedderChoice(StrEnum):
    """What runs the embedding model."""

    ONNX = "onnx"
    TORCH = "torch"


class Settings(BaseSettings):
    """The settings, each with its environment variable, its default and what it does."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

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
        description="Chroma server to keep the index on (http://host:port); empty for a folder of the data folder.",
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
    offline: bool = Field(
        default=False,
        validation_alias="INTERVIEWER_OFFLINE",
        description="Open no network connection at all, as --offline does.",
    )
    theme: str = Field(
        default="dark",
        validation_alias="INTERVIEWER_THEME",
        description="Colours of the screen: dark, light, high-contrast, or any theme that Textual brings.",
    )
    submit_key: SubmitKey = Field(
        default=SubmitKey.ENTER,
        validation_alias="INTERVIEWER_SUBMIT_KEY",
        description="Key that sends an answer, enter or ctrl+j; the other one makes a new line.",
    )
    keymap: str = Field(
        default="",
        validation_alias="INTERVIEWER_KEYMAP",
        description="Own keys for actions by id, such as interview.hint=f9,interview.skip=f10.",
    )
    mock_seconds: int = Field(
        default=180,
        ge=10,
        le=3600,
        validation_alias="INTERVIEWER_MOCK_SECONDS",
        description="Seconds to keep to for each question of a mock interview, 10 to 3600.",
    )
    count: int = Field(
        default=5,
        ge=1,
        le=100,
        validation_alias="INTERVIEWER_COUNT",
        description="How many questions a session has unless --count says otherwise, 1 to 100.",
    )

    @field_validator("home", "database_url", mode="before")
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


def variable_of(field: str) -> str:
    """The environment variable of a settings field."""
    return str(Settings.model_fields[field].validation_alias)


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process. Raises UsageError that names the variable and what it should be."""
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        raise _usage_error(error) from None
    _check_unknown(env_file)
    return settings


def _usage_error(error: ValidationError) -> UsageError:
    """The first thing that is wrong, without the value: it may be a secret."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "A setting"
    by_alias = {str(field.validation_alias): field for field in Settings.model_fields.values()}
    description = by_alias[name].description if name in by_alias else ""
    return UsageError(f"{name} cannot be used: {first['msg'].rstrip('.')}.", f"{name}: {description}")


def _check_unknown(env_file: Path | None) -> None:
    """Refuses a misspelt INTERVIEWER_ variable, which would otherwise do nothing without a word."""
    import os

    known = tuple(str(field.validation_alias) for field in Settings.model_fields.values())
    given = [name for name in os.environ if name.startswith("INTERVIEWER_")]
    if env_file is not None and env_file.is_file():
        from dotenv import dotenv_values

        given += [name for name in dotenv_values(env_file) if name.startswith("INTERVIEWER_")]
    for name in given:
        if name not in known:
            raise UnknownNameError("setting", name, known)
