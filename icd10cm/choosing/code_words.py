"""What a code says of its disease, and what the texts of a diagnosis state of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.evidence.stated_words import StatedWords, initials, stated_words
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import BRACKETS, KINDS, Claims, claims_of, said_in, stem, stems_of
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release

_GENERIC = (
    KINDS
    | {","}
    | frozenset(
        stem(word)
        for word in (
            *EMPTY,
            *("mild", "moderate", "severe", "recurrent", "stage", "severity", "type", "degree", "primary", "secondary"),
            *("right", "left", "bilateral", "side", "with", "without", "whether", "on", "at", "as", "from", "status"),
            *("encounter", "trimester", "which", "are", "but", "main", "reason", "state", "condition", "care"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What a code says of its disease.

    `whole` are the claims of its title, `claims` those without its place. `implied` are the stems that a text need not
    repeat, `lineage` all stems of its titles, `terms` those of its inclusion terms. `own` are those that name the
    disease, its initials among them ("copd").
    """

    whole: Claims
    claims: Claims
    implied: frozenset[str]
    lineage: frozenset[str]
    terms: frozenset[str]
    own: frozenset[str]


@kept_with_release
def code_words(index: int, release: Release) -> CodeWords:
    """Return what the code or category at a position says of its disease."""
    lineage = tuple(release.lineage(index))
    own = claims_of(lineage[0].title)
    place = release.families.place(index)
    template = frozenset(place.template)
    titles = [claims_of(each.title) for each in lineage]
    said = frozenset[str]().union(*(said_in(each.title) for each in lineage))
    needed = frozenset[str]().union(*(group for each in titles for group in each.needed))
    denied = frozenset[str]().union(*(phrase for each in titles for phrase in each.denied)) - needed
    below = [term for each in lineage[:-1] or lineage for term in each.inclusion_terms]
    terms = [said_in(term) for term in below]
    notes = [block for each in lineage for block in each.notes if block.element == "includes"]
    includes = [said_in(line) for block in notes for line in block.lines]
    title = lineage[0].title
    placed = own.said - {each for word in template for each in stems_of(word)}
    bracketed = frozenset(stems_of(" ".join(BRACKETS.findall(title))))
    return CodeWords(
        whole=own,
        claims=claims_of(title, template) if place.slots else own,
        implied=placed.union(bracketed, *claims_of(title, is_term=True).needed),
        lineage=said,
        terms=frozenset[str]().union(*terms),
        own=(said.union(*includes) - denied - _GENERIC).union(
            *(initials(_name(each)) for each in (*(each.title for each in lineage), *below))
        ),
    )


def _name(title: str) -> list[str]:
    words = title.lower().replace("-", " ").replace(",", " ").split()
    return [word for word in words if word != "unspecified" and word[0].isalpha()]


def words_stated(diagnosis: DiagnosisFacts, release: Release) -> StatedWords | None:
    """Return the words that the texts of a diagnosis state; None where it has no text."""
    if diagnosis.node is None or not diagnosis.texts:
        return None
    code = code_words(diagnosis.node.index, release)
    sides = (fact.side for fact in diagnosis.documented if fact.side)
    coded = release.side_of(diagnosis.code)
    return stated_words((text.facts.affirmed for text in diagnosis.texts), code.own, code.lineage, sides, coded)
