"""What the runner leaves out because nothing evaluates it, and which tests it runs first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.mutants.nearest_first import ranks
from tests.mutants.run import left_out

if TYPE_CHECKING:
    from pathlib import Path

_MODULE = """
if TYPE_CHECKING:
    import a

    A = tuple[int | None]


@cache
@lru_cache(maxsize=8)
@wraps(a)
def f(one: int | None, two=1, *, three: int = 2) -> int | None:
    four: int | None = 3
    return one if two else three


@dataclass(frozen=True, slots=True)
class G:
    pass
"""


def _between(first: tuple[int, int], end: tuple[int, int]) -> str:
    lines = _MODULE.splitlines(keepends=True)[first[0] - 1 : end[0]]
    lines[-1] = lines[-1][: end[1]]
    lines[0] = lines[0][first[1] :]
    return "".join(lines)


def test_what_nothing_evaluates_and_what_saves_time_alone_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(_MODULE)
    texts = {_between(first, end) for first, end in left_out(file)}
    guarded = "if TYPE_CHECKING:\n    import a\n\n    A = tuple[int | None]"
    assert texts == {guarded, "int | None", "int", ", *, ", "@cache", "@lru_cache(maxsize=8)", "True"}


def test_the_tests_of_the_module_changed_last_come_first(tmp_path: Path) -> None:
    room, tests = tmp_path / "icd10cm" / "room", tmp_path / "tests"
    room.mkdir(parents=True)
    tests.mkdir()
    for seconds, name in enumerate(("other", "changed")):
        (room / f"{name}.py").write_text("")
        os.utime(room / f"{name}.py", (seconds, seconds))
    texts = {"test_changed.py": "", "test_user.py": "from icd10cm.room.changed import f", "test_other.py": ""}
    for name, text in texts.items():
        (tests / name).write_text(text)
    found = ranks(map(tests.joinpath, texts), tmp_path)
    assert {file.name: rank for file, rank in found.items()} == {
        "test_changed.py": 0,
        "test_user.py": 1,
        "test_other.py": 2,
    }
