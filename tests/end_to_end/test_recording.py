"""The store behind real server processes: killed in the middle, and two of them on one database."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from cds_service.store.schema.tables import CALLS, CARDS, FEEDBACK
from tests.cds_service.store.records import rows
from tests.examples import osteomyelitis_in
from tests.service_process import running_service

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_server import PostgresServer

START = datetime(2026, 6, 12, tzinfo=UTC)
KEY = "a key for the tests"
POSTS = 160
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == SQLITE:
        return f"sqlite:///{tmp_path}/cards.sqlite3"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


def some_feedback(number: int) -> dict[str, Any]:
    return {
        "card": f"00000000-0000-4000-8000-{number:012d}",
        "outcome": "overridden",
        "outcomeTimestamp": (START + timedelta(seconds=number)).isoformat(),
    }


def post_feedback(url: str, *entries: dict[str, Any]) -> int:
    """Post feedback; return the status, 0 where there was no answer."""
    try:
        answer = requests.post(
            f"{url}/cds-services/coding-review-order-sign/feedback", json={"feedback": list(entries)}, timeout=10
        )
    except requests.RequestException:
        return 0
    return answer.status_code


def post_call(url: str, encounter: str) -> list[str]:
    """Post a hook call; return the uuids of its cards."""
    answer = requests.post(
        f"{url}/cds-services/coding-review-order-sign",
        data=osteomyelitis_in(encounter),
        headers={"Content-Type": "application/json"},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    return [card["uuid"] for card in answer.json()["cards"]]


def recorded(database_url: str) -> Counter[str]:
    return Counter(row["card"] for row in rows(database_url, FEEDBACK))


# On PostgreSQL `processes/test_two_nodes.py` kills a node.
@pytest.mark.parametrize("database_url", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.soak)], indirect=True)
def test_feedback_that_was_answered_outlives_a_kill(database_url: str) -> None:
    answered: set[int] = set()
    numbers = itertools.count()
    with running_service(DATABASE_URL=database_url, HASH_KEY=KEY) as service:
        dead = threading.Event()

        def send() -> None:
            while not dead.is_set() and (number := next(numbers)) < POSTS:
                if post_feedback(service.url, some_feedback(number)) == 200:
                    answered.add(number)

        threads = [threading.Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        while len(answered) < POSTS // 3:
            time.sleep(0.005)
        service.kill()
        dead.set()
        for thread in threads:
            thread.join()
    assert POSTS // 3 <= len(answered) < POSTS
    kept = recorded(database_url)
    assert {some_feedback(number)["card"] for number in answered} - set(kept) == set()
    assert set(kept.values()) == {1}
    # The client sends again whatever was not answered, and some that was.
    with running_service(DATABASE_URL=database_url, HASH_KEY=KEY) as service, ThreadPoolExecutor(6) as pool:
        again = [number for number in range(POSTS) if number not in answered or number % 10 == 0]
        statuses = list(pool.map(lambda number: post_feedback(service.url, some_feedback(number)), again))
    assert set(statuses) == {200}
    assert recorded(database_url) == Counter(some_feedback(number)["card"] for number in range(POSTS))


# On SQLite the workers of one service write at once, in the test above.
@pytest.mark.parametrize("database_url", [POSTGRESQL, pytest.param(SQLITE, marks=pytest.mark.soak)], indirect=True)
def test_two_services_on_one_database_lose_and_double_nothing(database_url: str) -> None:
    settings = {"DATABASE_URL": database_url, "HASH_KEY": KEY, "WORKERS": "2"}
    calls, cards = 48, []
    with running_service(**settings) as one, running_service(**settings) as other:
        nodes = (one.url, other.url)

        def use(number: int) -> list[str]:
            shown = post_call(nodes[number % 2], f"e{number}")
            now = datetime.now(UTC).isoformat()
            entries = [{"card": uuid, "outcome": "overridden", "outcomeTimestamp": now} for uuid in shown]
            # The other node hears of it at once, and both of them again.
            for node in (nodes[1 - number % 2], *nodes):
                assert post_feedback(node, *entries, some_feedback(number)) == 200
            return shown

        with ThreadPoolExecutor(8) as pool:
            for shown in pool.map(use, range(calls)):
                assert len(shown) == 2
                cards += shown
        # What was dismissed is known to both nodes, whichever was reported.
        again = [post_call(nodes[number % 3 % 2], f"e{number}") for number in range(10)]
        logs = one.stop() + other.stop()
    assert again == [[]] * 10
    assert "Traceback" not in logs
    assert "unreachable" not in logs
    # All calls are recorded, those too that were answered just before the end.
    assert len(rows(database_url, CALLS)) == calls + 10
    found = rows(database_url, CARDS)
    assert sorted(row["uuid"] for row in found if row["held_back"] is None) == sorted(cards)
    assert [row["held_back"] for row in found if row["held_back"] is not None] == ["overridden"] * 20
    assert recorded(database_url) == Counter([*cards, *(some_feedback(number)["card"] for number in range(calls))])


def test_service_starts_and_answers_without_its_database_server(tmp_path: Path) -> None:
    url = f"postgresql://postgres@/nothing?host={tmp_path}"
    with running_service(DATABASE_URL=url, HASH_KEY=KEY) as service:
        assert len(post_call(service.url, "e1")) == 2
        assert len(post_call(service.url, "e1")) == 2
        assert post_feedback(service.url, some_feedback(1)) == 503
        logged = service.stop()
    assert service.process.returncode == 0
    assert "store is unreachable" in logged
    assert "records lost" in logged
    assert "Traceback" not in logged
