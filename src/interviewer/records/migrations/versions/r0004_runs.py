"""How often the visible tests of an exercise were run, and what a program printed while it was marked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "interviewer_0004"
down_revision = "interviewer_0003"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("turns", "runs", sa.Integer),
    ("grades", "printed", sa.Text),
    ("superseded_grades", "printed", sa.Text),
)


def upgrade() -> None:
    """Adds the columns, empty in existing rows."""
    for table, name, kind in _COLUMNS:
        op.add_column(table, sa.Column(name, kind))


def downgrade() -> None:
    """Drops them again."""
    for table, name, _ in reversed(_COLUMNS):
        op.drop_column(table, name)
