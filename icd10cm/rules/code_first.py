"""CodeFirst: a manifestation is before its cause or without it, or a metastasis is coded without its primary.

Basis: the code-first note of the later code, or the use-additional note of the earlier one: both fix the order
(guidelines I.A.13 and I.B.7), unless the latter asks for any associated disease or its presence. Order is looked at
only where the chart ranks both in one list, and a code that follows one disease of its note is in order, unless
the note means every associated one. A missing etiology is asked for only where the code cannot stand alone:
its title says "classified elsewhere", or its category's does and its note is closed and unconditional, or it is on the
reviewed list. The note of T36-T50 speaks of adverse effects alone (5th or 6th character 5); for poisonings the order
is the reverse. The residual condition is listed before the code of a sequela. A secondary neoplasm without a
primary, the history of one, or an unknown primary is asked about once (guideline I.C.2). An anemia in neoplastic
disease goes behind the primary, not behind one of its metastases (guideline I.C.2.c.1).

Evidence: the order of the encounter's diagnoses, the sides and sites of the codes, and the chart's side where a code
names none. Two codes are a pair only where a note of either names the other. Silent for codes of opposite sides or
different places, for a cause whose own note names other codes of the category (E11.621: L97.4-, L97.5-), and for a
cause that already has such a code behind it. An organism code is in order behind any infection that it may identify,
sepsis and infections whose note names no codes (T84.5-) included. One question a misplaced code, with all that go
first.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.attaching.cause_attachment import Pair, misplaced_pairs
from icd10cm.attaching.cause_ownership import belong_together
from icd10cm.attaching.etiology import likely_first, missing_etiology, without_primary
from icd10cm.evidence.about import about
from icd10cm.evidence.absence import may_conclude_absence
from icd10cm.evidence.basis import coded_as, note_basis, title_basis
from icd10cm.evidence.sequence import comes_before, first_ranked, never_first
from icd10cm.exclusions.codes_offered import codes_offered
from icd10cm.issue import AddCode, Resequence, Strength
from icd10cm.policy import load_policy
from icd10cm.rules.presumed_links import causes_by_code, complications_of, of_a_primary, primaries_of
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

ID = "CodeFirst"


class Reason(StrEnum):
    """What is wrong with the pair of manifestation and etiology."""

    ORDER = "order"
    MISSING = "missing"
    PRIMARY = "primary"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each code that is ranked before its cause, then for each manifestation without one."""
    if not may_conclude_absence(facts.encounter):
        return
    seen: set[str] = set()
    for pairs in _by_later_code(facts).values():
        later = pairs[0].later
        if never_first(later) and later in first_ranked(facts):
            continue
        seen.add(later.code)
        yield _order_issue(pairs, facts)
    inherited = facts.release.notes.inherited
    for diagnosis, node in facts.leaves():
        issue = _missing(diagnosis, facts) if inherited(node.index, "codeFirst") else None
        if issue is not None and diagnosis.code not in seen:
            seen.add(diagnosis.code)
            yield issue
    yield from _primary(facts)


def is_ordered(code: str, release: Release) -> bool | frozenset[int]:
    """Return whether a code has a place among others or needs another one; the categories that come behind it alone."""
    policy, position = load_policy(), release.position(code)
    if code.startswith(policy.organisms + policy.diabetes + policy.secondary_neoplasms):
        return True
    if position is None or release.notes.inherited(position, "codeFirst"):
        return position is not None
    return frozenset(release.notes.targets(position, "useAdditionalCode"))


def _by_later_code(facts: EncounterFacts) -> dict[str, list[Pair]]:
    """Return the pairs in the wrong order by the code that is misplaced, one for each code that goes first."""
    found: dict[str, list[Pair]] = {}
    diabetes = load_policy().diabetes
    for diagnosis in facts.in_turn():
        found_here = misplaced_pairs(diagnosis, facts)
        if diagnosis.code.startswith(diabetes):
            found_here += _complications(diagnosis, facts)
        found_here += _unnamed_causes(diagnosis, facts)
        for pair in found_here:
            pairs = found.setdefault(pair.later.code, [])
            if all(pair.earlier.code != other.earlier.code for other in pairs):
                pairs.append(pair)
    return found


