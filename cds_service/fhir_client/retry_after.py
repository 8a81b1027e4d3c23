"""Reads the Retry-After header (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DEFAULT_S = 0.1
_SECONDS = re.compile(r"[0-9]{1,9}")


def retry_delay(header: str | None, now: datetime | None = None) -> float:
    """Return the seconds to wait before asking again: a short while where the server does not say."""
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return _DEFAULT_S
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - (now or datetime.now(tz=UTC))).total_seconds())
