"""`python -m benchmarks.year_of_calls DATABASE_URL`: fills an empty store with a year of made-up calls.

They are the same each time. How long the report takes over them: `docs/decisions/0012-kept-figures.md`.
"""

from __future__ import annotations

import argparse
import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import insert

from cds_service.database_url import read_address
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.migrating import migrate
from cds_service.store.schema.tables import CALLS, CARDS, FEEDBACK
from icd10cm.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAYS = 365
_CARDS_A_CALL, _FEEDBACK_A_CARD, _TOPICS = 0.6, 0.25, 3000
_CLIENTS = {"north-hospital": 6, "south-hospital": 3, "clinics": 1}
_HOOKS = {
    "order-sign": 12,
    "order-select": 4,
    "patient-view": 2,
    "encounter-discharge": 1,
    "problem-list-item-create": 1,
}
_REASONS = ("not-clinically-significant", "already-documented", "unable-to-determine", "disagree", None)
_HELD_BACK = ("max-cards", "overridden", "quiet")


def main() -> None:
    """Fill the store."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year_of_calls", description=__doc__)
    parser.add_argument("database_url", help="where the store is, as in CODING_CARDS_DATABASE_URL")
    parser.add_argument("--calls", type=int, default=1_000_000, help="how many calls; 0.6 cards each")
    parser.add_argument("--until", type=datetime.fromisoformat, default=datetime.now(UTC), help="the last moment")
    given = parser.parse_args()
    fill(given.database_url, given.calls, given.until.astimezone(UTC))


def fill(database_url: str, calls: int, until: datetime) -> None:
    """Fill an empty store, a day at a time."""
    url = read_address(database_url)
    migrate(url)
    engine = make_engine(url, UNHURRIED)
    chance = random.Random(86)
    midnight = until.replace(hour=0, minute=0, second=0, microsecond=0)
    topics = _Topics(chance)
    for day in range(_DAYS - 1, -1, -1):
        start = midnight - timedelta(days=day)
        end = min(start + timedelta(days=1), until)
        number = round(calls / _DAYS * ((end - start) / timedelta(days=1)))
        rows = list(_calls(chance, topics, number, start, end))
        with engine.begin() as connection:
            for table in (CALLS, CARDS, FEEDBACK):
                if found := [row for kind, row in rows if kind is table]:
                    connection.execute(insert(table), found)
    engine.dispose()


class _Topics:
    """Topics of all rules; a few are frequent and most are rare."""

    def __init__(self, chance: random.Random) -> None:
        names = list(RULES)
        self._all = [(rule, f"{rule}M{number:05}") for number in range(_TOPICS) for rule in [chance.choice(names)]]
        self._weights = list(accumulate(1 / (place + 10) for place in range(_TOPICS)))

    def choose(self, chance: random.Random) -> tuple[str, str]:
        """Return a rule and a topic of it."""
        return chance.choices(self._all, cum_weights=self._weights)[0]


def _calls(
    chance: random.Random, topics: _Topics, number: int, start: datetime, end: datetime
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Return the rows of so many calls, with their tables."""
    for _ in range(number):
        cards = chance.choices((0, 1, 2, 3), (62, 20, 14, 4))[0]
        call: dict[str, Any] = {
            "request_id": f"{chance.getrandbits(128):032x}",
            "at": start + (end - start) * chance.random(),
            "client": chance.choices(list(_CLIENTS), list(_CLIENTS.values()))[0],
            "hook": (hook := chance.choices(list(_HOOKS), list(_HOOKS.values()))[0]),
            "service": f"coding-review-{hook}",
            "duration_ms": round(chance.lognormvariate(1.2, 0.5), 3),
            "release": "2026-04-01",
        }
        refused = chance.random() < 0.01
        answered = {"status": 412 if refused else 200, "outcome": "no cards", "steps_ms": {}, "counts": {}}
        rows = [] if refused else [_card(chance, topics, place, call) for place in range(1, cards + 1)]
        shown = sum(1 for row in rows if row["held_back"] is None)
        yield CALLS, call | answered | {"cards_shown": shown, "cards_held_back": len(rows) - shown}
        for row in rows:
            yield CARDS, row
            if row["held_back"] is None and chance.random() < _FEEDBACK_A_CARD / 0.9:
                yield FEEDBACK, _feedback(chance, row)


def _card(chance: random.Random, topics: _Topics, place: int, call: dict[str, Any]) -> dict[str, Any]:
    rule, topic = topics.choose(chance)
    return call | {
        "uuid": str(UUID(int=chance.getrandbits(128), version=4)),
        "position": place,
        "rule": rule,
        "topic": topic,
        "strength": chance.choice(("documented", "documented", "procedure", "prompt")),
        "indicator": "info",
        "codes": [topic[-6:]],
        "suggested_codes": [],
        "suggestions": [],
        "held_back": chance.choice(_HELD_BACK) if chance.random() < 0.1 else None,
        "patient_hash": f"{chance.getrandbits(128):032x}",
        "encounter_hash": f"{chance.getrandbits(128):032x}",
        "hook_instance_hash": f"{chance.getrandbits(128):032x}",
    }


def _feedback(chance: random.Random, card: dict[str, Any]) -> dict[str, Any]:
    then = card["at"] + timedelta(seconds=40)
    accepted = chance.random() < 0.5
    return {
        "card": card["uuid"],
        "outcome": "accepted" if accepted else "overridden",
        "outcome_at": then,
        "received_at": then,
        "client": card["client"],
        "service": card["service"],
        "reason_code": None if accepted else chance.choice(_REASONS),
        "reason_system": None,
        "has_comment": False,
    }


if __name__ == "__main__":
    main()
