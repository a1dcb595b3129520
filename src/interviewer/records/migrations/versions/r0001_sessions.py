"""Sessions with their turns, exchanges, hints, grades and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "interviewer_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("seed", sa.Text, nullable=False),
        sa.Column("seconds_per_question", sa.Integer),
        sa.Column("question_ids", sa.JSON, nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_started_at", "sessions", ["started_at"])
    op.create_table(
        "turns",
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime),
        sa.Column("skipped", sa.Boolean, nullable=False),
        sa.Column("alone", sa.Double),
        sa.Column("prompted", sa.Double),
        sa.Column("methods", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "position", name="pk_turns"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_turns_sessions", ondelete="CASCADE"),
    )
    op.create_index("ix_turns_closed_at", "turns", ["closed_at"])
    op.create_table(
        "exchanges",
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("point", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("answered_at", sa.DateTime),
        sa.PrimaryKeyConstraint("session_id", "turn", "position", name="pk_exchanges"),
        _of_turn("exchanges"),
    )
    op.create_table(
        "hints",
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("point", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("exchange", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "turn", "position", name="pk_hints"),
        _of_turn("hints"),
    )
    _create_grades()
    op.create_table(
        "drafts",
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_drafts"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_drafts_sessions", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Drops the tables."""
    for name in ("drafts", "grades", "hints", "exchanges", "turns", "sessions"):
        op.drop_table(name)


def _of_turn(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id", "turn"],
        ["turns.session_id", "turns.position"],
        name=f"fk_{name}_turns",
        ondelete="CASCADE",
    )


def _create_grades() -> None:
    op.create_table(
        "grades",
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("exchange", sa.Integer, nullable=False),
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
        sa.PrimaryKeyConstraint("session_id", "turn", "exchange", name="pk_grades"),
        sa.ForeignKeyConstraint(
            ["session_id", "turn", "exchange"],
            ["exchanges.session_id", "exchanges.turn", "exchanges.position"],
            name="fk_grades_exchanges",
            ondelete="CASCADE",
        ),
    )
