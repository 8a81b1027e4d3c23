"""The figures of the report, asked of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds_service.audit.grouping import connect

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

Rows = list[tuple[Any, ...]]
TOPICS = 25
DEPARTMENTS = 15
REASONS = 200
_WHOLE = ("encounters", "with_card", "cards", "questions", "patients", "out_of_force", "first_day", "last_day")
CAPS = (1, 2, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the report shows. Every list is in the order in which it is shown.

    `by_count`: cards, encounters. `by_rule`: rule, questions, shown, documented, procedure, prompt. `by_month`,
    `by_setting` and `by_department`: name, encounters, encounters with a card, cards. `outcomes`: outcome, questions.
    `silent`: rule, questions held back because the rule is off, encounters that would get a card only by it.
    `cards_by_month`: month, cards by strength. `topics`: rule, codes, strength, questions. `thresholds`: weakest
    strength counted, encounters with a question of it, the cards at each of `CAPS`. `unreadable`: kind, reason, rows.
    """

    encounters: int
    with_card: int
    cards: int
    questions: int
    patients: int
    out_of_force: int
    first_day: Any
    last_day: Any
    by_count: Rows
    by_rule: Rows
    by_month: Rows
    cards_by_month: Rows
    by_setting: Rows
    by_department: Rows
    outcomes: Rows
    silent: Rows
    topics: Rows
    thresholds: Rows
    unreadable: Rows
    releases: Rows


def ask_figures(out: Path, spill: Path, memory_mb: int, threads: int) -> Figures:
    """Return the figures of the tables in `out`."""
    with connect(spill, memory_mb, threads) as tables:
        for name in ("issues", "encounters", "unreadable"):
            path = str(out / f"{name}.parquet").replace("'", "''")
            tables.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")  # noqa: S608 - our own path
        whole = tables.execute(
            """
            SELECT count(*), count(*) FILTER (shown > 0),
                   coalesce(sum(shown), 0)::BIGINT, coalesce(sum(issues), 0)::BIGINT,
                   count(DISTINCT patient), count(*) FILTER (NOT in_force), min(date), max(date)
            FROM encounters
            """
        ).fetchall()[0]
        return Figures(
            **dict[str, Any](zip(_WHOLE, whole, strict=True)),
            by_count=_rows(tables, "SELECT shown, count(*) FROM encounters GROUP BY ALL ORDER BY ALL"),
            by_rule=_rows(
                tables,
                """
                SELECT rule, count(*) AS questions, sum((outcome = 'shown')::INT)::BIGINT,
                       sum((strength = 'documented')::INT)::BIGINT, sum((strength = 'procedure')::INT)::BIGINT,
                       sum((strength = 'prompt')::INT)::BIGINT
                FROM issues GROUP BY rule ORDER BY questions DESC, rule
                """,
            ),
            by_month=_grouped(tables, "strftime(date, '%Y-%m')", "name"),
            cards_by_month=_rows(
                tables,
                """
                SELECT strftime(date, '%Y-%m') AS month, count(*) FILTER (strength = 'documented'),
                       count(*) FILTER (strength = 'procedure'), count(*) FILTER (strength = 'prompt')
                FROM issues WHERE outcome = 'shown' GROUP BY month ORDER BY month
                """,
            ),
            by_setting=_grouped(tables, "setting", "count(*) DESC, name"),
            by_department=_grouped(tables, "coalesce(department, '(not given)')", "count(*) DESC, name", DEPARTMENTS),
            outcomes=_rows(tables, "SELECT outcome, count(*) AS n FROM issues GROUP BY ALL ORDER BY n DESC, outcome"),
            silent=_rows(
                tables,
                """
                SELECT rule, count(*) AS questions,
                       count(DISTINCT encounter) FILTER (encounter NOT IN
                           (SELECT encounter FROM encounters WHERE shown > 0))
                FROM issues WHERE outcome = 'rule-off' GROUP BY rule ORDER BY questions DESC, rule
                """,
            ),
            topics=_rows(
                tables,
                f"""
                SELECT rule, array_to_string(codes, ', ') AS named, strength, count(*) AS questions
                FROM issues GROUP BY ALL ORDER BY questions DESC, rule, named, strength LIMIT {TOPICS}
                """,  # noqa: S608 - a number of our own
            ),
            thresholds=_thresholds(tables),
            unreadable=_rows(
                tables,
                f"""
                SELECT kind, reason, count(*) AS n FROM unreadable
                GROUP BY ALL ORDER BY kind, n DESC, reason LIMIT {REASONS}
                """,  # noqa: S608 - a number of our own
            ),
            releases=_rows(
                tables, "SELECT release, count(*), min(date), max(date) FROM encounters GROUP BY ALL ORDER BY ALL"
            ),
        )


def _rows(tables: duckdb.DuckDBPyConnection, question: str) -> Rows:
    return tables.execute(question).fetchall()


def _grouped(tables: duckdb.DuckDBPyConnection, by: str, order: str, limit: int = 1000) -> Rows:
    return _rows(
        tables,
        f"""
        SELECT {by} AS name, count(*), sum((shown > 0)::INT)::BIGINT, sum(shown)::BIGINT
        FROM encounters GROUP BY name ORDER BY {order} LIMIT {limit}
        """,  # noqa: S608 - words of our own
    )


def _thresholds(tables: duckdb.DuckDBPyConnection) -> Rows:
    """Count what other thresholds and caps would show, rules that are off left out."""
    found: Rows = []
    for place, weakest in enumerate(("documented", "procedure", "prompt"), 1):
        strengths = ", ".join(f"'{each}'" for each in ("documented", "procedure", "prompt")[:place])
        caps = ", ".join(f"coalesce(sum(least(n, {cap})), 0)::BIGINT" for cap in CAPS)
        found += [
            (weakest, row[0], row[1:])
            for row in _rows(
                tables,
                f"""
                SELECT count(*), {caps} FROM (
                    SELECT encounter, count(*) AS n FROM issues
                    WHERE strength IN ({strengths}) AND outcome <> 'rule-off' GROUP BY encounter
                )
                """,  # noqa: S608 - words of our own
            )
        ]
    return found
