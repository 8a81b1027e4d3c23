"""The tables of the store. The migrations make them; a test holds the two against each other.

Nothing here identifies a patient. Patient, encounter and hook instance are keyed hashes (`keyed_hash.py`); references
to resources, texts of the chart and comments of readers are not kept at all.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from cds_service.store.schema.utc_time import UtcTime

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One row for each call, refused ones too.
CALLS = Table(
    "calls",
    METADATA,
    Column("request_id", String, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("client", String, nullable=False),
    Column("service", String, nullable=False),
    Column("hook", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    Column("duration_ms", Float, nullable=False),
    Column("steps_ms", JSON, nullable=False),
    Column("release", String),
    Column("counts", JSON, nullable=False),
    Column("cards_shown", Integer, nullable=False),
    Column("cards_held_back", Integer, nullable=False),
)

# One row for each card that was built, whether it was shown or not.
CARDS = Table(
    "cards",
    METADATA,
    Column("uuid", String, primary_key=True),
    Column("request_id", String, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("client", String, nullable=False),
    Column("hook", String, nullable=False),
    Column("service", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("rule", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("strength", String, nullable=False),
    Column("indicator", String, nullable=False),
    Column("codes", JSON, nullable=False),
    Column("suggested_codes", JSON, nullable=False),
    # [{"uuid": ..., "code": what it leads to, "label": ..., "actions": ["update Condition", ...]}, ...]
    Column("suggestions", JSON, nullable=False),
    Column("release", String, nullable=False),
    Column("held_back", String),
    Column("duration_ms", Float, nullable=False),
    Column("patient_hash", String, nullable=False),
    Column("encounter_hash", String),
    Column("hook_instance_hash", String, nullable=False),
    # What the question is based on ("body site", "imaging report"); NULL in a row from before it was recorded.
    Column("evidence_source", String),
)

# What clients reported; `card` need not be a card that is known here. A repeated report is the same row. A report
# counts for a card of the same client only.
FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("card", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("outcome_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False, index=True),
    Column("client", String, nullable=False),
    Column("service", String, nullable=False),
    Column("reason_code", String),
    Column("reason_system", String),
    Column("has_comment", Boolean, nullable=False),
    UniqueConstraint("client", "card", "outcome", "outcome_at"),
)

# What was dismissed in an encounter, and when: all that a call asks. Triggers of the database fill it as cards and
# feedback come, whichever is first. `at` is when the feedback was received. The client is in the hash.
SET_ASIDE = Table(
    "set_aside",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("encounter_hash", String, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("topic", String, nullable=False),
    Index(None, "encounter_hash", "at", "topic"),
)

ACCEPTED_SUGGESTIONS = Table(
    "accepted_suggestions",
    METADATA,
    Column("client", String, primary_key=True, server_default=""),
    Column("card", String, primary_key=True),
    Column("suggestion", String, primary_key=True),
    Column("outcome_at", UtcTime, primary_key=True),
)

# Token ids that were used, so that no node takes one twice. The client is in the hash.
SEEN_TOKENS = Table(
    "seen_tokens",
    METADATA,
    Column("token_hash", String, primary_key=True),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

# What holds for the store as a whole, such as the fingerprint of the key that its hashes are made with.
FACTS = Table(
    "facts",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

# Blocks of days whose figures are kept: of single days, and sums of 2, 4, 8 ... days (`keeping.py`). The database
# itself takes a day away when a record of that day comes or goes.
KEPT_BLOCKS = Table(
    "kept_blocks",
    METADATA,
    Column("block", String, primary_key=True),  # "2026-03-01+8": the first day, and how many days
    Column("first_day", Date, nullable=False, index=True),
    Column("days", Integer, nullable=False),
    # Of a day, what tells this count of it from any other; of a sum, a hash over those of its days.
    Column("stamp", String, nullable=False),
    Column("unknown_cards", Integer, nullable=False),
)

# The figures of a block by client and hook, as compressed JSON; of no use with another stamp than the block's.
KEPT_FIGURES = Table(
    "kept_figures",
    METADATA,
    Column("block", String, primary_key=True),
    Column("client", String, primary_key=True),
    Column("hook", String, primary_key=True),
    Column("stamp", String, nullable=False),
    Column("whole", LargeBinary, nullable=False),
    Column("shown", LargeBinary, nullable=False),
    Column("lines", LargeBinary, nullable=False),
    Column("topics", LargeBinary, nullable=False),
)
