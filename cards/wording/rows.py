"""Words that are data: one row for each rule and reason, filled in with the codes of an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cards.wording.words import Words
from icd10cm.releases.naming import us_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cards.card_context import Matter
    from cards.wording.words import Wording

Key = tuple[str, ...]
"""A rule id and a reason, with the strength as a third part where the words depend on it."""


class Row(Words, frozen=True):
    """The words for one rule and reason.

    Each `{}` of the summary becomes the title and code of a diagnosis concerned; a summary without `{}` may have
    `{code}`, `{day}`, `{release}` or `{procedure}`. `alone` is the summary where the other diagnosis that one with two
    `{}` needs is not exactly one.
    """

    alone: str = ""


def by_rows(rows: Mapping[Key, Row], rule: str) -> Wording:
    """Return the wording of a rule whose words are all in rows. A reason without a row gets the row for ""."""

    def word(matter: Matter) -> Words:
        issue = matter.issue
        key = (rule, issue.because)
        row = rows.get((*key, issue.strength)) or rows.get(key) or rows[rule, ""]
        return replace(row, summary=_summary(row, matter))

    return word


def _summary(row: Row, matter: Matter) -> str:
    template, codes = row.summary, matter.issue.codes
    if row.alone:
        codes = (*codes[:1], *(codes[1:] or matter.other_codes()))
        template = template if len(codes) == 2 else row.alone
    if "{}" in template:
        return matter.ask(template, codes)
    day = us_date(matter.chart.encounter.date_of_service)
    return template.format(code=matter.code, day=day, release=matter.release.id, procedure=matter.procedure_name())
