"""One code of the encounter is one diagnosis, however many resources hold it.

Charts hold a diagnosis as an encounter diagnosis and again on the problem list, and the site in one of them only. Each
resource keeps its reference, so that a suggestion can change all of them; sites, text, rank and what the orders say are
shared.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.encounter import Diagnosis, SiteFact, Statement


def with_shared_facts(diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Return the diagnoses; those of one code have the facts of all of them."""
    if len({diagnosis.code for diagnosis in diagnoses}) == len(diagnoses):  # the usual case
        return [*diagnoses]
    by_code: defaultdict[str, list[Diagnosis]] = defaultdict(list)
    for diagnosis in diagnoses:
        by_code[diagnosis.code].append(diagnosis)
    return [_joined(one, by_code[one.code]) if len(by_code[one.code]) > 1 else one for one in diagnoses]


def _joined(diagnosis: Diagnosis, same: Sequence[Diagnosis]) -> Diagnosis:
    ranks = [one.rank for one in same if one.rank is not None and one.use == diagnosis.use]
    return replace(
        diagnosis,
        sites=_sites(site for one in same for site in one.sites),
        statements=_statements(statement for one in same for statement in one.statements),
        rank=min(ranks, default=diagnosis.rank),
        ordered=any(one.ordered for one in same),
        established=any(one.established for one in same),
    )


def _sites(sites: Iterable[SiteFact]) -> tuple[SiteFact, ...]:
    """Return each site once; one without a side adds nothing to the same site with a side."""
    by_place: dict[tuple[object, object], SiteFact] = {}
    for site in sites:
        by_place.setdefault((site.site, site.side), site)
    sided = {site for site, side in by_place if side is not None}
    return tuple(fact for (site, side), fact in by_place.items() if side is not None or site not in sided)


def _statements(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    by_text: dict[str, Statement] = {}
    for statement in statements:
        by_text.setdefault(statement.text, statement)
    return tuple(by_text.values())
