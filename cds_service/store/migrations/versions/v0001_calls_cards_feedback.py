"""The first tables: calls, cards, feedback, tokens seen and facts of the store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "calls",
        sa.Column("request_id", sa.String, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("client", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("hook", sa.String, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("duration_ms", sa.Float, nullable=False),
        sa.Column("steps_ms", sa.JSON, nullable=False),
        sa.Column("release", sa.String),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("cards_shown", sa.Integer, nullable=False),
        sa.Column("cards_held_back", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_calls"),
    )
    op.create_index("ix_calls_at", "calls", ["at"])
    op.create_table(
        "cards",
        sa.Column("uuid", sa.String, nullable=False),
        sa.Column("request_id", sa.String, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("client", sa.String, nullable=False),
        sa.Column("hook", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("strength", sa.String, nullable=False),
        sa.Column("indicator", sa.String, nullable=False),
        sa.Column("codes", sa.JSON, nullable=False),
        sa.Column("suggested_codes", sa.JSON, nullable=False),
        sa.Column("suggestions", sa.JSON, nullable=False),
        sa.Column("release", sa.String, nullable=False),
        sa.Column("held_back", sa.String),
        sa.Column("duration_ms", sa.Float, nullable=False),
        sa.Column("patient_hash", sa.String, nullable=False),
        sa.Column("encounter_hash", sa.String),
        sa.Column("hook_instance_hash", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("uuid", name="pk_cards"),
    )
    op.create_index("ix_cards_at", "cards", ["at"])
    op.create_index("ix_cards_encounter_hash", "cards", ["encounter_hash"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("card", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("outcome_at", time, nullable=False),
        sa.Column("received_at", time, nullable=False),
        sa.Column("client", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("reason_code", sa.String),
        sa.Column("reason_system", sa.String),
        sa.Column("has_comment", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("card", "outcome", "outcome_at", name="uq_feedback_card_outcome_outcome_at"),
    )
    op.create_index("ix_feedback_received_at", "feedback", ["received_at"])
    op.create_table(
        "accepted_suggestions",
        sa.Column("card", sa.String, nullable=False),
        sa.Column("suggestion", sa.String, nullable=False),
        sa.Column("outcome_at", time, nullable=False),
        sa.PrimaryKeyConstraint("card", "suggestion", "outcome_at", name="pk_accepted_suggestions"),
    )
    op.create_table(
        "seen_tokens",
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("expires_at", time, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_seen_tokens"),
    )
    op.create_index("ix_seen_tokens_expires_at", "seen_tokens", ["expires_at"])
    op.create_table(
        "facts",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("facts", "seen_tokens", "accepted_suggestions", "feedback", "cards", "calls"):
        op.drop_table(table)
