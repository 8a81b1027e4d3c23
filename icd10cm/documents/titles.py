"""The side that the name of an exam or procedure gives a statement, and the place that a procedure gives it.

An exam lends its side where statement and name share a region. A procedure is for the diagnosis of its note: it gives
that its side and its part (guideline IV.N says which diagnosis counts), by places, by the names of operations on a part
("mastectomy") or by the name of the disease ("carpal tunnel release"). No other side may be named in the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.operations import treated_sites
from icd10cm.documents.sides import only_side
from icd10cm.encounter import DocumentKind
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.remembered import recall_text
from icd10cm.text.text_facts import Place

if TYPE_CHECKING:
    from icd10cm.anatomy.side import Side
    from icd10cm.documents.named_disease import NamedDisease
    from icd10cm.documents.views import View


_OPPOSITE = frozenset(("contralateral", "opposite"))


class Lent(NamedTuple):
    """The places that a name gives a statement; `is_guess` where it has to be seen whether they are those of a code."""

    places: tuple[Place, ...]
    is_guess: bool = False


def lent_by_title(places: tuple[Place, ...], words: frozenset[str], view: View, disease: NamedDisease) -> Lent | None:
    """Return the places of a statement with what the name of the exam or procedure adds; None where it adds none.

    `words` are those of the statement: what is on the opposite side is not where the exam was.
    """
    open_sites = [place.site for place in places if place.site and place.side is None]
    if (places and not open_sites) or not _OPPOSITE.isdisjoint(words):  # the usual case
        return None
    title = _treating(view)
    side = only_side(title)
    if side is None or view.sides - {side}:
        return None
    regions = _regions(title, view.kind)
    return _sided(places, open_sites, regions, side) if places else _whole(regions, view, side, disease)


def _treating(view: View) -> str:
    """Return the name of an exam, or the operations of a procedure that work on the disease: no block or line."""
    if view.kind is not DocumentKind.OPERATIVE:
        return view.title
    return " ; ".join(part for part in view.title.split(" ; ") if treated_sites(part) is not None)


def _sided(places: tuple[Place, ...], open_sites: list[str], regions: tuple[str, ...], side: Side) -> Lent | None:
    """Return places on the side of an exam or procedure that shares a region with them."""
    disjoint = load_lexicon().anatomy.disjoint
    if all(disjoint(site, region) for site in open_sites for region in regions):
        return None
    return Lent(tuple(Place(place.site, place.side or side) for place in places))


def _whole(regions: tuple[str, ...], view: View, side: Side, disease: NamedDisease) -> Lent:
    """Return the place of an exam or procedure; its side alone where a procedure names the disease and no place."""
    is_procedure = view.kind is DocumentKind.OPERATIVE
    if not regions and is_procedure and disease.may_be_in(view.title.lower()):
        return Lent((Place(None, side),))
    is_of_one = is_procedure and len(view.stated) == 1
    return Lent(tuple(Place(site, side) for site in regions), is_guess=not is_of_one)


def _regions(title: str, kind: DocumentKind) -> tuple[str, ...]:
    """Return the sites that the name of an exam or procedure says."""
    named = [place.site for place in recall_text(title, load_lexicon()).places if place.site]
    operated = treated_sites(title) if kind is DocumentKind.OPERATIVE else ()
    return tuple(dict.fromkeys((*named, *(operated or ()))))
