"""What a language model adds: claims beyond the reference, costs, other remarks, and a closing summary."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "interviewer_0002"
down_revision = "interviewer_0001"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("sessions", "closing", sa.Text),
    ("sessions", "talk", sa.JSON),
    ("turns", "remarks", sa.JSON),
    ("grades", "beyond", sa.JSON),
    ("grades", "cost", sa.Double),
)


def upgrade() -> None:
    """Adds the columns, empty in existing rows."""
    for table, name, kind in _COLUMNS:
        op.add_column(table, sa.Column(name, kind))


def downgrade() -> None:
    """Drops them again."""
    for table, name, _ in reversed(_COLUMNS):
        op.drop_column(table, name)
