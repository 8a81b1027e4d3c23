"""The codes of one kind of disease at the documented place and side, with the 7th character that the texts state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.choosing.choice import Silence
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.disease.stated_among import stated_among
from icd10cm.choosing.dominance import of_told_dominance, of_usual_dominance
from icd10cm.choosing.open_axes import completed_by_side, open_sides
from icd10cm.choosing.places.below import below
from icd10cm.choosing.places.displacement import of_usual_displacement
from icd10cm.choosing.places.kind_place import of_kind
from icd10cm.choosing.places.named_sites import named_sites
from icd10cm.choosing.places.open_place import of_open_place
from icd10cm.choosing.seventh import completed, with_stated_seventh
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.site_family import SiteChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.choosing.disease.kind import Kind
    from icd10cm.choosing.places.asked import Asked, Sites
    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release


class Located(Struct, frozen=True):
    """The codes of one kind of disease at the documented place and side."""

    codes: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    together: bool = False
    by_rule: bool = False
    sided: bool = False
    sited: bool = False


def located(asked: Asked, kind: Kind | None, sites: Sites) -> Located | Silence:
    """Return the codes of a kind of disease, or of the code's own where `kind` is None; why there are none."""
    if kind is None:
        return _of_own_disease(asked, sites)
    sites = sites.of_kind(asked, kind)
    side, evidence = sites.side(asked)
    if _is_other_side(side, asked.own_side):
        return Silence.CONTRADICTION
    by_site = of_kind(asked, kind, sites, side)
    return by_site if isinstance(by_site, Silence) else _at(by_site or _own_place(asked), asked, side, evidence)


def _of_own_disease(asked: Asked, sites: Sites) -> Located | Silence:
    by_site = of_open_place(asked, sites)
    if by_site is None and _stays(asked.diagnosis.code, asked.release):  # the usual case
        return Located((asked.diagnosis.code,))
    return by_site if isinstance(by_site, Silence) else _at(by_site or _own_place(asked), asked, *sites.side(asked))


def _own_place(asked: Asked) -> SiteChoice:
    return SiteChoice((asked.node.index,), ())


@kept_with_release
def _stays(code: str, release: Release) -> bool:
    """Return whether a code is the same on any side and at any encounter: no side is open, and no 7th character."""
    index = release.position(code)
    if index is None or not release.is_valid(code):
        return False
    return release.seventh(index) is None and not open_sides(code, release)


def _is_other_side(side: Side | None, own: Side | None) -> bool:
    return own in (Side.RIGHT, Side.LEFT) and side not in (None, own)


def _at(by_site: SiteChoice, asked: Asked, side: Side | None, evidence: tuple[Evidence, ...]) -> Located:
    code, release = asked.diagnosis.code, asked.release
    sided = _on_side(codes_at(by_site, asked), side, asked.diagnosis, release)
    if sided.codes == (code,):
        evidence = ()
    elif by_site.facts:
        evidence = tuple(fact.evidence for fact in by_site.facts)
    codes = of_usual_displacement(stated_among(sided.codes, asked.stated, release), asked.stated, release)
    return replace(
        sided,
        codes=tuple(_with_seventh(each, asked) for each in codes),
        evidence=evidence,
        together=sided.together or by_site.together,
        sided=side is not None or any(fact.side for fact in by_site.facts),
        sited=bool(by_site.facts) or _names_more(sided.codes, code, release),
    )


def _with_seventh(code: str, asked: Asked) -> str:
    """Return a code with the 7th character that the texts state, in place of the coded one or where that has none."""
    full = completed(code, asked.diagnosis, asked.stated, asked.release)
    return with_stated_seventh(full, asked.diagnosis, asked.stated, asked.release)


def codes_at(by_site: SiteChoice, asked: Asked) -> tuple[str, ...]:
    """Return the codes of a choice, with the 7th character of the code."""
    code, release = asked.diagnosis.code, asked.release
    codes = carried(by_site, code, asked.own_side, release)
    return (code,) if codes == (asked.node.code,) else codes


def carried(by_site: SiteChoice, code: str, side: Side | None, release: Release) -> tuple[str, ...]:
    """Return the codes of the leaves that a choice means, each with the 7th character of `code`."""
    leaves = [leaf for index in by_site.leaves for leaf in below(index, by_site, side, release)]
    return tuple(dict.fromkeys(carry(code, leaf, release) for leaf in leaves))


def _names_more(codes: Sequence[str], code: str, release: Release) -> bool:
    """Return whether codes name a site that a code does not."""
    own = named_sites(code, release)
    return any(not named_sites(each, release) <= own for each in codes)


def _on_side(codes: tuple[str, ...], side: Side | None, diagnosis: DiagnosisFacts, release: Release) -> Located:
    """Return the codes of the documented side, for those that leave their side open."""
    sided: list[str] = []
    together = False
    for code in codes:
        both = _both_sides(code, release) if side is Side.BILATERAL and len(codes) == 1 else ()
        sided.extend(_of_side(code, side, release) or both or (code,))
        together = len(both) == 2 and sided == list(both)
    told = of_told_dominance(tuple(sided), diagnosis, release)
    usual = of_usual_dominance(told, side, release)
    return Located(usual, together=together, by_rule=usual != told)


def _of_side(code: str, side: Side | None, release: Release) -> tuple[str, ...]:
    if side is None:
        return ()
    return open_sides(code, release).get(side, ()) or completed_by_side(code, side, release)


def _both_sides(code: str, release: Release) -> tuple[str, ...]:
    """Return the codes for right and left, where the list has both."""
    sides = open_sides(code, release)
    if Side.RIGHT not in sides or Side.LEFT not in sides:
        return ()
    return (*sides[Side.RIGHT], *sides[Side.LEFT])
