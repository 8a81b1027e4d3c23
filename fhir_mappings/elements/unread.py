"""JSON as received, and what of it did not become a fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

Json = Mapping[str, Any]
"""A JSON object as parsed; never changed in place."""


class Unread(Struct, frozen=True):
    """A resource, or a part of one, that did not become a fact, and why.

    `faulty` is True when it could not be read, False when it was read and rightly left out (refuted, another
    encounter's, no growth ...). `reference` is the resource or the place ("prefetch.conditions entry 3").
    """

    reference: str
    reason: str
    faulty: bool
