"""The coding logic says each thing once: no six lines of code are in two places."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PACKAGES = ("icd10cm", "fhir_mappings", "cards")
_RUN = 6
_NO_LOGIC = ("#", "import ", "from ", '"""', ")", "]", "}")


def _lines(file: Path) -> list[tuple[int, str]]:
    """Return the lines that hold logic, with their numbers: imports, comments and closing brackets do not."""
    lines = ((number, line.strip()) for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1))
    return [(number, line) for number, line in lines if line and not line.startswith(_NO_LOGIC)]


def test_no_six_lines_stand_in_two_places() -> None:
    places: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for package in _PACKAGES:
        for file in sorted((_ROOT / package).rglob("*.py")):
            lines = _lines(file)
            for first in range(len(lines) - _RUN + 1):
                run = tuple(line for _, line in lines[first : first + _RUN])
                places[run].append(f"{file.relative_to(_ROOT)}:{lines[first][0]}")
    assert [each for each in places.values() if len(each) > 1] == []
