"""Pairs each manifestation or organism code with the diagnosis that goes first, where the ranks say the reverse.

A pair needs a note of either code that names the other. It is none where the two are on opposite sides or at different
places, where the cause's own note names other codes of the category, or where the cause already has a code of that
category behind it. An organism code is in order behind any infection that it may identify.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.evidence.attachment import Reason
from icd10cm.evidence.etiology import asks_for, of_its_kind
from icd10cm.evidence.infections import admitting_note, infections, may_be_identified
from icd10cm.evidence.nearness import opposite
from icd10cm.evidence.sequence import comes_before, is_manifestation, is_sequela
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_ADVERSE = re.compile(r"adverse effect")
# "To identify presence of: hypertension": what goes along with a stroke, whichever is worse, like "any associated".
_PRESENCE = "presence of"
_OF_CODES = ("category", "subcategory")
_NEAR = (*_OF_CODES, "section")


class Pair(NamedTuple):
    """A code that is ranked before the diagnosis that goes first, and the note that says so."""

    later: DiagnosisFacts
    earlier: DiagnosisFacts
    line: NoteLine


def misplaced_pairs(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> list[Pair]:
    """Return the pairs in the wrong order that the notes of a diagnosis find, whichever of the two it is."""
    node = diagnosis.node
    if node is None or diagnosis.diagnosis.rank is None:
        return []
    if diagnosis.code.startswith(load_policy().organisms):
        return _by_organism(diagnosis, facts)
    inherited = facts.release.notes.inherited
    found = _by_code_first(diagnosis, node, facts) if inherited(node.index, "codeFirst") else []
    if inherited(node.index, "useAdditionalCode"):
        found += _by_use_additional(diagnosis, node, facts)
    return [pair for pair in found if belong_together(pair.later, pair.earlier, facts)] if found else found


def belong_together(later: DiagnosisFacts, earlier: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a code may be the manifestation of this cause, and the cause has none behind it yet."""
    return not is_sequela(earlier, facts) and why_apart(later, earlier, facts) is None


def why_apart(later: DiagnosisFacts, earlier: DiagnosisFacts, facts: EncounterFacts) -> Reason | None:
    """Return why a code is not the manifestation of this cause, None where it may be."""
    return _why_no_pair(later, earlier, facts) or (Reason.HAS_ITS_OWN if _has_its_own(earlier, later, facts) else None)


def possible_causes(later: DiagnosisFacts, facts: EncounterFacts) -> tuple[tuple[DiagnosisFacts, Reason | None], ...]:
    """Return the diagnoses that the code-first notes of a code name, each with why it is not the cause, or None."""
    if later.node is None:
        return ()
    named = {
        earlier.code: earlier
        for line, earlier in facts.named_from(later.node, "codeFirst")
        if line.level in _OF_CODES and earlier.node is not later.node and _applies(line, later)
    }
    return tuple((one, _why_not_cause(later, one, facts)) for one in named.values())


def _why_not_cause(later: DiagnosisFacts, cause: DiagnosisFacts, facts: EncounterFacts) -> Reason | None:
    """Return why a disease that the note of a code names is not its cause; a code behind its cause is content."""
    behind = comes_before(cause, later)
    return _why_no_pair(later, cause, facts) if behind else why_apart(later, cause, facts)


def _by_organism(agent: DiagnosisFacts, facts: EncounterFacts) -> list[Pair]:
    """Return the infections whose notes ask for an organism code that is ranked before all that it may identify."""
    if _follows_an_infection(agent, facts):
        return []
    asking = (
        (one, admitting_note(known, agent.code, facts.release))
        for one, known in infections(facts)
        if comes_before(agent, one)
    )
    return [Pair(agent, one, line) for one, line in asking if line is not None and not line.if_known]


