"""The figures of days that are over, which the database takes away when a record of such a day comes or goes.

Triggers see to that, and not the program, so that it holds for older programs on the same database and for records
that are deleted by hand.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_DAY = {"sqlite": "substr({}, 1, 10)", "postgresql": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"}
# What to forget for a row of each table: its own day, and for a card and feedback on it the other one's.
_CARDS_OF = "SELECT {day} || '+1' FROM cards WHERE uuid = {row}.card"
_FEEDBACK_OF = "SELECT {day} || '+1' FROM feedback WHERE card = {row}.uuid"
_TABLES = {
    "calls": ("at", None, ""),
    "cards": ("at", _FEEDBACK_OF, "received_at"),
    "feedback": ("received_at", _CARDS_OF, "at"),
}


def upgrade() -> None:
    """Make the tables and the triggers."""
    op.create_table(
        "kept_blocks",
        sa.Column("block", sa.String, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("stamp", sa.String, nullable=False),
        sa.Column("unknown_cards", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("block", name="pk_kept_blocks"),
    )
    op.create_index("ix_kept_blocks_first_day", "kept_blocks", ["first_day"])
    op.create_table(
        "kept_figures",
        sa.Column("block", sa.String, nullable=False),
        sa.Column("client", sa.String, nullable=False),
        sa.Column("hook", sa.String, nullable=False),
        sa.Column("stamp", sa.String, nullable=False),
        sa.Column("whole", sa.LargeBinary, nullable=False),
        sa.Column("shown", sa.LargeBinary, nullable=False),
        sa.Column("lines", sa.LargeBinary, nullable=False),
        sa.Column("topics", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("block", "client", "hook", name="pk_kept_figures"),
    )
    make = _make_on_sqlite if op.get_bind().dialect.name == "sqlite" else _make_on_postgresql
    for table in _TABLES:
        for event, row in (("insert", "NEW"), ("delete", "OLD")):
            make(table, event, _forget(table, row, op.get_bind().dialect.name))


def _forget(table: str, row: str, dialect: str) -> str:
    """Return the statements that forget the days of a row."""
    column, others, their_column = _TABLES[table]
    day = _DAY[dialect]
    statements = f"DELETE FROM kept_blocks WHERE block = {day.format(f'{row}.{column}')} || '+1';"  # noqa: S608 - our own words
    if others is not None:
        found = others.format(day=day.format(their_column), row=row)
        statements += f" DELETE FROM kept_blocks WHERE block IN ({found});"  # noqa: S608 - as above
    return statements


def _make_on_sqlite(table: str, event: str, forget: str) -> None:
    op.execute(f"CREATE TRIGGER forget_after_{event}_of_{table} AFTER {event} ON {table} BEGIN {forget} END")


def _make_on_postgresql(table: str, event: str, forget: str) -> None:
    # 0x6B657074 is the lock of `keeping.py`. A count of a day holds it alone, so that no record is written that
    # the count does not see and whose trigger does not see the count.
    name = f"forget_after_{event}_of_{table}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM pg_advisory_xact_lock_shared({0x6B657074}); {forget} RETURN NULL; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Drop the triggers and the tables."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _TABLES:
        for event in ("insert", "delete"):
            name = f"forget_after_{event}_of_{table}"
            if is_sqlite:
                op.execute(f"DROP TRIGGER {name}")
            else:
                op.execute(f"DROP FUNCTION {name} CASCADE")
    op.drop_table("kept_figures")
    op.drop_table("kept_blocks")
