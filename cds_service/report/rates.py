"""A share of a whole with its interval, which holds for small numbers too."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963985
"""The 97.5% quantile of the normal distribution: an interval of 95%."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its interval; None where there is nothing to have a share of."""

    value: float
    low: float
    high: float


def wilson(part: int, whole: int) -> Rate | None:
    """Return a share with Wilson's score interval at 95%."""
    if not whole:
        return None
    share, square = part / whole, _Z * _Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return Rate(share, max(0.0, middle - half), min(1.0, middle + half))
