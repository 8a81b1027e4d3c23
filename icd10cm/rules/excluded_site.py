"""ExcludedSite: the chart names a site that has its own category (Excludes2).

Basis: the Excludes2 note, such as "vertebra (M46.2-)" at M86, or "infection ... due to internal joint prosthesis
(T84.5-)" at M00 where the encounter codes an artificial joint there, or the diagnosis reads "infected TKA". Excludes2
means "not included here": where other sites remain, both codes may be reported together, so the code is added; where
none remains, it replaces.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.places.infected_prosthesis import infected_prosthesis
from icd10cm.encounter import SiteFact
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.evidence.disease_words import disease_words
from icd10cm.issue import AddCode, ReplaceCode
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy
from icd10cm.rules.rule import Part, Rule
from icd10cm.titles.words import EMPTY, title_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

ID = "ExcludedSite"

_MOST = 6
_FORMS = frozenset(("acute", "subacute", "chronic"))

_PROSTHESIS = "internal joint prosthesis"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each documented place that belongs to another category and is not coded there."""
    implants = load_policy().joint_implants
    artificial = facts.starting(implants)
    for diagnosis, _ in facts.leaves():
        if diagnosis.carved:
            yield from _carved_out(diagnosis, facts)
        if artificial or diagnosis.texts:
            yield from _prosthetic(diagnosis, artificial, facts)


def is_artificial(code: str, _: Release) -> bool:
    """Return whether a code is one of an artificial joint, in which an infection may be."""
    return code.startswith(load_policy().joint_implants)


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
    """Find an infected joint that holds a prosthesis: by the code of the artificial joint, or by the text."""
    lines = facts.release.notes_for(diagnosis.code, "excludes2")
    line = next((line for line in lines if _PROSTHESIS in line.line and line.level in NEAR), None)
    if line is None or facts.names_any(line):
        return
    coded = (_same_place(status, diagnosis, facts) for status in artificial)
    place = next(filter(None, coded), None) or infected_prosthesis(diagnosis, line, facts)
    if place is not None:
        yield _issue(diagnosis, [place], line, facts, adds=False)


