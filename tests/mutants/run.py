"""Mutation testing of the rooms that decide: `make mutants`, with cosmic-ray, on a copy of the tree.

Each room is mutated with its own quick tests, which are to notice; those of the changed module run first. Of all
mutants of a room a seeded sample is tried, one after another, so that a run ends; the score is the share that the tests
killed. Left out is what nothing evaluates (annotations, what stands under `if TYPE_CHECKING`, the star before the named
arguments), what saves time or memory alone (a decorator that keeps a value, `slots`), and "is" as "==", which says the
same of members of an enumeration and of None. The survivors are printed with their lines, and written to
build/mutants/scores.json with the scores.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_WORK = _ROOT / "build" / "mutants"
_COSMIC_RAY = _ROOT / "build" / "mutants-env" / "bin" / "cosmic-ray"
ROOMS: dict[str, tuple[str, ...]] = {
    "icd10cm/text": ("tests/icd10cm/text",),
    "icd10cm/titles": ("tests/icd10cm/titles", "tests/icd10cm/inspect"),
    "icd10cm/evidence": ("tests/icd10cm/evidence", "tests/icd10cm/documents"),
    "icd10cm/attaching": ("tests/icd10cm/attaching",),
    "icd10cm/choosing": ("tests/icd10cm/choosing",),
    "icd10cm/exclusions": ("tests/icd10cm/rules",),
    "icd10cm/rules": ("tests/icd10cm/rules",),
}
"""Each room with the tests that are to notice a fault in it."""
_NICE = 15
_KEEPS = frozenset(("cache", "lru_cache", "kept_with_encounter", "kept_with_release"))
_ALIKE = ("core/ReplaceComparisonOperator_Is_Eq", "core/ReplaceComparisonOperator_IsNot_NotEq")

_CONFIG = """
[cosmic-ray]
module-path = "{room}"
timeout = {timeout}
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider -p tests.mutants.nearest_first -m 'not sweep' {tests}"

[cosmic-ray.distributor]
name = "local"
"""


def try_room(room: str, sample: int, seed: int, timeout: float) -> dict[str, Any]:
    """Try a sample of the mutants of a room and return their outcomes."""
    session = _WORK / f"{room.replace('/', '-')}.sqlite"
    session.unlink(missing_ok=True)
    config = _WORK / "cosmic-ray.toml"
    config.write_text(_CONFIG.format(room=room, timeout=timeout, python=sys.executable, tests=" ".join(ROOMS[room])))
    _run("init", str(config), str(session))
    with sqlite3.connect(session) as database:
        jobs = _evaluated(database)
        kept = set(random.Random(seed).sample(jobs, min(sample, len(jobs))))
        database.executemany(
            "insert into work_results (job_id, worker_outcome) values (?, 'SKIPPED')",
            [job for job in database.execute("select job_id from work_items") if job[0] not in kept],
        )
    _run("exec", str(config), str(session))
    with sqlite3.connect(session) as database:
        rows = database.execute(
            "select test_outcome, count(*) from work_results where worker_outcome != 'SKIPPED' group by test_outcome"
        ).fetchall()
        survivors = database.execute(
            "select m.module_path, m.start_pos_row, m.operator_name from mutation_specs m join work_results r"
            " on m.job_id = r.job_id where r.test_outcome = 'SURVIVED' order by 1, 2"
        ).fetchall()
    counts = {str(outcome): number for outcome, number in rows}
    tried = sum(counts.values())
    killed = tried - counts.get("SURVIVED", 0)
    return {
        "mutants": len(jobs),
        "tried": tried,
        "killed": killed,
        "seed": seed,
        "survivors": [[module, row, operator, _line(module, row)] for module, row, operator in survivors],
    }


def _line(module: str, row: int) -> str:
    return (_WORK / "tree" / module).read_text(encoding="utf-8").splitlines()[row - 1].strip()


def _evaluated(database: sqlite3.Connection) -> list[str]:
    """Return the mutants of a session that could matter, in an order that is always the same."""
    spots = database.execute(
        "select job_id, module_path, start_pos_row, start_pos_col from mutation_specs"
        " where operator_name not in (?, ?) order by module_path, operator_name, occurrence",
        _ALIKE,
    )
    return [job for job, module, *spot in spots if not _is_left_out(Path(module), tuple(spot))]


def _is_left_out(module: Path, spot: tuple[int, ...]) -> bool:
    return any(first <= spot < end for first, end in left_out(_WORK / "tree" / module))


@cache
def left_out(file: Path) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Return where that begins and ends in a file which nothing evaluates, or which saves time or memory alone."""
    found: list[ast.expr | None] = []
    stars: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.arg() | ast.AnnAssign():
                found.append(node.annotation)
            case ast.FunctionDef():
                found.append(node.returns)
                stars += _star(node)
                stars += [
                    ((each.lineno, each.col_offset - 1), _end(each)) for each in filter(_keeps, node.decorator_list)
                ]
            case ast.keyword(arg="slots"):
                found.append(node.value)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                stars.append(((node.lineno, node.col_offset), _end(node.body[-1])))
    return (*stars, *(((each.lineno, each.col_offset), _end(each)) for each in found if each))


def _keeps(decorator: ast.expr) -> bool:
    """Return whether a decorator keeps what a function returns: `@cache`, `@lru_cache(maxsize=8)`."""
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(named, ast.Name) and named.id in _KEEPS


def _star(function: ast.FunctionDef) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where the star of a function is, between its other arguments and its named ones."""
    arguments = function.args
    if not arguments.kwonlyargs or arguments.vararg:
        return []
    first = arguments.kwonlyargs[0]
    before = [_end(each) for each in (*arguments.args, *arguments.defaults)]
    return [(max(before, default=(function.lineno, function.col_offset)), (first.lineno, first.col_offset))]


def _end(node: ast.expr | ast.arg | ast.stmt) -> tuple[int, int]:
    return node.end_lineno or 0, node.end_col_offset or 0


def _run(*arguments: str) -> None:
    subprocess.run([_COSMIC_RAY, *arguments], cwd=_WORK / "tree", check=True)  # noqa: S603 - our own command


def _room(name: str) -> str:
    if name not in ROOMS:
        raise argparse.ArgumentTypeError(f"there is no room {name}; there are {', '.join(ROOMS)}")
    return name


def main() -> None:
    """Run the rooms named, all by default, and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*", type=_room, help="all rooms by default")
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds after which a mutant counts as killed")
    options = parser.parse_args()
    os.nice(_NICE)
    shutil.rmtree(_WORK / "tree", ignore_errors=True)
    ignored = shutil.ignore_patterns(".venv*", "build", ".git", "__pycache__", ".mypy_cache", ".ruff_cache")
    shutil.copytree(_ROOT, _WORK / "tree", ignore=ignored)
    scores = {}
    for room in options.rooms or ROOMS:
        score = scores[room] = try_room(room, options.sample, options.seed, options.timeout)
        (_WORK / "scores.json").write_text(json.dumps(scores, indent=1))
        for survivor in score["survivors"]:
            print(*survivor, sep="\t")  # noqa: T201
        print(f"{room}: {score['killed']} of {score['tried']} killed, {score['mutants']} in all", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
