"""The pages of an application with a store, in the test client."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from jinja2 import FileSystemBytecodeCache

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


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with its tables and nothing in them, and its key, made once."""
    made = tmp_path_factory.mktemp("empty")
    prepare_store(Settings(database_url=f"sqlite:///{made}/store.sqlite3"))
    return made


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates, each compiled once for all the applications of the tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def store(settings: Settings, tmp_path: Path, empty_store: Path) -> Iterator[Store]:
    """The store of the settings."""
    shutil.copytree(empty_store, tmp_path, dirs_exist_ok=True)
    store = open_store(settings)
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, releases: Releases, store: Store, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """The application."""
    made = create_app(settings, releases, store=store)
    made.jinja_env.bytecode_cache = compiled_templates
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()
