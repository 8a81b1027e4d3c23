"""What the runner leaves out because nothing evaluates it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mutants.run import left_out

if TYPE_CHECKING:
    from pathlib import Path

_MODULE = """
if TYPE_CHECKING:
    import a


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


def test_what_nothing_evaluates_and_what_saves_time_alone_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(_MODULE)
    lines = _MODULE.splitlines()
    texts = {lines[first[0] - 1][first[1] : end[1]] for first, end in left_out(file)}
    assert texts == {"if TYPE_CHECKING", "int | None", "int", ", *, ", "@cache", "@lru_cache(maxsize=8)", "True"}
