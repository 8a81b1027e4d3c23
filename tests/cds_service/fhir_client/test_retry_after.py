"""The Retry-After header."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cds_service.fhir_client.retry_after import retry_delay

NOW = datetime(2026, 6, 15, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 3 ", 3.0),
        ("Mon, 15 Jun 2026 12:00:02 GMT", 2.0),
        ("Mon, 15 Jun 2026 11:00:00 GMT", 0.0),
        ("Mon, 15 Jun 2026 12:00:02 -0000", 2.0),
        (None, 0.1),
        ("", 0.1),
        ("soon", 0.1),
        ("-5", 0.1),
        ("9" * 400, 0.1),
    ],
)
def test_delay(header: str | None, seconds: float) -> None:
    assert retry_delay(header, NOW) == seconds
