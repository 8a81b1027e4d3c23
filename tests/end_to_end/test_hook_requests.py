"""Hook requests as EHRs send them (`hook_requests/`, each named after what it shows), and what the service answers.

`answers.toml` holds the rule, codes, suggested codes and strength of each card. REGENERATE_ANSWERS=1 writes it again.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

_FOLDER = Path(__file__).parent / "hook_requests"
_ANSWERS = _FOLDER / "answers.toml"
_REQUESTS = sorted(path.stem for path in _FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A client of the service."""
    return create_app(Settings(), load_releases(None)).test_client()


def _told(client: FlaskClient, name: str) -> list[str]:
    """Return a line for each card: the rule, its codes, what it suggests and how strongly."""
    answer = client.post("/cds-services/coding-review-order-sign", data=(_FOLDER / f"{name}.json").read_bytes())
    assert answer.status_code == 200, answer.text
    issues = [card["extension"]["org.coding-cards.issue"] for card in answer.json["cards"]]
    return [
        f"{one['rule']} {' '.join(one['codes'])} -> {' '.join(one.get('suggestedCodes', []))} ({one['strength']})"
        for one in issues
    ]


@pytest.mark.parametrize("name", _REQUESTS)
def test_request_gets_its_answer(client: FlaskClient, name: str) -> None:
    assert _told(client, name) == tomllib.loads(_ANSWERS.read_text(encoding="utf-8"))[name]


def test_every_answer_has_its_request() -> None:
    assert sorted(tomllib.loads(_ANSWERS.read_text(encoding="utf-8"))) == _REQUESTS
    assert len(_REQUESTS) >= 40


@pytest.mark.skipif("REGENERATE_ANSWERS" not in os.environ, reason="only when asked for")
def test_answers_are_written(client: FlaskClient) -> None:
    lines = [f"{name} = {orjson.dumps(_told(client, name)).decode()}" for name in _REQUESTS]
    _ANSWERS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert _ANSWERS.exists()
