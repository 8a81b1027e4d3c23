"""`coding-cards report`: the outcomes of cards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

_MOMENTS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")


@click.command()
@click.option("--since", metavar="TIME", help="From this day or time on: 2026-06-01, 2026-06-01T08:00 (UTC).")
@click.option("--until", metavar="TIME", help="Up to this time, or to the end of this day (UTC).")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True, help="Form."
)
def report(since: str | None, until: str | None, form: str) -> None:
    """Print how often cards were shown, accepted, dismissed and held back, and how long calls took.

    The figures are those of the page /report: by rule, client, hook and source of evidence. The acceptance rate is
    accepted cards out of cards shown, with its interval at 95%. Times are exact to 2.5%. "Would ask" counts what
    reports and notes would bring where they are read in silent mode. Calls from the workbench count in its own lines
    only. The first report counts all days that are over, and keeps what it counted.
    """
    from cds_service.cli.store_access import store_engine  # noqa: PLC0415 - slow to load
    from cds_service.report.card_outcomes import build_report  # noqa: PLC0415 - as above
    from cds_service.report.formats import as_csv, as_json, as_text  # noqa: PLC0415 - as above
    from cds_service.store.figures.figures_of_any_time import Asked, read_counts  # noqa: PLC0415 - as above

    start, end = moment(since, "--since"), moment(until, "--until", is_end=True)
    with store_engine() as engine:
        counts = read_counts(engine, Asked(start, end, with_pairs=True))
    built = build_report(counts, start, end)
    match form:
        case "json":
            click.echo(as_json(built), nl=False)
        case "csv":
            click.echo(as_csv(built), nl=False)
        case _:
            click.echo(as_text(built), nl=False)


def moment(text: str | None, option: str, *, is_end: bool = False) -> datetime | None:
    """Return the time that an option gives, in UTC; a day that ends something counts to its end.

    :raises click.BadParameter: it is neither a day nor a time.
    """
    if text is None:
        return None
    for form in _MOMENTS:
        try:
            found = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return found + timedelta(days=1) if is_end and form == _MOMENTS[0] else found
    raise click.BadParameter("must be a day or a time such as 2026-06-01 or 2026-06-01T08:00", param_hint=option)
