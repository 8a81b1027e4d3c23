"""The application with its own store, and what it has recorded."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from cds_service.store import open_store, prepare_store
from tests.cds_service.store.records import rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from sqlalchemy import Table
    from werkzeug.test import TestResponse

    from cds_service.store import Store


_LATER = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RecordedService:
    """The application, its store and the URL of the database."""

    client: FlaskClient
    store: Store
    database_url: str

    def cards(self, service: str, call: dict[str, Any]) -> list[dict[str, Any]]:
        """Post a hook call, with its own hook instance, and return the cards."""
        answer = self.client.post(f"/cds-services/coding-review-{service}", json=call | {"hookInstance": str(uuid4())})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json()["cards"]
        return found

    def feedback(self, *entries: Any, service: str = "order-sign") -> TestResponse:
        """Post feedback."""
        return self.client.post(f"/cds-services/coding-review-{service}/feedback", json={"feedback": list(entries)})

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Return what is recorded, once all of it is written."""
        self.store.first_use("flush", str(uuid4()), _LATER)
        return rows(self.database_url, table)


@contextlib.contextmanager
def recorded_service(directory: Path, **settings: Any) -> Iterator[RecordedService]:
    """Make the application on a new SQLite file."""
    made = Settings(
        database_url=f"sqlite:///{directory}/{uuid4().hex}.sqlite3", hash_key="a key for the tests", **settings
    )
    prepare_store(made)
    store = open_store(made)
    try:
        yield RecordedService(
            create_app(made, load_releases(None), store=store).test_client(), store, made.database_url
        )
    finally:
        store.close()


def rule_of(card: dict[str, Any]) -> str:
    """Return the rule that a card is about."""
    rule: str = card["extension"]["org.coding-cards.issue"]["rule"]
    return rule
