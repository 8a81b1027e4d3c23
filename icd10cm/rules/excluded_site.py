"""ExcludedSite: the chart names a site that has its own category (Excludes2).

Basis: the Excludes2 note, such as "vertebra (M46.2-)" at M86, or "infection ... due to internal joint prosthesis
(T84.5-)" at M00 where the encounter codes an artificial joint there. Excludes2 means "not included here": where other
sites remain, both codes may be reported together, so the code is added; where none remains, it replaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.choosing.code_choice import carry
from icd10cm.encounter import SiteFact
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.evidence.disease_words import disease_words
from icd10cm.issue import AddCode, ReplaceCode
from icd10cm.policy import load_policy
from icd10cm.rules.rule import Rule
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

ID = "ExcludedSite"

_MOST = 6

_PROSTHESIS = "internal joint prosthesis"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each documented place that belongs to another category and is not coded there."""
    artificial = [one for one in facts.diagnoses if one.code.startswith(load_policy().joint_implants)]
    for diagnosis, _ in facts.leaves():
        if diagnosis.carved:
            yield from _carved_out(diagnosis, facts)
        if artificial:
            yield from _prosthetic(diagnosis, artificial, facts)


def _carved_out(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Iterator[CodingIssue]:
    carved = diagnosis.carved
    elsewhere = {id(carve.fact) for carve in carved}
    remains = any(fact.site and id(fact) not in elsewhere for fact in diagnosis.sites)
    asked: set[str] = set()
    for carve in carved:
        if carve.line.line not in asked and not facts.names_any(carve.line):
            asked.add(carve.line.line)
            places = [each.fact for each in carved if each.line.line == carve.line.line]
            yield _issue(diagnosis, places, carve.line, facts, adds=remains)


def _prosthetic(
    diagnosis: DiagnosisFacts, artificial: Sequence[DiagnosisFacts], facts: EncounterFacts
) -> Iterator[CodingIssue]:
    """Find an infected joint that holds a prosthesis: the encounter codes the artificial joint at the same place."""
    release = facts.release
    line = next(
        (
            line
            for line in release.notes_for(diagnosis.code, "excludes2")
            if _PROSTHESIS in line.line and line.level in ("category", "subcategory")
        ),
        None,
    )
    if line is None or facts.names_any(line):
        return
    places = release.places_of(diagnosis.code)
    for status in artificial:
        for site, side in release.places_of(status.code):
            if site is not None and any(
                own is not None and facts.anatomy.related(site, own) and side is own_side for own, own_side in places
            ):
                yield _issue(diagnosis, [SiteFact(site, side, coded_as(status, release))], line, facts, adds=False)
                return


def _issue(
    diagnosis: DiagnosisFacts, places: Sequence[SiteFact], line: NoteLine, facts: EncounterFacts, *, adds: bool
) -> CodingIssue:
    """Make one issue of the places that a line sends elsewhere; two vertebrae of two regions are two codes."""
    release = facts.release
    reference = diagnosis.diagnosis.reference
    if not adds:
        # The one disease is somewhere else than coded, and nothing says that its side is another.
        side = release.side_of(diagnosis.code)
        places = [fact if fact.side else replace(fact, side=side) for fact in places]
    found = list(dict.fromkeys(_codes_for(diagnosis, fact, line, facts) for fact in places))
    choices = tuple(dict.fromkeys(code for codes in found for code in codes))
    together = len(choices) > 1 and all(len(codes) == 1 for codes in found)
    valid = [code for code in choices if release.is_valid(code)]
    options: tuple[Correction, ...] = tuple(
        AddCode(code, reference) if adds or (together and number) else ReplaceCode(reference, code)
        for number, code in enumerate(valid)
    )
    return about(diagnosis).issue(
        ID,
        basis=(note_basis(line),),
        choices=choices,
        options=options,
        evidence=tuple(dict.fromkeys(fact.evidence for fact in places)),
        together=together,
    )


def _codes_for(diagnosis: DiagnosisFacts, fact: SiteFact, line: NoteLine, facts: EncounterFacts) -> tuple[str, ...]:
    """Return the codes that the note leads to at the documented place; the note's own header if none is narrower."""
    release = facts.release
    nodes = release.tabular.nodes
    spans = [span for reference in line.references for span in reference.spans]
    leaves = [index for first, end in spans for index in range(first, end) if not nodes[index].children]
    category = release.category(diagnosis.node.index) if diagnosis.node else None
    disease = (disease_words(category, release) if category else frozenset()) - EMPTY
    shared = {index: len(disease.intersection(release.kin.place(index).template)) for index in leaves}
    best = max(shared.values(), default=0)
    leaves = [index for index in leaves if shared[index] == best]
    found: list[str] = []
    diseases: set[tuple[str, ...]] = set()
    for index in leaves:
        peers = release.kin.peers(index)
        placing = peers.place([fact]) if peers is not None else None
        if (placing is None and peers is not None and peers.leaves_open(index)) or (
            placing is not None and index in placing.leaves
        ):
            found += _complete(diagnosis.code, index, release)
            diseases.add(release.kin.place(index).template)
    # Of several diseases at the place the note leaves open which one it is: spondylosis of M47 with this or that.
    if len(diseases) > 1:
        found.clear()
    codes = tuple(dict.fromkeys(found))
    return codes if 0 < len(codes) <= _MOST else tuple(nodes[first].code for first, _ in spans)


def _complete(code: str, leaf: int, release: Release) -> list[str]:
    """Return the leaf's code with the 7th character of `code`; a code without one tells of active treatment (A)."""
    carried = carry(code, leaf, release)
    if release.is_valid(carried):
        return [carried]
    return [each for each in release.codes_at(leaf) if each.endswith("A")] or [carried]


RULE = Rule(
    id=ID, check=check, elements=("excludes2",), settles=frozenset(("ResidualCode", "UnspecifiedSite", "SiteMismatch"))
)
