"""Sides of the body, and how notes write them."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """A side of the body, as titles of ICD-10-CM name it."""

    RIGHT = "right"
    LEFT = "left"
    BILATERAL = "bilateral"


LETTERS = {"r": Side.RIGHT, "l": Side.LEFT}
"""The letters that mean a side, if they are capitals."""
RIGHT_OR_LEFT = frozenset((*LETTERS, "rt", "lt", "right", "left"))
"""How notes write one side."""