def _same_place(status: DiagnosisFacts, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> SiteFact | None:
    """Return the place of an artificial joint if it is that of a diagnosis."""
    places = facts.release.places_of(diagnosis.code)
    for site, side in facts.release.places_of(status.code):
        if site is not None and any(
            own is not None and facts.anatomy.related(site, own) and side is own_side for own, own_side in places
        ):
            return SiteFact(site, side, coded_as(status, facts.release))
    return None


def _issue(
    diagnosis: DiagnosisFacts, places: Sequence[SiteFact], line: NoteLine, facts: EncounterFacts, *, adds: bool
) -> CodingIssue:
    """Make one issue of the places that a line sends elsewhere; two vertebrae of two regions are two codes."""
    if not adds:
        # The one disease is somewhere else than coded, and nothing says that its side is another.
        side = facts.release.side_of(diagnosis.code)
        places = [fact if fact.side else replace(fact, side=side) for fact in places]
    found = list(dict.fromkeys(_codes_for(diagnosis, fact, line, facts) for fact in places))
    choices = tuple(dict.fromkeys(chain.from_iterable(found)))
    together = len(choices) > 1 and all(len(codes) == 1 for codes in found)
    return about(diagnosis).issue(
        ID,
        basis=(note_basis(line),),
        choices=choices,
        options=_options(diagnosis, choices, facts.release, first_added=adds, rest_added=adds or together),
        evidence=tuple(dict.fromkeys(fact.evidence for fact in places)),
        together=together,
    )


def _options(
    diagnosis: DiagnosisFacts, choices: Sequence[str], release: Release, *, first_added: bool, rest_added: bool
) -> tuple[Correction, ...]:
    reference = diagnosis.diagnosis.reference
    valid = [code for code in choices if release.is_valid(code)]
    return tuple(
        AddCode(code, reference) if (rest_added if number else first_added) else ReplaceCode(reference, code)
        for number, code in enumerate(valid)
    )


def _codes_for(diagnosis: DiagnosisFacts, fact: SiteFact, line: NoteLine, facts: EncounterFacts) -> tuple[str, ...]:
    """Return the codes that the note leads to at the documented place; the note's own header if none is narrower."""
    release = facts.release
    spans = [*chain.from_iterable(reference.spans for reference in line.references)]
    leaves = _at_place(fact, _of_the_form(diagnosis, _of_the_disease(diagnosis, spans, release), release), release)
    # Of several diseases at the place the note leaves open which one it is: spondylosis of M47 with this or that.
    one_disease = len({release.families.place(index).template for index in leaves}) == 1
    codes = tuple(dict.fromkeys(code for index in leaves for code in _complete(diagnosis.code, index, release)))
    if one_disease and 0 < len(codes) <= _MOST:
        return codes
    return tuple(release.tabular.nodes[first].code for first, _ in spans)


def _at_place(fact: SiteFact, leaves: list[int], release: Release) -> list[int]:
    return [index for index in leaves if _is_at(fact, index, release)] or _on_side(fact, leaves, release)


def _of_the_disease(diagnosis: DiagnosisFacts, spans: Sequence[tuple[int, int]], release: Release) -> list[int]:
    """Return the leaves within the spans whose titles share most words with the disease of the code."""
    nodes = release.tabular.nodes
    leaves = [index for first, end in spans for index in range(first, end) if not nodes[index].children]
    category = release.category(diagnosis.node.index) if diagnosis.node else None
    disease = (disease_words(category, release) if category else frozenset()) - EMPTY
    shared = {index: len(disease.intersection(release.families.place(index).template)) for index in leaves}
    best = max(shared.values(), default=0)
    return [index for index in leaves if shared[index] == best]


def _of_the_form(diagnosis: DiagnosisFacts, leaves: list[int], release: Release) -> list[int]:
    """Return the leaves that are acute or chronic as the code is, where the title of the code says so."""
    form = _FORMS.intersection(title_words(release.title(diagnosis.code)))
    alike = [index for index in leaves if form and form == _FORMS.intersection(_words_at(index, release))]
    return alike or leaves


def _on_side(fact: SiteFact, leaves: list[int], release: Release) -> list[int]:
    """Return the leaves on the side of a place that the note itself names, and that they know by another name.

    "Petrous bone (H70.2-)" leads to petrositis of the right or the left ear.
    """
    codes = {index: release.tabular.nodes[index].code for index in leaves}
    sites = {site for code in codes.values() for site in release.sites_of(code)}
    if fact.side is None or len(sites) > 1:
        return []
    return [index for index, code in codes.items() if release.side_of(code) is fact.side]


def _words_at(index: int, release: Release) -> tuple[str, ...]:
    return title_words(release.tabular.nodes[index].title)


def _is_at(fact: SiteFact, index: int, release: Release) -> bool:
    """Return whether a leaf is the one for a place, or leaves the place open where no leaf names it."""
    peers = release.families.site_family(index)
    by_site = peers.place([fact]) if peers is not None else None
    if by_site is not None:
        return index in by_site.leaves
    return peers is not None and peers.leaves_open(index)


def _complete(code: str, leaf: int, release: Release) -> list[str]:
    """Return the leaf's code with the 7th character of `code`; a code without one reports active treatment (A)."""
    carried = carry(code, leaf, release)
    if release.is_valid(carried):
        return [carried]
    return [each for each in release.codes_at(leaf) if each.endswith("A")] or [carried]


RULE = Rule(
    id=ID,
    check=check,
    elements=("excludes2",),
    settles=frozenset(("ResidualCode", "UnspecifiedSite", "SiteMismatch")),
    asks_by_note=True,
    concerns=is_artificial,
    reads=frozenset((Part.DETAILS,)),
)
