"""Writes docs/decision-support.md from the source attributes that the page /about shows; run by `make docs`."""  # noqa: INP001 - docs is not a package

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from cds_service.settings import Settings
from cds_service.source_attributes import load_source_attributes

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent / "decision-support.md"
_OPENING = """\
# What this decision support is and is not

<!-- Written by docs/generate_decision_support.py from cds_service/data/source_attributes.toml: change the latter and
run `make docs`. -->

The service shows the same under `/about`. Numbers in parentheses are those of the source attributes in
45 CFR 170.315(b)(11)(iv)(A). [accuracy.md](accuracy.md) has all that was measured.
"""


def generate() -> str:
    """Return the page."""
    return "\n".join(_lines()).rstrip("\n") + "\n"


def _lines() -> Iterator[str]:
    yield _OPENING
    filled = {"version": version("coding-cards"), "max_cards": str(Settings.model_fields["max_cards"].default)}
    for section in load_source_attributes().sections:
        yield f"## {section.title}\n"
        yield "| attribute | |"
        yield "|---|---|"
        for each in section.attributes:
            number = f" ({each.places})" if each.numbers else ""
            yield f"| {each.name}{number} | {each.filled(filled)} |"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(generate(), encoding="utf-8")
