"""When the service says that it is ready, and what it says is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cds_service.loaded_releases import load_releases
from cds_service.web.readiness import Readiness

if TYPE_CHECKING:
    from flask.testing import FlaskClient

IN_FORCE, AFTER = date(2026, 6, 1), date(2026, 12, 1)


class Store:
    def __init__(self, *, is_reachable: bool = True, is_migrated: bool = True) -> None:
        self._is_reachable = is_reachable
        self._is_migrated = is_migrated

    def is_reachable(self) -> bool:
        return self._is_reachable

    def is_migrated(self) -> bool:
        return self._is_migrated


@pytest.mark.parametrize(
    ("store", "today", "is_ready", "status"),
    [
        (Store(), IN_FORCE, True, "ready"),
        (None, IN_FORCE, True, "ready"),
        (Store(), AFTER, True, "release out of date"),
        (Store(is_reachable=False), IN_FORCE, False, "not ready"),
        (Store(is_migrated=False), IN_FORCE, False, "not ready"),
        (Store(is_reachable=False), AFTER, False, "not ready"),
    ],
)
def test_status(store: Store | None, today: date, *, is_ready: bool, status: str) -> None:
    found, report = Readiness(load_releases(None), store).report(today)
    assert (found, report["status"]) == (is_ready, status)
    assert report["release_current"] is (today == IN_FORCE)


def test_report_names_the_release_and_the_fault() -> None:
    _, report = Readiness(load_releases(None), Store(is_reachable=False)).report(IN_FORCE)
    assert (report["release"], report["store"]) == ("2026-04-01", "unreachable")
    _, report = Readiness(load_releases(None), Store(is_migrated=False)).report(IN_FORCE)
    assert report["store"] == "not migrated"


def test_routes_answer_without_a_token(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["store"]) == (200, "none")
