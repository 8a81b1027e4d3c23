"""What was dismissed in an encounter, in its own table, so that a call need not look through its earlier cards.

Triggers fill it, and not the program, so that it holds for older programs on the same database. A card may be written
after the feedback on it, by another node; whichever comes second finds the first. On PostgreSQL they wait for each
other, since neither would see the other one in a transaction that is still open.

The index over the encounters of cards served the older look-up alone, and took most of the writing of a card.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_INDEX = "ix_cards_encounter_hash_client_uuid_topic"
_ON_FEEDBACK = (
    "INSERT INTO set_aside (encounter_hash, at, topic) SELECT encounter_hash, NEW.outcome_at, topic FROM cards "
    "WHERE uuid = NEW.card AND encounter_hash IS NOT NULL"
)
_ON_CARDS = (
    "INSERT INTO set_aside (encounter_hash, at, topic) SELECT NEW.encounter_hash, outcome_at, NEW.topic FROM feedback "
    "WHERE card = NEW.uuid AND outcome = 'overridden'"
)
_KNOWN = (
    "INSERT INTO set_aside (encounter_hash, at, topic) SELECT encounter_hash, outcome_at, topic FROM feedback "
    "JOIN cards ON uuid = card WHERE outcome = 'overridden' AND encounter_hash IS NOT NULL"
)
_TRIGGERS = (
    ("feedback", _ON_FEEDBACK, "NEW.outcome = 'overridden'", "pg_advisory_xact_lock"),
    ("cards", _ON_CARDS, "NEW.encounter_hash IS NOT NULL", "pg_advisory_xact_lock_shared"),
)


def upgrade() -> None:
    """Make the table, fill it with what is known, and make the triggers."""
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("encounter_hash", sa.String, nullable=False),
        # As UtcTime keeps it.
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_set_aside"),
    )
    op.execute(_KNOWN)
    op.create_index("ix_set_aside_encounter_hash_at_topic", "set_aside", ["encounter_hash", "at", "topic"])
    op.create_index("ix_set_aside_at", "set_aside", ["at"])
    op.drop_index(_INDEX, "cards")
    make = _make_on_sqlite if op.get_bind().dialect.name == "sqlite" else _make_on_postgresql
    for trigger in _TRIGGERS:
        make(*trigger)


def _make_on_sqlite(table: str, statement: str, when: str, _: str) -> None:
    op.execute(f"CREATE TRIGGER set_aside_by_{table} AFTER INSERT ON {table} WHEN {when} BEGIN {statement}; END")


def _make_on_postgresql(table: str, statement: str, when: str, lock: str) -> None:
    # 0x61736964 is "asid". Feedback waits for the cards that are being written, and they for it.
    name = f"set_aside_by_{table}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM {lock}({0x61736964}); {statement}; RETURN NULL; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Go back to the index."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, *_ in _TRIGGERS:
        name = f"set_aside_by_{table}"
        op.execute(f"DROP TRIGGER {name}" if is_sqlite else f"DROP FUNCTION {name} CASCADE")
    op.create_index(_INDEX, "cards", ["encounter_hash", "client", "uuid", "topic"])
    op.drop_table("set_aside")
