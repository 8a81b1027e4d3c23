"""An index that answers by itself what was dismissed in an encounter, without the rows of its cards."""

from alembic import op

revision = "0003"
down_revision = "0002"

_BEFORE = "ix_cards_encounter_hash"
_NOW = "ix_cards_encounter_hash_client_uuid_topic"


def upgrade() -> None:
    """Make it in the place of the one by encounter alone."""
    op.create_index(_NOW, "cards", ["encounter_hash", "client", "uuid", "topic"])
    op.drop_index(_BEFORE, "cards")


def downgrade() -> None:
    """Go back to that one."""
    op.create_index(_BEFORE, "cards", ["encounter_hash"])
    op.drop_index(_NOW, "cards")
