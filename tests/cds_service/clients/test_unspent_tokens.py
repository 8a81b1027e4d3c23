"""A call that is turned away for now (429, 503) may come again with the same token, and then once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from cds_service import store as store_package
from cds_service.app import create_app
from cds_service.clients import seen_tokens
from cds_service.errors import BusyError, CallTimeoutError, StoreSlowError, StoreUnreachableError
from cds_service.limits.call_gate import CallGate
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from cds_service.store import store as store_module
from cds_service.web import hook_calls
from tests.cds_service.signing import ISSUER, JKU, token, write_clients

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from cds_service.store import Store

PATH = "/cds-services/coding-review-order-sign"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(store_module, "_TOKEN_WAIT_S", 10)  # this machine may be busy
    made = store_package.open_store(
        Settings(database_url=f"sqlite:///{tmp_path}/cards.sqlite3", hash_key="a key for the tests")
    )
    made.prepare()
    yield made
    made.close()


def client_of(tmp_path: Path, store: Store, more: str = "", **settings: Any) -> FlaskClient:
    table = f'[clients.main]\niss = "{ISSUER}"\njku = "{JKU}"\njwks_file = "keys.json"\n{more}'
    return create_app(
        Settings(clients_file=write_clients(tmp_path, table), **settings), load_releases(None), store=store
    ).test_client()


def post(client: FlaskClient, bearer: str, call: dict[str, Any]) -> Any:
    return client.post(PATH, json=call, headers={"Authorization": f"Bearer {bearer}"})


def fail(error: Exception) -> Any:
    def failing(*_: object, **__: object) -> None:
        raise error

    return failing


@pytest.mark.parametrize(
    ("where", "name", "error"),
    [
        (CallGate, "admit", BusyError(1.0)),
        (hook_calls, "answer_call", CallTimeoutError("the call took too long")),
        (store_package.Store, "record_call", StoreUnreachableError()),
        (store_package.Store, "first_use", StoreSlowError()),
    ],
    ids=["busy", "too long", "not recorded", "slow store"],
)
def test_token_of_a_call_that_got_503_is_good_once_more(
    tmp_path: Path, store: Store, osteomyelitis: dict[str, Any], where: Any, name: str, error: Exception
) -> None:
    bearer = token()
    with pytest.MonkeyPatch.context() as patched:
        # The pause after a slow answer is not waited for.
        patched.setattr(seen_tokens, "_REST_S", 0.0)
        client = client_of(tmp_path, store)
        patched.setattr(where, name, fail(error))
        refused = post(client, bearer, osteomyelitis)
    assert refused.status_code == 503
    assert refused.get_json()["resourceType"] == "OperationOutcome"
    settle(store)
    assert [post(client, bearer, osteomyelitis).status_code for _ in range(2)] == [200, 401]


def test_slow_store_says_when_to_come_again(
    tmp_path: Path, store: Store, osteomyelitis: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(tmp_path, store)
    monkeypatch.setattr(store, "first_use", fail(StoreSlowError()))
    refused = post(client, token(), osteomyelitis)
    assert int(refused.headers["Retry-After"]) >= 1


def test_token_of_a_call_that_got_429_is_good_once_more(
    tmp_path: Path, store: Store, osteomyelitis: dict[str, Any]
) -> None:
    client = client_of(tmp_path, store, "calls_per_minute = 6\n")
    bearers = [token() for _ in range(3)]
    statuses = [post(client, bearer, osteomyelitis).status_code for bearer in bearers]
    assert statuses == [200, 429, 429]
    settle(store)
    free = client_of(tmp_path, store)  # another node, or a minute later
    assert [post(free, bearer, osteomyelitis).status_code for bearer in bearers] == [401, 200, 200]


def test_token_of_a_call_that_was_answered_is_spent(
    tmp_path: Path, store: Store, osteomyelitis: dict[str, Any]
) -> None:
    client = client_of(tmp_path, store)
    for call, status in ((osteomyelitis, 200), ({}, 400), ({"hook": "patient-view"}, 422)):
        bearer = token()
        assert [post(client, bearer, call).status_code for _ in range(2)] == [status, 401]


def settle(store: Store) -> None:
    """Wait until what was handed over is on disk: nobody waits for a token that is given back."""
    while store.waiting:
        time.sleep(0.01)
    time.sleep(0.05)
