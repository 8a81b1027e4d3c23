"""What each question is based on, for the report by source of evidence. Of older cards it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column. Kept figures stay: what they count without a source was recorded without one."""
    op.add_column("cards", sa.Column("evidence_source", sa.String))


def downgrade() -> None:
    """Go back; the column goes, with what is in it."""
    op.drop_column("cards", "evidence_source")
