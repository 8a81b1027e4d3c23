"""Clients apart from each other: no feedback counts for another client's card, or takes the place of its feedback.

The key of feedback and of accepted suggestions names the client, and the triggers join a card with the feedback of its
own client only. A topic is overridden from when the feedback was received: the client's clock decides nothing.

SQLite cannot change the key of a table, so that the two tables are made again.
"""

# ruff: noqa: S608 - our own words

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_DAY = {"sqlite": "substr({}, 1, 10)", "postgresql": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"}
_OWN = "client = {row}.client AND "
_FEEDBACK = "id, card, outcome, outcome_at, received_at, client, service, reason_code, reason_system, has_comment"
_KEPT_LOCK, _SET_ASIDE_LOCK = 0x6B657074, 0x61736964
_KNOWN = (
    "INSERT INTO set_aside (encounter_hash, at, topic) SELECT encounter_hash, {at}, topic FROM feedback "
    "JOIN cards ON uuid = card {same} WHERE outcome = 'overridden' AND encounter_hash IS NOT NULL"
)


def upgrade() -> None:
    """Name the client in both keys and in all triggers, and count overrides from when they were received."""
    _drop_triggers()
    if _is_sqlite():
        _copy_on_sqlite("client, card, outcome, outcome_at")
    else:
        op.drop_constraint("uq_feedback_card_outcome_outcome_at", "feedback")
        op.create_unique_constraint(
            "uq_feedback_client_card_outcome_outcome_at", "feedback", ["client", "card", "outcome", "outcome_at"]
        )
    _key_suggestions(with_client=True)
    _refill(at="received_at", same="AND cards.client = feedback.client")
    _make_triggers(_OWN, at="received_at")


def downgrade() -> None:
    """Go back; of feedback that several clients sent on one card, one is left."""
    _drop_triggers()
    if _is_sqlite():
        _copy_on_sqlite("card, outcome, outcome_at")
    else:
        op.execute(
            "DELETE FROM feedback a USING feedback b WHERE a.id > b.id AND a.card = b.card "
            "AND a.outcome = b.outcome AND a.outcome_at = b.outcome_at"
        )
        op.drop_constraint("uq_feedback_client_card_outcome_outcome_at", "feedback")
        op.create_unique_constraint(
            "uq_feedback_card_outcome_outcome_at", "feedback", ["card", "outcome", "outcome_at"]
        )
    _key_suggestions(with_client=False)
    _refill(at="outcome_at", same="")
    _make_triggers("", at="outcome_at")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _copy_on_sqlite(key: str) -> None:
    """Make the table of feedback again, with this key."""
    time = sa.DateTime(timezone=True)
    columns = key.split(", ")
    op.drop_index("ix_feedback_received_at", "feedback")
    op.rename_table("feedback", "feedback_before")
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
        sa.UniqueConstraint(*columns, name=f"uq_feedback_{'_'.join(columns)}"),
    )
    op.execute(f"INSERT OR IGNORE INTO feedback ({_FEEDBACK}) SELECT {_FEEDBACK} FROM feedback_before")
    op.drop_table("feedback_before")
    op.create_index("ix_feedback_received_at", "feedback", ["received_at"])


def _key_suggestions(*, with_client: bool) -> None:
    """Make the table of accepted suggestions again, with or without the client in its key."""
    before, own = "accepted_suggestions_before", ("client",) if with_client else ()
    if not _is_sqlite():
        op.execute("ALTER TABLE accepted_suggestions RENAME CONSTRAINT pk_accepted_suggestions TO pk_before")
    op.rename_table("accepted_suggestions", before)
    op.create_table(
        "accepted_suggestions",
        # An older program, which may still run beside this one, does not know the column.
        *(sa.Column(name, sa.String, nullable=False, server_default="") for name in own),
        sa.Column("card", sa.String, nullable=False),
        sa.Column("suggestion", sa.String, nullable=False),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(*own, "card", "suggestion", "outcome_at", name="pk_accepted_suggestions"),
    )
    taken = (
        "feedback.client, s.card, s.suggestion, s.outcome_at FROM accepted_suggestions_before s JOIN feedback "
        "ON feedback.card = s.card AND feedback.outcome = 'accepted' AND feedback.outcome_at = s.outcome_at"
        if with_client
        else "card, suggestion, outcome_at FROM accepted_suggestions_before"
    )
    names = ", ".join((*own, "card", "suggestion", "outcome_at"))
    op.execute(f"INSERT INTO accepted_suggestions ({names}) SELECT DISTINCT {taken}")
    op.drop_table(before)


def _refill(at: str, same: str) -> None:
    op.execute("DELETE FROM set_aside")
    op.execute(_KNOWN.format(at=at, same=same))


def _drop_triggers() -> None:
    for table in ("calls", "cards", "feedback"):
        names = [f"forget_after_{event}_of_{table}" for event in ("insert", "delete")]
        for name in names if table == "calls" else [*names, f"set_aside_by_{table}"]:
            op.execute(f"DROP TRIGGER {name}" if _is_sqlite() else f"DROP FUNCTION {name} CASCADE")


def _make_triggers(own: str, at: str) -> None:
    """Make the triggers of migrations 0002 and 0004; `own` compares the clients, `at` is when an override counts."""
    day = _DAY[op.get_bind().dialect.name]
    for table, column, other, their_key, key, their_column in (
        ("calls", "at", "", "", "", ""),
        ("cards", "at", "feedback", "card", "uuid", "received_at"),
        ("feedback", "received_at", "cards", "uuid", "card", "at"),
    ):
        for event, row in (("insert", "NEW"), ("delete", "OLD")):
            forget = f"DELETE FROM kept_blocks WHERE block = {day.format(f'{row}.{column}')} || '+1'"
            if other:
                found = f"SELECT {day.format(their_column)} || '+1' FROM {other} WHERE {own.format(row=row)}"
                forget += f"; DELETE FROM kept_blocks WHERE block IN ({found}{their_key} = {row}.{key})"
            _make(f"forget_after_{event}_of_{table}", table, event, "", f"_shared({_KEPT_LOCK})", forget)
    insert = "INSERT INTO set_aside (encounter_hash, at, topic) SELECT"
    mine = own.format(row="NEW")
    _make(
        "set_aside_by_feedback",
        "feedback",
        "insert",
        "NEW.outcome = 'overridden'",
        f"({_SET_ASIDE_LOCK})",
        f"{insert} encounter_hash, NEW.{at}, topic FROM cards WHERE {mine}uuid = NEW.card "
        "AND encounter_hash IS NOT NULL",
    )
    _make(
        "set_aside_by_cards",
        "cards",
        "insert",
        "NEW.encounter_hash IS NOT NULL",
        f"_shared({_SET_ASIDE_LOCK})",
        f"{insert} NEW.encounter_hash, {at}, NEW.topic FROM feedback WHERE {mine}card = NEW.uuid "
        "AND outcome = 'overridden'",
    )


def _make(name: str, table: str, event: str, when: str, lock: str, statements: str) -> None:
    """Make a trigger. On PostgreSQL it takes an advisory lock, whose reasons are those of migrations 0002 and 0004."""
    condition = f" WHEN ({when})" if when else ""
    if _is_sqlite():
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table}{condition} BEGIN {statements}; END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM pg_advisory_xact_lock{lock}; {statements}; RETURN NULL; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW{condition} EXECUTE FUNCTION {name}()")
