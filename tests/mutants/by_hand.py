"""Mutants made by hand in guards against false cards: `python -m tests.mutants.by_hand`.

Each takes one guard away, on a copy of the tree, and runs the tests that are to notice. The list is `by_hand.toml`;
`--check` only looks whether each text to replace is still in its file, once, which a test does too.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_TREE = _ROOT / "build" / "mutants" / "by-hand"
MUTANTS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("by_hand.toml").read_text("utf-8"))["mutant"]


def misplaced() -> list[str]:
    """Return the mutants whose text is not in their file exactly once."""
    return [
        f"{mutant['file']}: {mutant['why']}"
        for mutant in MUTANTS
        if (_ROOT / mutant["file"]).read_text(encoding="utf-8").count(mutant["find"]) != 1
    ]


def is_killed(mutant: dict[str, Any]) -> bool:
    """Return whether the tests notice a mutant."""
    target = _TREE / mutant["file"]
    original = target.read_text(encoding="utf-8")
    target.write_text(original.replace(mutant["find"], mutant["put"]), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *mutant["tests"].split()]
        return subprocess.run(command, cwd=_TREE, capture_output=True, check=False).returncode == 1  # noqa: S603
    finally:
        target.write_text(original, encoding="utf-8")


def main() -> None:
    """Try the mutants and print those that survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        sys.exit("\n".join(misplaced()) or 0)
    shutil.rmtree(_TREE, ignore_errors=True)
    ignored = shutil.ignore_patterns(".venv*", "build", ".git", "__pycache__", ".mypy_cache", ".ruff_cache")
    shutil.copytree(_ROOT, _TREE, ignore=ignored)
    survivors = [mutant for mutant in MUTANTS if not is_killed(mutant)]
    for mutant in survivors:
        print(f"survived: {mutant['file']}: {mutant['why']}")  # noqa: T201
    print(f"{len(MUTANTS) - len(survivors)} of {len(MUTANTS)} killed")  # noqa: T201


if __name__ == "__main__":
    main()
