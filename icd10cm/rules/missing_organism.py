"""MissingOrganism: a note asks for the organism and a culture names it, but no code does, or another one.

Basis: a "use additional code" note with codes of B95-B97, or one that asks to identify the infection or the
organism. The note's own range is kept: only what it admits is offered. Silent without a culture (there is nothing to
identify), for organisms that B95-B97 does not hold, and for combination codes, which carry no such note.
Guideline III.B: the provider says whether a result matters, so this asks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.evidence.culture_match import speaks_for
from icd10cm.issue import AddCode, ReplaceCode
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.rules.rule import Rule
from icd10cm.time_limit import in_time
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.encounter import Culture
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

ID = "MissingOrganism"


class Reason(StrEnum):
    """What is wrong with the organism code."""

    MISSING = ""
    CONTRADICTED = "contradicted"


_ASKS = re.compile(r"\b(?:identify|specify)\b.*\b(?:infection|organism|infectious agent)\b")
_OTHER_CODES = re.compile(r"HIV|Chapter 1\b")


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each organism of a culture that is not coded as it should be."""
    if not facts.encounter.cultures:
        return
    notes = [(diagnosis, lines) for diagnosis in facts.diagnoses if (lines := _organism_notes(diagnosis, facts))]
    agents = [diagnosis for diagnosis in facts.diagnoses if diagnosis.code.startswith(load_policy().organisms)]
    # Only an organism that is coded is looked up in it.
    grown = Counter(culture.organism.code for culture in facts.encounter.cultures) if agents else Counter[str | None]()
    general = {culture.organism.general for culture in facts.encounter.cultures}
    settled: set[str] = set()
    asking: dict[str, list[tuple[DiagnosisFacts, NoteLine]]] = {}
    for culture in in_time(facts.encounter.cultures, facts.check_time):
        code = culture.organism.code
        if code is None or code in settled or code in facts.codes or not facts.release.is_valid(code):
            continue
        if code not in asking:
            asking[code] = _asking(code, notes, facts)
        found = next((each for each in asking[code] if speaks_for(culture, each[0], facts)), None)
        if found is None or (agents and _is_coded_closer(code, agents, facts.release)):
            continue
        if (code in general or code in load_policy().methicillin_susceptible) and _is_told_closer(
            culture, found[0], facts
        ):
            continue
        settled.add(code)
        rival = _rival(culture, code, agents, grown)
        if rival is None:
            yield _missing(*found, culture, code)
        elif not _leaves_methicillin_open(culture, rival.code):
            yield _contradicted(*found, rival, culture, code, facts)


def _leaves_methicillin_open(culture: Culture, code: str | None) -> bool:
    """Tell whether a culture says S. aureus and no more, where `code` is that of the resistant one."""
    organism, policy = culture.organism, load_policy()
    return (
        code in policy.methicillin_resistant
        and organism.code in policy.methicillin_susceptible
        and not organism.id.startswith("methicillin-susceptible")
    )


def _is_told_closer(culture: Culture, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Tell whether another culture that speaks for the diagnosis names the organism more exactly, as a species."""
    return any(
        (other.organism.general == culture.organism.code or _leaves_methicillin_open(culture, other.organism.code))
        and speaks_for(other, diagnosis, facts)
        for other in facts.encounter.cultures
        if other is not culture
    )


def _is_coded_closer(code: str, agents: Sequence[DiagnosisFacts], release: Release) -> bool:
    """Tell whether a coded organism is one of the kind that `code` leaves unspecified: B95.62 of B95.8."""
    kind = title_words(release.title(code))
    return kind[0] == "unspecified" and any(
        other.code != code and kind[1] in title_words(release.title(other.code)) for other in agents
    )


_Noted = tuple["DiagnosisFacts", Sequence["NoteLine"]]


def _asking(code: str, notes: Sequence[_Noted], facts: EncounterFacts) -> list[tuple[DiagnosisFacts, NoteLine]]:
    """Return the diagnoses whose notes ask for an organism and admit `code`: ordered ones first, then by rank."""
    index = facts.release.position(code)
    found = [
        (diagnosis, line)
        for diagnosis, lines in notes
        if (line := next((one for one in lines if not one.references or one.names(index or -1, code)), None))
        is not None
    ]
    return sorted(found, key=lambda each: _standing(each[0]))


def _standing(diagnosis: DiagnosisFacts) -> tuple[bool, bool, int]:
    rank = diagnosis.diagnosis.rank
    return not diagnosis.diagnosis.ordered, rank is None, rank or 0


def _organism_notes(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Sequence[NoteLine]:
    """Return the notes in force that name codes of B95-B97 or ask to identify an infection, nearest holder first."""
    if diagnosis.node is None or diagnosis.code.startswith(load_policy().organisms):
        return ()
    return _notes_at(diagnosis.node.index, facts.release)


@kept_with_release
def _notes_at(index: int, release: Release) -> tuple[NoteLine, ...]:
    organisms = load_policy().organisms
    first, last = release.tabular.find(organisms[0]), release.tabular.find(organisms[-1])
    if first is None or last is None:
        return ()
    return tuple(
        line
        for line in release.notes.inherited(index, "useAdditionalCode")
        if (_names_any(line, first.index, last.end) if line.references else _asks(line))
    )


def _names_any(line: NoteLine, first: int, end: int) -> bool:
    return any(begin < end and first < stop for reference in line.references for begin, stop in reference.spans)


def _asks(line: NoteLine) -> bool:
    """Tell whether a line without codes asks for an organism; "such as: sepsis" asks for a disease."""
    return _ASKS.search(line.line) is not None and _OTHER_CODES.search(line.line) is None and not line.such_as


def _rival(
    culture: Culture, code: str, agents: Sequence[DiagnosisFacts], grown: Counter[str | None]
) -> DiagnosisFacts | None:
    """Return a coded organism that this culture makes more exact or contradicts, unless another culture supports it.

    `agents` are the organisms coded, `grown` counts the cultures by the code of their organism.
    """
    for other in agents:
        if grown[other.code] > (other.code == culture.organism.code):
            continue
        if other.code == culture.organism.general:
            return other
        if other.code.startswith(load_policy().one_organism) and other.code[:5] == code[:5]:
            return other
    return None


def _missing(diagnosis: DiagnosisFacts, line: NoteLine, culture: Culture, code: str) -> CodingIssue:
    reference = diagnosis.diagnosis.reference
    return about(diagnosis).issue(
        ID,
        basis=(note_basis(line),),
        choices=(code,),
        options=(AddCode(code, reference),),
        evidence=(culture.evidence,),
    )


def _contradicted(
    diagnosis: DiagnosisFacts,
    line: NoteLine,
    rival: DiagnosisFacts,
    culture: Culture,
    code: str,
    facts: EncounterFacts,
) -> CodingIssue:
    reference = rival.diagnosis.reference
    return about(rival, ordered=diagnosis.diagnosis.ordered or rival.diagnosis.ordered).issue(
        ID,
        basis=(note_basis(line),),
        choices=(code,),
        options=(ReplaceCode(reference, code),),
        evidence=(culture.evidence, coded_as(rival, facts.release)),
        because=Reason.CONTRADICTED,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("useAdditionalCode",),
    reasons=Reason,
    may_recommend=False,
    from_cultures=frozenset(Reason),
)
