"""A tabular list of a few codes, for tests that need none of the rest."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from icd10cm.releases.loading import make_release

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

CHOLERA = (
    "<diag><name>A00</name><desc>Cholera</desc>"
    "<diag><name>A00.0</name><desc>Cholera due to one</desc></diag>"
    "<diag><name>A00.9</name><desc>Cholera, unspecified</desc></diag></diag>"
)
PLAIN_LIST = "1\nA00-A09\nA00\nA000\nA009\n"


def small_list(
    diags: str = CHOLERA, *, version: str = "2025", section: str = "A00-A09", index: str = "A00-A09"
) -> bytes:
    """Return the XML of a tabular list with one section."""
    return (
        f"<ICD10CM.tabular><version>{version}</version><chapter><name>1</name><desc>Infections</desc>"
        f'<sectionIndex><sectionRef id="{index}"/></sectionIndex>'
        f'<section id="{section}"><desc>Intestinal</desc>{diags}</section></chapter></ICD10CM.tabular>'
    ).encode()


@cache
def small_release(xml: bytes = small_list(), codes: str | None = PLAIN_LIST, first: date = date(2025, 4, 1)) -> Release:
    """Return a release of it."""
    last = date(first.year + (first.month >= 10), 9, 30)
    return make_release(xml, codes, first, last)
