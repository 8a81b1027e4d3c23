"""Sides of the body."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """A side of the body, as titles of ICD-10-CM name it."""

    RIGHT = "right"
    LEFT = "left"
    BILATERAL = "bilateral"
