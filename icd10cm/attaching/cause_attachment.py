"""Pairs each manifestation or organism code with the diagnosis that goes first, where the ranks say the reverse.

A pair needs a note of either code that names the other. It is none where the two are on opposite sides or at different
places, where the cause's own note names other codes of the category, or where the cause already has a code of that
category behind it. An organism code is in order behind any infection that it may identify.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.attaching.cause_ownership import belong_together, why_apart, why_no_pair
from icd10cm.attaching.etiology import asking, asks_for, of_its_kind
from icd10cm.attaching.infections import admitting_note, infections, may_be_identified
from icd10cm.evidence.kept import kept_with_encounter
from icd10cm.evidence.sequence import comes_before, is_manifestation
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from icd10cm.attaching.attachment import Reason
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_ADVERSE = re.compile(r"adverse effect")
# "To identify presence of: hypertension": what goes along with a stroke, whichever is worse, like "any associated".
_PRESENCE = "presence of"
_UP_TO_SECTION = (*NEAR, "section")


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


def possible_causes(later: DiagnosisFacts, facts: EncounterFacts) -> tuple[tuple[DiagnosisFacts, Reason | None], ...]:
    """Return the diagnoses that the code-first notes of a code name, each with why it is not the cause, or None."""
    if later.node is None:
        return ()
    named = {
        earlier.code: earlier
        for line, earlier in facts.named_from(later.node, "codeFirst")
        if line.level in NEAR and earlier.node is not later.node and _applies(line, later)
    }
    return tuple((one, _why_not_cause(later, one, facts)) for one in named.values())


def _why_not_cause(later: DiagnosisFacts, cause: DiagnosisFacts, facts: EncounterFacts) -> Reason | None:
    """Return why a disease that the note of a code names is not its cause; a code behind its cause is content."""
    behind = comes_before(cause, later)
    return why_no_pair(later, cause, facts) if behind else why_apart(later, cause, facts)


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


def _by_code_first(later: DiagnosisFacts, node: Node, facts: EncounterFacts) -> list[Pair]:
    """Find diagnoses that the code-first notes of `later` name and that are ranked behind it."""
    named = (*facts.named_from(node, "codeFirst"), *_of_an_example(node, facts))
    if not named:  # the usual case
        return []
    misplaced = [Pair(later, earlier, line) for line, earlier in named if _goes_first(earlier, later, line)]
    # Once for each line: a note may name hundreds of diagnoses of a long chart.
    content = {line for line in {pair.line for pair in misplaced} if _follows_another(later, line, facts)}
    return [pair for pair in misplaced if pair.line not in content]


def _goes_first(earlier: DiagnosisFacts, later: DiagnosisFacts, line: NoteLine) -> bool:
    """Return whether a disease that a code-first note of `later` names is ranked behind it, and should not be."""
    return (
        earlier.node is not later.node
        and comes_before(later, earlier)
        and _applies(line, later)
        and not (line.if_applicable and line.such_as)
    )


def _of_an_example(later: Node, facts: EncounterFacts) -> Sequence[tuple[NoteLine, DiagnosisFacts]]:
    """Find diagnoses of which a note names the unspecified kind as an example: "such as: sepsis NOS (A41.9)"."""
    examples = _examples(later.index, facts.release)
    if not examples:
        return ()
    here = _by_category(facts)
    return [
        (line, other)
        for line, kinds in examples
        for _, other in sorted((each for kind in kinds & here.keys() for each in here[kind]), key=itemgetter(0))
    ]


@kept_with_encounter
def _by_category(facts: EncounterFacts) -> Mapping[int, Sequence[tuple[int, DiagnosisFacts]]]:
    """Return the diagnoses by the position of their category, each with its place in the chart."""
    categories = facts.release.notes.categories
    found: dict[int, list[tuple[int, DiagnosisFacts]]] = {}
    for place, each in enumerate(facts.diagnoses):
        if each.node is not None:
            found.setdefault(categories[each.node.index], []).append((place, each))
    return found


@kept_with_release
def _examples(index: int, release: Release) -> tuple[tuple[NoteLine, frozenset[int]], ...]:
    """Return the code-first lines of a node that name an unspecified disease as an example, with its categories."""
    return tuple(
        (line, frozenset(release.category(first).index for each in line.references for first, _ in each.spans))
        for line in release.notes.inherited(index, "codeFirst")
        if line.such_as and line.says_nos
    )


def _follows_another(later: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> bool:
    """Return whether `later` is behind another disease that its note is content with."""
    if line.any_associated or later.node is None:
        return False
    facts.check_time()
    return any(comes_before(one, later) for one in _others_of_note(later, later.node, line, facts))


def _others_of_note(
    later: DiagnosisFacts, node: Node, line: NoteLine, facts: EncounterFacts
) -> Iterator[DiagnosisFacts]:
    """Yield the diseases of the encounter that the block of a note line names, or means by its examples."""
    block = (line.holder, line.block)
    if not line.such_as:
        yield from (one for other, one in facts.named_from(node, "codeFirst") if (other.holder, other.block) == block)
        return
    notes = facts.release.notes_for(later.code, "codeFirst")
    lines = [each for each in notes if (each.holder, each.block) == block]
    yield from (one for one in facts.diagnoses if one.node is not node and _can_be_cause(one, later, lines, facts))


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
    named = facts.named_from(node, "useAdditionalCode")
    return [Pair(later, earlier, line) for line, later in named if _is_misplaced(later, earlier, line, facts)]


def _is_misplaced(later: DiagnosisFacts, earlier: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> bool:
    """Return whether a code is ranked before the disease whose note asks for it, and behind no other such disease."""
    return (
        later.node is not earlier.node
        and comes_before(later, earlier)
        and not later.code.startswith(load_policy().organisms)
        and _fixes_order(line, later, facts)
        and not _says_otherwise(earlier, later, facts)
        and not any(comes_before(one, later) for one in asking(facts).get(later.code, ()))
    )


def _fixes_order(line: NoteLine, later: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a use-additional note says that what it names goes behind (guideline I.B.7)."""
    if line.level not in _UP_TO_SECTION or line.if_known or line.any_associated or _PRESENCE in line.lead:
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
