"""What tests of several packages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fhir_server import running_fhir_server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def fhir_origin() -> Iterator[str]:
    """The origin of a FHIR server process that misbehaves by the first segment of the path."""
    with running_fhir_server() as origin:
        yield origin
