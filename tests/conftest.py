"""What tests of several packages share."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest

from cds_service.settings import Settings
from icd10cm.releases.loading import load_embedded
from tests.fhir_server import running_fhir_server
from tests.longest_first import FILES
from tests.postgres_server import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import PostgresServer


# The garbage collector looks through all there is, again and again: 17,000 tests are found a third faster without it.
gc.disable()


def pytest_collection_finish() -> None:
    """Let the garbage collector begin, and leave the tests themselves and what they import out of it.

    A worker of `make test` uses what was worked out of the categories (`tests.compiled`): seconds for each of them.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        packed = load_embedded(Settings().compiled_dir).families.packed
        if packed is not None:
            load_embedded().families.take(packed)
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """Let go of it in the end: libraries written in C++ complain of what is never taken down."""
    gc.unfreeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; `--no-loadscope-reorder` keeps the order among several workers."""
    ranks = {file: rank for rank, file in enumerate(FILES)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.fixture(scope="session")
def fhir_origin() -> Iterator[str]:
    """The origin of a FHIR server process that misbehaves by the first segment of the path."""
    with running_fhir_server() as origin:
        yield origin


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server; each test asks it for its own database."""
    with running_postgres() as server:
        yield server
