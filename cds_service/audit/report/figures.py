"""The figures of the report, asked of the tables in SQL that DuckDB and Spark both understand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cards.card import REPORTS_SILENT

if TYPE_CHECKING:
    from collections.abc import Callable

Rows = list[tuple[Any, ...]]
CAPS = (1, 2, 3, 5, 10)
_TOPICS = 25
_DEPARTMENTS = 15
_REASONS = 200
_STRENGTHS = ("documented", "procedure", "prompt")
_WHOLE = ("encounters", "with_card", "cards", "questions", "patients", "out_of_force", "first_day", "last_day")


@dataclass(frozen=True, slots=True)
class Figures:
    """What the report shows. Every list is in the order in which it is shown.

    `by_count`: cards, encounters. `by_rule` and `by_source`: rule or source of evidence, questions, shown, documented,
    procedure, prompt; `by_source` has the questions of reports that are read in silence at the end. `by_month`,
    `by_setting` and `by_department`: name, encounters, encounters with a card, cards. `cards_by_month`: month, cards by
    strength. `outcomes`: outcome, questions. `silent`: rule, questions held back because the rule is off, encounters
    that would get a card only by it. `topics`: rule, codes, strength, questions, shown. `thresholds`: weakest strength
    counted, encounters with a question of it, the cards at each of `CAPS`. `unreadable`: kind, reason, rows.
    `releases`: release, encounters, first and last day. `code_systems`: code system, Conditions. `left_out`: reason,
    Conditions.
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
    by_source: Rows
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
    code_systems: Rows
    left_out: Rows


def ask_figures(ask: Callable[[str], Rows]) -> Figures:
    """Return the figures; `ask` answers a question about the views issues, encounters and unreadable."""
    (whole,) = ask("""
        SELECT count(*), count(*) FILTER (WHERE shown > 0), coalesce(sum(shown), 0), coalesce(sum(issues), 0),
               count(DISTINCT patient), count(*) FILTER (WHERE NOT in_force), min(date), max(date)
        FROM encounters
    """)
    return Figures(
        code_systems=_counted(ask, "code_systems"),
        left_out=_counted(ask, "conditions_left_out"),
        **dict[str, Any](zip(_WHOLE, whole, strict=True)),
        by_count=ask("SELECT shown, count(*) FROM encounters GROUP BY shown ORDER BY shown"),
        by_rule=_questions(ask, "rule"),
        by_source=_questions(ask, "evidence_source", f"count(*) FILTER (WHERE outcome = '{REPORTS_SILENT}')"),
        by_month=_grouped(ask, "substring(CAST(date AS STRING), 1, 7)", "name"),
        cards_by_month=ask(f"""
            SELECT substring(CAST(date AS STRING), 1, 7) AS month, {_by_strength()}
            FROM issues WHERE outcome = 'shown' GROUP BY month ORDER BY month
        """),  # noqa: S608 - words of our own
        by_setting=_grouped(ask, "setting", "all_of_them DESC, name"),
        by_department=_grouped(ask, "coalesce(department, '(not given)')", "all_of_them DESC, name", _DEPARTMENTS),
        outcomes=ask("SELECT outcome, count(*) AS n FROM issues GROUP BY outcome ORDER BY n DESC, outcome"),
        silent=ask("""
            SELECT rule, count(*) AS questions, count(DISTINCT encounter) FILTER (WHERE shown = 0)
            FROM (SELECT rule, encounter FROM issues WHERE outcome = 'rule-off') AS off
            JOIN (SELECT encounter, shown FROM encounters) AS seen USING (encounter)
            GROUP BY rule ORDER BY questions DESC, rule
        """),
        topics=ask(f"""
            SELECT rule, array_join(codes, ', ') AS named, strength, count(*) AS questions,
                   count(*) FILTER (WHERE outcome = 'shown')
            FROM issues GROUP BY rule, named, strength
            ORDER BY questions DESC, rule, named, strength LIMIT {_TOPICS}
        """),  # noqa: S608 - a number of our own
        thresholds=[_threshold(ask, place) for place in range(1, len(_STRENGTHS) + 1)],
        unreadable=ask(f"""
            SELECT kind, reason, count(*) AS n FROM unreadable GROUP BY kind, reason
            ORDER BY kind, n DESC, reason LIMIT {_REASONS}
        """),  # noqa: S608 - a number of our own
        releases=ask("""
            SELECT release, count(*), min(date), max(date) FROM encounters GROUP BY release ORDER BY release
        """),
    )


def _counted(ask: Callable[[str], Rows], column: str) -> Rows:
    """Add up a column of counts by name, the greatest first."""
    return ask(f"""
        SELECT counted.name, sum(counted.n) AS n FROM (SELECT explode({column}) AS counted FROM encounters) AS each_one
        GROUP BY counted.name ORDER BY n DESC, counted.name LIMIT {_REASONS}
    """)  # noqa: S608 - words of our own


def _questions(ask: Callable[[str], Rows], by: str, *more: str) -> Rows:
    """Count the questions by a column, the greatest first."""
    counts = ", ".join(("count(*) FILTER (WHERE outcome = 'shown')", _by_strength(), *more))
    return ask(f"""
        SELECT {by} AS name, count(*) AS questions, {counts} FROM issues GROUP BY name ORDER BY questions DESC, name
    """)  # noqa: S608 - words of our own


def _by_strength() -> str:
    return ", ".join(f"count(*) FILTER (WHERE strength = '{strength}')" for strength in _STRENGTHS)


def _grouped(ask: Callable[[str], Rows], by: str, order: str, limit: int = 1000) -> Rows:
    return ask(f"""
        SELECT {by} AS name, count(*) AS all_of_them, count(*) FILTER (WHERE shown > 0), sum(shown)
        FROM encounters GROUP BY name ORDER BY {order} LIMIT {limit}
    """)  # noqa: S608 - words of our own


def _threshold(ask: Callable[[str], Rows], place: int) -> tuple[Any, ...]:
    """Count what the `place` best strengths would show at other caps, rules that are off left out."""
    strengths = ", ".join(f"'{strength}'" for strength in _STRENGTHS[:place])
    caps = ", ".join(f"coalesce(sum(least(n, {cap})), 0)" for cap in CAPS)
    (row,) = ask(f"""
        SELECT count(*), {caps} FROM (
            SELECT encounter, count(*) AS n FROM issues
            WHERE strength IN ({strengths}) AND outcome <> 'rule-off' GROUP BY encounter
        ) AS counted
    """)  # noqa: S608 - words of our own
    return (_STRENGTHS[place - 1], row[0], row[1:])
