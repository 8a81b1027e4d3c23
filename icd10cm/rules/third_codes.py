"""The code that says both of two conditions, where an Excludes1 note leads to a family and the coded member is another.

"Peritonitis with or following appendicitis (K35.-)" at peritonitis does not mean an appendicitis without peritonitis:
if the two are one, neither code is right, but one of K35.2- or K35.3-.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.exclusions.stems import stems
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy
from icd10cm.rules.combined_titles import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_MOST_LEAVES = 80
_MOST = 2
"""Codes and families that a question can name."""
_SUBCATEGORY = 5
_JOINING = frozenset(("follow", "due", "associ"))  # words of a note that are in no title


def third_codes(gone: str, kept: str, lines: Iterable[NoteLine], release: Release) -> tuple[str, ...]:
    """Return the codes, or the families of codes, that say what the notes at `gone` do and `kept` says; () for none.

    None where `kept` says all of the note, or what it lacks is not what `gone` says. A sign is asked about otherwise,
    and an injury may be another one.
    """
    policy = load_policy()
    if gone.startswith(policy.symptoms + policy.circumstances + policy.injuries):
        return ()
    found = (_gathered(_saying_both(line, gone, kept, release), gone, kept, release) for line in lines)
    return next(filter(None, found), ())


def _saying_both(line: NoteLine, gone: str, kept: str, release: Release) -> Sequence[Node]:
    """Return the codes that say what a note does and the kept code says, those that say all of the other one first."""
    own, its = said(gone, release).affirmed, said(kept, release).affirmed
    noted = frozenset(stems(line.wording)) - _JOINING
    missing = noted - its
    if not missing or not missing <= own or own <= its:
        return ()
    leaves = [leaf for leaf in _named(line, kept, release) if noted | its <= said(leaf.code, release).affirmed]
    return [leaf for leaf in leaves if own <= said(leaf.code, release).affirmed] or leaves


def _named(line: NoteLine, kept: str, release: Release) -> Iterator[Node]:
    """Yield the codes of the family with the kept code that a note near its own names."""
    position = release.position(kept)
    if position is None or line.level not in NEAR or line.qualified:
        return
    for first, end in (span for reference in line.references for span in reference.spans):
        if first <= position < end <= first + _MOST_LEAVES:
            yield from (node for node in release.tabular.nodes[first:end] if not node.children)


def _gathered(leaves: Sequence[Node], gone: str, kept: str, release: Release) -> tuple[str, ...]:
    """Return one code that says nothing else, or the subcategories of several.

    () for more than a question can name, and where the kept code is of one of them.
    """
    if len(leaves) == 1:
        both = said(gone, release).affirmed | said(kept, release).affirmed
        return (leaves[0].code,) if said(leaves[0].code, release).affirmed <= both else ()
    above = tuple(dict.fromkeys(leaf.code[:_SUBCATEGORY] for leaf in leaves))
    return above if len(above) <= _MOST and not kept.startswith(above) else ()
