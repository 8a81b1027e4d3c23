"""`coding-cards store`: the database of calls, cards and feedback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

_WORDS = {"set_aside": "dismissed topics", "kept_blocks": "days and sums of kept figures", "seen_tokens": "token ids"}
"""What the tables hold, where their names do not say it."""


@click.group()
def store() -> None:
    """Bring the database of calls, cards and feedback up to date, or delete what is old."""


@store.command()
def migrate() -> None:
    """Bring the schema up to date; `serve` does so too when it starts."""
    from cds_service.cli.store_access import command_settings, faults_told  # noqa: PLC0415 - slow to load
    from cds_service.store import prepare_store  # noqa: PLC0415 - slow to load

    with faults_told():
        before, after = prepare_store(command_settings())
    click.echo(f"schema {after}, was {before or 'not there'}" if before != after else f"schema {after}, up to date")


@store.command()
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(min=1),
    help="Days to leave; CODING_CARDS_RETENTION_DAYS if not given.",
)
def prune(days: int | None) -> None:
    """Delete calls, cards and feedback that are older than they may be kept; run it every night, nothing else does.

    Token ids that have expired are deleted too.
    """
    from cds_service.cli.store_access import command_settings, store_engine  # noqa: PLC0415 - slow to load
    from cds_service.store.pruning import prune as prune_records  # noqa: PLC0415 - slow to load

    kept = days or command_settings().retention_days
    before = datetime.now(UTC) - timedelta(days=kept) if kept else datetime.min.replace(tzinfo=UTC)
    with store_engine() as engine:
        deleted = prune_records(engine, before)
    for table, number in deleted.items():
        click.echo(f"{_WORDS.get(table, table.replace('_', ' '))}: {number} deleted")
