"""One code of the encounter is one diagnosis, however many resources hold it.

Charts hold a diagnosis as an encounter diagnosis and again on the problem list, and the site in one of them only. Each
resource keeps its reference, so that a suggestion can change all of them; sites, text, rank and what the orders say are
shared.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct
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
    shared = {code: _shared(same) for code, same in by_code.items() if len(same) > 1}
    return [_joined(one, shared[one.code]) if one.code in shared else one for one in diagnoses]


class _Shared(Struct, frozen=True):
    """What the diagnoses of one code share; a rank only with those of the same use."""

    sites: tuple[SiteFact, ...]
    statements: tuple[Statement, ...]
    ranks: dict[str, int]
    ordered: bool
    established: bool


def _shared(same: Sequence[Diagnosis]) -> _Shared:
    ranks: dict[str, int] = {}
    for one in same:
        if one.rank is not None:
            ranks[one.use] = min(one.rank, ranks.get(one.use, one.rank))
    return _Shared(
        sites=_sites(site for one in same for site in one.sites),
        statements=_statements(statement for one in same for statement in one.statements),
        ranks=ranks,
        ordered=any(one.ordered for one in same),
        established=any(one.established for one in same),
    )


def _joined(diagnosis: Diagnosis, shared: _Shared) -> Diagnosis:
    return replace(
        diagnosis,
        sites=shared.sites,
        statements=shared.statements,
        rank=shared.ranks.get(diagnosis.use),
        ordered=shared.ordered,
        established=shared.established,
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
