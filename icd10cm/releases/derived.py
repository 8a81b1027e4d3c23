"""Keeps what is worked out from a release with the release, so that it is dropped with it.

A module-level cache keyed by a release would keep replaced releases alive, 37 MB each.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from icd10cm.releases.release import Release

    Key = TypeVar("Key", bound=Hashable)
    Value = TypeVar("Value")

MOST = 1 << 14
"""How many values of one function a release keeps. Keys come from charts, and all of them may be sent in time."""


def kept_with_release(compute: Callable[[Key, Release], Value]) -> Callable[[Key, Release], Value]:
    """Keep what a function of a key and a release returns, as `lru_cache` would, in the release."""

    @wraps(compute)
    def lookup(key: Key, release: Release) -> Value:
        try:
            value: Value = release.derived[compute][key]
        except KeyError:
            pass
        else:
            return value
        value = compute(key, release)
        kept = release.derived.setdefault(compute, {})
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = value
        return value

    return lookup
