"""Whether two codes that an Excludes1 note of a whole category, section or chapter names may be one condition at all.

Such a note speaks for all its codes: "osteoporosis (M80.-)" at a vitamin D deficiency, "traumatic intracranial
hemorrhage (S06.-)" at every stroke. It does not apply to two conditions that are unrelated to each other (guideline
I.A.12.a), and those are taken as unrelated whose titles share no word of a disease or an organ, unless the note itself
puts the two together ("allergic rhinitis with asthma"). Notes at a code itself or at its subcategory, and notes of both
codes that name each other, are meant as they stand. So is one that explains a sign, that sends an infection to its
organism, or an unspecified disease of the section to one code. An organism coded apart (B95-B97) and an infection
are of one organism only if both name it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.exclusions.open_titles import is_class, leaves_open
from icd10cm.exclusions.stems import stems
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node, Section

_OF_MANY = ("category", "section", "chapter")
# Stems that many titles have and that tell no disease.
_GENERAL = frozenset(
    (
        "acute",
        "chroni",
        "condit",
        "follow",
        "locali",
        "manife",
        "system",
        "withou",
        "type",
        "underl",
        "organi",
        "sympto",
        "cause",
    )
)
_OF_INFECTIONS = frozenset(("infect", "methic", "suscep", "resist"))
_OPPOSITES = (("upper", "lower"), ("lower", "upper"))
_SHORTEST = 5
_INFECTIONS = ("A", "B")
_OTHER = "Other "


def may_be_one_condition(
    one: DiagnosisFacts, other: DiagnosisFacts, lines: Sequence[NoteLine], release: Release
) -> bool:
    """Return whether two codes that the lines name may be one condition."""
    if any(each.node is None or each.code.startswith(load_policy().circumstances) for each in (one, other)):
        return True
    ordered = [(line, *_in_order(line, one, other)) for line in lines]
    both_ways = len({named.code for _, _, named in ordered}) > 1
    return both_ways or any(_means_both(line, holder, named, release) for line, holder, named in ordered)


def _in_order(line: NoteLine, one: DiagnosisFacts, other: DiagnosisFacts) -> tuple[DiagnosisFacts, DiagnosisFacts]:
    """Return the diagnosis that has a line, and the one that it names."""
    names_one = one.node is not None and line.names(one.node.index, one.code)
    return (other, one) if names_one else (one, other)


def _means_both(line: NoteLine, holder: DiagnosisFacts, named: DiagnosisFacts, release: Release) -> bool:
    """Return whether a line means these two codes, and not only others of all those that it speaks for."""
    own, its = holder.node, named.node
    if own is None or its is None or line.level not in _OF_MANY or line.holder == holder.code or line.qualified:
        return True
    if not line.names(its.index, named.code):  # what a reviewed table adds to a note
        return True
    if _explains(own, named.code, line) or _is_unspecified_of(own, its, line, release):
        return True
    return _share(own, its, line, release)


def _explains(own: Node, named: str, line: NoteLine) -> bool:
    """Return whether one of two codes is a sign and the other one is not, or only the one named is an infection.

    A note of a whole section means no class of other diseases by that, and sends only an unspecified disease to its
    infection: a cryoglobulinemia is never a disease of HIV itself.
    """
    whole = line.level != "category"
    signs = {code.startswith(load_policy().symptoms) for code in (own.code, named)}
    if len(signs) > 1:
        return not (whole and is_class(own))
    infected = named.startswith(_INFECTIONS) and not own.code.startswith(_INFECTIONS)
    return infected and (leaves_open(own) or not whole)


def _is_unspecified_of(own: Node, its: Node, line: NoteLine, release: Release) -> bool:
    """Return whether an unspecified disease is sent to the one code of another category of its section."""
    exact = any(span == (its.index, its.end) for reference in line.references for span in reference.spans)
    apart = release.category(own.index) is not release.category(its.index)
    return exact and apart and leaves_open(own) and _section(own, release) is _section(its, release)


def _share(own: Node, its: Node, line: NoteLine, release: Release) -> bool:
    """Return whether two titles share a word of a disease or an organ, or have each a word of the note.

    A note of a section speaks of what the section's title says. At a category of other diseases ("Other
    cerebrovascular diseases") the words of its section tell none.
    """
    first, second = _told(own.code, release), _told(its.code, release)
    above = _of_section(own, release) if line.level != "category" else frozenset()
    if any(one in first | above and other in second for one, other in _OPPOSITES):
        return False
    if its.code.startswith(load_policy().organisms):  # one organism, not any two infections
        return _alike(first - _OF_INFECTIONS, second - _OF_INFECTIONS)
    noted = frozenset(stems(line.wording) - _GENERAL)
    if release.category(own.index).title.startswith(_OTHER):
        general = _of_section(own, release) & _of_section(its, release)
        first, second, noted = first - general, second - general, noted - general
    return _alike(first, second) or (_alike(first | above, noted) and _alike(second, noted))


def _alike(some: Collection[str], others: Collection[str]) -> bool:
    """Return whether two sets of stems have one in common, or one that is the beginning of another: lymph, lymphoma."""
    return any(
        one == other or (min(len(one), len(other)) >= _SHORTEST and (one.startswith(other) or other.startswith(one)))
        for one in some
        for other in others
    )


@kept_with_release
def _told(code: str, release: Release) -> frozenset[str]:
    """Return the stems of the title of a code that tell a disease or an organ."""
    node = release.node(code)
    return frozenset() if node is None else frozenset(stems(node.title) - _GENERAL)


def _of_section(node: Node, release: Release) -> frozenset[str]:
    """Return the stems of the title of the section of a node."""
    section = _section(node, release)
    return frozenset() if section is None else frozenset(stems(section.title) - _GENERAL)


def _section(node: Node, release: Release) -> Section | None:
    return next((each for each in release.tabular.sections if each.first <= node.index < each.end), None)
