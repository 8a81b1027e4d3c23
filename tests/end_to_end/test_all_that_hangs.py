"""A service whose database, key server and FHIR server hang at once, or whose disk is full, while it is called.

Every call gets an answer, none a 500, and what was acknowledged is there afterwards.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest
import requests

from cds_service.store.schema.tables import FEEDBACK
from tests.cds_service.signing import ISSUER, JKU, key, key_set, token, write_clients
from tests.cds_service.store.records import rows
from tests.examples import example
from tests.service_process import ORDER_SIGN, RunningService, running_service
from tests.soak.faults import full_disk, running_key_server, stopped

if TYPE_CHECKING:
    from tests.postgres_server import PostgresServer

BASE = "https://cards.example.org"
FETCHED = "https://fetched.example.org"
CALL = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
# Far above every clock of the service, and far below the 45 s in which a database that hung used to give no answer.
ANSWERED_S = 15


class Caller:
    """Sends calls and feedback; keeps the statuses, and the cards whose feedback was acknowledged."""

    def __init__(self, service: RunningService, fhir_server: str = "") -> None:
        self.service = service
        self.promised: set[str] = set()
        self.statuses: Counter[tuple[str, int]] = Counter()
        self._fhir_server = fhir_server

    def send_in_parallel(self, kinds: list[str]) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(self.send, kinds))

    def send(self, kind: str) -> None:
        path, document, bearer = ORDER_SIGN, CALL, None
        match kind:
            case "unknown key":
                bearer = token(key("ES256", f"rotated-{uuid4()}"), headers={"jku": None}, iss=FETCHED, aud=BASE + path)
            case "fetching":
                document = CALL | {"prefetch": {}, "fhirServer": self._fhir_server}
            case "feedback":
                path = f"{ORDER_SIGN}/feedback"
                document = {"feedback": [overridden()]}
        headers = {"Authorization": f"Bearer {bearer or token(aud=BASE + path)}"}
        answer = requests.post(f"{self.service.url}{path}", json=document, headers=headers, timeout=ANSWERED_S)
        self.statuses[kind, answer.status_code] += 1
        if kind == "feedback" and answer.status_code == 200:
            self.promised.add(document["feedback"][0]["card"])

    def until_answered(self, kind: str) -> None:
        """Send until it is answered with 200: all is well again."""
        for _ in range(100):
            self.statuses.clear()
            self.send(kind)
            if self.statuses[kind, 200]:
                return
            time.sleep(0.1)
        raise AssertionError(f"{kind} is not answered: {self.statuses}")


def overridden() -> dict[str, Any]:
    return {"card": str(uuid4()), "outcome": "overridden", "outcomeTimestamp": "2026-06-12T10:00:00Z"}


def test_all_hang_at_once_and_every_call_is_answered(
    postgres: PostgresServer, fhir_origin: str, tmp_path: Path
) -> None:
    database_url = postgres.new_database()
    with running_key_server(key_set(key("ES256"))) as keys:
        main = f'[clients.main]\niss = "{ISSUER}"\njku = "{JKU}"\njwks_file = "keys.json"\n'
        fetched = f'[clients.fetched]\niss = "{FETCHED}"\njku = "{keys.url}"\n'
        settings = {
            "CLIENTS_FILE": str(write_clients(tmp_path, main, fetched)),
            "PUBLIC_URL": BASE,
            "FHIR_SERVERS": fhir_origin,
            "DATABASE_URL": database_url,
            "HASH_KEY": "a key for the tests",
            "LOG_FORMAT": "json",
        }
        with running_service(**settings) as service:
            caller = Caller(service, f"{fhir_origin}/silent")
            for kind in ("call", "feedback"):
                caller.until_answered(kind)
            caller.statuses.clear()
            keys.hangs.set()
            with stopped(postgres):
                caller.send_in_parallel(["call", "fetching", "feedback", "unknown key"] * 12)
                assert requests.get(f"{service.url}/healthz", timeout=ANSWERED_S).ok
                time.sleep(5.5)  # the database is away by now, and not merely slow
                caller.until_answered("call")
                caller.send_in_parallel(["call"] * 12)
            keys.hangs.clear()
            found = caller.statuses
            assert {status for _, status in found} <= {200, 401, 412, 503}
            assert not found["unknown key", 200]
            assert found["call", 200] >= 12
            caller.until_answered("feedback")
            logged = service.stop()
    assert '"event":"failure"' not in logged
    assert caller.promised <= {row["card"] for row in rows(database_url, FEEDBACK)}


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="for Linux alone")
def test_full_disk_under_load_stops_feedback_alone(tmp_path: Path) -> None:
    database = tmp_path / "cards.sqlite3"
    settings = {"DATABASE_URL": f"sqlite:///{database}", "LOG_LEVEL": "ERROR", "LOG_FORMAT": "json"}
    with running_service(**settings) as service:
        caller = Caller(service)
        caller.until_answered("feedback")
        caller.until_answered("call")
        caller.statuses.clear()
        with full_disk(service, (database, Path(f"{database}-wal"), service.log)):
            caller.send_in_parallel(["call", "feedback"] * 40)
        found = Counter(caller.statuses)
        caller.until_answered("feedback")
        logged = service.stop()
    assert {kind: {status for one, status in found if one == kind} for kind in ("call", "feedback")} == {
        "call": {200},
        "feedback": {200, 503},
    }
    assert '"event":"failure"' not in logged
    assert caller.promised <= {row["card"] for row in rows(settings["DATABASE_URL"], FEEDBACK)}
