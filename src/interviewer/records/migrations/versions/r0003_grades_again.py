"""Grades that were replaced by later ones, verdicts that were contested, and how sure a candidate was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "interviewer_0003"
down_revision = "interviewer_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column, empty in existing rows, and the tables."""
    op.add_column("exchanges", sa.Column("confidence", sa.Double))
    _create_superseded_grades()
    op.create_table(
        "disputes",
        *_exchange_columns(),
        sa.Column("point", sa.Text, nullable=False),
        sa.Column("contested", sa.String(20), nullable=False),
        sa.Column("label", sa.String(20), nullable=False),
        sa.Column("argument", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("second", sa.JSON),
        sa.PrimaryKeyConstraint("session_id", "turn", "exchange", "point", name="pk_disputes"),
        _of_exchange("disputes"),
    )


def downgrade() -> None:
    """Drops them again."""
    op.drop_table("disputes")
    op.drop_table("superseded_grades")
    op.drop_column("exchanges", "confidence")


def _create_superseded_grades() -> None:
    op.create_table(
        "superseded_grades",
        *_exchange_columns(),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("grader_version", sa.Text, nullable=False),
        sa.Column("corpus_version", sa.Text, nullable=False),
        sa.Column("graded_at", sa.DateTime, nullable=False),
        sa.Column("prompt_id", sa.Text),
        sa.Column("prompt_version", sa.Text),
        sa.Column("prompt_hash", sa.Text),
        sa.Column("rubric_version", sa.Text),
        sa.Column("usage", sa.JSON, nullable=False),
        sa.Column("verdicts", sa.JSON, nullable=False),
        sa.Column("misconceptions", sa.JSON, nullable=False),
        sa.Column("criteria", sa.JSON, nullable=False),
        sa.Column("flags", sa.JSON, nullable=False),
        sa.Column("beyond", sa.JSON),
        sa.Column("cost", sa.Double),
        sa.PrimaryKeyConstraint("session_id", "turn", "exchange", "generation", name="pk_superseded_grades"),
        _of_exchange("superseded_grades"),
    )


def _exchange_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("exchange", sa.Integer, nullable=False),
    )


def _of_exchange(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id", "turn", "exchange"],
        ["exchanges.session_id", "exchanges.turn", "exchanges.position"],
        name=f"fk_{name}_exchanges",
        ondelete="CASCADE",
    )
