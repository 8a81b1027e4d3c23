"""Where the examples are."""

from __future__ import annotations

from pathlib import Path


def example(name: str) -> Path:
    """Return the path of an example."""
    return Path(__file__).parent.parent / "examples" / name
