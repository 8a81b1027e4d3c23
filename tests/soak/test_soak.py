"""20,000 calls with mixed faults against a real server process: nothing fails, grows, is left open or is lost.

Meanwhile the database hangs now and then (SIGSTOP), the key server too, and 500 connections drip headers and bodies.
A quarter as many calls are sent to a service on SQLite whose disk is full now and then.
`make soak` runs it; SOAK_CALLS sets another number of calls.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest

from cds_service.store.schema.tables import FEEDBACK
from tests.cds_service.signing import ISSUER, JKU, key, key_set, token, write_clients
from tests.cds_service.store.records import rows
from tests.examples import example
from tests.service_process import ORDER_SIGN, running_service
from tests.soak.faults import dripping, full_disk, in_turn, running_key_server, stopped
from tests.soak.process_figures import figures, workers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.postgres_server import PostgresServer
    from tests.service_process import RunningService
    from tests.soak.faults import KeyServer
    from tests.soak.process_figures import Figures

CALLS = int(os.environ.get("SOAK_CALLS", "20000"))
CLIENTS = 8
DRIPPING = 500
BASE = "https://cards.example.org"
FETCHED = "https://fetched.example.org"
KEY = key("ES256")
CALL = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
# How often each comes; most of what a server does wrong is quick, and some of it takes the whole budget.
SERVERS = {
    "good": 30,
    "paged": 10,
    "redirected": 5,
    "busy-once": 5,
    "cookie": 5,
    "failing": 8,
    "forbidden": 5,
    "outcome": 5,
    "html": 5,
    "not-json": 5,
    "wrong-resource": 5,
    "hang-up": 5,
    "broken": 5,
    "bad-headers": 5,
    "redirected-away": 3,
    "redirected-forever": 3,
    "paged-forever": 3,
    "paged-away": 3,
    "huge": 1,
    "trickle": 1,
    "trickle-headers": 1,
    "slow-cultures": 1,
    "silent": 1,
}
Request = tuple[str, str, bytes, dict[str, str]]


def call(number: int, chance: random.Random, origin: str) -> Request:
    """Return the method, path, body and headers of one call."""
    kind = chance.choices(
        ["prefetch", "fetch", "partly", "feedback", "discovery", "malformed", "refused", "fetched-key", "odd"],
        [33, 25, 15, 8, 4, 5, 4, 3, 3],
    )[0]
    context = CALL["context"] | {"patientId": f"p{number % 500}", "encounterId": f"e{number % 1500}"}
    server = chance.choices(list(SERVERS), list(SERVERS.values()))[0]
    fetched = {"context": context, "fhirServer": f"{origin}/{server}"}
    conditions = {"conditions": CALL["prefetch"]["conditions"]}
    match kind:
        case "prefetch":
            return post(ORDER_SIGN, CALL | {"hookInstance": str(uuid4())})
        case "fetch":
            return post(ORDER_SIGN, CALL | fetched | {"prefetch": {}})
        case "partly":
            return post(ORDER_SIGN, CALL | fetched | {"context": CALL["context"], "prefetch": conditions})
        case "feedback":
            return post(f"{ORDER_SIGN}/feedback", {"feedback": [feedback(chance) for _ in range(chance.randint(1, 5))]})
        case "discovery":
            return "GET", "/cds-services", b"", bearer("/cds-services")
        case "malformed":
            cut = orjson.dumps(CALL)[: chance.randint(0, 3000)]
            return "POST", ORDER_SIGN, cut, bearer(ORDER_SIGN)
        case "refused":
            odd = token(KEY, headers={"typ": chance.choice([["JWT"], {}, 7])})
            others = [token(KEY, aud="other"), token(KEY, iss="other"), token(key("ES256", "other")), "x", odd]
            wrong = chance.choice(others)
            return "POST", ORDER_SIGN, orjson.dumps(CALL), {"Authorization": f"Bearer {wrong}"}
        case "fetched-key":
            # Of a client whose keys are fetched: a good token, or one that has them fetched again.
            signing = chance.choice([KEY, key("ES256", f"rotated-{number}")])
            bearer_ = token(signing, headers={"jku": None}, iss=FETCHED, aud=f"{BASE}{ORDER_SIGN}")
            return "POST", ORDER_SIGN, orjson.dumps(CALL), {"Authorization": f"Bearer {bearer_}"}
        case _:
            return (
                chance.choice(["GET", "PUT", "DELETE", "OPTIONS"]),
                f"/{chance.choice(['x', 'healthz', 'readyz'])}",
                b"",
                {},
            )


def post(path: str, document: Any) -> Request:
    return "POST", path, orjson.dumps(document), bearer(path)


def bearer(path: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(KEY, aud=f'{BASE}{path}')}", "Content-Type": "application/json"}


def feedback(chance: random.Random) -> dict[str, Any]:
    outcome = chance.choice(["accepted", "overridden"])
    entry = {"card": str(uuid4()), "outcome": outcome, "outcomeTimestamp": "2026-06-12T10:00:00Z"}
    return entry | ({"acceptedSuggestions": [{"id": str(uuid4())}]} if outcome == "accepted" else {})


def exchange(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, bytes]:
    """Send one call and return the status and the body of the answer; after a 503, wait a moment as it asks."""
    for attempt in (1, 2):
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            read = answer.read()
            break
        except (http.client.HTTPException, ConnectionError):
            # A connection kept alive may have been closed just before it was used again.
            connection.close()
            if attempt == 2:
                raise
    if answer.status == 503:
        time.sleep(0.2)
    return answer.status, read


def send_all(
    service: RunningService, numbers: Iterator[int], origin: str, seed: int, promised: set[str], clients: int = CLIENTS
) -> Counter[tuple[str, int]]:
    """Send calls from several threads until the numbers are used up; return how often each status came.

    The cards of the feedback that was acknowledged are added to `promised`.
    """
    host, port = service.url.removeprefix("http://").split(":")
    statuses: Counter[tuple[str, int]] = Counter()
    lock = threading.Lock()

    def work(own: int) -> None:
        chance, connection = random.Random(seed + own), http.client.HTTPConnection(host, int(port), timeout=30)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            method, path, body, headers = call(number, chance, origin)
            status, read = exchange(connection, method, path, body, headers)
            with lock:
                statuses[(path, status)] += 1
                if path.endswith("/feedback") and status == 200:
                    entries = orjson.loads(body)["feedback"]
                    assert orjson.loads(read) == {"stored": len(entries)}
                    promised.update(each["card"] for each in entries)
        connection.close()

    threads = [threading.Thread(target=work, args=(own,)) for own in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def at_rest(processes: tuple[int, ...]) -> Figures:
    """Return the figures once connections that were kept alive have been closed."""
    time.sleep(8)
    return figures(processes)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to: how often each status came for each path, and what the service logged."""

    statuses: Counter[tuple[str, int]]
    promised: set[str]
    before: Figures
    after: Figures
    log_lines: list[dict[str, Any]]

    @property
    def growth(self) -> float:
        """How much more memory the workers hold after the run, as a share."""
        return self.after.memory_kb / self.before.memory_kb - 1