def _follows_an_infection(agent: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether any infection that an organism code may identify is ranked before it."""
    return any(
        comes_before(one, agent) and may_be_identified(known, agent.code, facts.release)
        for one, known in infections(facts)
    )


def _why_no_pair(later: DiagnosisFacts, earlier: DiagnosisFacts, facts: EncounterFacts) -> Reason | None:
    """Return what rules out that a code is the manifestation of this cause: its side or place, or the cause's note."""
    if opposite(_side(later, facts), _side(earlier, facts)):
        return Reason.OTHER_PLACE
    named, others = _own_note(earlier, later, facts)
    if others and not named:
        return Reason.OWNS_OTHER_CODES
    return Reason.OTHER_PLACE if named and _apart(later, earlier, facts) else None


def _has_its_own(earlier: DiagnosisFacts, later: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a cause has a code of the same category behind it already."""
    return any(
        one.code[:3] == later.code[:3]
        and one.code != later.code
        and comes_before(earlier, one)
        and _why_no_pair(one, earlier, facts) is None
        for one in facts.diagnoses
    )


def _side(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Side | None:
    """Return the side that a code names, else the one that the chart documents."""
    return facts.release.side_of(diagnosis.code) or diagnosis.side


def _own_note(earlier: DiagnosisFacts, later: DiagnosisFacts, facts: EncounterFacts) -> tuple[bool, bool]:
    """Return whether the use-additional notes of a cause name a code, and whether they name others of its category."""
    if earlier.node is None or later.node is None:
        return False, False
    index = later.node.index
    category = facts.release.category(index)
    named = others = False
    for line in facts.release.notes.inherited(earlier.node.index, "useAdditionalCode"):
        if line.level in _OF_CODES:
            named = named or line.names(index, later.code)
            others = others or any(
                first < category.end and category.index < end
                for reference in line.references
                for first, end in reference.spans
            )
    return named, others


def _apart(later: DiagnosisFacts, earlier: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the titles of two codes name surely different places: an ulcer of the calf and one of the foot."""
    ones, others = _sites(later, facts), _sites(earlier, facts)
    return bool(ones and others) and all(facts.anatomy.disjoint(one, other) for one in ones for other in others)


def _sites(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[str, ...]:
    return facts.anatomy.narrowest(site for site, _ in facts.release.places_of(diagnosis.code) if site)


def _by_code_first(later: DiagnosisFacts, node: Node, facts: EncounterFacts) -> list[Pair]:
    """Find diagnoses that the code-first notes of `later` name and that are ranked behind it."""
    named = (*facts.named_from(node, "codeFirst"), *_of_an_example(node, facts))
    if not named:  # the usual case
        return []
    return [
        Pair(later, earlier, line)
        for line, earlier in named
        if earlier.node is not node
        and comes_before(later, earlier)
        and _applies(line, later)
        and not (line.if_applicable and line.such_as)
        and not _follows_another(later, line, facts)
    ]


def _of_an_example(later: Node, facts: EncounterFacts) -> Sequence[tuple[NoteLine, DiagnosisFacts]]:
    """Find diagnoses of which a note names the unspecified kind as an example: "such as: sepsis NOS (A41.9)"."""
    examples = _examples(later.index, facts.release)
    if not examples:
        return ()
    categories = facts.release.notes.categories
    return [
        (line, other)
        for line, kinds in examples
        for other in facts.diagnoses
        if other.node is not None and categories[other.node.index] in kinds
    ]


@kept_with_release
def _examples(index: int, release: Release) -> tuple[tuple[NoteLine, frozenset[int]], ...]:
    """Return the code-first lines of a node that name an unspecified disease as an example, with its categories."""
    return tuple(
        (line, frozenset(release.category(first).index for each in line.references for first, _ in each.spans))
        for line in release.notes.inherited(index, "codeFirst")
        if line.such_as and line.says_nos
    )


def _follows_another(later: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> bool:
    """Return whether `later` stands behind another disease that its note is content with."""
    if line.any_associated or later.node is None:
        return False
    facts.check_time()
    if line.such_as:
        lines = [
            each
            for each in facts.release.notes_for(later.code, "codeFirst")
            if (each.holder, each.block) == (line.holder, line.block)
        ]
        others = (
            one for one in facts.diagnoses if one.node is not later.node and _can_be_cause(one, later, lines, facts)
        )
    else:
        named = facts.named_from(later.node, "codeFirst")
        others = (one for other, one in named if (other.holder, other.block) == (line.holder, line.block))
    return any(comes_before(one, later) for one in others)


def _can_be_cause(one: DiagnosisFacts, later: DiagnosisFacts, lines: Sequence[NoteLine], facts: EncounterFacts) -> bool:
    """Return whether a disease may be one that a note means by "such as"; what `later` brings about is none."""
    return (
        not is_manifestation(one)
        and not one.code.startswith(load_policy().unordered)
        and of_its_kind(later, one, lines, facts)
        and not asks_for(later, one, facts)
    )


def _by_use_additional(earlier: DiagnosisFacts, node: Node, facts: EncounterFacts) -> list[Pair]:
    """Find diagnoses that the use-additional notes of `earlier` name and that are ranked before it."""
    return [
        Pair(later, earlier, line)
        for line, later in facts.named_from(node, "useAdditionalCode")
        if later.node is not node
        and comes_before(later, earlier)
        and not later.code.startswith(load_policy().organisms)
        and _fixes_order(line, later, facts)
        and not _says_otherwise(earlier, later, facts)
        and not any(asks_for(one, later, facts) for one in facts.diagnoses if comes_before(one, later))
    ]


def _fixes_order(line: NoteLine, later: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a use-additional note says that what it names goes behind (guideline I.B.7)."""
    if line.level not in _NEAR or line.if_known or line.any_associated or _PRESENCE in line.lead:
        return False
    return not later.code.startswith(load_policy().unordered) and (not line.if_applicable or _goes_second(later, facts))


def _goes_second(later: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a code always stands behind what it belongs to, so that "if applicable" is met by coding it.

    An adverse effect goes behind its nature (guideline I.C.19.e.5.a), severe sepsis behind the sepsis (I.C.1.d.4).
    """
    notes = facts.release.notes_for(later.code, "codeFirst")
    adverse = any(_ADVERSE.search(line.line) and _applies(line, later) for line in notes)
    return later.code.startswith(load_policy().severe_sepsis) or (later.code[:1] == "T" and adverse)


def _says_otherwise(earlier: DiagnosisFacts, later: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether another note puts the two in the order in which they stand."""
    facts.check_time()
    return asks_for(later, earlier, facts) or any(
        line.names(later.node.index, later.code)
        for line in facts.release.notes_for(earlier.code, "codeFirst")
        if later.node is not None
    )


def _applies(line: NoteLine, diagnosis: DiagnosisFacts) -> bool:
    """Return whether a code-first note speaks of this code: T36-T50 only of adverse effects."""
    if _ADVERSE.search(f"{line.lead} {line.line}") and diagnosis.code[:1] == "T":
        characters = diagnosis.code.replace(".", "")
        sixth = characters[5:6]
        return (sixth if sixth not in ("", "X") else characters[4:5]) == "5"
    return True
