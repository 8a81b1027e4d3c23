"""CodeFirst: a manifestation ranked before its etiology, or coded without it.

Basis: the code-first note of the later code, or the use-additional note of the earlier one: both fix the order
(guidelines I.A.13 and I.B.7), unless the latter asks for any associated disease or its presence. Order is looked at
only where the chart ranks both within one use, and a code that stands behind one disease of its note is in order,
unless the note speaks of every associated one. A missing etiology is asked for only where the code cannot stand alone:
its title says "classified elsewhere", or its category's does and its note is closed and unconditional, or it is on the
reviewed list. The note of T36-T50 speaks of adverse effects alone (5th or 6th character 5); for poisonings the order
is the reverse. Before the code of a sequela stands the residual condition.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.evidence.codes_offered import codes_offered
from icd10cm.evidence.etiology import asks_for, missing_etiology, of_its_kind
from icd10cm.evidence.sequence import (
    comes_before,
    first_ranked,
    is_manifestation,
    is_sequela,
    never_first,
)
from icd10cm.issue import Resequence, Strength
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.rules.diabetes_with import complications_of
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "CodeFirst"


class Reason(StrEnum):
    """What is wrong with the pair of manifestation and etiology."""

    ORDER = "order"
    MISSING = "missing"


_ADVERSE = re.compile(r"adverse effect")
# "To identify presence of: hypertension": what goes along with a stroke, whichever is worse, like "any associated".
_PRESENCE = "presence of"
_NEAR = ("category", "subcategory", "section")


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each pair in the wrong order, then for each manifestation without its etiology."""
    seen: set[tuple[str, str]] = set()
    inherited = facts.release.notes.inherited
    for diagnosis in facts.in_turn():
        node = diagnosis.node
        if node is None:
            continue
        first, additional = inherited(node.index, "codeFirst"), inherited(node.index, "useAdditionalCode")
        found = _by_code_first(diagnosis, node, facts) if first else []
        found += _by_use_additional(diagnosis, node, facts) if additional else []
        for later, earlier, lines in found:
            pair = (later.code, earlier.code)
            if pair in seen or is_sequela(earlier, facts):
                continue
            if not (never_first(later) and later in first_ranked(facts)):
                seen.add(pair)
                yield _order_issue(later, earlier, lines, facts)
        issue = _missing(diagnosis, facts) if first else None
        if issue is not None and (issue.codes[0], "") not in seen:
            seen.add((issue.codes[0], ""))
            yield issue


_Pair = tuple["DiagnosisFacts", "DiagnosisFacts", tuple["NoteLine", ...]]


def _by_code_first(later: DiagnosisFacts, node: Node, facts: EncounterFacts) -> list[_Pair]:
    """Find diagnoses that the code-first notes of `later` name and that are ranked behind it."""
    named = (*facts.named_from(node, "codeFirst"), *_of_an_example(node, facts))
    if not named:  # the usual case
        return []
    return [
        (later, earlier, (line,))
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
    """Tell whether `later` stands behind another disease that its note is content with."""
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
    """Tell whether a disease may be one that a note means by "such as"; what `later` brings about is none."""
    return (
        not is_manifestation(one)
        and not one.code.startswith(load_policy().unordered)
        and of_its_kind(later, one, lines, facts)
        and not asks_for(later, one, facts)
    )


def _by_use_additional(earlier: DiagnosisFacts, node: Node, facts: EncounterFacts) -> list[_Pair]:
    """Find diagnoses that the use-additional notes of `earlier` name and that are ranked before it."""
    found: list[_Pair] = [
        (later, earlier, (line,))
        for line, later in facts.named_from(node, "useAdditionalCode")
        if line.level in _NEAR
        and not (line.if_known or line.any_associated or _PRESENCE in line.lead)
        and not (line.if_applicable and not _goes_second(later, facts))
        and later.node is not node
        and comes_before(later, earlier)
        and not later.code.startswith(load_policy().unordered)
        and not _says_otherwise(earlier, later, facts)
        and not any(asks_for(one, later, facts) for one in facts.diagnoses if comes_before(one, later))
    ]
    if earlier.code.startswith(load_policy().diabetes):
        found += _complications(earlier, facts)
    return found


def _goes_second(later: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Tell whether a code always stands behind what it belongs to, so that "if applicable" is met by coding it.

    An adverse effect goes behind its nature (guideline I.C.19.e.5.a), severe sepsis behind the sepsis (I.C.1.d.4).
    """
    notes = facts.release.notes_for(later.code, "codeFirst")
    adverse = any(_ADVERSE.search(line.line) and _applies(line, later) for line in notes)
    return later.code.startswith(load_policy().severe_sepsis) or (later.code[:1] == "T" and adverse)


def _says_otherwise(earlier: DiagnosisFacts, later: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Tell whether another note puts the two in the order in which they stand."""
    facts.check_time()
    return asks_for(later, earlier, facts) or any(
        line.names(later.node.index, later.code)
        for line in facts.release.notes_for(earlier.code, "codeFirst")
        if later.node is not None
    )


def _complications(diabetes: DiagnosisFacts, facts: EncounterFacts) -> Iterator[_Pair]:
    """Find complications ranked before the diabetes code whose note asks for them without naming codes (E11.69)."""
    beside = complications_of(diabetes.code[4:])
    if not beside:
        return
    notes = facts.release.notes_for(diabetes.code, "useAdditionalCode")
    line = next((line for line in notes if line.holder == diabetes.code and not line.references), None)
    if line is None:
        return
    for later in facts.diagnoses:
        if later.code.startswith(beside) and comes_before(later, diabetes):
            yield later, diabetes, (line,)


def _applies(line: NoteLine, diagnosis: DiagnosisFacts) -> bool:
    """Tell whether a code-first note speaks of this code: T36-T50 only of adverse effects."""
    if _ADVERSE.search(f"{line.lead} {line.line}") and diagnosis.code[:1] == "T":
        characters = diagnosis.code.replace(".", "")
        sixth = characters[5:6]
        return (sixth if sixth not in ("", "X") else characters[4:5]) == "5"
    return True


def _order_issue(
    later: DiagnosisFacts, earlier: DiagnosisFacts, lines: tuple[NoteLine, ...], facts: EncounterFacts
) -> CodingIssue:
    pair = (later, earlier)
    return about(*pair).issue(
        ID,
        basis=tuple(note_basis(line) for line in lines),
        choices=(earlier.code,),
        options=(Resequence(earlier.diagnosis.reference, later.diagnosis.reference, earlier.code),),
        evidence=tuple(coded_as(each, facts.release) for each in pair),
        because=Reason.ORDER,
    )


def _missing(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> CodingIssue | None:
    lines = missing_etiology(diagnosis, facts) if diagnosis.asked and not never_first(diagnosis) else ()
    if not lines:
        return None
    return about(diagnosis).issue(
        ID,
        strength=Strength.PROMPT,
        basis=tuple(note_basis(line) for line in lines),
        choices=codes_offered(lines, facts.release),
        evidence=(coded_as(diagnosis, facts.release),),
        because=Reason.MISSING,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("codeFirst", "useAdditionalCode"),
    strengths=(Strength.DOCUMENTED, Strength.PROMPT),
    reasons=Reason,
    settles=frozenset(("Sequencing",)),
    adds_before=True,
)