def _complications(diabetes: DiagnosisFacts, facts: EncounterFacts) -> list[Pair]:
    """Find complications ranked before the diabetes code whose note asks for them without naming codes (E11.69)."""
    beside = complications_of(diabetes.code[4:])
    own = facts.starting(beside)
    if any(comes_before(diabetes, one) for one in own):
        return []
    misplaced = [one for one in own if comes_before(one, diabetes) and belong_together(one, diabetes, facts)]
    lines = _notes_without_codes(diabetes.code, facts)[:1]
    return [Pair(later, diabetes, line) for line in lines for later in misplaced]


def _unnamed_causes(later: DiagnosisFacts, facts: EncounterFacts) -> list[Pair]:
    """Find the presumed cause ranked behind a code whose note names no codes: cirrhosis behind varices (I85.1-)."""
    beside = causes_by_code().get(later.code)
    if beside is None:  # the usual case
        return []
    lines = [line for line in facts.release.notes_for(later.code, "codeFirst") if not line.references]
    causes = facts.starting(beside) if lines else []
    if any(comes_before(one, later) for one in causes):
        return []
    return [Pair(later, one, lines[0]) for one in causes if comes_before(later, one)]


def _notes_without_codes(code: str, facts: EncounterFacts) -> list[NoteLine]:
    """Return the use-additional notes of a code itself that name no codes: E11.69, "to identify complication"."""
    notes = facts.release.notes_for(code, "useAdditionalCode")
    return [line for line in notes if line.holder == code and not line.references]


def _order_issue(pairs: list[Pair], facts: EncounterFacts) -> CodingIssue:
    later = pairs[0].later
    causes: Sequence[DiagnosisFacts] = [pair.earlier for pair in pairs]
    if later.code in of_a_primary():
        causes = primaries_of(causes) or causes
    earlier = sorted(causes, key=lambda one: one.diagnosis.rank or 0)
    return about(later, *earlier).issue(
        ID,
        basis=dict.fromkeys(note_basis(pair.line) for pair in pairs),
        choices=(one.code for one in earlier),
        options=(Resequence(one.diagnosis.reference, later.diagnosis.reference, one.code) for one in earlier),
        evidence=(coded_as(each, facts.release) for each in (later, *earlier)),
        because=Reason.ORDER,
    )


def _missing(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> CodingIssue | None:
    lines = missing_etiology(diagnosis, facts) if diagnosis.asked and not never_first(diagnosis) else ()
    if not lines:
        return None
    offered = likely_first(codes_offered(lines, facts.release), facts)
    if _are_asked_for(offered, diagnosis, facts):
        return None
    return about(diagnosis).issue(
        ID,
        strength=Strength.PROMPT,
        basis=tuple(note_basis(line) for line in lines),
        choices=offered,
        options=tuple(AddCode(code, diagnosis.diagnosis.reference) for code in _only(offered, lines, facts.release)),
        evidence=(coded_as(diagnosis, facts.release),),
        because=Reason.MISSING,
    )


def _only(offered: Sequence[str], lines: Sequence[NoteLine], release: Release) -> Sequence[str]:
    """Return the one code that the notes leave, if it can be coded: J12.82 is due to U07.1.

    "Underlying disease, such as:" leaves many.
    """
    is_whole = len(offered) == 1 and all(line.references for line in lines)
    return offered if is_whole and release.is_valid(offered[0]) else ()


def _are_asked_for(codes: Sequence[str], diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the note of another diagnosis asks for the codes: I13.0 for the cause of an anemia."""
    categories = {facts.release.category(index).index for code in codes if (index := facts.release.position(code))}
    targets = facts.release.notes.targets
    return bool(categories) and any(
        categories <= targets(node.index, "useAdditionalCode").keys()
        for other, node in facts.leaves()
        if other is not diagnosis
    )


def _primary(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Ask once for the primary of the metastases that are coded, whichever it is."""
    secondary = without_primary(facts)
    if any(one.asked for one in secondary):
        yield about(*secondary).issue(
            ID,
            strength=Strength.PROMPT,
            basis=tuple(title_basis(one.node) for one in secondary if one.node is not None),
            evidence=(coded_as(one, facts.release) for one in secondary),
            because=Reason.PRIMARY,
        )


RULE = Rule(
    id=ID,
    check=check,
    elements=("codeFirst", "useAdditionalCode", "desc"),
    strengths=(Strength.DOCUMENTED, Strength.PROMPT),
    reasons=Reason,
    settles=frozenset(("Sequencing",)),
    asks_if_related=frozenset((Reason.ORDER,)),
    doubts_no_code=frozenset(Reason),
    adds_before=True,
    concerns=is_ordered,
)
