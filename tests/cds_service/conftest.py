"""The application of the tests, with the embedded release and a FHIR client that nobody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from tests.examples import example

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture(scope="session")
def app() -> Flask:
    """The application with the default settings."""
    return create_app(Settings(), load_releases(None))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()


@pytest.fixture
def osteomyelitis() -> dict[str, Any]:
    """The example hook call; each test has its own."""
    read: dict[str, Any] = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
    return read
