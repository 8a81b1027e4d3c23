"""A plugin of pytest: the tests that import the module changed last run first, since they notice a mutant soonest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def ranks(tests: Iterable[Path], root: Path) -> dict[Path, int]:
    """Return the rank of each file of tests: 0 for the module's own, 1 for those that import it, 2 for others.

    The tree is a copy with the times of its files, so the mutated one is the newest.
    """
    newest = max((root / "icd10cm").rglob("*.py"), key=lambda file: file.stat().st_mtime_ns)
    dotted = ".".join(newest.relative_to(root).with_suffix("").parts)
    return {file: _rank(file, f"test_{newest.stem}", dotted) for file in set(tests)}


def _rank(file: Path, own: str, dotted: str) -> int:
    if file.stem == own:
        return 0
    return 1 if dotted in file.read_text(encoding="utf-8") else 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the tests by the rank of their file."""
    rank = ranks((item.path for item in items), config.rootpath)
    items.sort(key=lambda item: rank[item.path])
