"""Editions of ICD-10-CM, and the addresses at which their files are published.

The National Center for Health Statistics publishes on the CDC's server, and CMS on its own pages. Names differ from
year to year in dashes and words, so that each file has several addresses, tried in turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BY_HAND = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
_CDC = "https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM/{folder}"
_CMS = "https://www.cms.gov/files/zip"
TABLE_URLS = (
    f"{_CDC}/icd10cm-table-and-index-{{edition}}.zip",
    f"{_CDC}/icd10cm-table%20and%20index-{{edition}}.zip",
    f"{_CDC}/icd10cm-table-index-{{edition}}.zip",
    f"{_CMS}/{{cms_edition}}-code-tables-tabular-and-index.zip",
    f"{_CMS}/{{cms_edition}}-code-tables-tabular-index.zip",
)
CODE_URLS = (
    f"{_CDC}/icd10cm-code-descriptions-{{edition}}.zip",
    f"{_CDC}/icd10cm-Code%20Descriptions-{{edition}}.zip",
    f"{_CMS}/{{cms_edition}}-code-descriptions-tabular-order.zip",
)


@dataclass(frozen=True, slots=True)
class Edition:
    """The list of a fiscal year: the one of October 1, or its update of April 1."""

    year: int
    april: bool = False

    @property
    def first(self) -> date:
        """The first day on which it is effective."""
        return date(self.year, 4, 1) if self.april else date(self.year - 1, 10, 1)

    @property
    def last(self) -> date:
        """The last day on which it is effective at most."""
        return date(self.year, 9, 30)


def addresses(templates: Iterable[str], edition: Edition) -> tuple[str, ...]:
    """Return templates filled in for an edition.

    :raises KeyError: a template has another placeholder than the four.
    """
    year = str(edition.year)
    filled = {
        "year": year,
        "folder": f"{year}-update" if edition.april else year,
        "edition": f"April-1-{year}" if edition.april else year,
        "cms_edition": f"april-1-{year}" if edition.april else year,
    }
    return tuple(template.format(**filled) for template in templates)
