"""Where the examples are, and the first of them told of other encounters."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import orjson


def example(name: str) -> Path:
    """Return the path of an example."""
    return Path(__file__).parent.parent / "examples" / name


def osteomyelitis_in(encounter: str) -> bytes:
    """Return another call, about an encounter of this id that is like the example's."""
    call = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
    call["hookInstance"] = str(uuid4())
    call["context"]["encounterId"] = call["prefetch"]["encounter"]["id"] = encounter
    return orjson.dumps(call).replace(b"Encounter/example", b"Encounter/" + encounter.encode())
