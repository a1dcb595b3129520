"""The tables that store sessions. The migrations build exactly these; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.schema import SchemaItem

HEAD = "interviewer_0004"
"""The migration revision of these tables; a database at it can be opened without Alembic."""

VERSION_TABLE = "alembic_version"


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware outside, UTC without a zone in the database. Binding a naive one raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, aware."""
        return None if value is None else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """Text that anyone may have written. Lone surrogates, which no database accepts, become question marks."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as UTF-8 can hold it."""
        return None if value is None else value.encode("utf-8", "replace").decode("utf-8")


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Words, primary_key=True),
    # Counts the saves, so that a second program that continues the same session is noticed.
    Column("revision", Integer, nullable=False),
    Column("mode", String(20), nullable=False),
    # Text, because a seed may be an integer of any size.
    Column("seed", Text, nullable=False),
    Column("seconds_per_question", Integer),
    Column("question_ids", JSON, nullable=False),
    Column("started_at", UtcTime, nullable=False, index=True),
    Column("finished_at", UtcTime),
    Column("closing", Words),
    Column("talk", JSON),
)

# Positions count from 0. The scores and methods of a turn follow from its exchanges; they are stored as well so that
# the history reads no answers.
turns = Table(
    "turns",
    metadata,
    Column("session_id", Words, ForeignKey("sessions.session_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("question_id", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime, index=True),
    Column("skipped", Boolean, nullable=False),
    Column("alone", Double),  # `Credit.unaided`
    Column("prompted", Double),  # `Credit.aided`
    Column("methods", JSON, nullable=False),
    Column("remarks", JSON),
    Column("runs", Integer),
)

exchanges = Table(
    "exchanges",
    metadata,
    Column("session_id", Words, primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("prompt", Words, nullable=False),
    Column("point", Words),
    Column("answer", Words),
    Column("answered_at", UtcTime),
    Column("confidence", Double),
    ForeignKeyConstraint(["session_id", "turn"], ["turns.session_id", "turns.position"], ondelete="CASCADE"),
)

hints = Table(
    "hints",
    metadata,
    Column("session_id", Words, primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("point", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("exchange", Integer, nullable=False),
    ForeignKeyConstraint(["session_id", "turn"], ["turns.session_id", "turns.position"], ondelete="CASCADE"),
)


def _of_exchange() -> tuple[SchemaItem, ...]:
    """The columns that name an exchange, and what ties them to it."""
    names = ["session_id", "turn", "exchange"]
    return (
        Column("session_id", Words, primary_key=True),
        Column("turn", Integer, primary_key=True, autoincrement=False),
        Column("exchange", Integer, primary_key=True, autoincrement=False),
        ForeignKeyConstraint(
            names, ["exchanges.session_id", "exchanges.turn", "exchanges.position"], ondelete="CASCADE"
        ),
    )


def _grade_columns() -> tuple[SchemaItem, ...]:
    """The columns of a grade, without what names its exchange."""
    return (
        Column("status", String(20), nullable=False),
        Column("score", Double),
        Column("reason", Words, nullable=False),
        Column("method", String(20), nullable=False),
        Column("model", Words, nullable=False),
        Column("grader_version", Words, nullable=False),
        Column("corpus_version", Words, nullable=False),
        Column("graded_at", UtcTime, nullable=False),
        Column("prompt_id", Words),
        Column("prompt_version", Words),
        Column("prompt_hash", Words),
        Column("rubric_version", Words),
        Column("usage", JSON, nullable=False),
        Column("verdicts", JSON, nullable=False),
        Column("misconceptions", JSON, nullable=False),
        Column("criteria", JSON, nullable=False),
        Column("flags", JSON, nullable=False),
        Column("beyond", JSON),
        Column("cost", Double),
        Column("printed", Words),
    )


# The present grade of each answer. The history and all averages follow from these alone.
grades = Table("grades", metadata, *_of_exchange(), *_grade_columns())

# What an answer was graded as before it was graded again; `generation` counts them from 0, the oldest.
superseded_grades = Table(
    "superseded_grades",
    metadata,
    *_of_exchange(),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    *_grade_columns(),
)

# Verdicts that the candidate contested, each with what the candidate decided it should be: a human label.
disputes = Table(
    "disputes",
    metadata,
    *_of_exchange(),
    Column("point", Words, primary_key=True),
    Column("contested", String(20), nullable=False),
    Column("label", String(20), nullable=False),
    Column("argument", Words, nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    # The blind judgement that was made before the decision: its verdict, and who judged; NULL if there was none.
    Column("second", JSON(none_as_null=True)),
)

drafts = Table(
    "drafts",
    metadata,
    Column("session_id", Words, ForeignKey("sessions.session_id", ondelete="CASCADE"), primary_key=True),
    Column("text", Words, nullable=False),
)
