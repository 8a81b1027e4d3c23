"""What a code leaves open that a document may say, which is then read as a text of the diagnosis is.

Not where another thing decides the kind (`undecided` of the table), and where a code names no disease that has kinds
("disease of gallbladder, unspecified"). A code that leaves nothing but its side open says
all of its disease: a document adds a place to it alone.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from icd10cm.documents.named_disease import load_table
from icd10cm.evidence.from_documents.other_places import is_of_place_alone
from icd10cm.evidence.from_documents.scope import sided_title, with_side
from icd10cm.evidence.stated.stems import place_words, stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.releases.release import Release

_OPEN, _NOS = "unspecified", "NOS"
_NOT_SPECIFIED = ("not", "specified")


@kept_with_release
def is_read_as_text(index: int, release: Release) -> bool:
    """Return whether a document may say something of a code beside its side: a kind, a stage, a part."""
    title = sided_title(index, release)
    if is_of_place_alone(index, release) or any(phrase in title for phrase in load_table()["undecided"]):
        return False
    if _OPEN in title or " ".join(_NOT_SPECIFIED) in title or any(least_terms(index, release)):
        return True
    seventh = release.seventh(index)
    return seventh is not None and any(meaning.endswith(_OPEN) for _, meaning in seventh.meanings)


@kept_with_release
def leaves_kind_open(index: int, release: Release) -> bool:
    """Return whether the title of a code leaves open more than a place and a side."""
    template = release.families.place(with_side(index, release)).template
    return _OPEN in template or _NOT_SPECIFIED in pairwise(template)


def least_terms(index: int, release: Release) -> Iterator[str]:
    """Yield the inclusion terms by which a code is for who says no more: "fracture of hip NOS", and no "transmural"."""
    node, *above = release.lineage(index)
    named = [node, *above[:1]] if release.families.side_group(index) is not None else [node]
    said = stems_in(each.title for each in (node, *above)) | place_words()
    for term in (term for each in named for term in each.inclusion_terms if term.endswith(_NOS)):
        if stems_in((term.removesuffix(_NOS),)) <= said | LEFT_OUT:
            yield term
