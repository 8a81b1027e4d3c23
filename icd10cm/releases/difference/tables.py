"""The codes that tables of reviewed data name, whatever the form of the table."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = re.compile(r"(?<![A-Za-z0-9.])[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?(?![A-Za-z0-9])")


def codes_named(table: str) -> frozenset[str]:
    """Return every code of ICD-10-CM that the values of a TOML table name; a `source` only cites them."""
    return frozenset(code for text in _texts(tomllib.loads(table)) for code in _CODE.findall(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "source":
                yield name
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
