"""What changes between two audits of the same charts: the questions that come, go, or have other answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

ASKED, NO_LONGER, OTHER_OPTIONS = "asked from then on", "no longer asked", "other options"

_MOST_CODES: Final = 8
_CHANGES = f"""
    CREATE TABLE changes AS
    WITH old AS (SELECT encounter, rule, codes, choices FROM read_parquet($old)),
         new AS (SELECT encounter, rule, codes, choices FROM read_parquet($new))
    SELECT DISTINCT encounter, rule, codes,
           CASE WHEN old.choices IS NULL THEN '{ASKED}' WHEN new.choices IS NULL THEN '{NO_LONGER}'
                ELSE '{OTHER_OPTIONS}' END AS change
    FROM old FULL JOIN new USING (encounter, rule, codes)
    WHERE old.choices IS DISTINCT FROM new.choices
"""  # noqa: S608 - words of our own
_BY_RULE = """
    SELECT rule, change, count(*), count(DISTINCT encounter),
           (SELECT list(code ORDER BY times DESC, code)
            FROM (SELECT codes[1] AS code, count(*) AS times FROM changes AS each
                  WHERE each.rule = changes.rule AND each.change = changes.change GROUP BY code))
    FROM changes GROUP BY rule, change ORDER BY rule, change
"""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How many questions of a rule change in one way, in how many encounters, and about which codes mostly."""

    rule: str
    change: str
    questions: int
    encounters: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """All changes: encounters reviewed and changed, and the changes by rule."""

    reviewed: int
    changed: int
    by_rule: tuple[RuleChange, ...]


def compare_audits(old: Path, new: Path, listing: Path | None) -> Impact:
    """Return what differs between the results of two audits; `listing` gets a CSV line for each changed question."""
    import duckdb  # noqa: PLC0415 - only an audit needs it

    with duckdb.connect() as tables:
        tables.execute(_CHANGES, {"old": str(old / "issues.parquet"), "new": str(new / "issues.parquet")})
        if listing is not None:
            rows = "SELECT encounter, rule, array_to_string(codes, ' ') AS codes, change FROM changes ORDER BY ALL"
            tables.sql(rows).write_csv(str(listing))
        reviewed = tables.execute("SELECT count(*) FROM read_parquet(?)", [str(new / "encounters.parquet")]).fetchall()
        changed = tables.execute("SELECT count(DISTINCT encounter) FROM changes").fetchall()
        by_rule = tables.execute(_BY_RULE).fetchall()
    return Impact(
        reviewed[0][0],
        changed[0][0],
        tuple(
            RuleChange(rule, change, questions, encounters, tuple(codes[:_MOST_CODES]))
            for rule, change, questions, encounters, codes in by_rule
        ),
    )
