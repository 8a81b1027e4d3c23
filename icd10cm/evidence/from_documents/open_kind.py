"""Whether a code leaves open what kind of a disease it is, which a report may say: "unspecified", "NOS", a stage.

Not where the place alone is open, where no document decides the kind (`undecided` of the table), and where a code names
no disease that has kinds ("disease of gallbladder, unspecified").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.documents.named_disease import load_table
from icd10cm.evidence.from_documents.document_kinds import place_kinds
from icd10cm.evidence.from_documents.other_places import is_of_place_alone
from icd10cm.evidence.from_documents.scope import sided_title
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import claims_of

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

_OPEN = "unspecified"
_OTHER, _NOS = "other", "NOS"


@kept_with_release
def leaves_kind_open(index: int, release: Release) -> bool:
    """Return whether a code leaves open what kind of a disease it is, or its stage, and not its place or side alone.

    Of kinds that differ in place the place alone counts (`document_kinds`) where the title denies anything, but of
    those that the table lists as `typed` all.
    """
    title, table = sided_title(index, release), load_table()
    if any(phrase in title for phrase in table["undecided"]):
        return False
    if not _is_open(title, index, release):
        return _leaves_stage_open(index, release)
    return any(word in title for word in table["typed"]) or _has_open_kinds(index, release)


def _is_open(title: str, index: int, release: Release) -> bool:
    """Return whether a title is for what is not specified; one for others may be as well: "fracture of ankle NOS"."""
    return _OPEN in title or (title.startswith(_OTHER) and _has_least_term(index, release))


def _has_least_term(index: int, release: Release) -> bool:
    """Return whether an inclusion term below the category ends with NOS."""
    *below, _ = release.lineage(index)
    return any(term.endswith(_NOS) for each in below for term in each.inclusion_terms)


def _has_open_kinds(index: int, release: Release) -> bool:
    """Return whether more than the place may be open, of a disease that has a name."""
    by_place = place_kinds(index, release) is not None and bool(claims_of(release.tabular.nodes[index].title).denied)
    return not (by_place or _leaves_site_open(index, release) or is_of_place_alone(index, release))


def _leaves_stage_open(index: int, release: Release) -> bool:
    """Return whether one of the 7th characters of a code is for what is not specified: "stage unspecified"."""
    seventh = release.seventh(index)
    return seventh is not None and any(meaning.endswith(_OPEN) for _, meaning in seventh.meanings)


def _leaves_site_open(index: int, release: Release) -> bool:
    """Return whether codes beside that of a node name the site that it does not."""
    peers = release.families.site_family(index)
    return peers is not None and len(peers.sites) > 1 and peers.leaves_open(index)
