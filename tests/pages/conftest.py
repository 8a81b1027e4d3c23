"""The pages of an application with a store, in the test client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from cds_service.store import open_store, prepare_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from cds_service.store import Store
    from icd10cm.releases.by_date import Releases


@pytest.fixture(scope="session")
def releases() -> Releases:
    """The releases at hand."""
    return load_releases(None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a database of the test's own."""
    return Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite3'}")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """The store of the settings."""
    prepare_store(settings)
    store = open_store(settings)
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, releases: Releases, store: Store) -> Flask:
    """The application."""
    return create_app(settings, releases, store=store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()