def run(
    calls: int,
    origin: str,
    tmp_path: Path,
    database_url: str,
    faults: Callable[[RunningService, KeyServer], AbstractContextManager[None]],
) -> Run:
    """Send so many calls to a service of two workers while the faults come, and dripping connections are kept."""
    promised: set[str] = set()
    # What a worker remembers of texts and codes has its usual size after some two thousand calls.
    numbers, warm_up = itertools.count(), max(2000, calls // 5)
    with running_key_server(key_set(KEY)) as keys:
        main = f'[clients.main]\niss = "{ISSUER}"\njku = "{JKU}"\njwks_file = "keys.json"\n'
        fetched = f'[clients.fetched]\niss = "{FETCHED}"\njku = "{keys.url}"\n'
        settings = {
            "CLIENTS_FILE": str(write_clients(tmp_path, main, fetched, keys=key_set(KEY))),
            "PUBLIC_URL": BASE,
            "FHIR_SERVERS": origin,
            "DATABASE_URL": database_url,
            "HASH_KEY": "a key for the tests",
            "FETCH_BUDGET_MS": "250",
            "FHIR_TIMEOUT_MS": "200",
            "LOG_FORMAT": "json",
            "WORKERS": "2",
            "THREADS": "4",
            "QUEUE": "12",
        }
        with running_service(**settings) as service:
            while len(processes := workers_of(service.process.pid)) < 2:
                time.sleep(0.1)
            host, port = service.url.removeprefix("http://").split(":")
            with faults(service, keys), dripping(host, int(port), DRIPPING):
                # Many at once, so that pools of threads have their size before memory is looked at.
                first = itertools.islice(numbers, warm_up)
                statuses = send_all(service, first, origin, 1, promised, clients=5 * CLIENTS)
            before = at_rest(processes)
            start = time.monotonic()
            with faults(service, keys), dripping(host, int(port), DRIPPING):
                statuses += send_all(service, itertools.islice(numbers, calls - warm_up), origin, 1000, promised)
            rate = (calls - warm_up) / (time.monotonic() - start)
            after = at_rest(processes)
            assert workers_of(service.process.pid) == processes
            logged = service.stop()
    done = Run(statuses, promised, before, after, [orjson.loads(line) for line in logged.splitlines()])
    by_status: Counter[int] = Counter()
    for (_, status), count in statuses.items():
        by_status[status] += count
    sys.stderr.write(
        f"\n{calls} calls, {rate:.0f} a second; memory {done.growth:+.1%}; statuses {dict(sorted(by_status.items()))}; "
        f"{len(promised)} acknowledged entries of feedback\nbefore {before}\nafter  {after}\n"
    )
    assert sum(statuses.values()) == calls
    return done


def holds(done: Run, database_url: str) -> None:
    """Nothing failed, grew or was left open, and what was acknowledged is stored."""
    assert {status for _, status in done.statuses} <= {200, 204, 400, 401, 404, 405, 412, 503}
    assert done.promised <= {row["card"] for row in rows(database_url, FEEDBACK)}
    assert done.growth < 0.05
    # Pools of threads and connections fill up to their size when many calls come at once, which is luck; anything
    # that stayed behind with one call in a thousand would show.
    assert done.after.threads <= done.before.threads + 10
    assert done.after.files <= done.before.files + 10
    assert done.after.sockets <= done.before.sockets + 20


@pytest.mark.soak
def test_nothing_fails_grows_or_stays_open(fhir_origin: str, postgres: PostgresServer, tmp_path: Path) -> None:
    database_url = postgres.new_database()
    done = run(
        CALLS, fhir_origin, tmp_path, database_url, lambda _, keys: in_turn(lambda: stopped(postgres), keys.hanging)
    )
    holds(done, database_url)
    errors = [line for line in done.log_lines if line["level"] == "error"]
    assert [line for line in errors if line["event"] != "store is unreachable"] == []
    calls = sum(line["event"] == "call" for line in done.log_lines)
    undecided = sum(line["event"] == "token not decided" for line in done.log_lines)  # 503: the store hung
    answered = sum(count for (path, status), count in done.statuses.items() if path == ORDER_SIGN and status != 401)
    assert calls <= answered <= calls + undecided


@pytest.mark.soak
def test_a_disk_that_fills_up_now_and_then_loses_nothing(fhir_origin: str, tmp_path: Path) -> None:
    database = tmp_path / "cards.sqlite3"
    files = (database, Path(f"{database}-wal"))
    done = run(
        CALLS // 4,
        fhir_origin,
        tmp_path,
        f"sqlite:///{database}",
        lambda service, keys: in_turn(lambda: full_disk(service, files), keys.hanging, every_s=2),
    )
    holds(done, f"sqlite:///{database}")
    assert done.statuses[f"{ORDER_SIGN}/feedback", 503], "the disk was never full"
    assert {line["event"] for line in done.log_lines if line["level"] == "error"} <= {"store is unreachable"}
